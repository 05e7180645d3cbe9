"""Camera moves over a still picture. One file = one move and its kin; copy `push.py`.

A move is two windows, where it starts and where it ends; in between the window goes straight from one to the other
as the eased progress says, so it never steps back. Every window lies inside the picture, has the canvas's shape
exactly, and shows the focus and the faces. "Pan left" is a camera that travels left over the picture.
Laws: tests/laws/test_motions.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ...pixels.sample import View
from ..words import Shelf, Word
from ._framing import CLOSEST, Framing, Pictured, framing

__all__ = ["MOTIONS", "Framing", "Motion", "Pictured", "framing", "prepared_size"]

Path = Callable[[Framing], tuple[View, View]]


@dataclass(frozen=True, kw_only=True)
class Motion(Word):
    """A word that moves the camera. `path` gives the first and the last window of a framing."""

    path: Path

    def view(self, p: float, frame: Framing) -> View:
        """The window at eased progress p; an easing may overshoot 0..1, the window stays inside the picture."""
        a, b = self.path(frame)
        scale = (a.w + (b.w - a.w) * p) / frame.base.w
        x = a.x + a.w / 2 + (b.x + b.w / 2 - a.x - a.w / 2) * p
        y = a.y + a.h / 2 + (b.y + b.h / 2 - a.y - a.h / 2) * p
        if 0.0 <= p <= 1.0:
            w, h = frame.base.w * min(scale, 1.0), frame.base.h * min(scale, 1.0)
            return View(max(0.0, min(x - w / 2, 1.0 - w)), max(0.0, min(y - h / 2, 1.0 - h)), w, h)
        return frame.window(max(scale, frame.least, CLOSEST / 2), x, y)


def prepared_size(motion: Motion, frame: Framing, canvas_width: int, canvas_height: int) -> tuple[int, int]:
    """The size (w, h) to prefilter the picture to: as fine as the move's tightest window needs, and no finer.

    Even sides of at least 2; not larger than the source, whose missing detail nobody can add."""
    a, b = motion.path(frame)
    share = min(a.w, b.w)
    factor = min(1.0, canvas_width / share / frame.width)
    height = min(1.0, canvas_height / (share * frame.base.h / frame.base.w) / frame.height)
    factor = max(factor, height)
    return _even(frame.width, factor), _even(frame.height, factor)


def _even(side: int, factor: float) -> int:
    return max(2, min(2 * math.ceil(side * factor / 2 - 1e-9), side - side % 2))


MOTIONS: Shelf[Motion] = Shelf("motion", __name__)
"""Every camera move by name and alias."""
