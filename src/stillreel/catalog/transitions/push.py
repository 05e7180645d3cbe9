"""push_left .. push_down: both pictures travel together, edge to edge, as on one strip."""

from __future__ import annotations

from functools import partial

from ...pixels.frame import Frame
from ...pixels.warp import lay
from . import Transition
from ._stage import SIDES, Side, glide


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, dx: int, dy: int) -> None:
    t = glide(p)
    lay(a, (dx * t, dy * t, 1.0, 1.0), out, endless=True)
    lay(b, (dx * (t - 1.0), dy * (t - 1.0), 1.0, 1.0), out)


ALIASES = {
    "left": ("push", "carousel"),
    # both go down by default; one bends the pace, the other the size on the way
    "down": ("Directional", "directional-easing", "DirectionalScaled"),
}


def word(side: Side) -> Transition:
    return Transition(
        name=f"push_{side.name}",
        en=(f"push {side.en}", f"push to the {side.en}", f"move {side.en}"),
        zh=(f"向{side.zh}推", f"{side.zh}推", f"向{side.zh}推动", f"向{side.zh}平移"),
        aliases=(f"move_{side.name}", *ALIASES.get(side.name, ())),
        draw=partial(draw, dx=side.dx, dy=side.dy),
        mood="energetic",
        family="push",
    )


WORDS = tuple(word(side) for side in SIDES)
