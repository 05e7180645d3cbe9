"""Soft and sharp shapes as coverage: rounded rectangles, notches, strokes, blurs, gradients.

Float arithmetic here is limited to + - * / sqrt, which every machine rounds alike; results are u8.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .frame import Plane

Field = npt.NDArray[np.float64]


def _grid(width: int, height: int) -> tuple[Field, Field]:
    x = np.arange(width, dtype=np.float64)[None, :] + 0.5
    return x, np.arange(height, dtype=np.float64)[:, None] + 0.5


def _filled(distance: Field, opacity: float = 1.0) -> Plane:
    """Signed distance in pixels (negative inside) -> antialiased coverage."""
    return np.floor(np.clip(0.5 - distance, 0.0, 1.0) * (255.0 * opacity) + 0.5).astype(np.uint8)


def _box_distance(x: Field, y: Field, box: tuple[float, float, float, float], radius: float) -> Field:
    left, top, right, bottom = box
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    dx = np.abs(x - (left + right) / 2) - ((right - left) / 2 - radius)
    dy = np.abs(y - (top + bottom) / 2) - ((bottom - top) / 2 - radius)
    outside = np.sqrt(np.maximum(dx, 0.0) ** 2 + np.maximum(dy, 0.0) ** 2)
    distance: Field = outside + np.minimum(np.maximum(dx, dy), 0.0) - radius
    return distance


def rounded(
    width: int, height: int, box: tuple[float, float, float, float], radius: float, opacity: float = 1.0
) -> Plane:
    """A rounded rectangle (left, top, right, bottom in pixels) in a mask of (height, width)."""
    return _filled(_box_distance(*_grid(width, height), box, radius), opacity)


def ticket(
    width: int, height: int, box: tuple[float, float, float, float], radius: float, notch: float, at: float
) -> Plane:
    """A rounded rectangle with a round bite of radius `notch` at x = `at` in its top and bottom edge, and a
    perforation between them."""
    x, y = _grid(width, height)
    distance = _box_distance(x, y, box, radius)
    for edge in (box[1], box[3]):
        distance = np.maximum(distance, notch - np.sqrt((x - at) ** 2 + (y - edge) ** 2))
    hole = max(notch * 0.16, 0.5)
    step = hole * 5.0
    start, end = box[1] + notch * 1.5, box[3] - notch * 1.5
    for k in range(int(max((end - start) / step, 0.0)) + 1):
        distance = np.maximum(distance, hole - np.sqrt((x - at) ** 2 + (y - (start + k * step)) ** 2))
    return _filled(distance)


def swash(width: int, height: int, thickness: float) -> Plane:
    """A brush stroke from left to right: a shallow arc, thick in the middle, thin at its ends."""
    x, y = _grid(width, height)
    t = x / width
    middle = height * (0.62 - 0.5 * t * (1.0 - t) * 2.0 * (1.25 - t)) + thickness * 0.1
    half = thickness * (0.12 + 1.5 * t * (1.0 - t))
    ends = np.maximum(thickness * 0.5 - x, x - (width - thickness * 0.5))
    return _filled(np.maximum(np.abs(y - middle) - half, ends))


def soften(mask: Plane, sigma: float) -> Plane:
    """The mask blurred (three box passes, whole numbers), same size; what lies beyond its edge counts as 0."""
    radius = max(1, round(sigma))
    out = mask.astype(np.int64)
    for axis in (0, 1):
        for _ in range(3):
            padded = np.pad(out, [(radius + 1, radius) if a == axis else (0, 0) for a in (0, 1)])
            total = np.cumsum(padded, axis=axis)
            size, span = out.shape[axis], 2 * radius + 1
            high = np.take(total, np.arange(span, span + size), axis=axis)
            low = np.take(total, np.arange(0, size), axis=axis)
            out = (high - low + span // 2) // span
    return out.astype(np.uint8)


def reduce(mask: Plane, factor: int) -> Plane:
    """The mask at 1 / factor of its size: means of factor x factor samples, edges padded with 0."""
    h, w = mask.shape
    grown = np.pad(mask, ((0, -h % factor), (0, -w % factor)))
    blocks = grown.reshape(grown.shape[0] // factor, factor, grown.shape[1] // factor, factor)
    total = blocks.sum(axis=(1, 3), dtype=np.int64)
    small: Plane = ((total + factor * factor // 2) // (factor * factor)).astype(np.uint8)
    return small


def smooth_steps(points: Field, full: tuple[float, float], ramp: tuple[float, float]) -> Field:
    """1 within [full], falling smoothly to 0 over `ramp` before and after it."""
    before = np.clip((full[0] - points) / max(ramp[0], 1e-9), 0.0, 1.0)
    after = np.clip((points - full[1]) / max(ramp[1], 1e-9), 0.0, 1.0)
    t = 1.0 - np.maximum(before, after)
    eased: Field = t * t * (3.0 - 2.0 * t)
    return eased


def gradient(across: Field, down: Field, opacity: float, noise: Field) -> Plane:
    """across (w,) x down (h,) as a mask, dithered by `noise` (any size, 0..1, tiled) against banding."""
    h, w = len(down), len(across)
    grain = np.tile(noise, (h // noise.shape[0] + 1, w // noise.shape[1] + 1))[:h, :w]
    shade = np.floor(down[:, None] * across[None, :] * (255.0 * opacity) + grain)
    mask: Plane = shade.clip(0, 255).astype(np.uint8)
    return mask


def enlarge(mask: Plane, factor: int, width: int, height: int) -> Plane:
    """The mask `factor` times as large, linear between sample centres, cut to (height, width)."""
    if factor == 1:
        return mask[:height, :width]
    out = mask.astype(np.int64)
    for axis, size in ((0, height), (1, width)):
        at = np.maximum(2 * np.arange(size) + 1 - factor, 0)
        first = np.minimum(at // (2 * factor), out.shape[axis] - 1)
        second = np.minimum(first + 1, out.shape[axis] - 1)
        share = (at % (2 * factor)).reshape((-1, 1) if axis == 0 else (1, -1))
        low, high = np.take(out, first, axis=axis), np.take(out, second, axis=axis)
        out = (low * (2 * factor - share) + high * share + factor) // (2 * factor)
    large: Plane = out.astype(np.uint8)
    return large


def shadow(mask: Plane, sigma: float, opacity: float) -> tuple[Plane, int]:
    """A soft shadow of the mask, grown by the returned number of samples on every side."""
    factor = max(1, int(sigma / 3))
    edge = 2 * int(1.6 * sigma + 2)
    grown = np.pad(mask, edge)
    small = soften(reduce(grown, factor), sigma / factor)
    large = enlarge(small, factor, grown.shape[1], grown.shape[0])
    table = np.floor(np.arange(256) * min(max(opacity, 0.0), 1.0) + 0.5).astype(np.uint8)
    shaded: Plane = table[large]
    return shaded, edge
