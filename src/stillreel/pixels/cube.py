"""Colours through a table: a 33-step cube, read by tetrahedra, dithered by position.

Between the table's colours the reading is linear along the grey axis, so a grey stays on the line that the table
gives to greys. Whole numbers; a look's table is made once, a picture takes a few milliseconds a megapixel.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .dither import grain
from .engine import loops

SIDE = 33
RGB = npt.NDArray[np.uint8]


def lattice() -> npt.NDArray[np.float64]:
    """The cube's colours, f64 (SIDE, SIDE, SIDE, 3), indexed r, g, b, sRGB 0..1."""
    steps = np.arange(SIDE, dtype=np.float64) / (SIDE - 1)
    return np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1)


def apply_cube(rgb: RGB, table: npt.NDArray[np.int32]) -> RGB:
    """u8 (h, w, 3) through `table` i32 (SIDE^3, 3) in 1/128 of a level -> a new u8 (h, w, 3), dithered."""
    height, width = rgb.shape[:2]
    out = np.empty((height, width, 3), np.uint8)
    # 64 x 64 tiles of the grain, as 0..127 out of 128
    tile = np.ascontiguousarray((grain(64, 64) >> 9).astype(np.int32)).reshape(-1)
    flat = np.ascontiguousarray(rgb).reshape(-1)
    loops().cube(flat, height, width, np.ascontiguousarray(table).reshape(-1), tile, out.reshape(-1))
    return out
