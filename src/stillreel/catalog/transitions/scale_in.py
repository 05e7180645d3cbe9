"""scale_in, scale_out: the next picture grows over this one, or this one shrinks away and uncovers the next."""

from __future__ import annotations

from ...pixels.frame import Frame
from ...pixels.warp import lay
from . import Transition
from ._camera import zoom_box
from ._cards import halo
from ._stage import ease, glide


def draw_in(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    t = glide(p)
    lay(a, zoom_box(1.0 + 0.12 * t), out, endless=True, shade=1.0 - 0.4 * t)
    box = zoom_box(t)
    halo(out, *box, 0.4 * ease(p, 0.0, 0.3) * ease(1.0 - t, 0.0, 0.3), 0.1)
    lay(b, box, out)


def draw_out(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    t = glide(p)
    lay(b, zoom_box(1.12 - 0.12 * t), out, endless=True, shade=0.6 + 0.4 * t)
    box = zoom_box(1.0 - t)
    halo(out, *box, 0.4 * ease(1.0 - p, 0.0, 0.3) * ease(t, 0.0, 0.3), 0.1)
    lay(a, box, out)


WORDS = (
    Transition(
        name="scale_in",
        en=("scale in", "grow", "pop up", "scale up"),
        zh=("缩放进入", "由小变大", "弹出放大"),
        aliases=("scale-in", "grow", "pop"),
        draw=draw_in,
        mood="energetic",
        family="scale",
    ),
    Transition(
        name="scale_out",
        en=("scale out", "shrink", "shrink away", "scale down"),
        zh=("缩放退出", "由大变小", "缩小消失"),
        aliases=("shrink", "Slides"),
        draw=draw_out,
        mood="energetic",
        family="scale",
    ),
)
