"""Beginnings of a conversation, one for each template: what a person picks from a menu instead of typing.

Pure. Invariant: a prompt speaks to the model in the words of the tools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..catalog.index import SHELVES
from ..catalog.templates import TEMPLATES
from ..errors import NotFound

LENGTHS = ("10", "15", "20", "30", "60")


@dataclass(frozen=True, slots=True)
class Slot:
    """Something that a person may fill in."""

    name: str
    doc: str


SLOTS = (
    Slot("photos", "Where the photos are: paths, addresses, or what they show."),
    Slot("seconds", "How long the video should be."),
    Slot("wish", "Anything else: mood, music, words, platform."),
)


def listed() -> tuple[tuple[str, str], ...]:
    """(name, what it is) of every prompt."""
    return tuple((t.name, f"Make a {t.en[0]} of your photos.") for t in TEMPLATES)


def written(name: str, given: Mapping[str, str]) -> str:
    """The message of a prompt. Raises NotFound."""
    if name not in {t.name for t in TEMPLATES}:
        raise NotFound(f"there is no prompt {name[:100]!r}", remedy="List the prompts.")
    seconds = f"a {given['seconds']}-second" if given.get("seconds") else "a"
    lines = [
        f"Make {seconds} {TEMPLATES.get(name).en[0]} of my photos with the stillreel tools (template {name})."
    ]
    if given.get("photos"):
        lines.append(f"The photos: {given['photos']}")
    if given.get("wish"):
        lines.append(f"I also want: {given['wish']}")
    lines.append("Show me the preview, and ask before you export.")
    return "\n".join(lines)


def completed(argument: str, begun: str) -> tuple[str, ...]:
    """Values that a slot, or the shelf of the catalogue's address, may take."""
    values = {"seconds": LENGTHS, "shelf": tuple(SHELVES)}.get(argument, ())
    return tuple(v for v in values if v.startswith(begun))[:100]
