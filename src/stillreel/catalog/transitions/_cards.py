"""Pictures as cards: turned in space, seen through a lens, with a shadow that tells what lies above.

Space is measured in frame heights; the frame's plane is z = 0, the eye is at z = -EYE in front of its middle.
"""

from __future__ import annotations

import numpy as np

from ...pixels.bend import Point, Quad
from ...pixels.frame import Frame
from ...pixels.masks import Reals, veil
from ._stage import BLACK

EYE = 1.6
Solid = tuple[tuple[float, float, float], ...]


def seen(corners: Solid, ratio: float) -> Quad:
    """Four points (x right, y down, z away; heights, middle = 0) as fractions of the frame, in perspective."""
    shown: list[Point] = []
    for x, y, z in corners:
        near = EYE / max(EYE + z, 0.05)
        shown.append((0.5 + x * near / ratio, 0.5 + y * near))
    return shown[0], shown[1], shown[2], shown[3]


def upright(
    ratio: float, turn: float, *, push: float = 0.0, scale: float = 1.0, at: Point = (0.0, 0.0)
) -> Quad:
    """A full-size card turned by `turn` (radians) about its vertical middle line, `push` heights away."""
    c, s = float(np.cos(turn)) * ratio / 2 * scale, float(np.sin(turn)) * ratio / 2 * scale
    h, (x, y) = scale / 2, at
    return seen(
        (
            (x - c, y - h, push - s),
            (x + c, y - h, push + s),
            (x + c, y + h, push + s),
            (x - c, y + h, push - s),
        ),
        ratio,
    )


def lying(ratio: float, turn: float, *, push: float = 0.0) -> Quad:
    """A full-size card turned about its horizontal middle line: positive tips the top away."""
    c, s, w = float(np.cos(turn)) / 2, float(np.sin(turn)) / 2, ratio / 2
    return seen(((-w, -c, push + s), (w, -c, push + s), (w, c, push - s), (-w, c, push - s)), ratio)


def cuts(n: int, count: int) -> list[float]:
    """`count` equal parts of n pixels, as count + 1 fractions, on even pixels: pieces meet without a hairline."""
    return [2 * round(k * n / count / 2) / n for k in range(count + 1)]


def ramps(n: int, at: float, length: float) -> Reals:
    """A shadow's profile: strongest at `at` (a fraction), gone `length` further (negative: towards 0)."""
    x = (np.arange(n) + 0.5) / n
    t = (x - at) / length
    return np.where((t >= 0) & (t < 1), (1.0 - t) * (1.0 - t), 0.0)


def shadow(out: Frame, dx: int, dy: int, at: float, strength: float, length: float = 0.09) -> None:
    """A soft shadow falling from an edge at `at` in the direction (dx, dy), across the whole frame."""
    flat_x, flat_y = np.ones(out.width), np.ones(out.height)
    if dx:
        veil(out, strength * ramps(out.width, at, dx * length), flat_y, BLACK)
    else:
        veil(out, flat_x, strength * ramps(out.height, at, dy * length), BLACK)


def halo(out: Frame, x: float, y: float, w: float, h: float, strength: float, reach: float = 0.06) -> None:
    """A soft shadow around a box (fractions) that is about to be drawn there."""

    def profile(n: int, low: float, high: float, soft: float) -> Reals:
        at = (np.arange(n) + 0.5) / n
        t = np.clip(np.minimum(at - low, high - at) / soft + 1.0, 0.0, 1.0)
        return np.asarray(t * t * (3.0 - 2.0 * t))

    ratio = out.width / out.height
    across = profile(out.width, x, x + w, reach / max(ratio, 1.0))
    down = profile(out.height, y, y + h, reach * min(ratio, 1.0))
    veil(out, strength * across, down, BLACK)
