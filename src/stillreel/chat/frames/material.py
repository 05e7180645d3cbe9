"""Which uploads a brief speaks of: a song by name or as "my song", pictures by their numbers."""

from __future__ import annotations

from ...draft.assets import Asset
from ..clauses import Clause
from ..scene import Unresolved, shots, uploads
from ..tokens import Ref, Token


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


def some_pictures(c: Clause, at: int) -> tuple[Asset, ...] | None:
    """`4 of these photos`, `the first three`: some of the uploads; None when the token speaks of none or of all."""
    token, pictures = c.tokens[at], c.scene.shelf.pictures
    if token.has("q.num") and not token.has("q.list"):
        after = [t for t in c.tokens[at + 1 : at + 5] if not t.has("filler")][:2]
        if not any(t.has("n.photo", "refkind.all") for t in after):
            return None
        count = int(token.value[0])
        c.used.add(at)
        return pictures[:count] if 0 < count < len(pictures) else None
    if not token.has("refkind.first", "refkind.range", "refkind.last") or (
        c.has("q.time") and not c.has("p.of n.video")
    ):
        return None
    kind, *n = token.value.items[0]
    if not isinstance(n[0], int) or not c.has(
        "v.apply v.only v.make v.turn v.keep v.loop n.video template. p.of"
    ):
        return None
    some = (
        pictures[: n[0]]
        if kind == "first"
        else pictures[-n[0] :]
        if kind == "last"
        else pictures[n[0] - 1 : n[1]]
    )
    if some:
        c.used.add(at)
    return some or None


def spared_pictures(c: Clause, at: int) -> tuple[str, ...] | None:
    """`without the logo`, `all but the first`: the uploads that are used all the same; None when none is left out."""
    token = c.tokens[at]
    if not token.has("ref"):
        return None
    before = c.tokens[max(0, at - 2) : at]
    out: Ref | None = token.value.but
    if out is None and any(t.has("neg.", "p.except") for t in before) and not token.has("refkind.all"):
        out = token.value
    if out is None or (token.value.but is not None and c.has("n.each")):
        return None
    try:
        gone = set(shots(c.scene, out))
    except Unresolved:
        return None
    pictures = c.scene.shelf.pictures
    if not 0 < len(gone) < len(pictures):
        return None
    c.used.add(at)
    c.every("neg.", "p.except")
    return tuple(a.id for n, a in enumerate(pictures) if n not in gone)
