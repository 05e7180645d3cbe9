"""Pictures that come in: one instead of another, or new ones added."""

from __future__ import annotations

from typing import Any

from ...draft.assets import Asset
from ..clauses import Clause, Steps
from ..scene import Unresolved, shots, uploads
from ..tokens import Ref


def _asset(c: Clause, token: Any) -> Asset | None:
    """An upload that a token names by its file's name and that is a picture."""
    if not token.has("ref") or token.value.items[0][0] != "file":
        return None
    found = [a for a in uploads(c.scene, str(token.value.items[0][1])) if a.kind != "audio"]
    return found[0] if found else None


def _unused(c: Clause) -> list[Asset]:
    used = {s.asset for s in c.scene.video}
    return [a for a in c.scene.shelf.pictures if a.id not in used]


def replace(c: Clause) -> Steps | None:
    """`replace the second photo with the new one`, `use logo.png instead of 3`, 把第二张换成海滩.jpg."""
    if c.has("text.quoted n.title n.music n.text n.transition") or not c.has(
        "v.replace v.swap p.instead v.set"
    ):
        return None
    refs = [t for t in c.tokens if t.has("ref", "q.num")]
    if not refs or (len(refs) < 2 and not c.has("n.new", "refkind.added", "a.another")):
        return None
    new = [a for t in refs if (a := _asset(c, t)) and (a in _unused(c) or t is refs[-1])]
    free = _unused(c)
    if not new and c.has("n.new", "refkind.added"):
        new = free[:1]
    if not new:
        return None
    olds = []
    for token in refs:
        if _asset(c, token) is new[0] or token.has("refkind.added"):
            continue
        try:
            olds += list(
                shots(
                    c.scene,
                    token.value if token.has("ref") else Ref(tuple(("nth", int(n)) for n in token.value)),
                )
            )
        except Unresolved:
            continue
    if len(olds) != 1:
        return None
    if new[0] not in free and not c.has("v.replace"):
        return None
    c.every("ref q.num n.new v. p. n.photo a.another")
    c.bonus += 0.5
    return [("replace", {"shot": c.scene.video[olds[0]].id, "asset": new[0].id})]


def insert(c: Clause) -> Steps | None:
    """`add the new photos`, `insert logo.png after the second`, 加上新照片."""
    if c.has("text.quoted n.title n.text n.caption n.music n.transition v.remove") or not c.has(
        "v.add v.insert v.apply v.upload v.move"
    ):
        return None
    fields: dict[str, Any] = {}
    refs = [t for t in c.tokens if t.has("ref")]
    free = _unused(c)
    files = [a for t in refs if (a := _asset(c, t)) and a in free]
    if files:
        fields["assets"] = tuple(a.id for a in files)
    elif c.has("n.new") or (c.has("refkind.rest", "refkind.added") and free):
        if c.has("n.one") and len(free) > 1:
            fields["assets"] = (free[-1].id,)
        else:
            fields["assets"] = "new"
    else:
        return None
    places = [
        t
        for t in refs
        if t.value.items[0][0] in {"nth", "middle"} or (t.has("refkind.file") and _asset(c, t) not in files)
    ]
    c.every(
        "v.add v.insert v.apply n.new n.photo ref p. n.video v.move v.upload v.set place.last "
        "v.make n.timeline"
    )
    if places:
        where = shots(c.scene, places[0].value)
        fields["to"] = (where[-1] + 2 if c.has("p.after") else where[0] + 1) if where else "end"
        if where and where[-1] == len(c.scene.video) - 1 and (c.has("p.after") or not c.has("p.before")):
            fields["to"] = "end"
    elif c.every("place.start", "n.start", "n.first_place"):
        fields["to"] = "start"
    elif c.every("place.end", "n.end", "n.last_place"):
        fields["to"] = "end"
    elif c.every("n.position") and (number := c.number() or c.value("q.nth")):
        fields["to"] = int(number)
    time = c.value("q.time")
    if time:
        fields["length"] = int(time)
    c.bonus += 0.4
    return [("insert", fields)]


FRAMES = (replace, insert)
