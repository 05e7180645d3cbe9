"""Grounds and measures for the tests of type."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from stillreel.pixels.frame import Frame, blank, copy_into
from stillreel.render.titles import draw, prepare
from stillreel.rng import rng
from stillreel.timeline.model import Title

FPS = Fraction(30)


def title(text: str, style: str = "headline", **more: object) -> Title:
    fields: dict[str, object] = {"position": "center", "accent": "#FFD166", "frames": 90, "start": 0} | more
    return Title(id="x", text=text, style=style, **fields)  # type: ignore[arg-type]


def busy(width: int, height: int, name: str = "busy") -> Frame:
    """A picture with light and dark patches of every size, and colour."""
    frame = blank(width, height)
    dice = rng(name, width, height)
    for plane, low, high in zip(frame.planes, (16, 60, 60), (235, 200, 200), strict=True):
        for cell in (40, 10, 3):
            h, w = plane.shape
            small = dice.integers(low, high + 1, (h // cell + 1, w // cell + 1))
            grown = np.repeat(np.repeat(small, cell, 0), cell, 1)[:h, :w]
            plane[...] = (plane // 2 + grown // 2) if cell < 40 else grown
    return frame


def copy(frame: Frame) -> Frame:
    fresh = blank(frame.width, frame.height)
    copy_into(frame, fresh)
    return fresh


def shown(what: Title, ground: Frame, n: int = 45) -> Frame:
    """Frame n of a title over a picture."""
    out = copy(ground)
    draw(prepare(what, ground.width, ground.height, FPS, [ground]), n, out)
    return out


def linear(frame: Frame) -> np.ndarray:
    """Relative luminance (h, w), by the textbook, chroma repeated."""
    y = (frame.y.astype(np.float64) - 16) / 219
    u, v = ((np.repeat(np.repeat(p, 2, 0), 2, 1).astype(np.float64) - 128) / 224 for p in (frame.u, frame.v))
    r, b = y + 1.5748 * v, y + 1.8556 * u
    g = (y - 0.2126 * r - 0.0722 * b) / 0.7152
    rgb = np.clip(np.stack([r, g, b]), 0, 1)
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
