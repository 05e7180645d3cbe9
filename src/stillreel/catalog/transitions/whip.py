"""whip_left .. whip_down: the camera whips round so fast that everything is a streak, and stops on the next picture."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.smear import smear
from ...pixels.warp import lay, scratch
from . import Transition
from ._stage import SIDES, Side, glide

SHUTTER = 0.14


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    t = 0.25 * glide(p) + 0.75 * glide(glide(p))
    sharp = scratch(out)
    lay(a, (dx * t, dy * t, 1.0, 1.0), sharp, endless=True)
    lay(b, (dx * (t - 1.0), dy * (t - 1.0), 1.0, 1.0), sharp)
    speed = (4.0 * p * (1.0 - p)) ** 3
    smear(sharp, SHUTTER * speed * abs(dx), SHUTTER * speed * abs(dy), out)


def word(side: Side) -> Transition:
    return Transition(
        name=f"whip_{side.name}",
        en=(f"whip {side.en}", f"whip pan {side.en}", f"swish {side.en}"),
        zh=(f"向{side.zh}甩动", f"{side.zh}甩", f"向{side.zh}快速摇镜"),
        aliases=("whip", "whip_pan", "tangentMotionBlur", "swish") if side.name == "left" else (),
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="energetic",
        family="whip",
    )


WORDS = tuple(word(side) for side in SIDES)
