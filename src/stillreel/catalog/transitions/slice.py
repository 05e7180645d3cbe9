"""slice_left .. slice_down: bars widen one after another in the direction of travel."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.masks import Reals, reveal
from . import Transition
from ._order import crisp
from ._stage import SIDES, Side, along, ease

BARS = 10


def bars(x: Reals, y: Reals, ratio: float, dx: int, dy: int, count: int) -> Reals:
    way = along(x, y, dx, dy)
    return 0.62 * way + 0.38 * ((way * count) % 1.0)


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    reveal(a, b, crisp(bars, out.width, out.height, dx, dy, BARS), ease(p), 0.05, out)


def word(side: Side) -> Transition:
    letters = {"left": "hlslice", "right": "hrslice", "up": "vuslice", "down": "vdslice"}
    return Transition(
        name=f"slice_{side.name}",
        en=(f"slices {side.en}", f"bars {side.en}", f"slice wipe {side.en}"),
        zh=(f"向{side.zh}切片", f"向{side.zh}条状擦除"),
        aliases=(letters[side.name],),
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="energetic",
        family="slice",
    )


WORDS = tuple(word(side) for side in SIDES)
