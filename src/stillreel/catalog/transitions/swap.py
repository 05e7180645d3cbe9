"""swap: two cards on a table change places: one goes back and aside, the other comes to the front."""

from __future__ import annotations

import numpy as np

from ...pixels.frame import Frame
from ...pixels.warp import lay
from . import Transition
from ._cards import halo
from ._stage import backdrop, glide, hump


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    backdrop(a, b, p, out, 0.5)
    t = glide(p)
    aside = 0.36 * float(np.sin(np.pi * t))
    cards = ((a, 1.0 - 0.42 * t, -aside, 1.0 - 0.45 * t), (b, 0.58 + 0.42 * t, aside, 0.55 + 0.45 * t))
    for picture, size, shift, light in cards if t > 0.5 else cards[::-1]:
        box = (0.5 - size / 2 + shift, 0.5 - size / 2, size, size)
        halo(out, *box, 0.5 * hump(p))
        lay(picture, box, out, shade=light)


WORDS = (
    Transition(
        name="swap",
        en=("swap", "swap cards", "shuffle", "trade places"),
        zh=("交换", "卡片交换", "互换"),
        aliases=("shuffle", "StereoViewer"),
        draw=draw,
        mood="playful",
        family="swap",
    ),
)
