"""A picture in hexagons of one colour each.

Each output sample finds the nearest point of a honeycomb lattice and takes the colour there, from a copy small
enough that one sample stands for about a cell. Invariant: `src` is never `out`; flat colour stays flat.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# (the compiled loops: their types are numba's)

from __future__ import annotations

import numpy as np
from numba import njit

from .frame import Frame, copy_into
from .masks import read, write
from .warp import halved


@njit(cache=True, nogil=True, error_model="numpy")
def _hexagons(src, pitch, cols, rows, out, out_pitch, width, height, cell_x, cell_y):
    half = np.float32(0.5)
    tall = cell_y * np.float32(0.8660254)
    mid_x, mid_y = np.float32(width) * half, np.float32(height) * half
    sx, sy = np.float32(cols) / np.float32(width), np.float32(rows) / np.float32(height)
    for y in range(height):
        v = (np.float32(y) + half - mid_y) / tall
        v0, v1 = np.floor(v * half + half) * 2, np.floor(v * half) * 2 + 1
        a, b = (v - v0) * np.float32(0.8660254), (v - v1) * np.float32(0.8660254)
        a, b = a * a, b * b
        j0 = min(max(np.int32((v0 * tall + mid_y) * sy), 0), rows - 1) * pitch
        j1 = min(max(np.int32((v1 * tall + mid_y) * sy), 0), rows - 1) * pitch
        for x in range(width):
            u = (np.float32(x) + half - mid_x) / cell_x
            u0, u1 = np.floor(u + half), np.floor(u) + half
            first = (u - u0) * (u - u0) + a <= (u - u1) * (u - u1) + b
            at = ((u0 if first else u1) * cell_x + mid_x) * sx
            i = min(max(np.int32(at), 0), cols - 1)
            out[y * out_pitch + x] = src[(j0 if first else j1) + i]


def hexagons(src: Frame, cell: float, out: Frame) -> None:
    """Hexagons `cell` luma pixels wide (any real number); below 1.5 the picture itself."""
    if cell < 1.5:
        copy_into(src, out)
        return
    small, left = src, cell
    while left > 2.0 and min(small.u.shape) > 4:
        small, left = halved(small), left / 2
    for plane, target in zip(small.planes, out.planes, strict=True):
        (samples, pitch), (into, out_pitch) = read(plane), write(target)
        height, width = target.shape
        size = np.float32(cell * width / out.width), np.float32(cell * height / out.height)
        _hexagons(samples, pitch, plane.shape[1], plane.shape[0], into, out_pitch, width, height, *size)
