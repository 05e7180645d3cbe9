"""Without colour: plain black and white, hard noir, and sepia's toned print."""

from __future__ import annotations

from . import Look
from ._colour import grey_of, toned

RED_FILTER = (0.40, 0.50, 0.10)
"""A yellow-orange filter before panchromatic film: skin brighter, skies darker."""

WORDS = (
    Look(name="mono", en=("mono", "black and white", "monochrome", "greyscale", "b&w"), zh=("黑白", "单色", "灰度"),
         aliases=("bw", "black_and_white", "monochrome", "greyscale", "grayscale", "gray"),
         grade=lambda light: toned(grey_of(light, (0.28, 0.62, 0.10)), contrast=0.12)),
    Look(name="noir", en=("noir", "film noir", "dramatic black and white"), zh=("黑色电影", "强烈黑白"),
         aliases=("film_noir", "dramatic_bw"),
         grade=lambda light: toned(grey_of(light, RED_FILTER), contrast=0.85, lift=0.0)),
    Look(name="sepia", en=("sepia", "old photo", "brown tone"), zh=("棕褐色", "老照片", "怀旧棕"), aliases=("antique",),
         grade=lambda light: toned(grey_of(light), contrast=0.05, tint=(0.018, 0.052), lift=0.04, ceiling=0.985)),
)  # fmt: skip
