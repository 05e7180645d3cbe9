"""Names that stand in a draft -> the catalogue's canonical names.

A draft may say `crossfade`; it is kept as `fade`, so that everything behind the edge sees one name per word.
Invariant: `canonical(kind, canonical(kind, n)) == canonical(kind, n)`. Raises UnknownName with a "did you mean".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from ..catalog.words import Shelf, Word

_SHELVES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "transition": ("transitions", "TRANSITIONS"),
        "motion": ("motions", "MOTIONS"),
        "easing": ("easings", "EASINGS"),
        "look": ("looks", "LOOKS"),
        "style": ("titles", "STYLES"),
        "animation": ("titles", "ANIMATIONS"),
        "position": ("titles", "POSITIONS"),
        "music": ("music", "MUSIC"),
        "platform": ("platforms", "PLATFORMS"),
        "template": ("templates", "TEMPLATES"),
    }
)
KINDS = tuple(_SHELVES)
FITS = ("cover", "contain", "blur")


def shelf(kind: str) -> Shelf[Any]:
    """All words of one kind of `KINDS`, imported on first use."""
    module, name = _SHELVES[kind]
    found: Shelf[Any] = getattr(import_module(f"..catalog.{module}", __package__), name)
    return found


def word(kind: str, name: str) -> Word:
    """The word of this name or alias. Raises UnknownName."""
    found: Word = shelf(kind).get(name)
    return found


def canonical(kind: str, name: str) -> str:
    """The canonical name of a name or alias. Raises UnknownName."""
    return word(kind, name).name


def spoken(kind: str, name: str, lang: str = "en") -> str:
    """What people call it: the first English or Chinese name; the name itself where the catalogue has none."""
    pick: Callable[[Word], tuple[str, ...]] = (lambda w: w.zh) if lang.startswith("zh") else (lambda w: w.en)
    return (*pick(word(kind, name)), name)[0]
