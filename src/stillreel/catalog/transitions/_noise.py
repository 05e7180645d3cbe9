"""Clouds: smooth random values 0..1, evenly spread, from a seed.

Three layers of coarse random points joined by smooth curves, then ranked, so that as much of the frame lies
below 0.3 as the number says: an edge that runs through a cloud keeps an even pace.
"""

from __future__ import annotations

import numpy as np

from ...pixels.masks import Reals
from ...rng import rng

RANKS = 64


def lattice(x: Reals, y: Reals, values: Reals) -> Reals:
    """Random points on a lattice, joined smoothly; x and y in fractions of it."""
    rows, cols = values.shape
    u, v = x * (cols - 1), y * (rows - 1)
    i = np.clip(np.floor(u).astype(int), 0, cols - 2)
    j = np.clip(np.floor(v).astype(int), 0, rows - 2)
    s, t = u - i, v - j
    s, t = s * s * (3.0 - 2.0 * s), t * t * (3.0 - 2.0 * t)
    top = values[j, i] + (values[j, i + 1] - values[j, i]) * s
    low = values[j + 1, i] + (values[j + 1, i + 1] - values[j + 1, i]) * s
    return np.asarray(top + (low - top) * t)


def clouds(x: Reals, y: Reals, ratio: float, seed: int, name: str, cells: int = 4) -> Reals:
    """Layered lattice noise, `cells` patches along the shorter side."""
    draw = rng(seed, name)
    total = np.zeros(np.broadcast_shapes(x.shape, y.shape))
    for octave, weight in ((1, 0.6), (2, 0.28), (5, 0.12)):
        across = round(cells * octave * max(ratio, 1.0)) + 2
        down = round(cells * octave * max(1.0 / ratio, 1.0)) + 2
        total += weight * lattice(x, y, draw.random((down, across)))
    return ranked(total)


def ranked(values: Reals) -> Reals:
    """The same order, evenly spread over 0..1."""
    steps = np.sort(values, axis=None)
    marks = steps[np.linspace(0, steps.size - 1, RANKS).astype(int)]
    return np.asarray(np.interp(values, marks, np.linspace(0.0, 1.0, RANKS)))
