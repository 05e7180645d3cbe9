"""The camera: a window on a picture becomes a frame, sub-pixel, separable, in whole numbers.

Position is continuous (float64 -> 14-bit weights, below 1/1000 px), so a slow move never steps. The
kernel is a sharp cubic; when the window holds clearly more source pixels than the frame has, it is
stretched, which is the antialiasing. Chroma is sampled where the frame's chroma really sits.
Invariant: the bytes depend on the picture's bytes, the window and the frame's size alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .engine import loops
from .flat import flat
from .frame import Frame, Plane
from .photo import Photo, photo_of
from .taps import Taps, taps

__all__ = ["Photo", "Source", "View", "photo_of", "sample", "sample_into"]

SOFT_FROM = 1.15
"""Shrinking by up to this factor uses the plain cubic; beyond, the kernel widens in proportion."""

MOST = 4.0
"""Shrinking by more happens in steps: beyond some 16 taps, what whole-number products drop would add up."""

LIMITS = ((16, 235), (16, 240), (16, 240))
Source = Photo | Frame


@dataclass(frozen=True, slots=True)
class View:
    """The camera's window in fractions of the picture; w, h > 0; may reach outside 0..1, where the edge repeats."""

    x: float
    y: float
    w: float
    h: float


WHOLE = View(0.0, 0.0, 1.0, 1.0)


def sample(source: Source, view: View, out: Frame) -> None:
    """Paints the window over all of `out`. `source` may be a frame too (not `out` itself)."""
    sample_into(source, view, out, None)


@dataclass(frozen=True, slots=True)
class _Axis:
    """One axis of a sampling: `pixels` output luma samples from `skip` on, fraction = start + step * (sample + 1/2)."""

    start: float
    step: float
    skip: int
    pixels: int

    def luma(self, size: int) -> Taps:
        step = self.step * size
        origin = (self.start + self.step * (self.skip + 0.5)) * size - 0.5
        return taps(self.pixels, size, origin, step, stretch=max(1.0, step / SOFT_FROM))

    def chroma(self, size: int, from_offset: float, to_offset: float) -> Taps:
        """`size`: the source's luma size. Offsets: where chroma sample 0 sits, in luma pixels from the edge."""
        step = self.step * size
        origin = ((self.start + self.step * (self.skip + to_offset)) * size - from_offset) / 2
        count = (size + 1) // 2
        return taps(self.pixels // 2, count, origin, step, stretch=max(1.0, step / SOFT_FROM))


def sample_into(
    source: Source, view: View, out: Frame, rect: tuple[float, float, float, float] | None
) -> None:
    """Paints the window into `rect` = (x, y, w, h) of `out`, in out's pixels, fractions allowed.

    What is outside the rectangle stays; a pixel that it covers in part is mixed by the covered share, so
    its edges are as smooth as the camera. `None` is all of `out`. Raises ValueError for an empty window."""
    if not (view.w > 0 and view.h > 0):
        raise ValueError(f"a window needs w, h > 0, not {view}")
    x, y, w, h = rect or (0.0, 0.0, float(out.width), float(out.height))
    left, right = _even_span(x, x + w, out.width)
    top, bottom = _even_span(y, y + h, out.height)
    if left >= right or top >= bottom or w <= 0 or h <= 0:
        return
    across = _Axis(view.x - view.w * x / w, view.w / w, left, right - left)
    down = _Axis(view.y - view.h * y / h, view.h / h, top, bottom - top)
    if x <= left and y <= top and x + w >= right and y + h >= bottom:
        _draw(source, across, down, _crop(out, left, top, right, bottom))
        return
    window = _crop(out, left, top, right, bottom)
    fresh = Frame(*(np.empty(p.shape, np.uint8) for p in window.planes))
    _draw(source, across, down, fresh)
    _mix_covered(fresh, window, (x - left, y - top, x - left + w, y - top + h))


def _draw(source: Source, across: _Axis, down: _Axis, out: Source) -> None:
    if max(across.step * source.width, down.step * source.height) > MOST:
        _draw(_smaller(source, across, down), across, down, out)
        return
    from_x, to_x = (0.5 if isinstance(s, Frame) else 1.0 for s in (source, out))
    luma = down.luma(source.height), across.luma(source.width)
    chroma = down.chroma(source.height, 1.0, 1.0), across.chroma(source.width, from_x, to_x)
    for src, dst, axes, limits in zip(source.planes, out.planes, (luma, chroma, chroma), LIMITS, strict=True):
        filter_plane(src, axes[0], axes[1], dst, limits)


def _smaller(source: Source, across: _Axis, down: _Axis) -> Photo:
    """The picture at half its size along each axis that shrinks too much at once. Even sides."""
    w, h = (
        2 * -(-size // 4) if axis.step * size > MOST else 2 * -(-size // 2)
        for size, axis in ((source.width, across), (source.height, down))
    )
    small = Photo(*(np.empty(s, np.uint8) for s in ((h, w), (h // 2, w // 2), (h // 2, w // 2))))
    _draw(source, _Axis(0.0, 1.0 / w, 0, w), _Axis(0.0, 1.0 / h, 0, h), small)
    return small


def filter_plane(
    src: Plane, down: Taps, across: Taps, out: Plane, limits: tuple[int, int] = (0, 255), channels: int = 1
) -> None:
    """One plane through two `Taps` into `out` (len(down.first), len(across.first)), held to `limits`.

    With `channels` > 1 a pixel is that many neighbouring samples, in `src` and in `out`."""
    source, pitch = flat(src)
    target, out_pitch = flat(out)
    rows, cols = src.shape[0], src.shape[1] // channels
    loops().resample(
        source, pitch, rows, cols, channels, down.first, down.weights, across.first, across.weights,
        target, out_pitch, *limits,
    )  # fmt: skip


def _even_span(start: float, stop: float, limit: int) -> tuple[int, int]:
    """The whole even-aligned pixels that [start, stop) touches, within 0..limit."""
    first = max(0, int(np.floor(start)) & ~1)
    last = min(limit, (int(np.ceil(stop)) + 1) & ~1)
    return first, last


def _crop(frame: Frame, left: int, top: int, right: int, bottom: int) -> Frame:
    half = slice(top // 2, bottom // 2), slice(left // 2, right // 2)
    return Frame(frame.y[top:bottom, left:right], frame.u[half], frame.v[half])


def _mix_covered(fresh: Frame, out: Frame, box: tuple[float, float, float, float]) -> None:
    """Mixes `fresh` over `out` by how much of each sample's footprint lies in the box (luma pixels)."""
    for src, dst, (px, py, pitch) in zip(
        fresh.planes, out.planes, ((0.0, 0.0, 1), (-0.5, 0.0, 2), (-0.5, 0.0, 2)), strict=True
    ):
        rows, cols = src.shape
        share = np.outer(_share(rows, py, pitch, box[1], box[3]), _share(cols, px, pitch, box[0], box[2]))
        weight = np.floor(share * 16384 + 0.5).astype(np.int16)
        base = np.ascontiguousarray(dst)
        target, pitch_out = flat(dst)
        loops().mix_mask(
            base.reshape(-1), cols, src.reshape(-1), cols, weight.reshape(-1), target, pitch_out, rows, cols
        )


def _share(
    count: int, first: float, pitch: int, start: float, stop: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    low = first + pitch * np.arange(count, dtype=np.float64)
    return np.clip((np.minimum(low + pitch, stop) - np.maximum(low, start)) / pitch, 0.0, 1.0)
