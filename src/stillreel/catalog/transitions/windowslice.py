"""windowslice: shutters turn open, softly, from left to right."""

from __future__ import annotations

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from . import Transition
from ._order import crisp


def shutters(x: Reals, y: Reals, ratio: float, count: int) -> Reals:
    return 0.5 * x + 0.5 * ((x * count) % 1.0) + 0.0 * y


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    reveal(a, b, crisp(shutters, out.width, out.height, 8), p, 0.45, out)


WORDS = (
    Transition(
        name="windowslice",
        en=("window slice", "soft shutters", "venetian light"),
        zh=("窗格切片", "柔和百叶窗"),
        aliases=("window_slice",),
        draw=draw,
        mood="calm",
        family="windowslice",
    ),
)
