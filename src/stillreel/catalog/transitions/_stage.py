"""What transitions share: time curves, directions, mixing, a backdrop that is never black.

Curves map 0..1 to 0..1. A `Side` is where something travels *to*, as ffmpeg and people say it: `left` means
towards the left edge. Invariant: these functions write only the frame they are given as `out`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...pixels.blend import blend
from ...pixels.blur import blur
from ...pixels.frame import Frame
from ...pixels.masks import Reals, tone
from ...pixels.warp import scratch

LEVELS = np.arange(256, dtype=np.float64)
BLACK, WHITE = (16, 128, 128), (235, 128, 128)


@dataclass(frozen=True, slots=True)
class Side:
    """A direction of travel: dx, dy in -1, 0, 1 (y grows downwards) and its plain words."""

    name: str
    dx: int
    dy: int
    en: str
    zh: str


SIDES = (
    Side("left", -1, 0, "left", "左"),
    Side("right", 1, 0, "right", "右"),
    Side("up", 0, -1, "up", "上"),
    Side("down", 0, 1, "down", "下"),
)
CORNERS = (
    Side("tl", -1, -1, "top left", "左上"),
    Side("tr", 1, -1, "top right", "右上"),
    Side("bl", -1, 1, "bottom left", "左下"),
    Side("br", 1, 1, "bottom right", "右下"),
)


def along(x: Reals, y: Reals, dx: int, dy: int) -> Reals:
    """How far a place lies on the way of the travel, 0 where it starts and 1 where it ends."""
    parts = [c if d > 0 else 1.0 - c for c, d in ((x, dx), (y, dy)) if d]
    return np.asarray(sum(parts) / len(parts))


def ramp(p: float, start: float = 0.0, end: float = 1.0) -> float:
    """0 before start, 1 after end, straight between."""
    return min(max((p - start) / (end - start), 0.0), 1.0)


def ease(p: float, start: float = 0.0, end: float = 1.0) -> float:
    """Smoothstep between start and end: gentle at both."""
    t = ramp(p, start, end)
    return t * t * (3.0 - 2.0 * t)


def glide(p: float) -> float:
    """A stronger ease in and out (smootherstep): for things that travel."""
    return p * p * p * (p * (6.0 * p - 15.0) + 10.0)


def land(p: float) -> float:
    """Quick start, long soft landing (cubic)."""
    return 1.0 - (1.0 - p) * (1.0 - p) * (1.0 - p)


def hump(p: float) -> float:
    """0 at both ends, 1 in the middle, smooth."""
    return 16.0 * p * p * (1.0 - p) * (1.0 - p)


def mix(a: Frame, b: Frame, p: float, out: Frame) -> None:
    """The plain crossfade."""
    blend(a, b, p, out)


def mixed(a: Frame, b: Frame, p: float) -> Frame:
    """A crossfade in a frame of its own; one of the two itself where the other does not show."""
    if p <= 0.0:
        return a
    if p >= 1.0:
        return b
    out = scratch(a)
    blend(a, b, p, out)
    return out


def toward(frame: Frame, k: float, yuv: tuple[int, int, int], out: Frame) -> None:
    """Moves every sample by k (0..1) towards one colour; black and white only need the luma's colour."""
    luma, cb, _ = yuv
    tone(frame, LEVELS + (luma - LEVELS) * k, LEVELS + (cb - LEVELS) * k, out)


def backdrop(a: Frame, b: Frame, p: float, out: Frame, dim: float = 0.55) -> None:
    """What lies behind things that leave the frame: both pictures, soft and darker."""
    blur(mixed(a, b, ease(p)), 0.02 * min(out.width, out.height), out)
    tone(out, 16.0 + (LEVELS - 16.0) * dim, 128.0 + (LEVELS - 128.0) * dim, out)
