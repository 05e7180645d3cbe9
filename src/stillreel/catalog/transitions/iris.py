"""circle_open, circle_close: an iris opens from the middle on the next picture, or closes on this one."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from . import Transition
from ._order import radius, smooth
from ._stage import ease


def iris(x: Reals, y: Reals, ratio: float, closing: bool) -> Reals:
    distance = radius(x, y, ratio)
    return 1.0 - distance if closing else distance


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, closing: bool) -> None:
    reveal(a, b, smooth(iris, out.width, out.height, closing), ease(p), 0.04, out)


WORDS = (
    Transition(
        name="circle_open",
        en=("circle open", "iris open", "iris in", "circle reveal", "opening circle"),
        zh=("圆形打开", "圆形扩散", "圈入", "圆形展开"),
        aliases=("iris", "iris_open", "circle_wipe"),
        draw=partial(draw, closing=False),
        mood="classic",
        family="iris",
    ),
    Transition(
        name="circle_close",
        en=("circle close", "iris close", "iris out", "closing circle"),
        zh=("圆形关闭", "圆形收缩", "圈出"),
        aliases=("iris_close",),
        draw=partial(draw, closing=True),
        mood="classic",
        family="iris",
    ),
)
