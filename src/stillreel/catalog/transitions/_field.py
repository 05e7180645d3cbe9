"""Fields: where each place of the frame reads the picture, asked at a grid of points and drawn by `flow`.

Places come as fractions; `heights` turns them into frame heights about the middle, where circles are round.
"""

from __future__ import annotations

import numpy as np

from ...pixels.frame import Frame
from ...pixels.masks import Reals
from ._order import points

CELL = 12


def grid(frame: Frame, cell: int = CELL) -> tuple[Reals, Reals]:
    """x and y (rows, cols) in fractions, one point about every `cell` pixels, border on border."""
    x, y = points(max(frame.width // cell, 24) + 2, max(frame.height // cell, 24) + 2, borders=True)
    return np.broadcast_arrays(x, y)[0], np.broadcast_arrays(x, y)[1]


def heights(x: Reals, y: Reals, ratio: float) -> tuple[Reals, Reals]:
    """Fractions -> heights from the middle."""
    return (x - 0.5) * ratio, y - 0.5


def fractions(x: Reals, y: Reals, ratio: float) -> tuple[Reals, Reals]:
    """Heights from the middle -> fractions."""
    return x / ratio + 0.5, y + 0.5
