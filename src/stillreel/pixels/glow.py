"""Light that spreads: a wide blur of a picture, screened over it, as a soft filter before the lens does."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

RGB = npt.NDArray[np.uint8]


def glow(rgb: RGB, share: float) -> RGB:
    """sRGB u8 (h, w, 3) -> a new picture with `share` (0..1) of its own blur screened over it.

    The blur is made at an eighth of the size; its radius is 1/40 of the long side."""
    height, width = rgb.shape[:2]
    small = cv2.resize(rgb, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    sigma = max(height, width) / 8 / 40
    soft = cv2.GaussianBlur(small, (0, 0), max(sigma, 0.3), borderType=cv2.BORDER_REPLICATE)
    wide = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
    # screen: 1 - (1 - a)(1 - s b), then half of it taken back from the light so that the mean stays near
    part = round(share * 256)
    table = np.arange(256, dtype=np.int32)
    dimmed = cv2.LUT(rgb, np.clip(table - (table * part >> 10), 0, 255).astype(np.uint8))
    veil = cv2.LUT(wide, (table * part >> 9).astype(np.uint8))
    return np.asarray(cv2.add(dimmed, veil), np.uint8)
