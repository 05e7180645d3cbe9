"""Along the whole of a tall or a panoramic picture, from its one end to the other.

It shows everything once, so a face may come into view on the way; it ends at the half where the focus is. A picture
that the frame already shows whole is travelled by the move's amount instead.
"""

from __future__ import annotations

from ...pixels.sample import View
from . import Framing, Motion
from ._travel import travel

ROOM = 0.12
"""Hidden share of the picture's side from which there is something to reveal."""


def _wide(frame: Framing) -> tuple[View, View]:
    hidden = 1.0 - frame.base.w
    a, b = travel(frame, 1, 0, frame.amount) if hidden < ROOM else _ends(frame, 1, 0)
    return (a, b) if _off(frame.aim[0], b.x, b.w) <= _off(frame.aim[0], a.x, a.w) else (b, a)


def _tall(frame: Framing) -> tuple[View, View]:
    hidden = 1.0 - frame.base.h
    a, b = travel(frame, 0, 1, frame.amount) if hidden < ROOM else _ends(frame, 0, 1)
    # From below upwards unless the aim lies below: the usual way to show a tall thing.
    return (a, b) if _off(frame.aim[1], b.y, b.h) < _off(frame.aim[1], a.y, a.h) else (b, a)


def _off(aim: float, start: float, side: float) -> float:
    """How far the aim is from the middle of a window."""
    return abs(aim - start - side / 2)


def _ends(frame: Framing, dx: int, dy: int) -> tuple[View, View]:
    base = frame.base
    x = (0.0, 1.0 - base.w)[::dx] if dx else (base.x, base.x)
    y = (0.0, 1.0 - base.h)[::dy] if dy else (base.y, base.y)
    return View(x[0], y[0], base.w, base.h), View(x[1], y[1], base.w, base.h)


WORDS = (
    Motion(
        name="reveal_tall",
        en=("reveal tall", "scroll along", "travel up the picture"),
        zh=("纵向展示", "上下浏览", "长图滚动"),
        aliases=("scroll_vertical", "tall"),
        path=_tall,
    ),
    Motion(
        name="reveal_wide",
        en=("reveal wide", "panorama", "travel along the picture"),
        zh=("横向展示", "全景展示", "左右浏览"),
        aliases=("panorama", "scroll_horizontal", "wide"),
        path=_wide,
    ),
)
