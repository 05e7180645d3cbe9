"""scale_in: the next picture grows from the middle over this one, which falls back a little."""

from __future__ import annotations

from ...pixels.frame import Frame
from ...pixels.warp import lay
from . import Transition
from ._camera import zoom_box
from ._cards import halo
from ._stage import ease, glide


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    t = glide(p)
    lay(a, zoom_box(1.0 + 0.12 * t), out, endless=True, shade=1.0 - 0.4 * t)
    box = zoom_box(t)
    halo(out, *box, 0.55 * ease(p, 0.0, 0.3) * ease(1.0 - t, 0.0, 0.3))
    lay(b, box, out)


WORDS = (
    Transition(
        name="scale_in",
        en=("scale in", "grow", "pop up", "scale up"),
        zh=("缩放进入", "由小变大", "弹出放大"),
        aliases=("scale-in", "grow", "pop", "Slides"),
        draw=draw,
        mood="energetic",
        family="scale_in",
    ),
)
