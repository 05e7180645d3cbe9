"""What a message is made of: tokens with tags, and references to shots that are not resolved yet.

A tag is `group.key` ("v.remove", "transition.fade", "q.time"); a token may carry several, the frames decide
which one counts. Values of quantities stand in `value`. Everything is frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

Item = tuple[Any, ...]
"""One step of a reference: ("nth", 2), ("range", 2, 4), ("file", "beach"), ("it",) ..."""

PLAIN = frozenset({"plain"})
FILLER = frozenset({"filler"})


@dataclass(frozen=True, slots=True)
class Ref:
    """Some shots by description. `but`: all of `items` except those."""

    items: tuple[Item, ...]
    but: Ref | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the message. `start`, `end` count characters of the normalised text."""

    text: str
    tags: frozenset[str]
    start: int
    end: int
    value: Any = None
    marks: frozenset[str] = frozenset()

    def key(self, group: str) -> str | None:
        """`fade` for group `transition` when the token is tagged `transition.fade`."""
        prefix = group + "."
        return min((t[len(prefix) :] for t in self.tags if t.startswith(prefix)), default=None)

    def has(self, *tags: str) -> bool:
        """True when any of the tags is there; a tag ending in a dot stands for its whole group."""
        return any(t in self.tags or (t[-1] == "." and self.key(t[:-1]) is not None) for t in tags)

    def but(self, **changes: Any) -> Token:
        """A copy with some fields changed."""
        return replace(self, **changes)

    @property
    def weight(self) -> float:
        """How much it counts when a reading leaves it unexplained."""
        if self.tags & {"filler", "punct"} or not self.tags:
            return 0.0
        if "n.one" in self.tags and "ref" not in self.tags:
            return 0.3
        if "plain" in self.tags:
            return 0.35
        if any(t.startswith("p.") for t in self.tags):
            return 0.15
        if self.tags & {"text.quoted", "text.literal"} or any(t.startswith(("q.", "ref")) for t in self.tags):
            return 2.0
        return 1.0
