"""A prepared picture: planar like a frame, of any size, ready for the camera.

Chroma of a photo is sited centre: each sample is the mean of a 2x2 block of pixels, which keeps it exact
and simple. A frame's chroma is sited left; `sample` knows both and accounts for the quarter-sample
between them. Whole-number arithmetic, rounded to the nearest: the same bytes on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .engine import loops
from .frame import Plane

_LUMA = np.array([11966, 40254, 4064], np.int32)
_CHROMA = np.array([-6596, -22189, 28785, 28785, -26145, -2640], np.int32)
# BT.709 table 3 in limited range with 16 bits of fraction: rows sum to 219/255 (Y) and to 0 (Cb, Cr), so
# greys have no colour and white is exactly 235.


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of any size as BT.709 limited-range planes: `y (h, w)`, `u v (ceil(h/2), ceil(w/2))`, centre sited.

    Arrays are never written; equality is identity."""

    y: Plane
    u: Plane
    v: Plane

    @property
    def width(self) -> int:
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        return int(self.y.shape[0])

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        return self.y, self.u, self.v


def photo_of(rgb: npt.NDArray[np.uint8]) -> Photo:
    """sRGB u8 (h, w, 3), any h, w >= 1 -> Photo. Raises ValueError for any other shape or type."""
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
        raise ValueError(f"a picture is u8 (h, w, 3), not {rgb.dtype} {rgb.shape}")
    height, width = int(rgb.shape[0]), int(rgb.shape[1])
    flat = np.ascontiguousarray(rgb).reshape(-1)
    half = ((height + 1) // 2, (width + 1) // 2)
    y, u, v = np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8)
    loop = loops()
    loop.luma(flat, _LUMA, height * width, y.reshape(-1))
    loop.chroma(flat, height, width, _CHROMA, u.reshape(-1), v.reshape(-1))
    return Photo(y, u, v)
