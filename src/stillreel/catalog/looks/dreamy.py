"""A dream: light spreads around what is bright, colours go pale and a little rosy."""

from __future__ import annotations

from . import Look
from ._colour import toned

WORDS = (
    Look(name="dreamy", en=("dreamy", "soft", "glow", "romantic look"), zh=("梦幻", "柔光", "唯美"),
         aliases=("soft", "glow", "bloom", "romantic"), softness=0.75,
         grade=lambda light: toned(light, saturation=0.94, contrast=-0.06, lift=0.035, highlights=(0.012, 0.002))),
)  # fmt: skip
