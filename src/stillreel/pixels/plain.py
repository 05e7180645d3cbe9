"""The same loops in NumPy, byte for byte: the reference, and what runs while the compiled ones are cold.

Every function has the name, the arguments and the result of its twin in `kernels.py`, where the layout is
described. Slower by ten to twenty times; needs no compiler, so a first use never waits for one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Shorts = npt.NDArray[np.int16]
Ints = npt.NDArray[np.int32]


def _rows(flat: Bytes, pitch: int, rows: int, cols: int) -> Bytes:
    return np.lib.stride_tricks.as_strided(flat, (rows, cols), (pitch, 1))


def resample(
    src: Bytes, pitch: int, rows: int, cols: int, channels: int, fy: Ints, wy: Shorts, fx: Ints, wx: Shorts,
    out: Bytes, out_pitch: int, low: int, high: int,
) -> None:  # fmt: skip
    """Samples are centred and scaled to 16 bits; each product keeps its upper 16 bits; columns, then rows.

    After the columns: 1/128 of a level; after the rows: 1/32, rounded to the nearest and held to low..high.
    The mean of what truncation drops (half a unit a tap) is given back, so flat colour stays exactly flat.
    A row holds `cols` pixels of `channels` interleaved samples."""
    plane = _rows(src, pitch, rows, cols * channels).reshape(rows, cols, channels)
    count = wx.shape[1]
    columns = np.clip(np.arange(fx.min(), fx.max() + count), 0, cols - 1)
    lanes = (plane[:, columns[0] : columns[-1] + 1].astype(np.int16) - 128) << 8
    columns -= columns[0]
    tall = np.zeros((len(fy), *lanes.shape[1:]), np.int32)
    for k in range(wy.shape[1]):
        line = lanes[np.clip(fy + k, 0, rows - 1)].astype(np.int32)
        tall += (line * wy[:, k, None, None]) >> 16
    tall = ((tall + wy.shape[1] // 2) << 1)[:, columns]
    total = np.full((len(fy), len(fx), channels), 16 + count // 2, np.int32)
    for k in range(count):
        total += (tall[:, fx - fx.min() + k] * wx[:, k, None].astype(np.int32)) >> 16
    made = np.clip((total >> 5) + 128, low, high).reshape(len(fy), -1)
    _rows(out, out_pitch, len(fy), len(fx) * channels)[...] = made


def mix(
    a: Bytes, a_pitch: int, b: Bytes, b_pitch: int, weight: int, out: Bytes, out_pitch: int, rows: int, cols: int
) -> None:  # fmt: skip
    """out = a + (b - a) * weight / 16384."""
    _mixed(
        _rows(a, a_pitch, rows, cols),
        _rows(b, b_pitch, rows, cols),
        weight,
        _rows(out, out_pitch, rows, cols),
    )


def mix_mask(
    a: Bytes, a_pitch: int, b: Bytes, b_pitch: int, mask: Shorts, out: Bytes, out_pitch: int, rows: int, cols: int
) -> None:  # fmt: skip
    """out = a + (b - a) * mask / 16384."""
    weight = mask.reshape(rows, cols).astype(np.int32)
    _mixed(
        _rows(a, a_pitch, rows, cols),
        _rows(b, b_pitch, rows, cols),
        weight,
        _rows(out, out_pitch, rows, cols),
    )


def _mixed(a: Bytes, b: Bytes, weight: int | Ints, out: Bytes) -> None:
    base = a.astype(np.int32)
    out[...] = (base * (16384 - weight) + b.astype(np.int32) * weight + 8192) >> 14


def widen(mask: Bytes, out: Shorts) -> None:
    """u8 0..255 -> 0..16384."""
    wide = mask.astype(np.int16)
    out[...] = (wide + (wide >> 7)) << 6


def halve(mask: Shorts, rows: int, cols: int, out: Shorts) -> None:
    """The mean of 2x2 weights."""
    quad = mask.reshape(rows // 2, 2, cols // 2, 2).astype(np.int32)
    out.reshape(rows // 2, cols // 2)[...] = (quad.sum(axis=(1, 3)) + 2) >> 2


def ramp(field: npt.NDArray[np.uint16], edge: int, slope: int, out: Shorts) -> None:
    """(edge - field) * slope / 256, held to 0..16384."""
    away = np.clip(edge - field.astype(np.int32), 0, 65536).astype(np.int64)
    out[...] = np.minimum((away * slope) >> 8, 16384)


def over(
    layer: Bytes, alpha: Bytes, pitch: int, opacity: int, out: Bytes, out_pitch: int, rows: int, cols: int
) -> None:
    """out = layer * opacity + out * (1 - alpha * opacity)."""
    front = _rows(layer, pitch, rows, cols).astype(np.int32)
    a = _rows(alpha, pitch, rows, cols).astype(np.int32)
    back = _rows(out, out_pitch, rows, cols)
    cover = ((a + (a >> 7)) * opacity) >> 8
    back[...] = np.minimum((front * opacity + back * (16384 - cover) + 8192) >> 14, 255)


def warp(
    src: Bytes, pitch: int, rows: int, cols: int, at_x: Ints, at_y: Ints,
    out: Bytes, out_pitch: int, height: int, width: int,
) -> None:  # fmt: skip
    """Bilinear look-up in 1/256 of a sample."""
    x = np.clip(at_x.reshape(height, width), 0, (cols - 1) << 8)
    y = np.clip(at_y.reshape(height, width), 0, (rows - 1) << 8)
    p, q = x & 255, y & 255
    top = (y >> 8) * pitch + (x >> 8)
    low = top + np.where(q, pitch, 0)
    aside = np.where(p, 1, 0)
    wide = src.astype(np.int32)
    upper = wide[top] * (256 - p) + wide[top + aside] * p
    lower = wide[low] * (256 - p) + wide[low + aside] * p
    _rows(out, out_pitch, height, width)[...] = (upper * (256 - q) + lower * q + 32768) >> 16


def luma(rgb: Bytes, matrix: Ints, count: int, out: Bytes) -> None:
    """Interleaved sRGB -> Y."""
    out[:count] = ((rgb[: 3 * count].reshape(count, 3).astype(np.int32) @ matrix + 32768) >> 16) + 16


def chroma(rgb: Bytes, rows: int, cols: int, matrix: Ints, u: Bytes, v: Bytes) -> None:
    """The mean of 2x2 pixels -> Cb, Cr."""
    picture = rgb[: rows * cols * 3].reshape(rows, cols, 3)
    even = np.pad(picture, ((0, rows % 2), (0, cols % 2), (0, 0)), mode="edge").astype(np.int32)
    quad = even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]
    for plane, row in ((u, matrix[:3]), (v, matrix[3:])):
        plane[: quad.shape[0] * quad.shape[1]] = (((quad @ row + 131072) >> 18) + 128).ravel()


def cube(rgb: Bytes, rows: int, cols: int, table: Ints, grain: Ints, out: Bytes) -> None:
    """Colours through a table by tetrahedra: the three axes in the order of their fractions, largest first."""
    for start in range(0, rows, 64):
        stop = min(rows, start + 64)
        part = slice(start * cols * 3, stop * cols * 3)
        levels = rgb[part].reshape(-1, 3).astype(np.int32)
        fixed = levels * 8224 + ((levels + 1) >> 3)
        base = ((fixed >> 16) @ np.array([3267, 99, 3], np.int32))[:, None] + np.arange(3)
        rest = fixed & 65535
        steps = np.where(rest > 0, np.array([3267, 99, 3]), 0)
        order = np.argsort(-rest, axis=1, kind="stable")
        weight = np.take_along_axis(rest, order, 1) >> 1
        offset = np.cumsum(np.take_along_axis(steps, order, 1), axis=1)
        value = table[base] * (32768 - weight[:, :1])
        for k in range(3):
            ahead = weight[:, k + 1] if k < 2 else 0
            value += table[base + offset[:, k, None]] * (weight[:, k] - ahead)[:, None]
        tile = np.tile(grain.reshape(64, 64), (1, cols // 64 + 1))[: stop - start, :cols].reshape(-1, 1)
        out[part] = np.minimum(((value >> 15) + tile) >> 7, 255).reshape(-1)
