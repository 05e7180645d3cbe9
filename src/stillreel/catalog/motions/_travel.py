"""A window that travels along one axis at one scale: what pans, tilts and reveals are made of."""

from __future__ import annotations

from ...pixels.sample import View
from . import Framing


def travel(frame: Framing, dx: int, dy: int, length: float) -> tuple[View, View]:
    """From behind the aim to beyond it, `length` of the picture's side in direction (dx, dy), one of them 0.

    Where the picture has no room beside the covering window the window is tightened just enough to have it;
    where the focus or a face would be left, the way is shorter."""
    side = frame.base.w if dx else frame.base.h
    tight = max((1.0 - length) / side, frame.least, 0.2)
    scale = min(1.0, tight)
    low, high = frame.range_x(scale) if dx else frame.range_y(scale)
    reach = min(length, high - low) / 2
    aim = frame.aim[0] if dx else frame.aim[1]
    middle = max(low + reach, min(high - reach, aim))
    x, y = frame.aim
    if dx:
        return frame.window(scale, middle - dx * reach, y), frame.window(scale, middle + dx * reach, y)
    return frame.window(scale, x, middle - dy * reach), frame.window(scale, x, middle + dy * reach)
