"""smooth_left .. smooth_down: a wipe with an edge half a frame wide; a fade that travels."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.masks import reveal
from . import Transition
from ._order import smooth
from ._stage import SIDES, Side
from .wipe import edge


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    reveal(a, b, smooth(edge, out.width, out.height, dx, dy), p, 0.6, out)


def word(side: Side) -> Transition:
    return Transition(
        name=f"smooth_{side.name}",
        en=(f"smooth {side.en}", f"soft wipe {side.en}", f"gradient wipe {side.en}"),
        zh=(f"向{side.zh}柔和擦除", f"向{side.zh}渐变擦除", f"向{side.zh}平滑过渡"),
        aliases=("soft_wipe", "gradient_wipe") if side.name == "left" else (),
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="calm",
        family="smooth",
    )


WORDS = tuple(word(side) for side in SIDES)
