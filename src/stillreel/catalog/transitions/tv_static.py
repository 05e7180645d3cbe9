"""tv_static, lost_signal: the channel is changed: snow, a rolling picture, and the next programme."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame, Plane
from ...pixels.warp import lay, scratch
from ...rng import rng
from . import Transition
from ._stage import ease, hump, mix, mixed

DOTS, FRAMES = 300, 24


def snow(width: int, height: int, seed: int, step: int) -> Frame:
    """A frame of snow: dots a 300th of the shorter side, never finer than a pixel, darker on every other line."""
    dot = max(1, round(min(width, height) / DOTS))
    rows, cols = -(-height // dot), -(-width // dot)
    noise = rng(seed, "snow", step).integers(24, 208, (rows, cols), dtype=np.uint8)
    noise[1::2] = noise[1::2] // 8 * 6 + 8
    luma: Plane = np.ascontiguousarray(np.repeat(np.repeat(noise, dot, 0), dot, 1)[:height, :width])
    grey = np.full((height // 2, width // 2), 128, np.uint8)
    return Frame(luma, grey, grey.copy())


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, rolling: bool) -> None:
    step, strength = int(p * FRAMES), ease(min(1.0, 1.35 * hump(p)))
    picture = mixed(a, b, ease(p, 0.45, 0.55))
    if rolling:
        moved = scratch(out)
        shift = 0.55 * hump(p) * (float(rng(seed, "roll", step).random()) - 0.3)
        lay(picture, (0.02 * np.sin(40.0 * p) * strength, shift, 1.0, 1.0), moved, endless=True)
        picture = moved
    noise = snow(out.width, out.height, seed, step)
    # The snow never hides everything: a ghost of the programme stays.
    mix(picture, noise, strength * (0.55 if rolling else 0.85), out)


WORDS = (
    Transition(
        name="tv_static",
        en=("tv static", "static", "snow", "white noise", "change channel"),
        zh=("电视雪花", "雪花屏", "噪点", "换台"),
        aliases=("TVStatic", "StaticFade", "static_wipe"),
        draw=partial(draw, rolling=False),
        mood="tech",
        family="tv_static",
        via="noise",
    ),
    Transition(
        name="lost_signal",
        en=("lost signal", "old tv", "vhs", "rolling picture"),
        zh=("信号丢失", "老电视", "录像带"),
        aliases=("old_tv_lost_signal", "vhs"),
        draw=partial(draw, rolling=True),
        mood="tech",
        family="tv_static",
        via="noise",
    ),
)
