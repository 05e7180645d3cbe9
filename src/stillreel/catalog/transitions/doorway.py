"""doorway: the picture opens like a double door, and the next one comes towards us out of the room behind."""

from __future__ import annotations

import numpy as np

from ...pixels.bend import project
from ...pixels.frame import Frame
from ...pixels.warp import lay
from . import Transition
from ._camera import zoom_box
from ._cards import seen
from ._stage import backdrop, ease, glide


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    backdrop(b, b, p, out, 0.35)
    ratio, t = out.width / out.height, glide(p)
    lay(b, zoom_box(0.72 + 0.28 * ease(p, 0.15, 1.0)), out, shade=0.55 + 0.45 * t)
    turn = 0.5 * float(np.pi) * t
    # The wings are hinged at the frame's sides, swing towards us and pass out of sight.
    w, c, s = ratio / 2, float(np.cos(turn)), -0.85 * float(np.sin(turn))
    x, z = w * c, w * s
    light = 1.0 - 0.4 * t
    left = seen(((-w, -0.5, 0), (x - w, -0.5, z), (x - w, 0.5, z), (-w, 0.5, 0)), ratio)
    right = seen(((w - x, -0.5, z), (w, -0.5, 0), (w, 0.5, 0), (w - x, 0.5, z)), ratio)
    project(a, left, out, part=(0.0, 0.0, 0.5, 1.0), shade=(1.0, light))
    project(a, right, out, part=(0.5, 0.0, 0.5, 1.0), shade=(light, 1.0))


WORDS = (
    Transition(
        name="doorway",
        en=("doorway", "open the door", "double door", "doors open"),
        zh=("开门", "双开门", "推门"),
        aliases=("door",),
        draw=draw,
        mood="cinematic",
        family="doorway",
    ),
)
