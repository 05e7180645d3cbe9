"""The frame format, stated once.

A frame is planar YUV 4:2:0, 8 bit, BT.709 limited range (Y 16..235, U V 16..240), chroma sited left
(MPEG-2: co-located with even luma columns, half way between luma rows): the encoder's own format, 1.5
bytes a pixel, so no colour conversion happens per frame. Width and height are even.

Planes are C-ordered u8 arrays, `y (h, w)`, `u v (h/2, w/2)`; rows may be strided (an encoder's buffer),
columns are always contiguous. Who receives a frame as an argument never writes it, except `out`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the video. Arrays are views; equality is identity, compare with `same`."""

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

    def tobytes(self) -> bytes:
        """Y, U, V rows without padding: the raw I420 picture, for checksums."""
        return b"".join(np.ascontiguousarray(p).tobytes() for p in self.planes)


def blank(width: int, height: int, yuv: tuple[int, int, int] = (16, 128, 128)) -> Frame:
    """A new frame of one colour (default black). Raises ValueError unless both sides are even and >= 2."""
    if width < 2 or height < 2 or width % 2 or height % 2:
        raise ValueError(f"a frame needs even sides >= 2, not {width}x{height}")
    luma, cb, cr = yuv
    return Frame(
        np.full((height, width), luma, np.uint8),
        np.full((height // 2, width // 2), cb, np.uint8),
        np.full((height // 2, width // 2), cr, np.uint8),
    )


def copy_into(source: Frame, out: Frame) -> None:
    """Copies every sample; both frames must have the same size."""
    for src, dst in zip(source.planes, out.planes, strict=True):
        np.copyto(dst, src)


def same(a: Frame, b: Frame) -> bool:
    """True when every sample is equal."""
    return all(np.array_equal(p, q) for p, q in zip(a.planes, b.planes, strict=True))


def yuv_of(colour: str) -> tuple[int, int, int]:
    """`'#RRGGBB'` (sRGB) -> BT.709 limited-range Y, Cb, Cr, rounded (ITU-R BT.709-6, table 3)."""
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return (
        round(16 + 219 * luma),
        round(128 + 224 * (b - luma) / 1.8556),
        round(128 + 224 * (r - luma) / 1.5748),
    )
