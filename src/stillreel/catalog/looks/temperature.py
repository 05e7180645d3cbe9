"""Warm and cool: the light's colour changes as a lamp's would, then brightness is given back to every colour.

Neutral light is tinted in linear light (a white balance), so skin shifts with its surroundings instead of
turning orange alone.
"""

from __future__ import annotations

import numpy as np

from . import Colours, Look
from ._colour import LUMA, toned


def _lit(light: Colours, gains: tuple[float, float, float]) -> Colours:
    lit = light * gains
    return np.asarray(lit * ((light @ LUMA + 1e-6) / (lit @ LUMA + 1e-6))[..., None])


WORDS = (
    Look(name="warm", en=("warm", "warmer", "cozy"), zh=("暖色", "温暖", "暖调"), aliases=("warmth", "sunny", "amber"),
         grade=lambda light: toned(_lit(light, (1.14, 1.0, 0.80)), vibrance=0.08, contrast=0.06)),
    Look(name="cool", en=("cool", "cooler", "cold"), zh=("冷色", "清冷", "冷调"), aliases=("cold", "blue", "icy"),
         grade=lambda light: toned(_lit(light, (0.88, 1.0, 1.17)), saturation=0.96, contrast=0.08)),
)  # fmt: skip
