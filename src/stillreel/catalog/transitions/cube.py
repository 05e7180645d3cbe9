"""cube: both pictures are neighbouring faces of a cube that turns by a quarter."""

from __future__ import annotations

import numpy as np

from ...pixels.bend import Quad, project
from ...pixels.frame import Frame
from . import Transition
from ._cards import seen
from ._stage import backdrop, glide, hump


def face(ratio: float, turn: float, away: float) -> Quad:
    """The front of a cube as wide as the frame, turned by `turn` about its own middle."""
    half = ratio / 2
    c, s = float(np.cos(turn)), float(np.sin(turn))

    def corner(x: float, y: float) -> tuple[float, float, float]:
        return x * c - half * s, y, half + away - (half * c + x * s)

    return seen((corner(-half, -0.5), corner(half, -0.5), corner(half, 0.5), corner(-half, 0.5)), ratio)


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    backdrop(a, b, p, out, 0.4)
    t, ratio = glide(p), out.width / out.height
    turn, away = t * float(np.pi) / 2, 0.18 * hump(p)
    # The face that is more turned away is farther: it comes first.
    faces = [(a, turn, 1.0 - 0.55 * t), (b, turn - float(np.pi) / 2, 0.45 + 0.55 * t)]
    for picture, angle, light in faces if t > 0.5 else faces[::-1]:
        project(picture, face(ratio, angle, away), out, shade=(light, light))


WORDS = (
    Transition(
        name="cube",
        en=("cube", "3d cube", "cube rotate", "box turn"),
        zh=("立方体", "立方体旋转", "三维立方"),
        aliases=("cube_left", "3d_cube"),
        draw=draw,
        mood="playful",
        family="cube",
    ),
)
