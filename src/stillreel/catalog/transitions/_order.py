"""Orders: at what time each pixel changes, as a map made once per size and kept.

A shape is a pure function of place, `shape(x, y, ratio, *parameters) -> 0..1`, x and y in fractions of the
frame, ratio = width / height. `smooth` asks it at few points, `crisp` at every pixel (for shapes that jump).
Invariant: at most KEPT maps live at a time, so memory is bounded at every size.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from ...pixels.masks import Order, Reals, spread

KEPT = 4
STEP = 6
BAND = 128
Shape = Callable[..., Reals]


def points(cols: int, rows: int, *, borders: bool) -> tuple[Reals, Reals]:
    """x (1, cols) and y (rows, 1) in fractions: from border to border, or at the centres of cells."""
    if borders:
        return np.linspace(0.0, 1.0, cols)[None, :], np.linspace(0.0, 1.0, rows)[:, None]
    return ((np.arange(cols) + 0.5) / cols)[None, :], ((np.arange(rows) + 0.5) / rows)[:, None]


@lru_cache(maxsize=KEPT)
def smooth(shape: Shape, width: int, height: int, *parameters: Any) -> Order:
    """The order of a shape without jumps."""
    x, y = points(width // STEP + 3, height // STEP + 3, borders=True)
    return spread(np.broadcast_to(shape(x, y, width / height, *parameters), (y.size, x.size)), width, height)


@lru_cache(maxsize=KEPT)
def crisp(shape: Shape, width: int, height: int, *parameters: Any) -> Order:
    """The order of a shape that jumps from pixel to pixel. It is asked in bands of rows, to stay small in memory,
    so a shape must not look at all of x and y at once."""
    x, y = points(width, height, borders=False)
    out = np.empty((height, width), np.uint16)
    for top in range(0, height, BAND):
        values = shape(x, y[top : top + BAND], width / height, *parameters)
        out[top : top + BAND] = np.clip(values, 0.0, 1.0) * 65535.0 + 0.5
    return out


def radius(x: Reals, y: Reals, ratio: float) -> Reals:
    """Distance from the middle, 0 there and 1 in the corners, round on screen."""
    dx, dy = (x - 0.5) * ratio, y - 0.5
    return np.asarray(np.sqrt(dx * dx + dy * dy) / (0.5 * np.sqrt(ratio * ratio + 1.0)))


def angle(x: Reals, y: Reals, ratio: float) -> Reals:
    """Clockwise turn from twelve o'clock, 0..1."""
    turn = np.arctan2((x - 0.5) * ratio, 0.5 - y) / (2.0 * np.pi)
    return np.asarray(turn - np.floor(turn))
