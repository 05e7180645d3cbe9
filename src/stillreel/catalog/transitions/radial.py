"""radial, pinwheel: a clock hand wipes the frame, one hand or eight."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from . import Transition
from ._order import angle, crisp
from ._stage import ease


def hands(x: Reals, y: Reals, ratio: float, count: int) -> Reals:
    turn = angle(x, y, ratio) * count
    return turn % 1.0


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, count: int) -> None:
    reveal(a, b, crisp(hands, out.width, out.height, count), ease(p), 0.015 * count, out)


WORDS = (
    Transition(
        name="radial",
        en=("radial", "clock wipe", "radar", "clock", "sweep around"),
        zh=("时钟擦除", "雷达扫描", "扇形擦除", "径向擦除"),
        aliases=("clock_wipe", "angular", "Radial"),
        draw=partial(draw, count=1),
        mood="classic",
        family="radial",
    ),
    Transition(
        name="pinwheel",
        en=("pinwheel", "windmill", "fan"),
        zh=("风车", "扇叶"),
        aliases=("windmill",),
        draw=partial(draw, count=8),
        mood="playful",
        family="radial",
    ),
)
