"""A blur along an axis, as fast for a wide reach as for a narrow one: what a quick camera leaves behind.

Two running means in a row make a triangle; the reach is continuous, so the blur grows without steps. Borders
are mirrored. Invariant: flat colour stays flat, and the cost does not depend on the reach.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# (the compiled loops: their types are numba's)

from __future__ import annotations

import numpy as np
from numba import njit

from .frame import Frame
from .masks import read, write


@njit(cache=True, nogil=True, error_model="numpy")
def _mirror(i, n):
    i = i % (2 * n)
    return 2 * n - 1 - i if i >= n else i


@njit(cache=True, nogil=True, error_model="numpy")
def _smear_rows(src, pitch, width, height, reach, part, out, out_pitch):
    """A running mean of 2 reach + 1 samples and `part` of the next on either side; the ends mirror."""
    line = np.empty(width + 2 * reach + 2, np.int32)
    norm = np.float32(1.0) / (np.float32(2 * reach + 1) + np.float32(2.0) * part)
    half = np.float32(0.5)
    for y in range(height):
        for i in range(-reach - 1, 0):
            line[i + reach + 1] = src[y * pitch + _mirror(i, width)]
        for i in range(width):
            line[i + reach + 1] = src[y * pitch + i]
        for i in range(width, width + reach + 1):
            line[i + reach + 1] = src[y * pitch + _mirror(i, width)]
        total = np.int32(0)
        for k in range(1, 2 * reach + 2):
            total += line[k]
        row, gone, new = out[y * out_pitch : y * out_pitch + width], line[1:], line[2 * reach + 2 :]
        for i in range(width):
            row[i] = np.uint8((np.float32(total) + part * np.float32(line[i] + new[i])) * norm + half)
            total += new[i] - gone[i]


@njit(cache=True, nogil=True, error_model="numpy")
def _smear_columns(src, pitch, width, height, reach, part, out, out_pitch):
    total = np.zeros(width, np.int32)
    norm = np.float32(1.0) / (np.float32(2 * reach + 1) + np.float32(2.0) * part)
    for k in range(-reach, reach + 1):
        row = _mirror(k, height) * pitch
        for x in range(width):
            total[x] += np.int32(src[row + x])
    for y in range(height):
        before, after = _mirror(y - reach - 1, height) * pitch, _mirror(y + reach + 1, height) * pitch
        leaving = _mirror(y - reach, height) * pitch
        low, high, gone = (
            src[before : before + width],
            src[after : after + width],
            src[leaving : leaving + width],
        )
        into = out[y * out_pitch : y * out_pitch + width]
        for x in range(width):
            edge = np.int32(low[x]) + np.int32(high[x])
            into[x] = np.uint8((np.float32(total[x]) + part * np.float32(edge)) * norm + np.float32(0.5))
            total[x] += np.int32(high[x]) - np.int32(gone[x])


def smear(src: Frame, x: float, y: float, out: Frame) -> None:
    """A triangular blur with the given reach to each side, in fractions of the width and the height (0..0.5)."""
    inner = [np.empty(plane.shape, np.uint8) for plane in src.planes]
    spare = [np.empty(plane.shape, np.uint8) for plane in src.planes]
    for plane, one, two, target in zip(src.planes, inner, spare, out.planes, strict=True):
        height, width = plane.shape
        now = plane
        plan = [(_smear_rows, x * width / 2)] * (2 if x > 0 else 0) + [(_smear_columns, y * height / 2)] * (
            2 if y > 0 else 0
        )
        if not plan:
            np.copyto(target, plane)
        for k, (loop, radius) in enumerate(plan):
            last = k == len(plan) - 1
            into = target if last else (one if k % 2 == 0 else two)
            reach = int(radius)
            (samples, pitch), (written, out_pitch) = read(now), write(into)
            loop(samples, pitch, width, height, reach, np.float32(radius - reach), written, out_pitch)
            now = into
