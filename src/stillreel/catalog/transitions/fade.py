"""fade: the plain crossfade, gently eased; the transition nobody notices."""

from __future__ import annotations

from ...pixels.frame import Frame
from . import Transition
from ._stage import ease, mix


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    mix(a, b, 0.5 * (p + ease(p)), out)


WORDS = (
    Transition(
        name="fade",
        en=("fade", "cross fade", "crossfade", "cross dissolve", "dissolve softly", "blend", "soft fade"),
        zh=("淡入淡出", "叠化", "交叉淡化", "渐变", "溶解过渡", "柔和过渡"),
        # ffmpeg's fadefast and fadeslow are this at another pace; a transition's pace is its length here.
        aliases=("cross_fade", "cross_dissolve", "fadefast", "fadeslow", "multiply_blend", "mix"),
        draw=draw,
        mood="calm",
        family="fade",
    ),
)
