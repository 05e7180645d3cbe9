"""How text looks, moves and where it stands: three shelves of plain data; `render/titles.py` draws them."""

from __future__ import annotations

from ..words import Shelf
from .animations import ROWS as _ANIMATIONS
from .design import Animation, Position, Style
from .positions import ROWS as _POSITIONS
from .styles import ROWS as _STYLES

STYLES: Shelf[Style] = Shelf("title style", rows=_STYLES)
ANIMATIONS: Shelf[Animation] = Shelf("title animation", rows=_ANIMATIONS)
POSITIONS: Shelf[Position] = Shelf("title position", rows=_POSITIONS)


def reading_ms(text: str) -> int:
    """How long a text must stay on screen to be read: 1 s and 60 ms a character."""
    return 1000 + 60 * len(text)


__all__ = ["ANIMATIONS", "POSITIONS", "STYLES", "Animation", "Position", "Style", "reading_ms"]
