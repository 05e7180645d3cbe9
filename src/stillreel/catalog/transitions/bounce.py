"""bounce: the next picture drops in from above and bounces twice before it lies still."""

from __future__ import annotations

import numpy as np

from ...pixels.frame import Frame, copy_into
from ...pixels.masks import veil
from ...pixels.warp import lay
from . import Transition
from ._cards import ramps
from ._stage import BLACK, ease

# Where the parabolas meet the floor, and how high each rises: a third of the last one's height.
HITS = (0.0, 0.4, 0.73, 0.92, 1.0)
HEIGHTS = (1.0, 0.3, 0.08, 0.015)


def height(p: float) -> float:
    """How far above its place the picture is, in frame heights: 1 at p = 0, 0 at each hit."""
    if p < HITS[1]:
        t = p / HITS[1]
        return 1.0 - t * t
    for low, high, top in zip(HITS[1:-1], HITS[2:], HEIGHTS[1:], strict=True):
        if p < high:
            t = (p - low) / (high - low)
            return top * 4.0 * t * (1.0 - t)
    return 0.0


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    copy_into(a, out)
    y = -height(p)
    edge = 1.0 + y
    dark = 0.5 * ease(p, 0.0, 0.15) * ease(1.0 - edge, 0.0, 0.05)
    veil(out, np.ones(out.width), dark * ramps(out.height, edge, 0.08), BLACK)
    lay(b, (0.0, y, 1.0, 1.0), out)


WORDS = (
    Transition(
        name="bounce",
        en=("bounce", "drop and bounce", "bouncing in"),
        zh=("弹跳", "弹跳落下", "回弹"),
        aliases=("Bounce", "drop_in"),
        draw=draw,
        mood="playful",
        family="bounce",
    ),
)
