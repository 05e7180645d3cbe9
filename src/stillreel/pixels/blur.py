"""Soft copies: a Gaussian-like blur of any radius, and the backdrop behind a picture that does not fill the frame.

A wide blur is done small: the plane is halved until what is left of the blur is a few samples wide, and
comes back through a smoothing spline; the variances add up, so the radius is continuous. The backdrop is
kept in finer steps than 8 bits until the end and dithered, because a dark smooth gradient shows every step.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .dither import grain
from .frame import Frame, Plane, blank, copy_into
from .sample import Source, View, filter_plane, sample
from .taps import ONE, Reals, Taps, b_spline, taps

_BELL = 0.6030226891555273
"""Standard deviation of `_bell`: 2 / sqrt(11)."""

DARK, PALE, GROWN = 0.55, 0.85, 1.12
"""The backdrop's luma and chroma against the picture's, and how much larger than covering it is shown."""


def _bell(x: Reals) -> Reals:
    """(1 - (x/2)^2)^4: a Gaussian's look-alike with support 2 and arithmetic that is exact everywhere."""
    inside = np.maximum(1.0 - 0.25 * x * x, 0.0)
    squared = inside * inside
    return np.asarray(squared * squared)


def blur(frame: Frame, radius: float, out: Frame) -> None:
    """Gaussian-like blur; `radius` is its standard deviation in luma pixels, any >= 0. `out` may be `frame`."""
    if radius < 0.05:
        if out is not frame:
            copy_into(frame, out)
        return
    for src, dst, sigma in zip(frame.planes, out.planes, (radius, radius / 2, radius / 2), strict=True):
        _blur_plane(src, sigma, dst)


def _blur_plane(src: Plane, sigma: float, out: Plane) -> None:
    levels = 0
    while sigma > 2.4 * 2**levels and min(src.shape) > 4 << levels:
        levels += 1
    # each halving blurs by 4/3 of its own sample squared, the way back by 1/3 of the smallest sample squared
    spent = sum(4.0**k for k in range(levels)) * 4 / 3 + (4.0**levels / 3 if levels else 0.0)
    small = src
    for _ in range(levels):
        small = _through(small, (small.shape[0] + 1) // 2, (small.shape[1] + 1) // 2, 2.0)
    # a blur wider than a tiny plane is held to what whole-number weights can carry
    rest = min(max(sigma * sigma - spent, 0.0) ** 0.5 / 2.0**levels, 3.0)
    if rest > 0.05:
        down, across = (taps(n, n, 0.0, 1.0, _bell, rest / _BELL) for n in small.shape)
        soft = np.empty(small.shape, np.uint8)
        filter_plane(small, down, across, soft)
        small = soft
    if levels == 0:
        out[...] = small
        return
    down, across = (_grown(n, m, levels) for n, m in zip(out.shape, small.shape, strict=True))
    filter_plane(small, down, across, out)


def _through(src: Plane, rows: int, cols: int, step: float) -> Plane:
    down, across = (
        taps(n, m, (step - 1) / 2, step, b_spline, step) for n, m in zip((rows, cols), src.shape, strict=True)
    )
    out = np.empty((rows, cols), np.uint8)
    filter_plane(src, down, across, out)
    return out


def _grown(count: int, size: int, levels: int) -> Taps:
    step = 2.0**-levels
    return taps(count, size, (step - 1) / 2, step, b_spline)


def backdrop(source: Source, width: int, height: int) -> Frame:
    """A frame of the picture's own colours: covering, enlarged, blurred (1/12 of the short side), darkened, dithered.

    Made once for a shot whose picture does not fill the frame; costs some 30 ms."""
    small = blank(max(2, 2 * round(width / 24)), max(2, 2 * round(height / 24)))
    sample(source, _covering(source.width / source.height, width / height), small)
    sigma = min(small.width, small.height) / 12
    planes = []
    for src, shape, s, black, gain in zip(
        small.planes,
        ((height, width), (height // 2, width // 2), (height // 2, width // 2)),
        (sigma, sigma / 2, sigma / 2),
        (16, 128, 128),
        (DARK, PALE, PALE),
        strict=True,
    ):
        planes.append(_smooth(src, shape, s, black, int(gain * 256)))
    return Frame(*planes)


def _covering(picture: float, canvas: float) -> View:
    """The centred window of the canvas's shape, 1/GROWN of the largest that fits."""
    w, h = (canvas / picture, 1.0) if canvas < picture else (1.0, picture / canvas)
    return View(0.5 - w / GROWN / 2, 0.5 - h / GROWN / 2, w / GROWN, h / GROWN)


def _smooth(src: Plane, shape: tuple[int, int], sigma: float, black: int, gain: int) -> Plane:
    """Blur, then scale about `black` by gain / 256, enlarge to `shape` and dither; 1/64 of a level throughout."""
    fine = (src.astype(np.int32) - black) * gain >> 2
    for axis in (0, 1):
        fine = _filtered(
            fine, taps(fine.shape[axis], fine.shape[axis], 0.0, 1.0, _bell, max(sigma, 0.5) / _BELL), axis
        )
    for axis in (0, 1):
        step = fine.shape[axis] / shape[axis]
        fine = _filtered(fine, taps(shape[axis], fine.shape[axis], step / 2 - 0.5, step, b_spline), axis)
    dithered = (fine + (grain(*shape) >> 10)) >> 6
    return np.asarray(np.clip(dithered + black, 16, 240), np.uint8)


def _filtered(plane: npt.NDArray[np.int32], axis_taps: Taps, axis: int) -> npt.NDArray[np.int32]:
    total = np.zeros([len(axis_taps.first) if a == axis else n for a, n in enumerate(plane.shape)], np.int32)
    for k in range(axis_taps.weights.shape[1]):
        index = np.clip(axis_taps.first + k, 0, plane.shape[axis] - 1)
        weight = axis_taps.weights[:, k].astype(np.int32)
        total += np.take(plane, index, axis) * (weight[:, None] if axis == 0 else weight)
    return (total + ONE // 2) >> 14
