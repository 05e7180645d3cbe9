"""slide_left .. slide_down: the next picture slides in over this one, which gives way at a third of its pace."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.warp import lay
from . import Transition
from ._cards import shadow
from ._stage import SIDES, Side, glide


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    t = glide(p)
    lay(a, (dx * t / 3, dy * t / 3, 1.0, 1.0), out, endless=True, shade=1.0 - 0.35 * t)
    x, y = dx * (t - 1.0), dy * (t - 1.0)
    edge = x + max(dx, 0) if dx else y + max(dy, 0)
    shadow(out, dx, dy, edge, 0.45 * (1.0 - t) + 0.1 * t)
    lay(b, (x, y, 1.0, 1.0), out)


def word(side: Side) -> Transition:
    return Transition(
        name=f"slide_{side.name}",
        en=(f"slide {side.en}", f"slide in to the {side.en}", f"swipe {side.en}"),
        zh=(f"向{side.zh}滑动", f"{side.zh}滑", f"向{side.zh}滑入"),
        aliases=(
            f"swipe_{side.name}",
            *{"left": ("slide", "swipe", "LeftRight"), "up": ("TopBottom",)}.get(side.name, ()),
        ),
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="energetic",
        family="slide",
    )


WORDS = tuple(word(side) for side in SIDES)
