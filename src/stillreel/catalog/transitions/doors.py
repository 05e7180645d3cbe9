"""vert_open .. horz_close: the frame parts along its middle line, or shuts on it; box opens on all four sides."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from . import Transition
from ._order import smooth
from ._stage import ease


def gap(x: Reals, y: Reals, ratio: float, kind: str, closing: bool) -> Reals:
    across, down = 2.0 * abs(x - 0.5), 2.0 * abs(y - 0.5)
    distance = {"vert": across, "horz": down, "box": np.maximum(across, down)}[kind]
    return 1.0 - distance if closing else distance


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, kind: str, closing: bool) -> None:
    reveal(a, b, smooth(gap, out.width, out.height, kind, closing), ease(p), 0.05, out)


def word(kind: str, closing: bool, en: tuple[str, ...], zh: tuple[str, ...], *aliases: str) -> Transition:
    return Transition(
        name=f"{kind}_{'close' if closing else 'open'}",
        en=en,
        zh=zh,
        aliases=aliases,
        draw=partial(draw, kind=kind, closing=closing),
        mood="classic",
        family="doors",
    )


WORDS = (
    word(
        "vert",
        False,
        ("vertical open", "barn door open", "curtain open"),
        ("左右打开", "左右拉幕", "拉开帷幕"),
        "VerticalOpen",
        "curtain",
    ),
    word(
        "vert",
        True,
        ("vertical close", "barn door close", "curtain close"),
        ("左右闭合", "左右合幕"),
        "VerticalClose",
    ),
    word(
        "horz",
        False,
        ("horizontal open", "split open up and down"),
        ("上下打开", "上下拉幕"),
        "HorizontalOpen",
    ),
    word(
        "horz",
        True,
        ("horizontal close", "shut from above and below"),
        ("上下闭合", "上下合幕"),
        "HorizontalClose",
    ),
    word("box", False, ("box open", "rectangle open", "box out"), ("方形打开", "矩形扩散")),
    word("box", True, ("box close", "rectangle close", "box in"), ("方形闭合", "矩形收缩"), "Box"),
)
