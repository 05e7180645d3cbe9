"""kaleidoscope: the picture breaks into mirrored petals that turn and settle as the next one."""

from __future__ import annotations

import numpy as np

from ...pixels.bend import flow
from ...pixels.frame import Frame
from ...pixels.warp import scratch
from . import Transition
from ._field import fractions, grid, heights
from ._stage import ease, glide, mix, mixed

MIRRORS = 6


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    ratio = out.width / out.height
    x, y = grid(out, 4)
    u, v = heights(x, y, ratio)
    r, turn = np.sqrt(u * u + v * v), np.arctan2(v, u) + 2.0 * glide(p)
    wedge = 2.0 * np.pi / MIRRORS
    turn = np.abs(turn % wedge - wedge / 2) + 1.2 * p
    gx, gy = fractions(r * np.cos(turn), r * np.sin(turn), ratio)
    petals = scratch(out)
    picture = mixed(a, b, ease(p, 0.4, 0.6))
    flow(picture, gx, gy, petals)
    mix(picture, petals, ease(p, 0.05, 0.35) * ease(1.0 - p, 0.05, 0.35), out)


WORDS = (
    Transition(
        name="kaleidoscope",
        en=("kaleidoscope", "mirrors", "mandala"),
        zh=("万花筒", "镜像万花筒"),
        aliases=("powerKaleido", "mandala"),
        draw=draw,
        mood="playful",
        family="kaleidoscope",
    ),
)
