"""diag_tl .. diag_br: a broad soft edge crosses the frame from corner to corner."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from . import Transition
from ._order import smooth
from ._stage import CORNERS, Side, along, ease


def slope(x: Reals, y: Reals, ratio: float, dx: int, dy: int) -> Reals:
    return along(x, y, dx, dy)


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    reveal(a, b, smooth(slope, out.width, out.height, dx, dy), 0.5 * (p + ease(p)), 0.22, out)


def word(side: Side) -> Transition:
    return Transition(
        name=f"diag_{side.name}",
        en=(f"diagonal to the {side.en}", f"diagonal wipe {side.en}"),
        zh=(f"对角线{side.zh}", f"斜向{side.zh}擦除"),
        aliases=("diagonal", "directionalwipe") if side.name == "br" else (),
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="classic",
        family="diag",
    )


WORDS = tuple(word(side) for side in CORNERS)
