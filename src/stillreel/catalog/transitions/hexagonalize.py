"""hexagonalize, honeycomb: the picture turns into a honeycomb of one colour a cell, and back into the next."""

from __future__ import annotations

import numpy as np

from ...pixels.cells import hexagons
from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from . import Transition
from ._order import crisp
from ._stage import ease, hump, mixed

CELLS = 13
COMB = 9


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    short = min(out.width, out.height)
    cell = (short / CELLS) ** min(1.0, 1.1 * hump(p)) if short > CELLS else 1.0
    hexagons(mixed(a, b, ease(p, 0.3, 0.7)), cell, out)


def comb(x: Reals, y: Reals, ratio: float) -> Reals:
    """Each hexagon grows from its middle; the wave of them runs outwards."""
    u, v = (x - 0.5) * ratio * COMB, (y - 0.5) * COMB / 0.8660254
    # a honeycomb is two interleaved lattices of rectangles; the nearer centre wins
    du, dv = u - np.round(u), v - 2.0 * np.round(v / 2.0)
    eu, ev = u - 0.5 - np.round(u - 0.5), v - 1.0 - 2.0 * np.round((v - 1.0) / 2.0)
    one, two = (np.maximum(abs(s), 0.5 * abs(s) + 0.75 * abs(t)) for s, t in ((du, dv), (eu, ev)))
    far = np.sqrt(((x - 0.5) * ratio) ** 2 + (y - 0.5) ** 2) / (0.5 * np.sqrt(ratio * ratio + 1.0))
    return np.asarray(0.35 * 2.0 * np.minimum(one, two) + 0.65 * far)


def draw_comb(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    reveal(a, b, crisp(comb, out.width, out.height), ease(p), 0.05, out)


WORDS = (
    Transition(
        name="hexagonalize",
        en=("hexagons", "hexagonalize", "hexagon pixels"),
        zh=("六边形", "六边形像素"),
        aliases=("hexagon",),
        draw=draw,
        mood="tech",
        family="hexagonalize",
    ),
    Transition(
        name="honeycomb",
        en=("honeycomb", "growing hexagons"),
        zh=("蜂巢", "蜂窝"),
        draw=draw_comb,
        mood="tech",
        family="hexagonalize",
    ),
)
