"""The canvas of a brief: explicit wish > platform > the orientation that most of the pictures have.

Invariant: sizes are even and inside the document's limits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ...catalog.platforms import PLATFORMS
from ...errors import Refused
from ..assets import Asset
from ..model import MAX_SIDE, Canvas, change
from .brief import Brief

SHORT_SIDE = 1080
PORTRAIT, LANDSCAPE, SQUARE = (1080, 1920), (1920, 1080), (1080, 1080)
WORDS = {
    "square": SQUARE,
    "portrait": PORTRAIT,
    "vertical": PORTRAIT,
    "upright": PORTRAIT,
    "landscape": LANDSCAPE,
    "horizontal": LANDSCAPE,
    "wide": LANDSCAPE,
}


def size_of(aspect: str, short: int = SHORT_SIDE) -> tuple[int, int]:
    """`'9:16' -> (1080, 1920)`: even sides, the shorter one `short` where the limits allow. Raises Refused."""
    if aspect in WORDS:
        wide, high = WORDS[aspect]
    else:
        parts = re.fullmatch(r"(\d+(?:\.\d+)?)[:x/](\d+)", aspect)
        if parts is None or not float(parts[1]) or not float(parts[2]):
            raise Refused(
                f"{aspect!r} is not a shape", remedy="Say 9:16, 16:9, 1:1, 4:5, square, portrait, landscape."
            )
        wide, high = float(parts[1]), float(parts[2])  # type: ignore[assignment]
    ratio = wide / high
    if not 1 / 4 <= ratio <= 4:
        raise Refused(
            f"{aspect} is too extreme a shape", remedy="The widest is 4:1, the tallest 1:4.", nearest="4:1"
        )
    width, height = (short * ratio, short) if ratio >= 1 else (short, short / ratio)
    scale = min(1.0, MAX_SIDE / max(width, height))
    return even(width * scale), even(height * scale)


def even(side: float) -> int:
    """The nearest even number within the document's limits."""
    return min(MAX_SIDE, max(16, 2 * round(side / 2)))


def orientation(pictures: Sequence[Asset]) -> tuple[int, int]:
    """The size that suits most pictures: upright when the vote is even."""
    tall = sum(a.aspect < 0.95 for a in pictures)
    wide = sum(a.aspect > 1.05 for a in pictures)
    square = len(pictures) - tall - wide
    if wide > tall and wide > square:
        return LANDSCAPE
    if square > tall and square > wide:
        return SQUARE
    return PORTRAIT


def canvas_of(brief: Brief, pictures: Sequence[Asset]) -> Canvas:
    """The canvas that the brief and the pictures ask for. Raises UnknownName, Refused."""
    fields: dict[str, Any] = {}
    if brief.platform is not None:
        row = PLATFORMS.get(brief.platform)
        width, height = row.width, row.height
        fields["fps"] = row.fps
    else:
        width, height = orientation(pictures)
    if brief.aspect is not None:
        width, height = size_of(brief.aspect)
    if brief.width is not None and brief.height is not None:
        width, height = brief.width, brief.height
    elif brief.width is not None:
        width, height = brief.width, even(brief.width * height / width)
    elif brief.height is not None:
        width, height = even(brief.height * width / height), brief.height
    if brief.fps is not None:
        fields["fps"] = brief.fps
    if brief.background is not None:
        fields["background"] = brief.background
    return change(Canvas(), width=width, height=height, fps=fields.pop("fps", 30), **fields)
