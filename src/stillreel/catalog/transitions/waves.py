"""wave, ripple, water_drop, swirl, crosswarp, butterfly_wave, kaleidoscope: the picture flows into the next.

Each is a field: where does a place of the frame read, at strength s? Both pictures flow alike while one fades
into the other, so the change is hidden in the motion. Strength is 0 at both ends.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from ...pixels.bend import flow
from ...pixels.frame import Frame
from ...pixels.masks import Reals
from . import Transition
from ._field import CELL, fractions, grid, heights
from ._stage import ease, hump, mixed

Field = Callable[[Reals, Reals, float, float, float], tuple[Reals, Reals]]


def wave(x: Reals, y: Reals, ratio: float, p: float, s: float) -> tuple[Reals, Reals]:
    """Two crossing swells that travel."""
    across = 0.045 * s * np.sin(2 * np.pi * (2.2 * y - 0.9 * p))
    return x + across, y + 0.03 * s * np.sin(2 * np.pi * (1.6 * x * ratio + 0.7 * p))


def ripple(x: Reals, y: Reals, ratio: float, p: float, s: float) -> tuple[Reals, Reals]:
    """Rings that run outwards from the middle."""
    u, v = heights(x, y, ratio)
    r = np.sqrt(u * u + v * v) + 1e-9
    push = 0.022 * s * np.sin(2 * np.pi * (7.0 * r - 2.5 * p)) * np.minimum(1.0, 8.0 * r)
    return fractions(u + u / r * push, v + v / r * push, ratio)


def swirl(x: Reals, y: Reals, ratio: float, p: float, s: float) -> tuple[Reals, Reals]:
    """A turn that is strongest in the middle, clockwise for s > 0."""
    u, v = heights(x, y, ratio)
    near = np.maximum(1.0 - np.sqrt(u * u + v * v) / (0.62 * max(ratio, 1.0)), 0.0)
    turn = 5.0 * s * near * near
    c, sn = np.cos(turn), np.sin(turn)
    return fractions(u * c - v * sn, u * sn + v * c, ratio)


def butterfly(x: Reals, y: Reals, ratio: float, p: float, s: float) -> tuple[Reals, Reals]:
    """Waves along the butterfly curve: wings of displacement that open to both sides."""
    u, v = heights(x, y, ratio)
    r, t = np.sqrt(u * u + v * v), np.arctan2(u, -v)
    wing = np.exp(np.sin(t)) - 2.0 * np.cos(4.0 * t) + np.sin((2.0 * t - np.pi) / 24.0) ** 5
    push = 0.035 * s * wing * np.minimum(1.0, 5.0 * r) * np.sin(2 * np.pi * (1.2 * r - 0.6 * p))
    return fractions(u + push * np.sin(t), v - push * np.cos(t), ratio)


def warble(x: Reals, y: Reals, ratio: float, p: float, s: float) -> tuple[Reals, Reals]:
    """A lens that breathes: the further out, the wilder."""
    u, v = heights(x, y, ratio)
    r = np.sqrt(u * u + v * v)
    push = 0.22 * s * np.sin(9.0 * r + 5.0 * p) * r
    return fractions(u * (1.0 + push), v * (1.0 - push), ratio)


def dream(x: Reals, y: Reals, ratio: float, p: float, s: float) -> tuple[Reals, Reals]:
    """A slow shimmer, up and down only."""
    return x, y + 0.03 * s * np.sin(2 * np.pi * (1.5 * x * ratio + p))


def flyeye(x: Reals, y: Reals, ratio: float, p: float, s: float) -> tuple[Reals, Reals]:
    """An insect's eye: a grid of little lenses."""
    push = 0.045 * s
    return x + push / ratio * np.cos(34.0 * x * ratio), y + push * np.sin(34.0 * y)


def draw(
    a: Frame, b: Frame, p: float, out: Frame, seed: int, *, field: Field, cell: int, begin: float
) -> None:
    x, y = grid(out, cell)
    gx, gy = field(x, y, out.width / out.height, p, hump(p))
    flow(mixed(a, b, ease(p, begin, 1.0 - begin)), gx, gy, out)


def draw_swirl(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    """One picture winds up, the other unwinds, and it turns the same way all the time."""
    x, y = grid(out, 8)
    ratio, share = out.width / out.height, ease(p, 0.36, 0.64)
    if share < 1.0:
        flow(a, *swirl(x, y, ratio, p, hump(p)), out)
    if share > 0.0:
        flow(b, *swirl(x, y, ratio, p, -hump(p)), out, alpha=share)


def word(
    name: str, field: Field, mood: str, en: tuple[str, ...], zh: tuple[str, ...], *aliases: str,
    cell: int = CELL, begin: float = 0.2,
) -> Transition:  # fmt: skip
    action = partial(draw, field=field, cell=cell, begin=begin)
    return Transition(name=name, en=en, zh=zh, aliases=aliases, draw=action, mood=mood, family="waves")


WORDS = (
    word("wave", wave, "playful", ("wave", "waves", "wavy"), ("波浪", "波纹", "水波")),
    word("ripple", ripple, "calm", ("ripple", "ripples", "water ripple"), ("涟漪", "水波纹"), cell=8),
    Transition(
        name="swirl",
        en=("swirl", "twirl", "whirlpool", "vortex"),
        zh=("漩涡", "旋涡", "扭曲旋转"),
        aliases=("twirl", "vortex"),
        draw=draw_swirl,
        mood="playful",
        family="waves",
    ),
    word(
        "butterfly_wave",
        butterfly,
        "playful",
        ("butterfly wave", "butterfly"),
        ("蝴蝶波", "蝶形波浪"),
        "ButterflyWaveScrawler",
    ),
    word(
        "warble",
        warble,
        "playful",
        ("warble", "crazy lens", "psychedelic"),
        ("迷幻", "疯狂扭曲"),
        "CrazyParametricFun",
    ),
    word("dream", dream, "romantic", ("dreamy wave", "dream", "shimmer"), ("梦幻", "梦境", "微光"), "Dreamy"),
    word("flyeye", flyeye, "playful", ("fly eye", "insect eye"), ("复眼", "蝇眼"), cell=6, begin=0.3),
)
