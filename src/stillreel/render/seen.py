"""Which part of a picture a camera move ever shows: the rest need not be decoded, scaled or kept.

    picture  +---------------------------+     box: the windows of all frames of the shot, and what the
             |   +-----------+           |          kernel sees around them; even sides, on the grid that
             |   | box       |           |          the picture is prepared at
             +---------------------------+

Invariant: painting from the part gives what painting from the whole gives.
"""

from __future__ import annotations

import math

from ..catalog.easings import EASINGS
from ..catalog.looks import LOOKS
from ..catalog.motions import MOTIONS, Framing
from ..pixels.sample import View
from ..timeline.model import Shot

Size = tuple[int, int]
Box = tuple[int, int, int, int]


def seen(shot: Shot, frame: Framing, size: Size, width: int) -> Box:
    """The part (left, top, right, bottom) of a picture of `size` that a shot shows on a canvas `width` px wide."""
    if LOOKS.get(shot.look).softness > 0:
        return 0, 0, *size  # its light spreads over the whole picture
    motion, ease = MOTIONS.get(shot.move), EASINGS.get(shot.ease)
    boxes = [
        around(motion.view(ease.f((n + 0.5) / shot.frames), frame), size, width) for n in range(shot.frames)
    ]
    low = (min(b[k] for b in boxes) for k in (0, 1))
    high = (max(b[k] for b in boxes) for k in (2, 3))
    left, top, right, bottom = *low, *high
    return left, top, right, bottom


def around(view: View, size: Size, width: int) -> Box:
    """What sampling a window for a canvas of `width` px reads: even samples, so that chroma keeps its place."""
    reach = 4 * math.ceil(max(1.0, view.w * size[0] / width)) + 4
    left, top = ((int(v * s) - reach) // 2 * 2 for v, s in zip((view.x, view.y), size, strict=True))
    ends = ((view.x + view.w) * size[0], (view.y + view.h) * size[1])
    right, bottom = ((math.ceil(e) + reach + 1) // 2 * 2 for e in ends)
    return max(0, left), max(0, top), min(size[0], right), min(size[1], bottom)


def holds(box: Box, view: View, size: Size, width: int) -> bool:
    """Whether the part has everything that sampling a window reads."""
    need = around(view, size, width)
    return box[0] <= need[0] and box[1] <= need[1] and need[2] <= box[2] and need[3] <= box[3]


def within(view: View, size: Size, box: Box) -> View:
    """A window in fractions of the whole, in fractions of the part."""
    width, height = box[2] - box[0], box[3] - box[1]
    if (width, height) == size:
        return view
    x, y = (view.x * size[0] - box[0]) / width, (view.y * size[1] - box[1]) / height
    return View(x, y, view.w * size[0] / width, view.h * size[1] / height)
