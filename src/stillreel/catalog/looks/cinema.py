"""Colour that tells: vivid, the cinema's teal and orange, a golden hour, a night."""

from __future__ import annotations

from . import Colours, Look
from ._colour import LUMA, toned


def _night(light: Colours) -> Colours:
    """Less light, less of it red: the eye's night shift (Purkinje), windows and lamps still bright."""
    bright = (light @ LUMA)[..., None]
    dimmed = light * (0.36 + 0.5 * bright)
    return toned(dimmed * (0.82, 0.97, 1.22), saturation=0.74, contrast=0.12, shadows=(-0.004, -0.030))


WORDS = (
    Look(name="vivid", en=("vivid", "vibrant", "colourful", "colorful", "punchy colours"), zh=("鲜艳", "生动", "浓郁"),
         aliases=("vibrant", "saturated", "pop"),
         grade=lambda light: toned(light, saturation=1.10, vibrance=0.32, contrast=0.22)),
    Look(name="teal_orange", en=("teal and orange", "cinematic", "blockbuster", "movie look"),
         zh=("青橙", "电影感", "大片"), aliases=("cinematic", "blockbuster", "orange_teal", "movie"),
         grade=lambda light: toned(light, saturation=1.04, contrast=0.28,
                                   shadows=(-0.038, -0.030), highlights=(0.016, 0.030))),
    Look(name="golden", en=("golden", "golden hour", "sunset"), zh=("金色", "黄金时刻", "夕阳"),
         aliases=("golden_hour", "sunset", "gold"),
         grade=lambda light: toned(light * (1.10, 1.0, 0.74), vibrance=0.18, contrast=0.08, lift=0.015,
                                   highlights=(0.012, 0.030))),
    Look(name="night", en=("night", "moonlight", "blue hour"), zh=("夜晚", "月光", "蓝调时刻"),
         aliases=("moonlight", "blue_hour", "dark"), grade=_night),
)  # fmt: skip
