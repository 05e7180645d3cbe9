"""water_drop: a drop falls on the picture; where its ring has passed lies the next one."""

from __future__ import annotations

import numpy as np

from ...pixels.bend import flow
from ...pixels.frame import Frame
from ...pixels.masks import reveal
from ...pixels.warp import scratch
from . import Transition
from ._field import fractions, grid, heights
from ._order import smooth
from ._stage import ease
from .iris import iris

WIDTH = 0.16


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    ratio = out.width / out.height
    x, y = grid(out, 8)
    u, v = heights(x, y, ratio)
    r = np.sqrt(u * u + v * v) + 1e-9
    rim = 0.5 * float(np.sqrt(ratio * ratio + 1.0))
    front = p * (rim + 2 * WIDTH) - WIDTH
    away = (r - front) / WIDTH
    # A packet of three crests around the front, calmer as it runs.
    push = 0.045 * (1.0 - 0.6 * p) * ease(p, 0.0, 0.1) * np.exp(-away * away) * np.sin(np.pi * 2.5 * away)
    gx, gy = fractions(u - u / r * push, v - v / r * push, ratio)
    one, two = scratch(out), scratch(out)
    flow(a, gx, gy, one)
    flow(b, gx, gy, two)
    soft = 0.5 * WIDTH / rim
    done = min(max((front + 0.25 * WIDTH) / rim / (1.0 + soft), 0.0), 1.0)
    reveal(one, two, smooth(iris, out.width, out.height, False), done, soft, out)


WORDS = (
    Transition(
        name="water_drop",
        en=("water drop", "drop of water", "raindrop"),
        zh=("水滴", "水滴扩散", "雨滴"),
        aliases=("WaterDrop", "raindrop"),
        draw=draw,
        mood="calm",
        family="water_drop",
    ),
)
