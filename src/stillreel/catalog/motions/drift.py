"""A slow diagonal: a handheld camera that breathes, towards the upper right, and a little nearer."""

from __future__ import annotations

from ...pixels.sample import View
from . import Framing, Motion


def _path(frame: Framing) -> tuple[View, View]:
    near, nearer = frame.scale(frame.amount * 0.8), frame.scale(frame.amount)
    x, y = frame.aim
    reach = frame.amount / 3
    return frame.window(near, x - reach, y + reach), frame.window(nearer, x + reach, y - reach)


WORDS = (
    Motion(
        name="drift",
        en=("drift", "float", "gentle movement", "subtle movement"),
        zh=("漂移", "缓慢移动", "轻微移动"),
        aliases=("float", "handheld", "wander"),
        path=_path,
    ),
)
