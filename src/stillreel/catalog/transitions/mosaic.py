"""mosaic: the camera draws back to a wall of pictures, travels across it and moves in on the next one."""

from __future__ import annotations

import numpy as np

from ...pixels.frame import Frame
from ...pixels.warp import halved, lay
from ...rng import rng
from . import Transition
from ._stage import backdrop, ease, glide, hump

FAR = 0.4
GOAL = (2, 1)
GAP = 0.03
"""Where the next picture hangs, in tiles from this one, and the wall between two tiles."""


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    backdrop(a, b, p, out, 0.35)
    scale = 1.0 - (1.0 - FAR) * min(1.0, 1.15 * hump(p))
    way = glide(p)
    gap = 1.0 + GAP * ease(hump(p), 0.0, 0.4)
    x, y = GOAL[0] * way, GOAL[1] * way
    if scale < 0.6:  # what every tile would do, done once
        a, b = halved(a), halved(b)
    sides = rng(seed, "mosaic").integers(0, 2, (16, 16))
    reach = 0.5 / scale + 0.5
    for j in range(int(np.floor(y - reach)), int(np.ceil(y + reach)) + 1):
        for i in range(int(np.floor(x - reach)), int(np.ceil(x + reach)) + 1):
            fixed = {(0, 0): a, GOAL: b}
            picture = fixed.get((i, j), a if sides[j % 16, i % 16] else b)
            left, top = 0.5 + ((i - x) * gap - 0.5) * scale, 0.5 + ((j - y) * gap - 0.5) * scale
            lay(picture, (left, top, scale, scale), out)


WORDS = (
    Transition(
        name="mosaic",
        en=("mosaic", "photo wall", "wall of pictures"),
        zh=("照片墙", "马赛克墙", "多图拼接"),
        aliases=("Mosaic", "photo_wall"),
        draw=draw,
        mood="playful",
        family="mosaic",
    ),
)
