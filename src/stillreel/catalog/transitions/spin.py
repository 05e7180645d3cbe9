"""spin, spin_left: the camera rolls a quarter turn and lands upright on the next picture."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame
from ...pixels.warp import scratch
from . import Transition
from ._camera import spun
from ._stage import ease, glide, hump, mix


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, sign: float, turns: float) -> None:
    t = glide(p)
    quarter = turns * float(np.pi)
    scale = 1.0 + 0.25 * hump(p)
    rush, share = sign * 0.3 * hump(p), ease(p, 0.4, 0.6)
    if share < 1.0:
        spun(a, sign * quarter * t, scale, rush, out)
    if share >= 1.0:
        spun(b, sign * quarter * (t - 1.0), scale, rush, out)
    elif share > 0.0:
        other = scratch(out)
        spun(b, sign * quarter * (t - 1.0), scale, rush, other)
        mix(out, other, share, out)


WORDS = (
    Transition(
        name="spin",
        en=("spin", "rotate", "roll", "spin clockwise"),
        zh=("旋转", "顺时针旋转", "旋转转场"),
        aliases=("rotate", "rotateTransition", "rotate_scale_fade", "RotateScaleVanish", "Rolls"),
        draw=partial(draw, sign=1.0, turns=0.5),
        mood="energetic",
        family="spin",
    ),
    Transition(
        name="spin_left",
        en=("spin left", "spin counterclockwise", "rotate left"),
        zh=("逆时针旋转", "向左旋转"),
        aliases=("Revolve_Left",),
        draw=partial(draw, sign=-1.0, turns=0.5),
        mood="energetic",
        family="spin",
    ),
)
