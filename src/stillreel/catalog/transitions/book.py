"""book: the right page turns over the spine and brings the next picture, as in an album."""

from __future__ import annotations

import numpy as np

from ...pixels.bend import project
from ...pixels.frame import Frame, copy_into
from ...pixels.warp import lay
from . import Transition
from ._cards import seen, shadow
from ._stage import glide, hump


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    t, ratio = glide(p), out.width / out.height
    copy_into(a, out)
    lay(b, (0.5, 0.0, 0.5, 1.0), out, part=(0.5, 0.0, 0.5, 1.0))
    shadow(out, 1, 0, 0.5, 0.5 * hump(p), 0.3)
    turn = float(np.pi) * t
    x, z = ratio / 2 * float(np.cos(turn)), -ratio / 2 * float(np.sin(turn)) * 0.6
    light = 1.0 - 0.35 * float(np.sin(turn))
    if x >= 0.0:
        quad = seen(((0, -0.5, 0), (x, -0.5, z), (x, 0.5, z), (0, 0.5, 0)), ratio)
        project(a, quad, out, part=(0.5, 0.0, 0.5, 1.0), shade=(1.0, light))
    else:
        quad = seen(((x, -0.5, z), (0, -0.5, 0), (0, 0.5, 0), (x, 0.5, z)), ratio)
        project(b, quad, out, part=(0.0, 0.0, 0.5, 1.0), shade=(light, 1.0))


WORDS = (
    Transition(
        name="book",
        en=("book", "book flip", "turn the page", "album page"),
        zh=("翻书", "书页翻转", "相册翻页"),
        aliases=("BookFlip",),
        draw=draw,
        mood="classic",
        family="book",
    ),
)
