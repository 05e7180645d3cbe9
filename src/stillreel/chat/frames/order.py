"""Which shots there are and in which order: remove, keep, move, swap, reverse, shuffle, duplicate, replace, insert."""

from __future__ import annotations

from typing import Any

from ..clauses import Clause, Steps
from ..scene import Unresolved, shots
from ..tokens import Ref

_TEXTY = (
    "n.title",
    "n.text",
    "n.caption",
    "n.cta",
    "n.subtitle",
    "n.price",
    "text.quoted",
    "n.transition",
    "n.music",
    "n.sound",
    "n.motion",
    "n.look",
    "n.filename",
    "n.background",
    "n.border",
    "n.length",
    "look.mono",
)


def remove(c: Clause) -> Steps | None:
    """`remove the second photo`, `get rid of the beach one`, 不要第三张."""
    if (
        c.has(*_TEXTY)
        or not (c.has("v.remove", "neg.no") or (c.has("v.hide") and c.has("refkind.file", "refkind.nth")))
        or (c.has("v.crop") and not c.has("v.remove"))
        or c.has("q.time", "motion.")
    ):
        return None
    if not c.has("ref", "q.num") or (c.has("n.face", "n.logo") and not c.has("ref")):
        return None
    c.every("v.remove v.hide neg. p. v.keep n.video v.show v.set a.duplicates n.photo n.everything n.clip")
    found = c.shots(numbers=True)
    if found is None:
        return None
    if not found:
        raise Unresolved("nothing_there")
    if len(found) == len(c.scene.video):
        every = [t for t in c.tokens if t.has("refkind.all")]
        if every and all(t.text in {"photos", "pictures", "images", "pics"} for t in every):
            return [("?ask", {"about": "ask_which"})]
        return [("?reset", {})] if every else None
    c.bonus += 0.2
    return [("remove", {"shots": c.ids(found)})]


def keep(c: Clause) -> Steps | None:
    """`use only the first four`, `just the first two`, 只用前四张."""
    if c.has(*_TEXTY) or c.has("q.time look. motion. transition."):
        return None
    only = c.every("v.only") or [
        t
        for t in c.tokens
        if t.text == "just" and (c.has("v.keep", "v.apply", "v.show") or len(c.tokens) <= 4)
    ]
    kept = c.has("v.keep") and not c.has("n.face v.focus motion.still a. n.order n.clipsound")
    said = any(
        t.has("v.keep") and t.text.startswith(("keep", "retain", "preserve", "留", "保")) for t in c.tokens
    )
    ascii_only = all(t.text.isascii() for t in c.tokens)
    if (
        ascii_only
        and not only
        and (not said or c.has("place.", "a.same", "p.then", "p.except", "v.move", "v.hold"))
    ):
        return None
    if not only and not kept:
        return None
    numbers = c.has("q.num") and not c.has("ref")
    if numbers and c.has("n.photo") and not any(t.has("q.list", "q.range") for t in c.tokens):
        count = c.number() or 0
        found: tuple[int, ...] | None = shots(c.scene, Ref((("first", count),))) if count else None
        c.every("n.photo")
    else:
        found = c.shots(numbers=True, it=False)
    if not found or (len(found) == len(c.scene.video) and not numbers):
        return None
    c.every(
        "v.only v.keep v.apply v.show n.video p. v.make v.set n.photo v.remove ref.rest deg. v.hold v.add"
    )
    c.bonus += 0.3
    return [("keep", {"shots": c.ids(sorted(found) if not c.has("q.list") else found)})]


def move(c: Clause) -> Steps | None:
    """`move the second photo to the end`, `put 3 before 1`, 把第二张放到最后."""
    if c.has(
        "n.title n.text n.caption n.cta n.subtitle n.price text.quoted n.music n.transition "
        "v.duplicate v.focus q.time n.new look. position.top_left"
    ) or (c.has("v.insert") and sum(t.has("ref") for t in c.tokens) < 2):
        return None
    verbs = (
        "transition.push_left n.position v.keep v.go v.move v.set v.add v.start v.finish v.make v.show v.apply "
        "place. v.insert"
    )
    if not c.has(verbs) and not _beside(c):
        return None
    if len(_ends(c)) > 1:
        return None
    refs = [
        (i, t) for i, t in enumerate(c.tokens) if t.has("ref") or (t.has("q.num") and not t.has("q.factor"))
    ]
    if not refs:
        return None
    pairs = [
        (i, shots(c.scene, t.value if t.has("ref") else Ref(tuple(("nth", int(n)) for n in t.value))))
        for i, t in refs
    ]
    pairs = [(i, found) for i, found in pairs if found]
    if not pairs:
        return None
    who = c.ids(pairs[0][1])
    anchor = _anchor(c, pairs)
    c.used.update(i for i, _ in pairs)
    c.every(
        "v.move v.set v.start v.finish v.make v.show v.apply p. n.photo v.add n.order n.video v.turn v.insert"
    )
    if anchor is not None:
        return [("move", {"shots": who, **anchor})]
    return None


def _beside(c: Clause) -> bool:
    """`sunset before hotel`, and nothing else."""
    if not c.has("p.before", "p.after") or sum(t.has("ref") for t in c.tokens) != 2:
        return False
    return all(t.has("ref", "p.", "filler", "punct") for t in c.tokens)


def sequence(c: Clause) -> Steps | None:
    """`first the sunset, then the beach`: those in this order, then the rest."""
    refs = [t for t in c.tokens if t.has("ref") and not t.has("refkind.rest", "refkind.all")]
    if len(refs) < 2 or not any(t.text in {"then", "and then", "next", "after that"} for t in c.tokens):
        return None
    if any(t.weight and not t.has("ref", "p.", "place.first", "filler", "punct") for t in c.tokens):
        return None
    row: list[int] = []
    for token in refs:
        row.extend(i for i in shots(c.scene, token.value) if i not in row)
    c.every("ref", "p.", "place.first")
    rest = [i for i in range(len(c.scene.video)) if i not in row]
    return [("reorder", {"order": c.ids([*row, *rest])})]


def _ends(c: Clause) -> list[int]:
    """Where the clause sends something to an end: `the sunset first and the family last` does it twice."""
    return [
        i
        for i, t in enumerate(c.tokens)
        if i
        and c.tokens[i - 1].has("ref")
        and (
            t.has("place.last", "place.start", "place.end") or (t.has("ref") and t.text in {"first", "last"})
        )
    ]


def _anchor(c: Clause, pairs: list[tuple[int, tuple[int, ...]]]) -> dict[str, Any] | None:
    """Where to: before or after another shot, a numbered place, an end, one step."""
    video = c.scene.video
    if len(pairs) >= 2:
        (i, first), (j, second) = pairs[0], pairs[1]
        between = c.tokens[i + 1 : j]
        tail = c.tokens[j + 1 : j + 3]
        if c.has("p.between") and any(t.has("p.between") for t in (*between, *tail)):
            c.every("p.between")
            return {"after": video[min(second)].id}
        for key in ("after", "before"):
            if any(t.has(f"p.{key}") for t in (*between, *tail)) and second[0] not in first:
                c.every(f"p.{key}", "place.")
                return {key: video[second[0]].id if key == "before" else video[second[-1]].id}
        if any(t.has("p.to", "v.move", "p.at", "v.set") for t in between):
            spoken = c.tokens[j]
            c.every("n.position p.to n.first_place n.last_place")
            if spoken.has("refkind.nth") or spoken.has("q.num"):
                return {"to": second[0] + 1 if second[0] < len(video) - 1 else "end"}
    if len(pairs) == 1 and (c.has("n.position") or c.has("p.to", "p.at")):
        nth = [t for t in c.tokens if t.has("q.nth")]
        if nth and c.every("n.position"):
            return {"to": int(nth[-1].value)}
    if (
        c.every("place.end v.finish n.last_place n.end")
        or (c.has("place.last") and c.every("place.last"))
        or any(t.text == "last" for t in [t for t in c.tokens if t.weight][-1:])
    ):
        return {"to": "end"}
    if c.every("place.start v.start n.first_place n.start place.first"):
        return {"to": "start"}
    if len(pairs) == 1 and c.has("v.move") and c.every("position.center", "place.middle"):
        return {"to": len(video) // 2 + 1}
    spot = pairs[0][1][0]
    count = (c.number() or 1) if len(pairs) == 1 and not c.tokens[pairs[0][0]].has("q.num") else 1
    if c.every("place.earlier"):
        return {"to": max(1, spot + 1 - count)}
    if c.every("place.later"):
        return {"to": min(len(video), spot + 1 + count)}
    return None


def _bare(c: Clause) -> bool:
    """`sunset first`: two references and nothing else."""
    return all(t.has("ref", "filler", "punct", "p.and", "p.then") for t in c.tokens)


def tail_move(c: Clause) -> Steps | None:
    """`put the second photo last`, `make the beach photo the first one`: the second reference is the place."""
    if c.has(*_TEXTY) or not (
        c.has("v.move v.set v.make v.add v.start v.finish v.apply v.show v.focus v.go v.keep") or _bare(c)
    ):
        return None
    refs = [t for t in c.tokens if t.has("ref")]
    if len(refs) != 2 or c.has("p.and v.swap p.after p.before p.between look. a. q.time"):
        return None
    place = refs[1].value.items
    end = place in ((("nth", 1),), (("nth", -1),))
    if not end and not (place[0][0] == "nth" and len(place) == 1 and refs[1].text.isalnum()):
        return None
    who = shots(c.scene, refs[0].value)
    if not who:
        return None
    c.every("ref v. p. n.position")
    to = place[0][1]
    return [("move", {"shots": c.ids(who), "to": "start" if to == 1 else "end" if to == -1 else int(to)})]


def swap(c: Clause) -> Steps | None:
    """`swap 1 and 3`, 第一张和第三张对调."""
    flipped = any(t.has("v.reverse") and "order" in t.text for t in c.tokens) and c.has("ref")
    if c.has(*_TEXTY) or not (c.has("v.swap") or flipped):
        return None
    if flipped:
        c.every("v.reverse")
    found = c.shots(numbers=True)
    if found is None or len(found) != 2:
        return None
    c.bonus += 1.2 * (len([t for t in c.tokens if t.has("ref")]) - 1 if c.has("ref") else 0)
    c.every("v.swap v.set n.position p. v.make n.photo n.order v.move")
    c.bonus += 0.3
    a, b = c.ids(found)
    return [("swap", {"a": a, "b": b})]


def reverse(c: Clause) -> Steps | None:
    """`reverse the order`, 倒序."""
    if (
        c.has(*_TEXTY)
        or (c.has("ref") and not c.has("refkind.all", "refkind.it"))
        or not c.has("v.reverse")
        or (c.has("q.num", "v.undo", "transition.flip_h") and not c.has("n.order"))
    ):
        return None
    c.every("v.reverse n.order v. ref n.photo p. n.video n.everything")
    return [("reverse", {})]


def shuffle(c: Clause) -> Steps | None:
    """`shuffle them`, 打乱顺序."""
    if c.has(*_TEXTY) or not (c.has("v.shuffle") or (c.has("a.varied") and c.has("n.order"))):
        return None
    if c.has("neg."):
        return None
    c.every("v.shuffle n.order v. ref n.photo p. a.varied n.everything")
    return [("shuffle", {})]


def reorder(c: Clause) -> Steps | None:
    """`order them 3, 1, 2`, `start with the third`, 顺序改成3、1、2."""
    if c.has("text.quoted", "q.time"):
        return None
    if c.has("n.byname", "n.bynameback") and not c.has("n.caption", "n.text", "n.filename"):
        back = bool(c.every("v.reverse", "n.bynameback"))
        c.every("n.byname n.order v. p. n.photo ref n.filename")
        c.bonus += 0.5
        named = [(s.meta.name or "").lower() for s in c.scene.video]
        return [
            ("reorder", {"order": c.ids(sorted(range(len(named)), key=lambda i: named[i], reverse=back))})
        ]
    numbers = next((t for t in c.tokens if t.has("q.list")), None)
    if numbers is None and sum(t.has("q.num") for t in c.tokens) > 2:
        numbers = c.tokens[0]  # `6 5 4 3 2 1`
    if c.has("v.reorder", "n.order") and (numbers is not None or c.has("ref")):
        row: list[int] = []
        for token in c.every("ref", "q.num"):
            ref = token.value if token.has("ref") else Ref(tuple(("nth", int(n)) for n in token.value))
            row.extend(i for i in shots(c.scene, ref) if i not in row)
        c.every("v. n.order p. n.photo")
        return [("reorder", {"order": c.ids(row)})] if len(row) > 1 else None
    for tag, to in (("v.start", "start"), ("v.finish", "end")):
        if c.has(tag) and c.has("ref"):
            found = c.shots(it=False)
            if not found or c.has("n.music", "n.title"):
                return None
            c.every("n.video v. p. place. n.start n.end n.cover", tag)
            return [
                (
                    "move",
                    {"shots": c.ids(found[-1:] if c.has("n.cover") and len(found) > 1 else found), "to": to},
                )
            ]
    return None


def duplicate(c: Clause) -> Steps | None:
    """`duplicate the cover at the end`, 把第一张复制到最后."""
    twice = any(t.text == "twice" for t in c.tokens) and c.has("v.apply", "v.show") and c.has("ref")
    if c.has("n.title n.text n.caption text.quoted n.music n.transition") or not (
        c.has("v.duplicate") or (c.has("n.again") and c.has("ref")) or (twice and not c.has("a."))
    ):
        return None
    c.every("deg.double", "plain") if twice else None
    refs = [t for t in c.tokens if t.has("ref", "q.num")]
    found = (
        c.shots(numbers=True)
        if len(refs) < 2
        else shots(
            c.scene,
            refs[0].value if refs[0].has("ref") else Ref(tuple(("nth", int(n)) for n in refs[0].value)),
        )
    )
    if not found:
        return None
    fields: dict[str, Any] = {"shots": c.ids(found)}
    c.every("v.duplicate n.again v. p. n.photo ref q.num")
    closing = any(t.text.startswith("最后") and not t.has("ref") for t in c.tokens)
    if (c.every("place.end", "n.end", "ref.last") or closing) and not c.tokens[0].has("never"):
        fields["to"] = "end"
    elif c.every("place.start", "n.start"):
        fields["to"] = "start"
    elif len(refs) == 2 and refs[1].has("ref"):
        other = shots(c.scene, refs[1].value)
        if other:
            fields["to"] = other[0] + 2 if c.has("p.after") else other[0] + 1
    c.bonus += 0.3
    return [("duplicate", fields)]


FRAMES = (sequence, remove, keep, move, tail_move, swap, reverse, shuffle, reorder, duplicate)
