"""luma, luma_dark, color_distance: the picture itself says what changes first: its lights, its darks, the likest."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame
from ...pixels.masks import Order, reveal
from . import Transition
from ._stage import ease


def lights(a: Frame, b: Frame, dark: bool) -> Order:
    """The brightest (or darkest) samples first, by both pictures: 0..65535 over the legal range."""
    light = (a.y.astype(np.uint16) + b.y.astype(np.uint16)) - np.uint16(32)
    order = np.minimum(light, np.uint16(438)) * np.uint16(149)
    return order if dark else np.asarray(np.uint16(65262) - order)


def likest(a: Frame, b: Frame) -> Order:
    """The samples that differ least first."""
    gap = np.abs(a.y.astype(np.int16) - b.y.astype(np.int16)).astype(np.uint16)
    return np.minimum(gap, np.uint16(218)) * np.uint16(300)


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dark: bool) -> None:
    reveal(a, b, lights(a, b, dark), p, 0.45, out)


def draw_likest(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    reveal(a, b, likest(a, b), ease(p), 0.5, out)


WORDS = (
    Transition(
        name="luma",
        en=("luma fade", "luma", "light first", "luminance"),
        zh=("亮度过渡", "亮度溶解", "亮部溶解"),
        aliases=("luma_fade",),
        draw=partial(draw, dark=False),
        mood="cinematic",
        family="luma",
    ),
    Transition(
        name="luma_dark",
        en=("shadows first", "dark luma fade"),
        zh=("暗部溶解", "暗部过渡"),
        draw=partial(draw, dark=True),
        mood="cinematic",
        family="luma",
    ),
    Transition(
        name="color_distance",
        en=("color distance", "colour distance", "like colours first"),
        zh=("色差过渡", "颜色距离"),
        aliases=("distance", "ColourDistance", "colorphase", "colour_distance"),
        draw=draw_likest,
        mood="cinematic",
        family="luma",
    ),
)
