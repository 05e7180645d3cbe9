"""heart, star, flower, leaf, bowtie: the next picture opens through a figure that grows from the middle."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from . import Transition
from ._order import crisp, points
from ._stage import ease

TURN = np.linspace(0.0, 2.0 * np.pi, 721)


def _outline(x: Reals, y: Reals) -> tuple[Reals, Reals]:
    """A closed curve seen from the origin: its angle and its distance, by rising angle."""
    turn = np.arctan2(y, x) % (2.0 * np.pi)
    order = np.argsort(turn, kind="stable")
    return turn[order], np.sqrt(x * x + y * y)[order]


@lru_cache(maxsize=8)
def outline(figure: str) -> tuple[Reals, Reals]:
    """The figure's rim, y upwards, of a size of about 1."""
    t = TURN[:-1]
    if figure == "heart":
        x = 16.0 * np.sin(t) ** 3
        y = 13.0 * np.cos(t) - 5.0 * np.cos(2 * t) - 2.0 * np.cos(3 * t) - np.cos(4 * t)
        return _outline(x / 16.0, (y + 1.5) / 16.0)
    if figure == "star":
        step = np.abs((t * 5 / (2 * np.pi) - 0.25 * 5) % 1.0 - 0.5) * 2.0
        # between a point (radius 1) and a notch (0.45) a side is straight, hence the harmonic course
        rim = 1.0 / (1.0 + (1.0 - step) * (1.0 / 0.45 - 1.0) - 0.28 * step * (1.0 - step))
        return t, rim
    if figure == "flower":
        return t, 0.8 + 0.2 * np.cos(6.0 * t)
    # a leaf: two arcs that meet in points, tipped to the right
    x, y = 0.5 * np.sin(t) * np.abs(np.sin(t)), np.cos(t)
    return _outline(0.82 * x + 0.57 * y, 0.82 * y - 0.57 * x)


def figured(x: Reals, y: Reals, ratio: float, figure: str) -> Reals:
    """The scale at which the figure's rim reaches each place, 1 where it does last."""
    return np.minimum(_scale(x, y, ratio, figure) / _last(ratio, figure), 1.0)


@lru_cache(maxsize=8)
def _last(ratio: float, figure: str) -> float:
    return float(_scale(*points(65, 65, borders=True), ratio, figure).max())


def _scale(x: Reals, y: Reals, ratio: float, figure: str) -> Reals:
    dx, dy = (x - 0.5) * ratio, 0.5 - y
    turn, rim = outline(figure)
    reach = np.interp(np.arctan2(dy, dx) % (2.0 * np.pi), turn, rim, period=2.0 * np.pi)
    return np.asarray(np.sqrt(dx * dx + dy * dy) / reach)


def wings(x: Reals, y: Reals, ratio: float, upright: bool) -> Reals:
    """Two triangles from opposite sides that meet in the middle and then open."""
    u, v = (abs(2.0 * y - 1.0), abs(2.0 * x - 1.0)) if upright else (abs(2.0 * x - 1.0), abs(2.0 * y - 1.0))
    return 0.5 * (1.0 - u) + 0.5 * v


def draw(
    a: Frame, b: Frame, p: float, out: Frame, seed: int, *, shape: Callable[..., Reals], which: str | bool
) -> None:
    # A figure's scale grows slowly first: near the middle the eye wants to recognise it.
    t = ease(p) if shape is wings else 0.35 * p + 0.65 * p * p
    reveal(a, b, crisp(shape, out.width, out.height, which), t, 0.02, out)


def word(
    name: str, which: str | bool, mood: str, en: tuple[str, ...], zh: tuple[str, ...], *aliases: str
) -> Transition:
    action = partial(draw, shape=wings if isinstance(which, bool) else figured, which=which)
    return Transition(name=name, en=en, zh=zh, aliases=aliases, draw=action, mood=mood, family="figure")


WORDS = (
    word("heart", "heart", "romantic", ("heart", "love heart", "heart shape"), ("爱心", "心形", "心形展开")),
    word(
        "star",
        "star",
        "playful",
        ("star", "star wipe", "five point star"),
        ("星星", "五角星", "星形"),
        "StarWipe",
    ),
    word(
        "flower",
        "flower",
        "playful",
        ("flower", "petals", "blossom"),
        ("花朵", "花瓣", "花形"),
        "polar_function",
    ),
    word("leaf", "leaf", "playful", ("leaf", "leaf shape"), ("叶子", "叶形"), "cannabisleaf"),
    word(
        "bowtie_h",
        False,
        "playful",
        ("bow tie", "horizontal bow tie"),
        ("领结", "水平领结"),
        "BowTieHorizontal",
        "BowTieWithParameter",
        "bowtie",
    ),
    word(
        "bowtie_v",
        True,
        "playful",
        ("vertical bow tie", "hourglass"),
        ("沙漏", "垂直领结"),
        "BowTieVertical",
        "hourglass",
    ),
)
