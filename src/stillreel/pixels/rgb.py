"""A frame as red, green and blue, for people who look at single pictures; nothing in the film passes here.

BT.709 limited range to full-range sRGB values, chroma brought up bilinearly from where it is sited (left). Invariant:
black, white and greys come out exact.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .frame import Frame, Plane

F32 = npt.NDArray[np.float32]


def rgb_of(frame: Frame) -> npt.NDArray[np.uint8]:
    """u8 (height, width, 3), R G B, 0..255."""
    luma = (frame.y.astype(np.float32) - 16) * np.float32(255 / 219)
    cb, cr = (_full(plane) * np.float32(255 / 224) for plane in (frame.u, frame.v))
    red = luma + np.float32(1.5748) * cr
    green = luma - np.float32(0.1873) * cb - np.float32(0.4681) * cr
    blue = luma + np.float32(1.8556) * cb
    whole = np.rint(np.stack((red, green, blue), axis=2))
    out: npt.NDArray[np.uint8] = np.clip(whole, 0, 255).astype(np.uint8)
    return out


def _full(plane: Plane) -> F32:
    """A chroma plane at the luma's size, centred at 0."""
    small = plane.astype(np.float32) - 128
    right = np.concatenate((small[:, 1:], small[:, -1:]), axis=1)
    wide = np.empty((small.shape[0], small.shape[1] * 2), np.float32)
    wide[:, 0::2], wide[:, 1::2] = small, (small + right) / 2
    above = np.concatenate((wide[:1], wide[:-1]))
    below = np.concatenate((wide[1:], wide[-1:]))
    tall = np.empty((wide.shape[0] * 2, wide.shape[1]), np.float32)
    tall[0::2], tall[1::2] = wide * 0.75 + above * 0.25, wide * 0.75 + below * 0.25
    return tall
