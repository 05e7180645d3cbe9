"""All shelves of the vocabulary by the name people see: one place for lists, docs and tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .easings import EASINGS
from .looks import LOOKS
from .motions import MOTIONS
from .music import MUSIC
from .platforms import PLATFORMS
from .templates import TEMPLATES
from .titles import ANIMATIONS, POSITIONS, STYLES
from .transitions import TRANSITIONS
from .words import Shelf

SHELVES: Mapping[str, Shelf[Any]] = {
    "transitions": TRANSITIONS,
    "motions": MOTIONS,
    "easings": EASINGS,
    "looks": LOOKS,
    "titles": STYLES,
    "animations": ANIMATIONS,
    "positions": POSITIONS,
    "music": MUSIC,
    "platforms": PLATFORMS,
    "templates": TEMPLATES,
}
