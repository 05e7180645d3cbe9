"""Which uploads a brief speaks of: a song by name or as "my song", pictures by their numbers."""

from __future__ import annotations

from ...draft.assets import Asset
from ..clauses import Clause
from ..scene import uploads
from ..tokens import Token


def named_song(c: Clause) -> str | None:
    songs = [a for a in c.scene.shelf if a.kind == "audio"]
    if c.every("n.upload") and songs:
        return songs[-1].id
    for i, token in enumerate(c.tokens):
        word = (
            token.value
            if token.has("file.name")
            else token.value.items[0][1]
            if token.has("refkind.file")
            else None
        )
        found = uploads(c.scene, str(word), "audio") if word else ()
        if found:
            c.used.add(i)
            return found[0].id
    return None


def counted_pictures(c: Clause, token: Token) -> list[Asset] | None:
    """`use photos 1, 3 and 5`: the uploads that are named by number."""
    if not token.has("refkind.nth") or not c.has("v.apply v.only v.make v.turn v.keep"):
        return None
    items, pictures = token.value.items, c.scene.shelf.pictures
    if len(items) < 2 or any(kind != "nth" or n < 1 for kind, n in items):
        return None
    return [pictures[n - 1] for _, n in items if n <= len(pictures)]
