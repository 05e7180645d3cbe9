"""Something with transparency that is painted over frames: text, panels, scrims.

A layer is a premultiplied YUVA picture in the frame's own format: `y` and its coverage `a` at full size,
`u`, `v` and their coverage `c` at half size, all u8; a colour plane never exceeds its coverage. Painting is
`out = out * (1 - coverage * opacity) + colour * opacity` (`blend.over`), in whole numbers: the same bytes on
every machine. `lay` composes layers into one, once, before any frame is painted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .frame import Plane, yuv_of


@dataclass(frozen=True, slots=True)
class Layer:
    """Planes `y a (h, w)` and `u v c (h/2, w/2)`, premultiplied; sides are even; columns are contiguous."""

    y: Plane
    a: Plane
    u: Plane
    v: Plane
    c: Plane

    @property
    def width(self) -> int:
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        return int(self.y.shape[0])

    @property
    def planes(self) -> tuple[Plane, Plane, Plane, Plane, Plane]:
        return self.y, self.a, self.u, self.v, self.c

    def crop(self, left: int, top: int, right: int, bottom: int) -> Layer:
        """The part [left, right) x [top, bottom), a view; edges must be even."""
        full = (slice(top, bottom), slice(left, right))
        half = (slice(top // 2, bottom // 2), slice(left // 2, right // 2))
        return Layer(self.y[full], self.a[full], self.u[half], self.v[half], self.c[half])


def clear(width: int, height: int) -> Layer:
    """A fully transparent layer; odd sides are rounded up to even ones."""
    w, h = width + width % 2, height + height % 2
    full, half = (h, w), (h // 2, w // 2)
    return Layer(*(np.zeros(s, np.uint8) for s in (full, full, half, half, half)))


def halve(plane: npt.NDArray[np.uint8]) -> Plane:
    """A full-size plane at chroma resolution and siting: (1 2 1)/4 across, co-located with even columns; the
    mean of two rows. Sides must be even."""
    rows = plane[0::2].astype(np.uint16) + plane[1::2]
    middle = rows[:, 0::2]
    right = rows[:, 1::2]
    left = np.concatenate([rows[:, :1], right[:, :-1]], axis=1)
    half: Plane = ((left + 2 * middle + right + 4) >> 3).astype(np.uint8)
    return half


def _scaled(coverage: Plane, value: int) -> Plane:
    table = ((np.arange(256, dtype=np.uint32) * value + 127) // 255).astype(np.uint8)
    scaled: Plane = table[coverage]
    return scaled


def ink(coverage: Plane, colour: str, opacity: float = 1.0) -> Layer:
    """One colour ('#RRGGBB') where `coverage` (h, w) is set; odd sides are padded."""
    h, w = coverage.shape
    full = np.pad(coverage, ((0, h % 2), (0, w % 2))) if h % 2 or w % 2 else coverage
    if opacity < 1.0:
        full = _scaled(full, round(255 * max(opacity, 0.0)))
    half = halve(full)
    y, u, v = yuv_of(colour)
    return Layer(_scaled(full, y), full, _scaled(half, u), _scaled(half, v), half)


def coloured(bgra: npt.NDArray[np.uint8]) -> Layer:
    """A premultiplied sRGB picture (h, w, 4), channels B G R A, as a layer; odd sides are padded."""
    h, w = bgra.shape[:2]
    b, g, r, a = (
        np.pad(bgra[..., k], ((0, h % 2), (0, w % 2))).astype(np.int64) for k in range(4)
    )  # 2**20-scaled BT.709 rows; 16/255 and 128/255 of the coverage stand for the offsets
    one = 1 << 20
    luma = (191445 * r + 644045 * g + 65018 * b + 65793 * a + one // 2) // one
    blue = (-105527 * r - 355011 * g + 460538 * b + 526345 * a + one // 2) // one
    red = (460538 * r - 418308 * g - 42230 * b + 526345 * a + one // 2) // one
    full = [np.clip(p, 0, a).astype(np.uint8) for p in (luma, blue, red)]
    alpha = a.astype(np.uint8)
    half = halve(alpha)
    return Layer(full[0], alpha, np.minimum(halve(full[1]), half), np.minimum(halve(full[2]), half), half)


def lay(target: Layer, layer: Layer, x: int, y: int) -> None:
    """Paints `layer` over `target` in place at whole even samples; what lies outside is cut off."""
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + layer.width, target.width), min(y + layer.height, target.height)
    if left >= right or top >= bottom:
        return
    source = layer.crop(left - x, top - y, right - x, bottom - y)
    spot = target.crop(left, top, right, bottom)
    for planes, cover in (((0, 1), source.a), ((2, 3, 4), source.c)):
        kept = 255 - cover.astype(np.uint16)
        for k in planes:
            behind = spot.planes[k]
            behind[...] = source.planes[k] + ((behind * kept + 127) // 255).astype(np.uint8)
