"""A clause: a stretch of tokens that one frame tries to explain, and what it found while trying.

Every look-up that a frame uses marks its tokens, so that the reading that explains most of what was said wins
(`score`). A clause belongs to one attempt of one frame; nothing of it outlives the attempt.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from ..draft.names import shelf
from ..errors import UnknownName
from .scene import Scene, Unresolved, shots
from .tokens import Ref, Token

Steps = list[tuple[str, dict[str, Any]]]
"""(op, fields) of edits; ops that begin with `?` are no edits: ?undo ?redo ?goto ?answer ?ask ?refuse ?route."""


@cache
def _tags(*said: str) -> tuple[str, ...]:
    """Tags may be given one by one or several in one string."""
    return tuple(tag for group in said for tag in group.split())


class Clause:
    """Tokens, the scene they are said in, and which of them a frame has used so far."""

    def __init__(self, tokens: Sequence[Token], scene: Scene) -> None:
        self.tokens, self.scene = tuple(tokens), scene
        self.used: set[int] = set()
        self.bonus = 0.0

    def has(self, *tags: str) -> bool:
        """Is any of the tags there? Marks nothing."""
        tags = _tags(*tags)
        return any(t.has(*tags) for t in self.tokens)

    def every(self, *tags: str) -> list[Token]:
        """All tokens with any of the tags, in order; marks them."""
        tags = _tags(*tags)
        found = [(i, t) for i, t in enumerate(self.tokens) if t.has(*tags)]
        self.used.update(i for i, _ in found)
        return [t for _, t in found]

    def take(self, *tags: str) -> Token | None:
        """The first token with any of the tags; marks all of them."""
        return next(iter(self.every(*tags)), None)

    def name(self, group: str) -> str | None:
        """The key of the longest token of a group: `fade` for `transition`."""
        found = [t for t in self.tokens if t.has(group + ".")]
        if not found:
            return None
        best = max(found, key=lambda t: len(t.text)).key(group)
        self.used.update(i for i, t in enumerate(self.tokens) if t.key(group) == best)
        return best

    def value(self, *tags: str) -> Any:
        """The value of the first token with a tag, or None."""
        for i, token in enumerate(self.tokens):
            if token.has(*tags):
                self.used.add(i)
                return token.value
        return None

    def quoted(self) -> list[str]:
        """Words for the screen."""
        return [str(t.value) for t in self.every("text.quoted") if t.value]

    @property
    def negative(self) -> bool:
        """Is something negated here ("don't", "no", 不要) and no "not only"?"""
        return bool(self.every("neg."))

    def number(self) -> int | None:
        """A bare whole number."""
        value = self.value("q.num")
        return int(value[0]) if isinstance(value, tuple) and value else None

    def shots(self, *, numbers: bool = False, it: bool = True) -> tuple[int, ...] | None:
        """Shots that are named here, counted from 0; None when none is. Raises Unresolved."""
        found: list[int] = []
        named = False
        apart = [
            t for t in self.tokens if t.has("ref") and not t.has("refkind.it", "refkind.added", "n.each")
        ]
        spared = any(t.value.but is not None for t in apart)
        if spared:
            apart = [t for t in apart if not t.has("refkind.all") or t.value.but is not None]
        self.bonus -= 1.2 * max(0, len({t.value if t.has("refkind.all") else t.start for t in apart}) - 1)
        for token in self.every("ref"):
            if spared and token.has("refkind.all") and token.value.but is None:
                continue
            if apart and token.has("n.each") and token.has("refkind.all"):
                continue
            if not it and token.has("refkind.it"):
                continue
            some = shots(self.scene, token.value)
            named = named or bool(some) or not token.has("refkind.it", "refkind.added")
            found.extend(i for i in some if i not in found)
        if not named and numbers:
            for token in self.every("q.num"):
                for n in token.value:
                    found.extend(i for i in shots(self.scene, Ref((("nth", int(n)),))) if i not in found)
                    named = True
        return tuple(found) if named else None

    def who(self, *, numbers: bool = False) -> Any:
        """Shots for an edit's field: "all" when none is named, else segment ids. Raises Unresolved when empty."""
        found = self.shots(numbers=numbers)
        if found is None or len(found) == len(self.scene.video):
            return "all"
        if not found:
            raise Unresolved("nothing_there")
        return self.ids(found)

    def ids(self, indices: Sequence[int]) -> tuple[str, ...]:
        video = self.scene.video
        return tuple(video[i].id for i in indices)

    def score(self) -> float:
        """What this attempt explained, less half of what it left."""
        total = self.bonus
        for i, token in enumerate(self.tokens):
            total += token.weight if i in self.used else -0.5 * token.weight
        return total


def catalogued(c: Clause, noun: str, kind: str) -> str | None:
    """A catalogue name that stands right before (or after) its noun, letter for letter: `the book transition`.

    Everyday words are names only there."""
    words = shelf(kind)
    for i, token in enumerate(c.tokens):
        if not token.has(noun):
            continue
        for span in (3, 2, 1):
            for begin in (i - span, i + 1):
                some = c.tokens[max(0, begin) : max(0, begin) + span] if begin >= 0 else ()
                name = " ".join(t.text for t in some)
                if (
                    len(some) == span
                    and name
                    and len(name) > 2
                    and not any(t.has("deg.", "neg.", "p.") for t in some)
                ):
                    try:
                        found = words.get(name).name
                    except UnknownName:
                        continue
                    c.used.update(range(begin, begin + span))
                    return str(found)
    return None
