"""circle_crop, rect_crop: the picture shrinks into a window, changes there, and the window opens again.

Around the window lie both pictures, soft and darker, where other tools show black.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from ...pixels.warp import scratch
from . import Transition
from ._order import radius, smooth
from ._stage import backdrop, ease, glide, mixed


def circle(x: Reals, y: Reals, ratio: float) -> Reals:
    return 1.0 - radius(x, y, ratio)


def rectangle(x: Reals, y: Reals, ratio: float) -> Reals:
    return 1.0 - 2.0 * np.maximum(abs(x - 0.5), abs(y - 0.5))


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, circular: bool) -> None:
    behind = scratch(out)
    backdrop(a, b, p, behind)
    inside = mixed(a, b, ease(p, 0.4, 0.6))
    away = 1.0 - abs(2.0 * p - 1.0)
    order = smooth(circle if circular else rectangle, out.width, out.height)
    reveal(inside, behind, order, (0.68 if circular else 0.55) * glide(away), 0.02, out)


WORDS = (
    Transition(
        name="circle_crop",
        en=("circle crop", "circle in and out", "porthole", "round window"),
        zh=("圆形裁剪", "圆形遮罩", "圆窗"),
        aliases=("CircleCrop", "circle"),
        draw=partial(draw, circular=True),
        mood="playful",
        family="crop",
    ),
    Transition(
        name="rect_crop",
        en=("rectangle crop", "box in and out", "square window"),
        zh=("矩形裁剪", "方形遮罩", "方窗"),
        aliases=("RectangleCrop", "Rectangle"),
        draw=partial(draw, circular=False),
        mood="classic",
        family="crop",
    ),
)
