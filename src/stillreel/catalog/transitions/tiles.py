"""blinds, checkerboard, polka and kin: the frame changes in small figures, a wave of them or all together."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from ...rng import rng
from . import Transition
from ._order import Shape, crisp
from ._stage import ease


def blinds(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    return (y * 9.0) % 1.0 + 0.0 * x


def blinds_vertical(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    return (x * round(9 * max(ratio, 1.0))) % 1.0 + 0.0 * y


def _cells(x: Reals, y: Reals, ratio: float, short: int) -> tuple[Reals, Reals]:
    """Places in units of square cells, `short` of them along the shorter side."""
    across, down = _counts(ratio, short)
    return x * across, y * down


def _counts(ratio: float, short: int) -> tuple[int, int]:
    return max(1, round(short * max(ratio, 1.0))), max(1, round(short * max(1.0 / ratio, 1.0)))


def checkers(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    """Squares fill from left to right; every other one waits until its neighbours are done."""
    u, v = _cells(x, y, ratio, 6)
    return np.asarray(0.5 * ((np.floor(u) + np.floor(v)) % 2.0) + 0.5 * (u % 1.0))


def dots(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    """Dots grow in a honeycomb until they meet; the ones near the top left corner start first."""
    u, v = _cells(x, y, ratio, 9)
    u = u + 0.5 * (np.floor(v) % 2.0)
    distance = np.sqrt((u % 1.0 - 0.5) ** 2 + (v % 1.0 - 0.5) ** 2) / 0.7072
    return 0.55 * distance + 0.45 * (x + y) / 2


def squares(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    """Squares grow from their middles, in a wave from the bottom left."""
    u, v = _cells(x, y, ratio, 8)
    grow = 2.0 * np.maximum(abs(u % 1.0 - 0.5), abs(v % 1.0 - 0.5))
    return 0.45 * grow + 0.55 * (x + 1.0 - y) / 2


def blocks(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    """Squares change in an order drawn by lot."""
    u, v = _cells(x, y, ratio, 10)
    across, down = _counts(ratio, 10)
    lot = rng(seed, "blocks").permutation(across * down).reshape(down, across) / max(across * down - 1, 1)
    return np.asarray(lot[np.minimum(v.astype(int), down - 1), np.minimum(u.astype(int), across - 1)])


def hatch(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    """Two families of pencil strokes, drawn from the middle outwards."""
    lines = rng(seed, "hatch").random(180)
    u, v = (x * ratio + y) * 60.0, (x * ratio - y) * 60.0
    one, two = lines[np.floor(u).astype(int) % 90], lines[90 + np.floor(v).astype(int) % 90]
    return np.asarray(0.45 * np.minimum(one, two) + 0.55 * np.sqrt(((x - 0.5) ** 2 + (y - 0.5) ** 2) * 2.0))


def shards(x: Reals, y: Reals, ratio: float, seed: int) -> Reals:
    """Splinters of broken glass drop out one by one, each from its middle; the crack starts in the middle."""
    spots = rng(seed, "shards").random((18, 2))
    shape = np.broadcast_shapes(x.shape, y.shape)
    near, who = np.full(shape, 9.0), np.zeros(shape)
    for sx, sy in spots:
        away = ((x - sx) * ratio) ** 2 + (y - sy) ** 2
        far = np.sqrt((sx - 0.5) ** 2 + (sy - 0.5) ** 2) * 1.4
        who, near = np.where(away < near, far, who), np.minimum(away, near)
    return np.asarray(0.72 * who + 0.28 * np.minimum(np.sqrt(near) / (0.3 * max(ratio, 1.0)), 1.0))


def draw(
    a: Frame, b: Frame, p: float, out: Frame, seed: int, *, shape: Shape, soft: float, drawn: bool
) -> None:
    order = crisp(shape, out.width, out.height, seed if drawn else 0)
    reveal(a, b, order, ease(p), soft, out)


def word(
    name: str, shape: Shape, soft: float, mood: str, en: tuple[str, ...], zh: tuple[str, ...], *aliases: str
) -> Transition:
    drawn = shape in (blocks, hatch, shards)
    action = partial(draw, shape=shape, soft=soft, drawn=drawn)
    return Transition(name=name, en=en, zh=zh, aliases=aliases, draw=action, mood=mood, family="tiles")


WORDS = (
    word(
        "blinds",
        blinds,
        0.12,
        "classic",
        ("blinds", "venetian blinds", "horizontal blinds"),
        ("百叶窗", "横向百叶窗"),
        "windowblinds",
        "venetian_blinds",
    ),
    word(
        "blinds_vertical",
        blinds_vertical,
        0.12,
        "classic",
        ("vertical blinds",),
        ("竖向百叶窗", "垂直百叶窗"),
    ),
    word(
        "checkerboard",
        checkers,
        0.06,
        "playful",
        ("checkerboard", "chess board", "checkers"),
        ("棋盘", "棋盘格"),
        "chessboard",
    ),
    word(
        "polka",
        dots,
        0.06,
        "playful",
        ("polka dots", "dots", "dot curtain"),
        ("波点", "圆点", "圆点幕布"),
        "PolkaDotsCurtain",
        "polka_dots",
    ),
    word(
        "squares",
        squares,
        0.08,
        "playful",
        ("squares", "growing squares", "square wave"),
        ("方块", "方块扩散"),
        "squareswire",
    ),
    word(
        "blocks",
        blocks,
        0.12,
        "playful",
        ("random blocks", "random squares", "blocks"),
        ("随机方块", "方块溶解"),
        "randomsquares",
        "BlockDissolve",
    ),
    word(
        "shards",
        shards,
        0.05,
        "energetic",
        ("shards", "shatter", "broken glass"),
        ("碎片", "玻璃破碎", "破碎"),
        "fragment",
        "shatter",
    ),
    word(
        "crosshatch",
        hatch,
        0.1,
        "playful",
        ("crosshatch", "pencil strokes", "sketch"),
        ("交叉线", "铅笔线条", "素描"),
        "cross_hatch",
    ),
)
