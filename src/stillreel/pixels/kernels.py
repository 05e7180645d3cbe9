"""The hot loops, compiled: planes in, planes out, whole numbers only.

Planes come as flat u8 arrays with a pitch (samples from one row to the next). The camera's own loop is
`resampling.py`. `plain.py` computes the same bytes with NumPy; a test compares them. No fastmath: a float
here would be a byte that differs elsewhere.
"""

# mypy: disable-error-code="no-untyped-def, arg-type, operator"
# numba types these functions from the arrays they get; `load` at the end states those types

from __future__ import annotations

import numpy as np
from numba import njit, types

from .resampling import resample


@njit(cache=True, nogil=True)
def _mix_row(a, b, weight, out):
    rest = np.int32(16384) - weight
    for x in range(out.shape[0]):
        out[x] = np.uint8((np.int32(a[x]) * rest + np.int32(b[x]) * weight + 8192) >> 14)


@njit(cache=True, nogil=True)
def mix(a, a_pitch, b, b_pitch, weight, out, out_pitch, rows, cols):
    """out = a + (b - a) * weight / 16384, to the nearest; weight 0 is a, 16384 is b."""
    w = np.int32(weight)
    for j in range(rows):
        i, k, o = j * a_pitch, j * b_pitch, j * out_pitch
        _mix_row(a[i : i + cols], b[k : k + cols], w, out[o : o + cols])


@njit(cache=True, nogil=True)
def _mix_mask_row(a, b, mask, out):
    for x in range(out.shape[0]):
        weight = np.int32(mask[x])
        out[x] = np.uint8((np.int32(a[x]) * (16384 - weight) + np.int32(b[x]) * weight + 8192) >> 14)


@njit(cache=True, nogil=True)
def mix_mask(a, a_pitch, b, b_pitch, mask, out, out_pitch, rows, cols):
    """Like `mix`, with one weight (i16, 0..16384, contiguous rows of `cols`) for each sample."""
    for j in range(rows):
        i, k, m, o = j * a_pitch, j * b_pitch, j * cols, j * out_pitch
        _mix_mask_row(a[i : i + cols], b[k : k + cols], mask[m : m + cols], out[o : o + cols])


@njit(cache=True, nogil=True)
def widen(mask, out):
    """u8 0..255 -> weights i16 0..16384, both ends exact."""
    for x in range(out.shape[0]):
        m = np.int16(mask[x])
        out[x] = np.int16((m + (m >> 7)) << 6)


@njit(cache=True, nogil=True)
def halve(mask, rows, cols, out):
    """Weights (rows, cols), both even, contiguous -> (rows / 2, cols / 2), the mean of 2x2, to the nearest."""
    half = cols // 2
    for j in range(rows // 2):
        top = mask[2 * j * cols : (2 * j + 1) * cols]
        low = mask[(2 * j + 1) * cols : (2 * j + 2) * cols]
        row = out[j * half : (j + 1) * half]
        for i in range(half):
            total = np.int32(top[2 * i]) + top[2 * i + 1] + low[2 * i] + low[2 * i + 1]
            row[i] = np.int16((total + 2) >> 2)


@njit(cache=True, nogil=True)
def ramp(field, edge, slope, out):
    """weight = (edge - field) * slope / 256, held to 0..16384; field u16, edge and slope whole."""
    e, s = np.int32(edge), np.int32(slope)
    for x in range(out.shape[0]):
        away = min(max(e - np.int32(field[x]), 0), 65536)
        out[x] = np.int16(min((away * s) >> 8, 16384))


@njit(cache=True, nogil=True)
def _over_row(layer, alpha, opacity, out):
    for x in range(out.shape[0]):
        a = np.int32(alpha[x])
        cover = ((a + (a >> 7)) * opacity) >> 8
        value = (np.int32(layer[x]) * opacity + np.int32(out[x]) * (16384 - cover) + 8192) >> 14
        out[x] = np.uint8(min(value, 255))


@njit(cache=True, nogil=True)
def over(layer, alpha, pitch, opacity, out, out_pitch, rows, cols):
    """Premultiplied layer over out: out = layer * opacity + out * (1 - alpha * opacity); opacity 0..16384."""
    w = np.int32(opacity)
    for j in range(rows):
        i, o = j * pitch, j * out_pitch
        _over_row(layer[i : i + cols], alpha[i : i + cols], w, out[o : o + cols])


@njit(cache=True, nogil=True)
def warp(src, pitch, rows, cols, at_x, at_y, out, out_pitch, height, width):
    """Bilinear look-up at (at_x, at_y), i32 source indices in 1/256 (contiguous, out-sized); the edge repeats."""
    right, bottom = (cols - 1) << 8, (rows - 1) << 8
    for j in range(height):
        for i in range(width):
            x = min(max(at_x[j * width + i], 0), right)
            y = min(max(at_y[j * width + i], 0), bottom)
            p, q = x & 255, y & 255
            top = (y >> 8) * pitch + (x >> 8)
            low = top + (pitch if q else 0)
            aside = 1 if p else 0
            upper = src[top] * (256 - p) + src[top + aside] * p
            lower = src[low] * (256 - p) + src[low + aside] * p
            out[j * out_pitch + i] = np.uint8((upper * (256 - q) + lower * q + 32768) >> 16)


@njit(cache=True, nogil=True)
def luma(rgb, matrix, count, out):
    """Interleaved sRGB u8 -> BT.709 limited-range Y, to the nearest. matrix i32 (3,), 16 bits of fraction."""
    kr, kg, kb = matrix[0], matrix[1], matrix[2]
    for i in range(count):
        total = np.int32(rgb[3 * i]) * kr + np.int32(rgb[3 * i + 1]) * kg + np.int32(rgb[3 * i + 2]) * kb
        out[i] = np.uint8(((total + 32768) >> 16) + 16)


@njit(cache=True, nogil=True)
def _chroma_row(top, low, pairs, m, u, v):
    for i in range(pairs):
        r = np.int32(top[6 * i]) + top[6 * i + 3] + low[6 * i] + low[6 * i + 3]
        g = np.int32(top[6 * i + 1]) + top[6 * i + 4] + low[6 * i + 1] + low[6 * i + 4]
        b = np.int32(top[6 * i + 2]) + top[6 * i + 5] + low[6 * i + 2] + low[6 * i + 5]
        u[i] = np.uint8(((r * m[0] + g * m[1] + b * m[2] + 131072) >> 18) + 128)
        v[i] = np.uint8(((r * m[3] + g * m[4] + b * m[5] + 131072) >> 18) + 128)


@njit(cache=True, nogil=True)
def chroma(rgb, rows, cols, matrix, u, v):
    """The mean of 2x2 pixels -> Cb and Cr (centre sited); an odd last row or column counts twice."""
    across, pairs = (cols + 1) // 2, cols // 2
    edge = np.empty(12, np.uint8)
    for j in range((rows + 1) // 2):
        a = 2 * j * cols * 3
        b = min(2 * j + 1, rows - 1) * cols * 3
        top, low = rgb[a : a + cols * 3], rgb[b : b + cols * 3]
        _chroma_row(top, low, pairs, matrix, u[j * across :], v[j * across :])
        if pairs < across:
            for k in range(3):
                edge[k] = edge[k + 3] = top[6 * pairs + k]
                edge[k + 6] = edge[k + 9] = low[6 * pairs + k]
            _chroma_row(edge[:6], edge[6:], 1, matrix, u[j * across + pairs :], v[j * across + pairs :])


@njit(cache=True, nogil=True)
def cube(rgb, rows, cols, table, grain, out):
    """Each colour through a table of 33^3 (1/128 of a level) by tetrahedra, plus a 64 x 64 tiled threshold 0..127."""
    for j in range(rows):
        for i in range(cols):
            p = 3 * (j * cols + i)
            # 2^21 / 255 = 8224 1/8: the top value falls exactly on the last step, 32.0
            r = rgb[p] * 8224 + ((rgb[p] + 1) >> 3)
            g = rgb[p + 1] * 8224 + ((rgb[p + 1] + 1) >> 3)
            b = rgb[p + 2] * 8224 + ((rgb[p + 2] + 1) >> 3)
            base = (((r >> 16) * 33 + (g >> 16)) * 33 + (b >> 16)) * 3
            x, y, z = r & 65535, g & 65535, b & 65535
            dx, dy, dz = (3267 if x else 0), (99 if y else 0), (3 if z else 0)
            if x >= y:
                if y >= z:
                    w1, w2, w3, s1, s2 = x, y, z, dx, dx + dy
                elif x >= z:
                    w1, w2, w3, s1, s2 = x, z, y, dx, dx + dz
                else:
                    w1, w2, w3, s1, s2 = z, x, y, dz, dz + dx
            elif x >= z:
                w1, w2, w3, s1, s2 = y, x, z, dy, dy + dx
            elif y >= z:
                w1, w2, w3, s1, s2 = y, z, x, dy, dy + dz
            else:
                w1, w2, w3, s1, s2 = z, y, x, dz, dz + dy
            s3 = dx + dy + dz
            w1, w2, w3 = w1 >> 1, w2 >> 1, w3 >> 1
            step = grain[(j & 63) * 64 + (i & 63)]
            for k in range(3):
                q = base + k
                value = table[q] * (32768 - w1) + table[q + s1] * (w1 - w2)
                value += table[q + s2] * (w2 - w3) + table[q + s3] * w3
                out[p + k] = np.uint8(min(((value >> 15) + step) >> 7, 255))


def load() -> None:
    """Compiles every loop, or fetches it from numba's cache, for the one signature it has; then no other can arise.

    Inputs are typed read-only: numba passes a writable array there too, so one machine code serves both."""
    u8, u16, i16, i32 = (
        types.Array(dtype, 1, "C", readonly=True)
        for dtype in (types.uint8, types.uint16, types.int16, types.int32)
    )
    table = types.Array(types.int16, 2, "C", readonly=True)
    bytes_out, shorts_out, n = types.uint8[::1], types.int16[::1], types.intp
    source, target, size = (u8, n), (bytes_out, n), (n, n)
    signatures = {
        resample: (*source, *size, n, i32, table, i32, table, *target, n, n),
        mix: (*source, *source, n, *target, *size),
        mix_mask: (*source, *source, i16, *target, *size),
        widen: (u8, shorts_out),
        halve: (i16, *size, shorts_out),
        ramp: (u16, n, n, shorts_out),
        over: (u8, *source, n, *target, *size),
        warp: (*source, *size, i32, i32, *target, *size),
        luma: (u8, i32, n, bytes_out),
        chroma: (u8, *size, i32, bytes_out, bytes_out),
        cube: (u8, *size, i32, i32, bytes_out),
    }
    for loop, signature in signatures.items():
        if not loop.signatures:
            loop.compile(signature)
            loop.disable_compile()
