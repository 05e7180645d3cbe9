"""The camera stands: the covering window, from first to last."""

from __future__ import annotations

from . import Motion

STILL = Motion(
    name="still",
    en=("still", "no movement", "static", "fixed camera", "don't move"),
    zh=("静止", "不动", "固定镜头"),
    aliases=("none", "static", "fixed", "hold", "freeze"),
    path=lambda frame: (frame.base, frame.base),
)

WORDS = (STILL,)
