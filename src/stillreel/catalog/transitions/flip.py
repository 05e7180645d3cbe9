"""flip_h, flip_v: the picture turns over like a card; the next one is on its back."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.bend import project
from ...pixels.frame import Frame
from . import Transition
from ._cards import lying, upright
from ._stage import backdrop, glide, hump


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, tipping: bool) -> None:
    backdrop(a, b, p, out, 0.5)
    t, ratio = glide(p), out.width / out.height
    front = t < 0.5
    turn = float(np.pi) * (t if front else t - 1.0)
    light = 1.0 - 0.45 * abs(float(np.sin(turn)))
    away = 0.35 * hump(p)
    quad = lying(ratio, turn, push=away) if tipping else upright(ratio, turn, push=away)
    project(a if front else b, quad, out, shade=(light, light))


WORDS = (
    Transition(
        name="flip_h",
        en=("flip", "card flip", "flip sideways", "turn over"),
        zh=("翻转", "左右翻转", "卡片翻转", "水平翻转"),
        aliases=("flip", "SimpleFlip", "card_flip"),
        draw=partial(draw, tipping=False),
        mood="playful",
        family="flip",
    ),
    Transition(
        name="flip_v",
        en=("flip vertically", "flip up", "tumble"),
        zh=("上下翻转", "垂直翻转"),
        draw=partial(draw, tipping=True),
        mood="playful",
        family="flip",
    ),
)
