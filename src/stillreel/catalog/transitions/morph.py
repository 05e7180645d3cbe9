"""morph, displace: the brightness of one picture bends the other, so that they melt together."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.bend import flow
from ...pixels.frame import Frame
from ...pixels.masks import Reals
from ...pixels.warp import FULL, lay, scratch
from . import Transition
from ._field import grid
from ._stage import ease, mix


def relief(src: Frame, rows: int, cols: int) -> tuple[Reals, Reals]:
    """How the picture's broad lights and colours would push: two fields of about -1..1."""
    small = Frame(*(np.empty((rows, cols), np.uint8) for _ in range(3)))
    lay(src, FULL, small, endless=True)
    light = (small.y.astype(np.float64) - 125.0) / 110.0
    colour = (small.v.astype(np.float64) - small.u.astype(np.float64)) / 120.0
    return light + 0.5 * colour, light - 0.5 * colour


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, depth: float) -> None:
    x, y = grid(out, 24)
    (ax, ay), (bx, by) = relief(a, *x.shape), relief(b, *x.shape)
    t, reach = ease(p), depth
    one = scratch(out)
    flow(a, x + reach * t * bx, y + reach * t * by, out)
    flow(b, x - reach * (1.0 - t) * ax, y - reach * (1.0 - t) * ay, one)
    mix(out, one, ease(p, 0.15, 0.85), out)


WORDS = (
    Transition(
        name="morph",
        en=("morph", "melt together", "transform", "blend shapes"),
        zh=("变形", "融合变形", "形变"),
        draw=partial(draw, depth=0.09),
        mood="cinematic",
        family="morph",
    ),
    Transition(
        name="displace",
        en=("displace", "liquid", "liquify"),
        zh=("置换", "液化", "流体"),
        aliases=("displacement", "liquid", "coord-from-in"),
        draw=partial(draw, depth=0.2),
        mood="tech",
        family="morph",
    ),
)
