"""cover_left .. cover_down: the next picture slides over this one, which stays where it is."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame, copy_into
from ...pixels.warp import lay
from . import Transition
from ._cards import shadow
from ._stage import SIDES, Side, glide


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    t = glide(p)
    copy_into(a, out)
    x, y = dx * (t - 1.0), dy * (t - 1.0)
    shadow(out, dx, dy, x + max(dx, 0) if dx else y + max(dy, 0), 0.5 * min(1.0, 12.0 * t) * (1.0 - 0.5 * t))
    lay(b, (x, y, 1.0, 1.0), out)


def word(side: Side) -> Transition:
    return Transition(
        name=f"cover_{side.name}",
        en=(f"cover {side.en}", f"slide over to the {side.en}", f"stack {side.en}"),
        zh=(f"向{side.zh}覆盖", f"{side.zh}覆盖"),
        aliases=("cover",) if side.name == "left" else (),
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="classic",
        family="cover",
    )


WORDS = tuple(word(side) for side in SIDES)
