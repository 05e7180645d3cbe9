"""How progress runs: time 0..1 in, how far the move has come out.

f(0) = 0 and f(1) = 1 exactly. All rise without stepping back but `overshoot`, which goes beyond 1 and returns. Sums and
products only, so every machine gets the same number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .words import Shelf, Word


@dataclass(frozen=True, kw_only=True)
class Easing(Word):
    """A word for how a move starts and stops. `curve` maps 0..1 to progress."""

    curve: Callable[[float], float]

    def f(self, t: float) -> float:
        """Progress at time t, held to 0..1 before the curve."""
        if t <= 0.0:
            return 0.0
        return 1.0 if t >= 1.0 else self.curve(t)


def _ease_in(t: float) -> float:
    return t * t * (1.6 - 0.6 * t)


def _ease_out(t: float) -> float:
    return 1.0 - _ease_in(1.0 - t)


def _ease_in_out(t: float) -> float:
    return t * t * (3.0 - 2.0 * t)


def _smooth(t: float) -> float:
    return t * t * t * (10.0 + t * (6.0 * t - 15.0))


def _snap(t: float) -> float:
    rest = (1.0 - t) * (1.0 - t)
    return 1.0 - rest * rest * (1.0 - t)


def _overshoot(t: float) -> float:
    back = t - 1.0
    return 1.0 + back * back * (2.4 * back + 1.4)


EASINGS: Shelf[Easing] = Shelf(
    "easing",
    rows=(
        Easing(name="linear", en=("linear", "constant speed", "even"), zh=("匀速", "线性"),
               aliases=("none", "constant"), curve=lambda t: t),
        Easing(name="ease_in", en=("ease in", "start slow", "speed up"), zh=("缓入", "慢慢开始", "加速"),
               aliases=("quad_in", "cubic_in", "ease_in_cubic", "ease_in_quad", "accelerate"), curve=_ease_in),
        Easing(name="ease_out", en=("ease out", "end slow", "slow down"), zh=("缓出", "慢慢停下", "减速"),
               aliases=("quad_out", "cubic_out", "ease_out_cubic", "ease_out_quad", "decelerate"), curve=_ease_out),
        Easing(name="ease_in_out", en=("ease in and out", "ease", "eased"), zh=("缓入缓出", "缓动"),
               aliases=("ease", "cubic", "cubic_in_out", "ease_in_out_cubic", "quad_in_out", "sine", "sine_in_out"),
               curve=_ease_in_out),
        Easing(name="smooth", en=("smooth", "very smooth", "gentle"), zh=("平滑", "柔和"),
               aliases=("smoother", "smootherstep", "smoothstep", "quint_in_out", "ease_in_out_quint"), curve=_smooth),
        Easing(name="snap", en=("snap", "snappy", "punchy"), zh=("利落", "干脆"),
               aliases=("expo", "expo_out", "quint_out", "ease_out_expo", "sharp"), curve=_snap),
        Easing(name="overshoot", en=("overshoot", "bouncy", "springy"), zh=("回弹", "弹性"),
               aliases=("back", "back_out", "bounce", "bounce_out", "elastic", "elastic_out", "spring"),
               curve=_overshoot),
    ),
)  # fmt: skip
"""Every easing by name and alias."""
