"""squeeze_h, squeeze_v: the picture is squeezed into its horizontal or vertical middle line and is gone."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame, copy_into
from ...pixels.warp import lay
from . import Transition
from ._cards import halo
from ._stage import ease, glide


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, upright: bool) -> None:
    copy_into(b, out)
    size = 1.0 - glide(p)
    x, y, w, h = ((1.0 - size) / 2, 0.0, size, 1.0) if upright else (0.0, (1.0 - size) / 2, 1.0, size)
    halo(out, x, y, w, h, 0.45 * ease(p, 0.0, 0.15) * size)
    lay(a, (x, y, w, h), out)


WORDS = (
    Transition(
        name="squeeze_h",
        en=("squeeze", "squash", "squeeze flat", "tv off"),
        zh=("上下挤压", "压扁", "水平挤压"),
        aliases=("squeeze",),
        draw=partial(draw, upright=False),
        mood="playful",
        family="squeeze",
    ),
    Transition(
        name="squeeze_v",
        en=("squeeze narrow", "squeeze from the sides"),
        zh=("左右挤压", "垂直挤压"),
        draw=partial(draw, upright=True),
        mood="playful",
        family="squeeze",
    ),
)
