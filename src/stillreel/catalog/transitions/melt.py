"""melt, drip: the picture runs down the frame in columns of different haste."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame, copy_into
from ...pixels.warp import lay
from ...rng import rng
from . import Transition
from ._cards import cuts
from ._stage import ease

BARS = 30


def delays(count: int, seed: int) -> list[float]:
    """How long each column waits (0..1): a walk, so that neighbours wait alike."""
    walk = np.cumsum(rng(seed, "melt").random(count) - 0.5)
    walk = walk - walk.min()
    return [float(w) for w in walk / max(float(walk.max()), 1e-9)]


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, bars: int) -> None:
    copy_into(b, out)
    edges = cuts(out.width, bars)
    for wait, x, end in zip(delays(bars, seed), edges, edges[1:], strict=False):
        t = ease(p, 0.4 * wait, 0.4 * wait + 0.6)
        fall = 1.15 * t * t
        if fall < 1.0 and end > x:
            lay(a, (x, fall, end - x, 1.0), out, part=(x, 0.0, end - x, 1.0))


WORDS = (
    Transition(
        name="melt",
        en=("melt", "drip", "doom melt", "melting columns"),
        zh=("融化", "滴落", "流淌"),
        aliases=("DoomScreenTransition", "drip", "luminance_melt"),
        draw=partial(draw, bars=BARS),
        mood="playful",
        family="melt",
    ),
)
