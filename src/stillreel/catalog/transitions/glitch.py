"""glitch, glitch_blocks: a signal that breaks up: torn lines, colours out of place, blocks of the wrong picture.

Time runs in steps here: a glitch jumps. Each step is drawn by lot from the seed, so it is the same everywhere.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ...pixels.frame import Frame, Plane, copy_into
from ...pixels.warp import lay
from ...rng import rng
from . import Transition
from ._stage import ease, hump

STEPS = 14


def tears(step: int, seed: int, strength: float) -> list[tuple[float, float, float]]:
    """Bands (top, height, shift) in fractions."""
    draw = rng(seed, "glitch", step)
    count = 3 + int(9 * strength)
    tops, tall = draw.random(count), 0.01 + 0.09 * draw.random(count) ** 2
    shifts = (draw.random(count) - 0.5) * 0.34 * strength
    return [(float(t), float(h), float(s)) for t, h, s in zip(tops, tall, shifts, strict=True)]


def _slide(plane: Plane, top: int, bottom: int, pixels: int) -> None:
    if pixels and bottom > top:
        plane[top:bottom] = np.roll(plane[top:bottom], pixels, axis=1)


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int, *, blocks: bool) -> None:
    step, strength = int(p * STEPS), min(1.0, 1.3 * hump(p))
    lot = rng(seed, "glitch_cut", step)
    share = ease(p, 0.3, 0.7)
    main, other = (b, a) if lot.random() < share else (a, b)
    copy_into(main, out)
    if blocks:
        for _ in range(int(26 * strength)):
            x, y = float(lot.random()), float(lot.random())
            w, h = 0.05 + 0.2 * float(lot.random()), 0.015 + 0.07 * float(lot.random())
            x, y = round(x * 16) / 16 - 0.05, round(y * 24) / 24
            from_x = min(max(x + 0.06 * float(lot.random()) - 0.03, 0.0), 1.0 - w)
            lay(other, (x, y, w, h), out, part=(from_x, min(y, 1.0 - h), w, h))
    for top, tall, shift in tears(step, seed, strength):
        for plane in out.planes:
            rows, cols = plane.shape
            _slide(plane, int(top * rows), int((top + tall) * rows), round(shift * cols))
    split = 0.022 * strength * (1.0 if lot.random() < 0.5 else -1.0)
    _split(out, split)


def _split(out: Frame, shift: float) -> None:
    """Blue to one side, red to the other: the eye sees colour fringes, as on a bad cable."""
    for plane, sign in ((out.u, 1.0), (out.v, -1.0)):
        _slide(plane, 0, plane.shape[0], round(sign * shift * plane.shape[1]))


WORDS = (
    Transition(
        name="glitch",
        en=("glitch", "digital glitch", "torn signal", "rgb split"),
        zh=("故障", "故障风", "信号故障", "色差故障"),
        aliases=("GlitchMemories", "GlitchDisplace", "parametric_glitch", "Drop_Zone_Flicker"),
        draw=partial(draw, blocks=False),
        mood="tech",
        family="glitch",
    ),
    Transition(
        name="glitch_blocks",
        en=("glitch blocks", "data error", "datamosh"),
        zh=("方块故障", "数据错误"),
        aliases=("StripDatamoshGlitch", "datamosh"),
        draw=partial(draw, blocks=True),
        mood="tech",
        family="glitch",
    ),
)
