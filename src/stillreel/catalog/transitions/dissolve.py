"""dissolve: the pictures change grain by grain, in an order drawn by lot; cloud: in drifting patches."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from ...rng import rng
from . import Transition
from ._noise import clouds
from ._order import crisp, smooth
from ._stage import ease

GRAINS = 480


def grain(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    """A grain is a 480th of the shorter side and never less than a pixel; a little clumped, as film is."""
    across, down = round(GRAINS * max(ratio, 1.0)), round(GRAINS * max(1.0 / ratio, 1.0))
    fine = rng(seed, "dissolve").random((down, across))
    coarse = fine[: down // 3 + 1, : across // 3 + 1]
    j, i = np.minimum((y * down).astype(int), down - 1), np.minimum((x * across).astype(int), across - 1)
    return np.asarray(0.7 * fine[j, i] + 0.3 * coarse[j // 3, i // 3])


def cloud(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    return clouds(x, y, ratio, seed, "cloud")


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, patches: bool) -> None:
    if patches:
        reveal(a, b, smooth(cloud, out.width, out.height, seed), ease(p), 0.2, out)
    else:
        reveal(a, b, crisp(grain, out.width, out.height, seed), p, 0.7, out)


WORDS = (
    Transition(
        name="dissolve",
        en=("dissolve", "grain dissolve", "film dissolve", "particles"),
        zh=("溶解", "颗粒溶解", "粒子溶解"),
        aliases=("randomNoisex", "grain", "noise"),
        draw=partial(draw, patches=False),
        mood="cinematic",
        family="dissolve",
    ),
    Transition(
        name="cloud",
        en=("cloud dissolve", "clouds", "mist", "smoke", "ink"),
        zh=("云雾", "烟雾", "水墨", "水墨晕染"),
        aliases=("perlin", "ink", "smoke"),
        draw=partial(draw, patches=True),
        mood="cinematic",
        family="dissolve",
    ),
)
