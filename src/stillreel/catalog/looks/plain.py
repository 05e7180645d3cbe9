"""As it is."""

from __future__ import annotations

from . import Look

WORDS = (
    Look(name="none", en=("none", "natural", "original", "no filter"), zh=("无", "原图", "自然", "无滤镜"),
         aliases=("natural", "original", "off", "normal")),
)  # fmt: skip
