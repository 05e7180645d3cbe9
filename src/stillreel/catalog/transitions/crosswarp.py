"""crosswarp: this picture is stretched out at one side while the next is drawn in from the other."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.bend import flow
from ...pixels.frame import Frame
from ...pixels.masks import reveal
from ...pixels.warp import scratch
from . import Transition
from ._field import grid
from ._order import smooth
from ._stage import along
from .wipe import edge

SOFT = 0.9


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    x, y = grid(out)
    # The same soft front that mixes the pictures also says how far each place is pulled to the middle.
    t = np.clip((p * (1.0 + SOFT) - along(x, y, dx, dy)) / SOFT, 0.0, 1.0)
    m = t * t * (3.0 - 2.0 * t)
    one, two = scratch(out), scratch(out)
    flow(a, (x - 0.5) * (1.0 - m) + 0.5, (y - 0.5) * (1.0 - m) + 0.5, one)
    flow(b, (x - 0.5) * m + 0.5, (y - 0.5) * m + 0.5, two)
    reveal(one, two, smooth(edge, out.width, out.height, dx, dy), p, SOFT, out)


WORDS = (
    Transition(
        name="crosswarp",
        en=("cross warp", "stretch", "warp"),
        zh=("交叉扭曲", "拉伸变形", "扭曲"),
        aliases=("warp", "stretch", "directionalwarp"),
        draw=partial(draw, dx=1, dy=0),
        mood="energetic",
        family="crosswarp",
    ),
)
