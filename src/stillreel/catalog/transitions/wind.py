"""wind_left .. wind_down: the picture is blown away in streaks of different length."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from ...rng import rng
from . import Transition
from ._order import crisp
from ._stage import SIDES, Side, along, ease

STREAKS = 240


def streaks(x: Reals, y: Reals, ratio: float, dx: int, dy: int, seed: int) -> Reals:
    """Every thin line across the travel has a delay of its own; neighbours share some of it."""
    values = rng(seed, "wind").random(STREAKS + 1)
    values = 0.6 * values + 0.4 * np.interp(np.arange(STREAKS + 1) / 12.0, np.arange(STREAKS + 1), values)
    cross = y if dx else x
    return 0.72 * along(x, y, dx, dy) + 0.28 * np.interp(cross * STREAKS, np.arange(STREAKS + 1), values)


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    reveal(a, b, crisp(streaks, out.width, out.height, dx, dy, seed), 0.5 * (p + ease(p)), 0.22, out)


def word(side: Side) -> Transition:
    letters = {"left": ("hlwind",), "right": ("hrwind", "wind"), "up": ("vuwind",), "down": ("vdwind",)}
    return Transition(
        name=f"wind_{side.name}",
        en=(f"wind {side.en}", f"blow away {side.en}", f"streaks {side.en}"),
        zh=(f"向{side.zh}风吹", f"向{side.zh}吹散"),
        aliases=letters[side.name],
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="playful",
        family="wind",
    )


WORDS = tuple(word(side) for side in SIDES)
