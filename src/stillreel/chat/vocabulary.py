"""All phrases the chat knows: the language packs' and every name in the catalogue, in one table.

A catalogue word's own English and Chinese names and aliases are understood without being said again here;
where a pack says what a phrase means, the pack wins, and a single everyday word never becomes a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..draft.direct.moods import MOODS
from ..draft.names import shelf
from .languages import phrases, plain

KINDS = ("transition", "motion", "look", "style", "animation", "music", "platform", "template")


def _folded(said: str) -> str:
    return " ".join(said.lower().replace("_", " ").replace("-", " ").split())


def _names() -> list[tuple[str, str]]:
    """(phrase, tag) of every catalogue word."""
    found: list[tuple[str, str]] = []
    for kind in KINDS:
        try:
            words = tuple(shelf(kind))
        except (AttributeError, ModuleNotFoundError):
            continue
        for word in words:
            said = (word.name, *word.en, *word.zh, *word.aliases)
            found.extend((_folded(s), f"{kind}.{word.name}") for s in said)
    for mood in MOODS:
        found.extend((_folded(s), f"mood.{mood.name}") for s in (*mood.en, *mood.zh))
    return found


@cache
def vocabulary() -> Mapping[str, frozenset[str]]:
    """Folded phrase -> tags. Read once, on first use."""
    packs = phrases()
    everyday = plain("en")
    extra: dict[str, set[str]] = {}
    for phrase, tag in _names():
        bare = phrase.removesuffix(" transition")
        if bare != phrase and any(t.startswith("transition.") and t != tag for t in packs.get(bare, ())):
            continue
        short = len(phrase) < 3 if phrase.isascii() else len(phrase) < 2
        group = tag.split(".")[0]
        taken = packs.get(phrase, frozenset())
        if (
            short
            or phrase in everyday
            or any(
                t.startswith((group + ".", "filler", "p.", "v.", "n.", "a.", "deg.", "look.", "ref."))
                for t in taken
            )
        ):
            continue
        extra.setdefault(phrase, set()).add(tag)
    table = dict(packs)
    for phrase, tags in extra.items():
        table[phrase] = table.get(phrase, frozenset()) | tags
    return table
