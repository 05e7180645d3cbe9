"""Words on the picture: add, change, remove, style, captions for every picture, the video's own name."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ...draft.model import Segment
from ...draft.roles import role_of
from ..clauses import Clause, Steps
from ..degrees import direction, times
from .texts import NOUNS, ROLES, placed, quoted_texts, recent, role, sized, styled, targets, timed


def remove_text(c: Clause) -> Steps | None:
    """`remove the title`, `no text`, 去掉字幕."""
    if not c.has(*NOUNS) or c.has("n.filename", "v.move") or (c.has("thing.") and not c.scene.texts):
        return None
    gone = bool(c.every("v.remove", "v.hide")) or (
        c.has("neg.") and not c.has("colour. a. position. animation. n.animation style.") and c.negative
    )
    if not gone:
        return None
    c.every("text.quoted ref.rest ref.all v.add p.at p.with p.of")
    c.bonus += 0.2 * c.has("v.remove")
    found = targets(c)
    own = (
        c.has("n.caption", "n.text")
        or not c.has("ref")
        or c.has("refkind.all refkind.it refkind.added ref.rest")
    )
    c.every("n.everything", "place.", "v.apply", *(("ref",) if own else ()))
    if not found:
        return [("?refuse", {"about": "no_text"})]
    every = len(found) == len(c.scene.texts)
    return [("remove_text", {"texts": "all" if every else tuple(t.id for t in found)})]


def remove_quoted(c: Clause) -> Steps | None:
    """`delete "SALE"`: words that stand there, named by themselves."""
    if not c.has("v.remove") or not c.has("text.quoted") or c.has(*NOUNS):
        return None
    found = quoted_texts(c)
    c.every("v.remove", "text.quoted", "ref")
    return [("remove_text", {"texts": tuple(t.id for t in found)})] if found else None


def change_text(c: Clause) -> Steps | None:
    """`change the title to "X"`, `replace "A" with "B"`, 标题改成..."""
    texts = [str(t.value) for t in c.tokens if t.has("text.quoted")]
    if not texts or not c.scene.texts or c.has("n.each", "n.transition"):
        return None
    if c.has("v.name") and not c.has(*NOUNS):
        return None
    low = [(s.text or "").strip().lower() for s in c.scene.texts]
    exchanged = _exchanged(c, texts, low)
    if exchanged:
        return exchanged
    asked, says = _asks_change(c)
    if not asked:
        return None
    quoted_last = texts[-1]
    if quoted_last.strip().lower() in low and len(texts) == 1:
        return None
    c.every("text.quoted v.set v.replace text. p.to p.with v.turn v.apply p.instead v.swap v.name")
    found = targets(c)
    if not found:
        last = recent(c)
        if not says or last is None:
            return None
        found = [last]
    if says and not c.has(*NOUNS) and c.has("place.end", "n.end"):
        found = [t for t in c.scene.texts if role_of(t) == "cta"] or found
    c.every("ref n.position n.start n.end place.")
    c.bonus += 0.3
    which = found if c.has("refkind.all") else found[:1]
    steps: Steps = [("change_text", {"texts": tuple(t.id for t in which), "text": quoted_last})]
    look = styled(c, adding=False)
    sized(c, look, adding=False)
    if look:
        steps.append(("style_text", {"texts": (found[0].id,), **look}))
    return steps


def _exchanged(c: Clause, texts: list[str], low: list[str]) -> Steps | None:
    """`replace "A" with "B"`, `"B" instead of "A"`: words that stand there, named by themselves."""
    first = texts[0].strip().lower()
    if (
        len(texts) >= 2
        and first in low
        and c.has("v.set v.replace v.swap p.to p.with v.remove text.to v.turn p.instead")
    ):
        c.every("text.quoted v. p. text.", *NOUNS)
        return [("change_text", {"texts": (c.scene.texts[low.index(first)].id,), "text": texts[1]})]
    if len(texts) == 2 and texts[1].strip().lower() in low and c.has("p.instead"):
        c.every("text.quoted v. p. text.")
        old = c.scene.texts[low.index(texts[1].strip().lower())]
        return [("change_text", {"texts": (old.id,), "text": texts[0]})]
    places = [k for k, t in enumerate(texts) if t.strip().lower() in low]
    if len(texts) == 2 and len(places) == 1 and not c.has("v.add", "v.write", "v.insert"):
        c.every("text.quoted v. p. text. neg. ref", *NOUNS)
        known = c.scene.texts[low.index(texts[places[0]].strip().lower())]
        return [("change_text", {"texts": (known.id,), "text": texts[1 - places[0]]})]
    return None


def _asks_change(c: Clause) -> tuple[bool, bool]:
    """Are other words asked for at all, and is it by "it should say"?"""
    changing = c.has("v.set text.to v.replace p.instead v.turn v.swap v.name") or (
        c.has("p.to") and not c.has("v.add", "v.insert") and c.has(*NOUNS)
    )
    changing = changing or (
        c.has(*NOUNS, "refkind.it")
        and any(
            t.text in {"should say", "should read", "it should say", "to say", "to read"} for t in c.tokens
        )
        and not c.has("v.add")
    )
    changing = changing or (
        c.has(*NOUNS)
        and c.has("v.make", "v.set")
        and any(t.text in {"say", "read", "says"} for t in c.tokens)
    )
    says = (
        c.has("text.says", "text.called")
        and not c.has("v.add v.make v.insert text.free")
        and c.has("refkind.it", "refkind.added", "n.text")
    )
    says = says and not any(a.has("p.at") and b.has("refkind.it") for a, b in pairwise(c.tokens))
    colon = c.has("n.title n.subtitle n.cta n.price") and not c.has(
        "v.add v.write v.insert text.says p.with v.make v.turn p.also a.another"
    )
    return changing or says or colon, says


def add_text(c: Clause) -> Steps | None:
    """`add "SALE" in red at the end`, `title: Summer`, 在第二张写上"新品"."""
    if c.has("v.name", "v.compare") or (c.has("v.remove") and not c.has("v.add", "v.write")):
        return None
    quoted = [t for t in c.tokens if t.has("text.quoted")]
    price = next((t for t in c.tokens if t.has("q.price")), None)
    if (
        not quoted
        and price is not None
        and (c.has("n.price v.add v.write v.show text.says") or not c.has("v."))
    ):
        c.every("q.price")
        text = price.value
    elif quoted:
        texts = c.quoted()
        text = texts[0] if texts else ""
        if len(texts) > 1 and not c.has("n.caption", "n.each"):
            return _several(c, texts)
        if len(texts) > 1 or (c.has("n.each") and c.has("n.caption")):
            return None
    else:
        return None
    if (c.has("n.music", "n.transition") and not c.has(*NOUNS)) or c.has("aspect.", "platform."):
        c.bonus -= 1.5
    wanted = role(c)
    c.every(
        "v.add v.write v.insert v.show text. p.at p.with p.for n.text v.make v.apply v.set "
        "p.to v.move p.from ref.it n.place n.colour n.style n.photo n.screen n.video v.keep "
        "n.fullframe p.of n.line"
    )
    fields: dict[str, Any] = {
        "text": text,
        "role": wanted or ("price" if price is not None and not quoted else "title"),
    }
    fields |= _numbered(c, wanted, fields["role"])
    fields |= styled(c, adding=True) | timed(c)
    sized(c, fields, adding=True)
    placed(c, fields, adding=True)
    if (
        fields["role"] == "title"
        and "shots" in fields
        and wanted is None
        and len(fields["shots"]) == 1
        and fields["shots"][0] != c.scene.video[-1].id
        and c.has("ref")
    ):
        fields["role"] = "caption"
    if fields["role"] == "title" and wanted is None and "shots" in fields and len(fields["shots"]) > 1:
        fields["role"] = "caption"
    return _instead(c, fields, wanted) or [("add_text", fields)]


def _taken(c: Clause) -> bool:
    """`add text: "Only 3 left"`, where a title stands already and no other time is named: it keeps its place."""
    if not c.has("v.add", "v.insert") or c.has(
        "ref", "place.", "n.end", "n.start", "q.time", "q.span", "q.clock"
    ):
        return False
    roles = {role_of(t) for t in c.scene.texts}
    return "title" in roles and "subtitle" not in roles


def _numbered(c: Clause, wanted: str | None, role: str) -> dict[str, Any]:
    """`caption 2: Our hotel`: the picture it stands on; and beside a title that stays, a subtitle."""
    if wanted is None and role == "title" and _taken(c):
        return {"role": "subtitle"}
    number = c.number() if wanted == "caption" and not c.has("ref", "n.price") else None
    return {"shots": c.ids((number - 1,))} if number is not None and 0 < number <= len(c.scene.video) else {}


def _instead(c: Clause, fields: dict[str, Any], wanted: str | None) -> Steps | None:
    """A caption for a picture that has one: other words for it, not a second one below."""
    shots = fields.get("shots", ())
    if wanted != "caption" or len(shots) != 1 or c.has("a.another", "p.also"):
        return None
    shot = next(s for s in c.scene.video if s.id == shots[0])
    there = [t for t in c.scene.texts if role_of(t) == "caption" and shot.start <= t.start < shot.end]
    if not there:
        return None
    look = {k: v for k, v in fields.items() if k not in {"text", "role", "shots", "start", "length"}}
    steps: Steps = [("change_text", {"texts": (there[0].id,), "text": fields["text"]})]
    return [*steps, ("style_text", {"texts": (there[0].id,), **look})] if look else steps


def _several(c: Clause, texts: list[str]) -> Steps | None:
    """A title and a subtitle in one clause: `title "A", subtitle "B"`."""
    some = c.shots(it=False) if c.has("ref") else None
    if some and len(some) == len(texts) and not c.has("n.title", "n.subtitle", "n.cta", "n.price"):
        c.every("v.add", "v.write", "text.", "n.text", "n.caption", "p.")
        return [("captions", {"source": tuple(texts), "shots": c.ids(some)})]
    steps: Steps = []
    found = c.shots() if c.has("ref") else None
    if found is not None and len(found) == len(texts):
        c.every("v.add v.write v.insert p. text.", *NOUNS)
        return [
            ("add_text", {"text": words, "role": "caption", "shots": c.ids((shot,))})
            for words, shot in zip(texts, found, strict=True)
        ]
    pending = "title"
    for token in c.tokens:
        for r in ROLES:
            if token.has(f"n.{r}"):
                pending = r
        if token.has("text.quoted") and token.value:
            steps.append(("add_text", {"text": str(token.value), "role": pending}))
            pending = "subtitle" if pending == "title" else "caption"
    c.every("v.add", *NOUNS, "p.", "text.")
    c.bonus -= 0.8
    return steps if len(steps) == len(texts) else None


def captions(c: Clause) -> Steps | None:
    """`put the file names as captions`, `caption each photo "A", "B"`, 用文件名做字幕."""
    texts = [str(t.value) for t in c.tokens if t.has("text.quoted") and t.value]
    names = c.has("n.filename") and (
        c.has(
            "n.caption v.add n.each refkind.all v.show v.apply v.write n.text p.under p.with "
            "v.make p.at position."
        )
    )
    listed = texts and (c.has("n.caption") and (c.has("n.each", "refkind.all") or len(texts) > 1))
    labelled = (
        not texts
        and c.has("n.caption")
        and c.has("n.each", "refkind.all")
        and c.has("n.filename", "n.caption")
        and not c.has("v.remove neg. a. colour. v.set")
        and (c.has("n.filename") or any(t.text.startswith("label") for t in c.tokens))
    )
    if not (names or listed or labelled) or c.has("v.remove", "v.name") or c.has("neg."):
        return None
    c.every(
        "n.filename n.caption n.each v.add v.show v.apply v.write v.make n.text p. text. "
        "v.insert ref.it v.set n.photo v.keep n.title v.turn v.fitv n.subtitle n.project"
    )
    fields: dict[str, Any] = {"source": "names" if names or labelled else tuple(texts)}
    c.every("text.quoted")
    some = c.shots(it=False)
    if some and len(some) < len(c.scene.video):
        fields["shots"] = c.ids(some)
    elif listed and not names and 1 < len(texts) < len(c.scene.video):
        fields["shots"] = c.ids(range(len(texts)))
    if len(texts) == 1 and listed:
        fields["source"] = tuple(texts * (len(some) if some else len(c.scene.video)))
    position = c.name("position")
    if position:
        fields["position"] = position
    c.bonus += 0.1
    return [("captions", fields)]


def style_text(c: Clause) -> Steps | None:
    """`make the title red and bigger`, `move it to the top`, 标题放到底部."""
    if (
        not c.scene.texts
        or c.has("n.background", "n.transition", "n.music", "v.duplicate")
        or (c.has("ref") and c.has("v.remove") and c.has("p.from"))
        or (c.has("neg.") and c.has("v.add"))
    ):
        return None
    about = c.has(*NOUNS) or bool(quoted_texts(c))
    if about and (moved := _moved(c)) is not None:
        return moved
    pointed = not about and c.has("refkind.it", "refkind.added") and recent(c) is not None
    bare = not about and _bare(c)
    if not (about or pointed or bare):
        return None
    if any(not quoted_texts(c) for t in c.tokens if t.has("text.quoted")) or (
        pointed and c.has("look.", "v.remove") and not c.has("colour.", "a.big", "a.small")
    ):
        return None
    c.every("text.quoted")
    last = recent(c)
    found = targets(c) if not bare or last is None else [last]
    if not found:
        return None
    fields = styled(c, adding=False)
    c.every(
        "v.set v.move v.make v.apply n.colour n.style n.size p. v.show v.hold v.add v.keep "
        "v.extend v.start v.turn n.place n.animation v.animate v.insert n.look n.text "
        "v.fadein n.length n.position"
    )
    sized(c, fields, adding=False)
    fields |= _shifted(c, found[0]) or timed(c)
    if any(a.has("ref") and b.has("q.time") for a, b in pairwise(c.tokens)) and c.has("punct"):
        c.bonus -= 1.5  # 第一张5秒，标题放上面: the time is the picture's.
    if c.has("a.big") and c.has("a.small") and len({n for n in NOUNS if c.has(n)}) > 1:
        c.bonus -= 2.0  # 标题大一点字幕小一点: two wishes.
    if len(found) == 1 or c.has("place.", "ref"):
        placed(c, fields, adding=False)
    _lasting(c, fields, found[0])
    if "colour" not in fields and c.every("a.bright"):
        fields["colour"] = "#FFFFFF"
    c.bonus += 0.1
    texts: Any = "all" if len(found) == len(c.scene.texts) else tuple(t.id for t in found)
    return [("style_text", {"texts": texts, **fields})] if fields else None


def _shifted(c: Clause, words: Segment) -> dict[str, Any]:
    """标题晚一秒出来: another beginning, told from the present one."""
    time = next((int(t.value) for t in c.tokens if t.has("q.time")), 0)
    if not time or not c.has("p.late", "p.early"):
        return {}
    moved = words.start + (time if c.every("p.late") else -time)
    c.every("q.time", "p.early", "p.then", "v.show", "deg.")
    return {"start": max(0, moved)}


def _lasting(c: Clause, fields: dict[str, Any], words: Segment) -> None:
    """How much longer or shorter words stand."""
    if not fields.get("length") and c.has("a.long", "a.short"):
        factor = times(c, direction(c, "long", "short"), {"bit": 1.25, "": 1.5, "much": 2.0})
        fields["length"] = max(500, round(words.length * factor))
    elif "length" in fields and (c.every("a.long", "p.by") or c.every("a.short")) and "start" not in fields:
        more = -fields["length"] if c.has("a.short") else fields["length"]
        fields["length"] = max(200, words.length + more)


def _bare(c: Clause) -> bool:
    """Only a colour, a place or a size, after words were spoken of: `bigger`, `in red`."""
    if c.has("ref") or recent(c) is None or c.scene.topic != "text":
        return False
    return c.has("colour. q.colour position. a.big a.small style.")


def _moved(c: Clause) -> Steps | None:
    """`the call to action should come 2 seconds earlier`: the same words at another moment."""
    step = c.value("q.time")
    if step is None or not c.has("place.earlier", "place.later", "a.earlier", "a.later"):
        return None
    found = targets(c)
    sign = -1 if c.every("place.earlier", "a.earlier") else 1
    c.every("place.later a.later v. p.", *NOUNS)
    c.bonus += 0.4
    return [
        ("style_text", {"texts": (t.id,), "start": max(0, t.start + sign * int(step)), "length": t.length})
        for t in found
    ]


def case(c: Clause) -> Steps | None:
    """`ALL CAPS for the title`: the words themselves in capitals."""
    if not c.has("n.upper", "n.lower") or not c.scene.texts or c.has("text.quoted"):
        return None
    found = targets(c)
    up = bool(c.every("n.upper"))
    c.every("n.lower v. p. ref", *NOUNS)
    return [
        ("change_text", {"texts": (t.id,), "text": (t.text or "").upper() if up else (t.text or "").lower()})
        for t in found
    ] or None


def rename(c: Clause) -> Steps | None:
    """`call it "Summer trip"`, 视频命名为..."""
    if not c.has("v.name") or not c.has("text.quoted") or (c.scene.texts and c.has("n.title", "text.to")):
        return None
    c.every("v.name text.called n.video n.project p. v.set n.title ref text.")
    texts = c.quoted()
    c.bonus += 0.5
    return [("rename", {"title": texts[-1]})]


FRAMES = (remove_text, remove_quoted, change_text, add_text, captions, style_text, case, rename)
