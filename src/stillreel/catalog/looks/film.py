"""Film and print: raised blacks, held whites, colours that lean apart in the shadows and the lights."""

from __future__ import annotations

from . import Look
from ._colour import toned

WORDS = (
    Look(name="vintage", en=("vintage", "retro", "old film", "film"), zh=("复古", "胶片", "旧电影"),
         aliases=("retro", "film", "analog", "70s"),
         grade=lambda light: toned(light, saturation=0.82, contrast=0.18, lift=0.085, ceiling=0.96,
                                   shadows=(-0.012, -0.014), highlights=(0.008, 0.034))),
    Look(name="faded", en=("faded", "washed out", "pastel"), zh=("褪色", "淡雅", "浅淡"),
         aliases=("fade_look", "washed", "pastel"),
         grade=lambda light: toned(light, saturation=0.72, contrast=-0.12, lift=0.15, ceiling=0.97,
                                   highlights=(0.002, 0.008))),
    Look(name="matte", en=("matte", "matt", "soft contrast"), zh=("哑光", "低对比"), aliases=("matt", "flat"),
         grade=lambda light: toned(light, saturation=0.88, contrast=0.12, lift=0.12, ceiling=0.955,
                                   shadows=(-0.004, -0.010))),
)  # fmt: skip
