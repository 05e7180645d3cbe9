"""burn, burn_out: fire eats holes into the picture; their rims glow and are charred. burn_out starts in the middle."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame, yuv_of
from ...pixels.masks import TOP, Order, Reals, reveal, tint
from . import Transition
from ._noise import clouds, ranked
from ._order import radius, smooth
from ._stage import ease, hump

CHAR, FIRE, SPARK = yuv_of("#120805"), yuv_of("#FF6A00"), yuv_of("#FFE08A")
SOFT = 0.012


def paper(x: Reals, y: Reals, ratio: float, seed: int, outward: bool) -> Reals:
    """When each place catches fire: clouds, with the flames coming from below or from the middle."""
    patches = clouds(x, y, ratio, seed, "burn", 3)
    way = radius(x, y, ratio) if outward else 1.0 - y
    return ranked(0.55 * patches + (0.75 if outward else 0.5) * way)


def rim(order: Order, p: float, offset: float, width: float) -> Order:
    """How near the fire's front is: 65535 at `offset` ahead of it, 0 a `width` away."""
    table = np.arange(TOP + 1) / TOP
    away = (table - (p * (1.0 + SOFT) + offset - SOFT / 2)) / width
    near = np.maximum(1.0 - away * away, 0.0)
    return (near * near * TOP + 0.5).astype(np.uint16)[order]


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, outward: bool) -> None:
    order = smooth(paper, out.width, out.height, seed, outward)
    t = 0.5 * (p + ease(p))
    reveal(a, b, order, t, SOFT, out)
    alive = min(1.0, 3.0 * hump(p))
    tint(out, rim(order, t, 0.03, 0.045), 0.85 * alive, CHAR)
    tint(out, rim(order, t, 0.006, 0.018), 0.95 * alive, FIRE)
    tint(out, rim(order, t, 0.0, 0.007), 0.9 * alive, SPARK)


WORDS = (
    Transition(
        name="burn",
        en=("burn", "burning paper", "fire", "burn away"),
        zh=("燃烧", "烧纸", "火焰", "燃烧溶解"),
        aliases=("burn0", "fire"),
        draw=partial(draw, outward=False),
        mood="cinematic",
        family="burn",
    ),
    Transition(
        name="burn_out",
        en=("burn out", "burn a hole", "burn from the middle"),
        zh=("烧穿", "中心燃烧"),
        aliases=("undulatingBurnOut",),
        draw=partial(draw, outward=True),
        mood="cinematic",
        family="burn",
    ),
)
