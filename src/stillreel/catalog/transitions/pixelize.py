"""pixelize: the picture falls into ever larger squares, which resolve into the next one."""

from __future__ import annotations

from ...pixels.frame import Frame
from . import Transition
from ._cells import squares
from ._stage import ease, hump, mixed

CELLS = 14


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    short = min(out.width, out.height)
    # Cells grow by ratio, not by pixels: each step looks as large as the one before.
    cell = (short / CELLS) ** min(1.0, 1.1 * hump(p)) if short > CELLS else 1.0
    squares(mixed(a, b, ease(p, 0.3, 0.7)), cell, out)


WORDS = (
    Transition(
        name="pixelize",
        en=("pixelate", "pixelize", "pixels", "8 bit", "blocky"),
        zh=("像素化", "马赛克", "马赛克转场", "像素"),
        aliases=("pixelate", "AdvancedMosaic", "mosaic_transition"),
        draw=draw,
        mood="tech",
        family="pixelize",
    ),
)
