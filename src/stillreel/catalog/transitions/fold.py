"""fold: the picture folds up like a screen of four panels and leaves the frame to the next."""

from __future__ import annotations

import numpy as np

from ...pixels.bend import project
from ...pixels.frame import Frame, copy_into
from . import Transition
from ._cards import seen, shadow
from ._stage import glide, hump

PANELS = 4


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    copy_into(b, out)
    t, ratio = glide(p), out.width / out.height
    turn = 0.5 * float(np.pi) * t
    width, depth = ratio / PANELS * float(np.cos(turn)), 0.55 * ratio / PANELS * float(np.sin(turn))
    shadow(out, 1, 0, PANELS * width / ratio, 0.5 * min(1.0, 4.0 * hump(p)), 0.12)
    dark = 1.0 - 0.5 * float(np.sin(turn))
    for k in range(PANELS):
        x0, x1 = -ratio / 2 + k * width, -ratio / 2 + (k + 1) * width
        z0, z1 = (0.0, depth) if k % 2 == 0 else (depth, 0.0)
        quad = seen(((x0, -0.5, z0), (x1, -0.5, z1), (x1, 0.5, z1), (x0, 0.5, z0)), ratio)
        shade = (1.0, dark) if k % 2 == 0 else (dark * 0.8, 0.9)
        mild = tuple(1.0 - (1.0 - s) * min(1.0, 3.0 * t) for s in shade)
        project(a, quad, out, part=(k / PANELS, 0.0, 1 / PANELS, 1.0), shade=(mild[0], mild[1]))


WORDS = (
    Transition(
        name="fold",
        en=("fold", "accordion", "folding screen", "fold away"),
        zh=("折叠", "手风琴折叠", "屏风"),
        aliases=("accordion",),
        draw=draw,
        mood="playful",
        family="fold",
    ),
)
