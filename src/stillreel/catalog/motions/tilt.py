"""Looking up: over most of what a tall picture hides above and below, or gently where there is nothing hidden."""

from __future__ import annotations

from ...pixels.sample import View
from . import Framing, Motion
from ._travel import travel

MOST = 0.6


def _path(frame: Framing) -> tuple[View, View]:
    return travel(frame, 0, -1, max(frame.amount * frame.base.h, MOST * (1.0 - frame.base.h)))


WORDS = (
    Motion(
        name="tilt",
        en=("tilt", "tilt up", "look up"),
        zh=("摇镜头", "仰拍", "向上摇"),
        aliases=("tilt_up",),
        path=_path,
    ),
)
