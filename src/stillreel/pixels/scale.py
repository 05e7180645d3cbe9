"""A decoded picture, or a part of one, at the size that a camera move needs: once for each picture.

Lanczos-3, stretched when shrinking, by the same loop as the camera's, on interleaved pixels. Alpha is straight
outside and premultiplied inside, so that what is invisible has no colour. Gamma space, as every viewer scales.
Invariant: a part comes out as it would of the whole, byte for byte.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .sample import filter_plane
from .taps import Taps, lanczos, taps

U8 = npt.NDArray[np.uint8]
SHARP = 1.05
"""The kernel is stretched by the shrinking over this: against float Lanczos-3 of the photo, a move keeps 2 % more of
the fine detail than with the full stretch, at the same SSIM (bench/quality.py sharpness)."""
MOST = 2.5
"""Shrinking by more happens in steps: beyond some 16 taps, what whole-number products drop would add up."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The pixels of a whole picture, and where on them a part begins."""

    width: int
    height: int
    x: int = 0
    y: int = 0


def scaled(pixels: U8, grid: Grid, size: tuple[int, int], box: tuple[int, int, int, int]) -> U8:
    """The part `box` (left, top, right, bottom) of the picture at `size` (w, h) px.

    `pixels` u8 (h, w, 3), or 4 with straight alpha, stand on `grid` and reach around the box; where they do not,
    their edge repeats."""
    part = box[2] - box[0], box[3] - box[1]
    if (grid.width, grid.height) == size:
        left, top = box[0] - grid.x, box[1] - grid.y
        return np.ascontiguousarray(pixels[top : top + part[1], left : left + part[0]])
    if pixels.shape[2] == 4 and int(pixels[:, :, 3].min()) < 255:
        return _straight(_filtered(_premultiplied(pixels), grid, size, box))
    return _filtered(pixels, grid, size, box)


def _filtered(pixels: U8, grid: Grid, size: tuple[int, int], box: tuple[int, int, int, int]) -> U8:
    while grid.width > MOST * size[0] or grid.height > MOST * size[1]:
        pixels, grid = _nearer(pixels, grid, size)
    channels = int(pixels.shape[2])
    down = _axis(grid.height, size[1], box[1], box[3], grid.y)
    across = _axis(grid.width, size[0], box[0], box[2], grid.x)
    out = np.empty((len(down.first), len(across.first) * channels), np.uint8)
    source = np.ascontiguousarray(pixels).reshape(pixels.shape[0], -1)
    filter_plane(source, down, across, out, channels=channels)
    return out.reshape(len(down.first), len(across.first), channels)


def _nearer(pixels: U8, grid: Grid, size: tuple[int, int]) -> tuple[U8, Grid]:
    """The same pixels on a grid that is smaller by at most MOST, along each axis that shrinks by more."""
    width, height = (
        math.ceil(g / MOST) if g > MOST * s else g
        for g, s in zip((grid.width, grid.height), size, strict=True)
    )
    x, right = grid.x * width // grid.width, -(-(grid.x + pixels.shape[1]) * width // grid.width)
    y, bottom = grid.y * height // grid.height, -(-(grid.y + pixels.shape[0]) * height // grid.height)
    smaller = Grid(width, height, x, y)
    return _filtered(pixels, grid, (width, height), (x, y, right, bottom)), smaller


def _axis(grid: int, size: int, start: int, stop: int, origin: int) -> Taps:
    """Taps of the samples start..stop of one axis, on pixels that begin at `origin`.

    Made for the whole axis and cut, so that a part has exactly the weights of the whole."""
    step = grid / size
    whole = taps(size, grid, 0.5 * step - 0.5, step, lanczos, max(1.0, step / SHARP), support=3.0)
    return Taps(whole.first[start:stop] - np.int32(origin), whole.weights[start:stop])


def _premultiplied(pixels: U8) -> U8:
    """At 4/5 of the range: where the kernel overshoots, coverage must not be cut off alone."""
    out = np.empty_like(pixels)
    for at in range(0, len(pixels), 64):  # in bands, because in between a sample takes four bytes
        band = pixels[at : at + 64].astype(np.uint32)
        alpha = band[:, :, 3:]
        out[at : at + 64, :, :3] = (band[:, :, :3] * alpha * 204 + 32512) // 65025
        out[at : at + 64, :, 3:] = (alpha * 204 + 127) // 255
    return out


def _straight(pixels: U8) -> U8:
    alpha = pixels[:, :, 3:].astype(np.uint16)
    colour = (pixels[:, :, :3].astype(np.uint16) * 255 + alpha // 2) // np.maximum(alpha, 1)
    cover = (alpha * 5 + 2) // 4
    both: npt.NDArray[np.uint16] = np.minimum(np.concatenate([colour, cover], axis=2), 255)
    return both.astype(np.uint8)
