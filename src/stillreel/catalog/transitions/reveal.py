"""reveal_left .. reveal_down: this picture slides away and uncovers the next, which was underneath."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame, copy_into
from ...pixels.warp import lay
from . import Transition
from ._cards import shadow
from ._stage import SIDES, Side, glide


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    t = glide(p)
    copy_into(b, out)
    x, y = dx * t, dy * t
    trailing = x + (1.0 if dx < 0 else 0.0) if dx else y + (1.0 if dy < 0 else 0.0)
    shadow(out, -dx, -dy, trailing, 0.5 * min(1.0, 12.0 * (1.0 - t)) * (0.5 + 0.5 * (1.0 - t)))
    lay(a, (x, y, 1.0, 1.0), out)


def word(side: Side) -> Transition:
    return Transition(
        name=f"reveal_{side.name}",
        en=(f"reveal {side.en}", f"uncover {side.en}", f"pull away {side.en}"),
        zh=(f"向{side.zh}揭开", f"{side.zh}揭开", f"向{side.zh}移出"),
        aliases={"left": ("reveal", "uncover"), "right": ("x_axis_translation",)}.get(side.name, ()),
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="classic",
        family="reveal",
    )


WORDS = tuple(word(side) for side in SIDES)
