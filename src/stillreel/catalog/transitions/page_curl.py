"""page_curl: the picture is a sheet of paper; its corner lifts, curls over and takes the sheet away.

The sheet rolls round a cylinder whose axis crosses the frame askew and travels from the bottom right to the
top left. s is the way along that travel: before the axis the sheet lies flat, over the cylinder one sees its
back (paler, shaded where it bends), and beyond it the next picture, in the cylinder's shadow.
"""

from __future__ import annotations

import numpy as np

from ...pixels.bend import flow
from ...pixels.frame import Frame
from ...pixels.masks import Order, Reals, reveal, spread, tint, tone
from ...pixels.warp import scratch
from . import Transition
from ._field import grid, heights
from ._stage import BLACK, LEVELS, ease

ROLL = 0.11
LEAN = 0.42
"""The cylinder's radius in frame heights; the angle of the travel to the horizontal, in radians."""


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    x, y = grid(out, 6)
    ratio = out.width / out.height
    u, v = heights(x, y, ratio)
    dx, dy = -float(np.cos(LEAN)), -float(np.sin(LEAN))
    span = (ratio * -dx - dy) / 2
    s = u * dx + v * dy
    # The axis runs the whole diagonal, from where the roll is just outside to where it has just left.
    axis = -span - ROLL + 0.5 * (p + ease(p)) * 2 * (span + ROLL)
    over = np.clip((axis - s) / ROLL, -1.0, 1.0)
    # Paper seen at s: flat ahead of the axis; its back, bent over the cylinder, behind and above.
    bend = np.pi - np.arcsin(np.clip((axis - s) / ROLL, 0.0, 1.0))
    back_s = np.where(s < axis, axis - ROLL * bend, 2.0 * axis - np.pi * ROLL - s)
    bu, bv = u + (back_s - s) * dx, v + (back_s - s) * dy
    gx, gy = bu / ratio + 0.5, bv + 0.5
    inside = np.minimum(np.minimum(gx, 1.0 - gx) * ratio, np.minimum(gy, 1.0 - gy))
    on_roll = np.minimum(inside, s - (axis - ROLL))
    _sheet(a, b, out, s - axis, axis - ROLL - s)
    back = scratch(out)
    flow(a, gx, gy, back)
    tone(back, 150.0 + (LEVELS - 16.0) * 0.32, 128.0 + (LEVELS - 128.0) * 0.35, back)
    tint(back, _map(0.55 * np.clip(over, 0.0, 1.0) ** 2 + 0.12 * (over <= 0), out), 1.0, BLACK)
    tint(out, _map(np.clip(1.0 + on_roll / 0.05, 0.0, 1.0) ** 2 * 0.4 * (on_roll < 0.02), out), 1.0, BLACK)
    reveal(out, back, _map(_matte(on_roll, out), out, invert=True), 0.5, 1.0, out)


def _sheet(a: Frame, b: Frame, out: Frame, ahead: Reals, gone: Reals) -> None:
    """The flat part of the sheet, the next picture where it is gone, the roll's shadow on the latter."""
    reveal(a, b, _map(_matte(-ahead, out), out, invert=True), 0.5, 1.0, out)
    dark = np.where(gone > 0, np.maximum(1.0 - gone / 0.16, 0.0) ** 2, 1.0) * (ahead < 0)
    tint(out, _map(0.5 * dark, out), 1.0, BLACK)


def _matte(distance: Reals, out: Frame) -> Reals:
    """0..1 over about two pixels about distance 0 (frame heights), wide enough for the grid to carry it."""
    return np.clip(0.5 + distance * out.height / 14.0, 0.0, 1.0)


def _map(values: Reals, out: Frame, *, invert: bool = False) -> Order:
    return spread(1.0 - values if invert else values, out.width, out.height)


WORDS = (
    Transition(
        name="page_curl",
        en=("page curl", "page turn", "turn page", "peel"),
        zh=("翻页", "卷页", "页面卷曲", "撕开"),
        aliases=("InvertedPageCurl", "page_turn", "peel"),
        draw=draw,
        mood="classic",
        family="page_curl",
    ),
)
