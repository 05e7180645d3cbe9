"""Laying a frame into a box of another: shifted, stretched, cropped, mirrored on for ever.

Places are fractions of the frame, so a figure looks the same at 64x36 and at 4K, and all three planes use the
same numbers. Sampling is linear at 1/256 of a sample; what shrinks is halved first, so it does not shimmer.
Outside its borders a picture goes on mirrored. Edges are covered in proportion (no stairs).
Invariant: only the named pixels of `out` are written, from `src` alone, and `src` is never `out`.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# (the compiled loops: their types are numba's)

from __future__ import annotations

import numpy as np
from numba import njit

from .frame import Frame, Plane
from .masks import Reals, read, write

Box = tuple[float, float, float, float]
FULL: Box = (0.0, 0.0, 1.0, 1.0)


def scratch(like: Frame) -> Frame:
    """A frame of the same size whose samples mean nothing yet."""
    return Frame(
        np.empty(like.y.shape, np.uint8), np.empty(like.u.shape, np.uint8), np.empty(like.v.shape, np.uint8)
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _mirror(i, n):
    i = i % (2 * n)
    return 2 * n - 1 - i if i >= n else i


@njit(cache=True, nogil=True, error_model="numpy")
def _axis(start, step, first, n, mirror, low, high):
    """For outputs first...: two source indices and the weight of the second (0..256)."""
    a, b, w = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    for k in range(n):
        at = start + step * (first + k)
        base = np.floor(at)
        i = np.int64(base)
        part = np.int32((at - base) * 256.0 + 0.5)
        if mirror:
            a[k], b[k] = _mirror(i, high), _mirror(i + 1, high)
        else:
            a[k], b[k] = min(max(i, low), high - 1), min(max(i + 1, low), high - 1)
        w[k] = part
    return a, b, w


@njit(cache=True, nogil=True, error_model="numpy")
def _cover(low, high, first, n, alpha):
    """How much of each output sample the interval [low, high) covers, in 256ths, times alpha."""
    c = np.empty(n, np.int32)
    for k in range(n):
        x = first + k
        part = min(high, x + 1.0) - max(low, np.float64(x))
        c[k] = np.int32(min(max(part, 0.0), 1.0) * alpha * 256.0 + 0.5)
    return c


@njit(cache=True, nogil=True, error_model="numpy")
def _rows(r0, r1, wy, line):
    for i in range(line.shape[0]):
        line[i] = np.int32(r0[i]) * (256 - wy) + np.int32(r1[i]) * wy


@njit(cache=True, nogil=True, error_model="numpy")
def _across(line, left, ax, bx, wx, read):
    for i in range(read.shape[0]):
        p = line[np.uint32(ax[i] - left)]
        read[i] = ((p << 8) + (line[np.uint32(bx[i] - left)] - p) * wx[i] + 32768) >> 16


@njit(cache=True, nogil=True, error_model="numpy")
def _cross(row, read, cx):
    for i in range(row.shape[0]):
        p = np.int32(row[i])
        row[i] = np.uint8(p + (((read[i] - p) * cx[i] + 128) >> 8))


@njit(cache=True, nogil=True, error_model="numpy")
def _lay(src, pitch, out, out_pitch, x0, y0, ax, bx, wx, ay, by, wy, cx, cy, zero, shade):
    cols = max(ax.max(), bx.max()) + 1
    left = min(ax.min(), bx.min())
    n = ax.shape[0]
    line, read = np.empty(cols - left, np.int32), np.empty(n, np.int32)
    for k in range(ay.shape[0]):
        if cy[k] == 0:
            continue
        r, s = ay[k] * pitch, by[k] * pitch
        _rows(src[r + left : r + cols], src[s + left : s + cols], wy[k], line)
        row = out[(y0 + k) * out_pitch + x0 : (y0 + k) * out_pitch + x0 + n]
        _across(line, left, ax, bx, wx, read)
        if shade == 256 and cy[k] == 256:
            _cross(row, read, cx)
        else:
            for i in range(n):
                v = zero + (((read[i] - zero) * shade + 128) >> 8)
                p, c = np.int32(row[i]), (cx[i] * cy[k] + 128) >> 8
                row[i] = np.uint8(p + (((v - p) * c + 128) >> 8))


def lay(
    src: Frame,
    box: Box,
    out: Frame,
    *,
    alpha: float = 1.0,
    shade: float = 1.0,
    part: Box = FULL,
    endless: bool = False,
) -> None:
    """Lays `part` of the picture (x, y, w, h) into `box` of the frame, stretched; `endless` fills the whole
    frame, mirrored beyond the box. alpha 0..1 over what is there; shade 0..1 darkens."""
    if box[2] <= 0 or box[3] <= 0:
        return
    src = prefiltered(src, out, box[2] / part[2], box[3] / part[3])
    level = np.int32(round(shade * 256))
    for plane, target, zero in zip(src.planes, out.planes, (16, 128, 128), strict=True):
        (samples, pitch), (into, out_pitch) = read(plane), write(target)
        x0, *xs = _span(box[0], box[2], part[0], part[2], plane.shape[1], target.shape[1], endless, 1.0)
        y0, *ys = _span(box[1], box[3], part[1], part[3], plane.shape[0], target.shape[0], endless, alpha)
        if len(xs[0]) and len(ys[0]):
            _lay(
                samples, pitch, into, out_pitch, x0, y0, *xs[:3], *ys[:3], xs[3], ys[3], np.int32(zero), level
            )


def _span(
    at: float, length: float, part: float, part_length: float, size: int, n: int, endless: bool, alpha: float
) -> tuple[int, Reals, Reals, Reals, Reals]:
    """One axis of `lay`: the first output sample, where the others read and how much of each is covered."""
    low, high = (0.0, float(n)) if endless else (at * n, (at + length) * n)
    first, last = max(int(np.floor(low)), 0), min(int(np.ceil(high)), n)
    step = part_length * size / (length * n)
    start = (0.5 - at * n) * step + part * size - 0.5
    edges = (
        (0, size) if endless else (int(part * size), max(int(np.ceil((part + part_length) * size - 1e-9)), 1))
    )
    count = max(last - first, 0)
    a, b, w = _axis(start, step, first, count, endless, *edges)
    return first, a, b, w, _cover(low, high, first, count, alpha)


def prefiltered(src: Frame, out: Frame, sx: float, sy: float) -> Frame:
    """The picture halved until sampling it at the scales sx, sy (of the frame) skips nothing."""
    while min(src.y.shape) > 8:
        have_x, have_y = src.width / out.width, src.height / out.height
        if max(sx / have_x, sy / have_y) > 0.6:
            break
        src = halved(src)
    return src


@njit(cache=True, nogil=True, error_model="numpy")
def _halve(src, pitch, out, width, height):
    for y in range(out.shape[0]):
        r, s = 2 * y * pitch, min(2 * y + 1, height - 1) * pitch
        for x in range(out.shape[1]):
            i, j = 2 * x, min(2 * x + 1, width - 1)
            total = np.int32(src[r + i]) + np.int32(src[r + j]) + np.int32(src[s + i]) + np.int32(src[s + j])
            out[y, x] = np.uint8((total + 2) >> 2)


def halved(src: Frame) -> Frame:
    """The picture at half the size (rounded up), each sample the mean of four."""
    return Frame(*(_half_plane(plane) for plane in src.planes))


def _half_plane(plane: Plane) -> Plane:
    height, width = plane.shape
    out = np.empty(((height + 1) // 2, (width + 1) // 2), np.uint8)
    samples, pitch = read(plane)
    _halve(samples, pitch, out, width, height)
    return out
