"""cut: no transition. The second picture is there from the middle on."""

from __future__ import annotations

from ...pixels.frame import Frame, copy_into
from . import Transition


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    copy_into(a if p < 0.5 else b, out)


WORDS = (
    Transition(
        name="cut",
        en=("cut", "hard cut", "straight cut", "jump cut", "no transition", "none"),
        zh=("硬切", "直接切换", "无转场", "切换", "不要转场"),
        aliases=("none", "no_transition", "hard_cut"),
        draw=draw,
        mood="classic",
        family="cut",
    ),
)
