"""grid_flip, puzzle: the frame is cut into tiles that turn over one after another."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.warp import Box, lay
from ...rng import rng
from . import Transition
from ._cards import cuts
from ._stage import backdrop, ease

TURN = 0.42
"""The share of the time that one tile takes."""


def tile(a: Frame, b: Frame, out: Frame, part: Box, t: float) -> None:
    """One tile in its turn: squeezed to its upright middle line, then opened as the other picture."""
    picture, open_ = (a, 1.0 - 2.0 * t) if t < 0.5 else (b, 2.0 * t - 1.0)
    if open_ > 0.0 and part[2] > 0.0 and part[3] > 0.0:
        x = part[0] + part[2] * (1.0 - open_) / 2
        lay(picture, (x, part[1], part[2] * open_, part[3]), out, part=part, shade=0.55 + 0.45 * open_)


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, random: bool) -> None:
    backdrop(a, b, p, out, 0.4)
    wide, tall = (4, 7) if out.width < out.height else (7, 4)
    lots = rng(seed, "puzzle").permutation(wide * tall) / (wide * tall - 1.0)
    xs, ys = cuts(out.width, wide), cuts(out.height, tall)
    for j in range(tall):
        for i in range(wide):
            wait = float(lots[j * wide + i]) if random else (i / (wide - 1) + j / (tall - 1)) / 2
            start = wait * (1.0 - TURN)
            tile(
                a, b, out, (xs[i], ys[j], xs[i + 1] - xs[i], ys[j + 1] - ys[j]), ease(p, start, start + TURN)
            )


WORDS = (
    Transition(
        name="grid_flip",
        en=("grid flip", "tile flip", "flipping tiles"),
        zh=("网格翻转", "方格翻转", "瓷砖翻转"),
        aliases=("GridFlip", "TilesWave"),
        draw=partial(draw, random=False),
        mood="playful",
        family="grid_flip",
    ),
    Transition(
        name="puzzle",
        en=("puzzle", "random tiles flip"),
        zh=("拼图", "随机翻转"),
        aliases=("PuzzleRight",),
        draw=partial(draw, random=True),
        mood="playful",
        family="grid_flip",
    ),
)
