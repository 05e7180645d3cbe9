"""edges: the picture turns into its glowing outlines, which change and fill in as the next one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...pixels.frame import Frame
from ...pixels.masks import Order, tint, tone
from . import Transition
from ._stage import LEVELS, WHITE, ease, hump, mixed


def outlines(frame: Frame) -> Order:
    """How strongly the light changes at each pixel, 0..65535: differences over a 500th of the shorter side."""
    step = max(1, round(min(frame.width, frame.height) / 500))
    y = frame.y.astype(np.int16)
    total: npt.NDArray[np.int16] = np.zeros_like(y)
    total[:, step:] += np.abs(y[:, step:] - y[:, :-step])
    total[step:] += np.abs(y[step:] - y[:-step])
    return np.minimum(total, 100).astype(np.uint16) * np.uint16(655)


def draw(a: Frame, b: Frame, p: float, out: Frame, seed: int) -> None:
    picture = mixed(a, b, ease(p, 0.38, 0.62))
    strength = min(1.0, 1.2 * hump(p))
    dim = 1.0 - 0.4 * strength
    tone(picture, 16.0 + (LEVELS - 16.0) * dim, 128.0 + (LEVELS - 128.0) * (1.0 - 0.5 * strength), out)
    tint(out, outlines(picture), 0.95 * strength, WHITE)


WORDS = (
    Transition(
        name="edges",
        en=("edges", "outline", "neon outline", "contours"),
        zh=("描边", "轮廓", "霓虹轮廓"),
        aliases=("EdgeTransition", "outline"),
        draw=draw,
        mood="tech",
        family="edges",
    ),
)
