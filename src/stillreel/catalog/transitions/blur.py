"""blur, blur_h: the picture goes out of focus, or streaks sideways, and the next one comes into focus."""

from __future__ import annotations

from functools import partial

from ...pixels.blur import blur
from ...pixels.frame import Frame
from ...pixels.smear import smear
from . import Transition
from ._stage import ease, hump, mixed


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, sideways: bool) -> None:
    # Blurring is linear: the blur of the mixture is the mixture of the blurs, at half the price.
    picture = mixed(a, b, ease(p, 0.2, 0.8))
    if sideways:
        smear(picture, 0.12 * hump(p), 0.0, out)
    else:
        blur(picture, 0.028 * min(out.width, out.height) * hump(p), out)


WORDS = (
    Transition(
        name="blur",
        en=("blur", "defocus", "out of focus", "soft focus"),
        zh=("模糊", "虚焦", "失焦", "模糊过渡"),
        aliases=("DefocusBlur", "LinearBlur", "defocus"),
        draw=partial(draw, sideways=False),
        mood="calm",
        family="blur",
    ),
    Transition(
        name="blur_h",
        en=("horizontal blur", "sideways blur"),
        zh=("横向模糊", "水平模糊"),
        aliases=("hblur",),
        draw=partial(draw, sideways=True),
        mood="calm",
        family="blur",
    ),
)
