"""What happens between two frames: mix, mask, warp, blur, and a layer laid on top.

All whole-number arithmetic, rounded to the nearest; `out` may be `a` or `b` where said. Progress 0 is
exactly a, 1 exactly b. A mask speaks for luma samples; chroma takes the mean of its 2x2.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .engine import loops
from .flat import flat
from .frame import Frame, Plane
from .layer import Layer
from .sample import Source, View, filter_plane, sample, sample_into
from .taps import ONE, taps

Mask = npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | npt.NDArray[np.int16] | npt.NDArray[np.float32]
Weights = npt.NDArray[np.int16]


def blend(a: Frame, b: Frame, p: float, out: Frame) -> None:
    """Crossfade: out = a + (b - a) * p, p held to 0..1 in steps of 1/16384. `out` may be `a` or `b`."""
    weight = int(np.floor(min(max(p, 0.0), 1.0) * ONE + 0.5))
    for src_a, src_b, dst in zip(a.planes, b.planes, out.planes, strict=True):
        rows, cols = dst.shape
        loops().mix(*flat(src_a), *flat(src_b), weight, *flat(dst), rows, cols)


def weights(mask: Mask) -> Weights:
    """Any mask (h, w) as whole weights i16 0..16384: u8 (255 full), u16 (65535), f32 (1.0), or i16 as it is."""
    if mask.dtype == np.int16:
        return np.ascontiguousarray(mask)
    out = np.empty(mask.shape, np.int16)
    if mask.dtype == np.uint8:
        loops().widen(np.ascontiguousarray(mask).reshape(-1), out.reshape(-1))
    elif mask.dtype == np.uint16:
        wide = mask.astype(np.int32)
        out[...] = (wide + (wide >> 15)) >> 2
    else:
        out[...] = np.floor(np.clip(mask.astype(np.float32), 0.0, 1.0) * np.float32(ONE) + np.float32(0.5))
    return out


def blend_mask(a: Frame, b: Frame, mask: Mask, out: Frame) -> None:
    """Where the mask (h, w) is full, exactly b; where it is 0, exactly a. `out` may be `a` or `b`."""
    full = weights(mask)
    if full.shape != out.y.shape:
        raise ValueError(f"the mask is {full.shape}, the frame {out.y.shape}")
    half = np.empty(out.u.shape, np.int16)
    loops().halve(full.reshape(-1), *full.shape, half.reshape(-1))
    for src_a, src_b, dst, mine in zip(a.planes, b.planes, out.planes, (full, half, half), strict=True):
        rows, cols = dst.shape
        loops().mix_mask(*flat(src_a), *flat(src_b), mine.reshape(-1), *flat(dst), rows, cols)


def ramp(field: npt.NDArray[np.uint16], p: float, softness: float = 0.1) -> Weights:
    """A wipe's weights from a fixed field: 16384 where the wipe has passed, 0 where it has not come yet.

    `field` u16 (h, w) contiguous says when each pixel turns (0 first, 65535 last), `p` 0..1 how far we are, `softness`
    > 0 the width of the edge as a share of the field. p = 0 is all 0 and p = 1 all 16384, whatever the softness."""
    width = max(int(softness * 65536), 1)
    slope = min(max((ONE * 256) // width, 64), 32767)
    reach = (ONE * 256 + slope - 1) // slope
    edge = int(np.floor(min(max(p, 0.0), 1.0) * (65535 + reach) + 0.5))
    out = np.empty(field.shape, np.int16)
    loops().ramp(field.reshape(-1), edge, slope, out.reshape(-1))
    return out


def shift(source: Source, dx: float, dy: float, out: Frame) -> None:
    """The picture moved by (dx, dy) fractions of the frame, sub-pixel; what it leaves bare repeats its edge."""
    sample(source, View(-dx, -dy, 1.0, 1.0), out)


def place(source: Source, x: float, y: float, w: float, h: float, out: Frame) -> None:
    """The whole picture scaled into the box (fractions of the frame) over what `out` holds; smooth edges."""
    box = (x * out.width, y * out.height, w * out.width, h * out.height)
    sample_into(source, View(0.0, 0.0, 1.0, 1.0), out, box)


def fill(out: Frame, yuv: tuple[int, int, int]) -> None:
    """One colour everywhere."""
    for plane, value in zip(out.planes, yuv, strict=True):
        plane[...] = value


def warp(source: Frame, map_x: npt.NDArray[np.float32], map_y: npt.NDArray[np.float32], out: Frame) -> None:
    """out[j, i] = source at (map_x[j, i], map_y[j, i]): luma sample indices (0 = first sample's centre), f32 (h, w).

    Bilinear in 1/256 of a pixel, edges repeat, chroma looked up where it really sits. Not finite: index 0."""
    rows, cols = out.y.shape
    if map_x.shape != (rows, cols) or map_y.shape != (rows, cols):
        raise ValueError(f"the maps are {map_x.shape} and {map_y.shape}, the frame {out.y.shape}")
    x, y = _fixed(map_x), _fixed(map_y)
    _warp_plane(source.y, x, y, out.y)
    half_x = (x[::2, ::2] + x[1::2, ::2]) >> 2
    half_y = (y[::2, ::2] + y[1::2, ::2] - 256) >> 2
    _warp_plane(source.u, half_x, half_y, out.u)
    _warp_plane(source.v, half_x, half_y, out.v)


def _fixed(positions: npt.NDArray[np.float32]) -> npt.NDArray[np.int32]:
    held = np.nan_to_num(positions, nan=0.0, posinf=0.0, neginf=0.0)
    fixed = np.floor(np.clip(held, -65536.0, 65536.0) * np.float32(256.0) + np.float32(0.5))
    return np.asarray(fixed, np.int32)


def _warp_plane(src: Plane, x: npt.NDArray[np.int32], y: npt.NDArray[np.int32], out: Plane) -> None:
    source, pitch = flat(src)
    target, out_pitch = flat(out)
    x, y = np.ascontiguousarray(x).reshape(-1), np.ascontiguousarray(y).reshape(-1)
    loops().warp(source, pitch, *src.shape, x, y, target, out_pitch, *out.shape)


def over(frame: Frame, layer: Layer, x: float, y: float, opacity: float = 1.0, scale: float = 1.0) -> None:
    """Lays the layer on the frame, top left corner at (x, y) in the frame's pixels, sub-pixel; the rest is cut off.

    `opacity` 0..1 multiplies its alpha; `scale` > 0 sizes it around its top left corner. Writes `frame`."""
    weight = int(np.floor(min(max(opacity, 0.0), 1.0) * ONE + 0.5))
    if weight == 0 or scale <= 0:
        return
    # plane indices: where the layer's sample 0 falls; chroma sits half a pixel from the edge, one down
    side, drop = x + 0.5 * (scale - 1.0), y + 0.5 * (scale - 1.0)
    _over_plane(layer.y, layer.a, side, drop, scale, weight, frame.y)
    half_drop = (y + scale - 1.0) / 2
    _over_plane(layer.u, layer.c, side / 2, half_drop, scale, weight, frame.u)
    _over_plane(layer.v, layer.c, side / 2, half_drop, scale, weight, frame.v)


def _over_plane(src: Plane, alpha: Plane, x: float, y: float, scale: float, weight: int, out: Plane) -> None:
    """Premultiplied `src` with `alpha` over `out`; source index k falls on out's index `x + scale * k`."""
    rows, cols = src.shape
    if scale == 1.0 and x == np.floor(x) and y == np.floor(y):
        left, top = int(x), int(y)
        lead, head = max(-left, 0), max(-top, 0)
        src, alpha = src[head:, lead:], alpha[head:, lead:]
        left, top = left + lead, top + head
        rows, cols = min(src.shape[0], out.shape[0] - top), min(src.shape[1], out.shape[1] - left)
    else:
        left, right = _reach(x, cols, scale, out.shape[1])
        top, bottom = _reach(y, rows, scale, out.shape[0])
        if left >= right or top >= bottom:
            return
        soft = max(1.0, 1.0 / scale)
        across = taps(right - left, cols + 4, (left - x) / scale + 2, 1.0 / scale, stretch=soft)
        down = taps(bottom - top, rows + 4, (top - y) / scale + 2, 1.0 / scale, stretch=soft)
        rows, cols = bottom - top, right - left
        moved = []
        for plane in (src, alpha):
            fresh = np.empty((rows, cols), np.uint8)
            filter_plane(np.pad(plane, 2), down, across, fresh)
            moved.append(fresh)
        src, alpha = moved
    if rows <= 0 or cols <= 0:
        return
    source, pitch = flat(src[:rows, :cols])
    cover, cover_pitch = flat(alpha[:rows, :cols])
    if pitch != cover_pitch:
        raise ValueError("a layer's planes must be laid out alike")
    target, out_pitch = flat(out[top : top + rows, left : left + cols])
    loops().over(source, cover, pitch, weight, target, out_pitch, rows, cols)


def _reach(origin: float, count: int, scale: float, limit: int) -> tuple[int, int]:
    """The out indices that the kernel can touch, two source samples beyond each end, within 0..limit."""
    start = max(0, int(np.floor(origin - 2.0 * max(scale, 1.0))))
    return start, min(limit, int(np.ceil(origin + scale * (count - 1) + 2.0 * max(scale, 1.0))) + 1)
