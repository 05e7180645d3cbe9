"""Words on the picture: add, change, remove, style, captions for every picture, the video's own name."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ...draft.model import Segment
from ..clauses import Clause, Steps
from ..degrees import direction, times
from ..scene import last_touched

ROLES = ("title", "subtitle", "caption", "cta", "price", "quote", "kicker", "lower_third")
NOUNS = (*tuple(f"n.{r}" for r in ROLES), "n.text")
_STYLE_OF = {"title": {"headline", "kinetic", "handwritten", "typewriter", "outline", "minimal"}}


def role(c: Clause) -> str | None:
    """Which sort of words is spoken of, by its noun."""
    found = list(c.every(*NOUNS))
    for token in sorted(found, key=lambda t: -len(t.text)):
        for r in ROLES:
            if token.has(f"n.{r}"):
                return r
    return None


def _of_role(c: Clause, wanted: str | None) -> list[Segment]:
    """The texts of a role, told by style, then by place in time."""
    texts = list(c.scene.texts)
    if wanted is None or not texts:
        return texts
    exact = [t for t in texts if t.style == wanted]
    if wanted == "title":
        exact = [t for t in texts if t.style in _STYLE_OF["title"]]
        return (
            exact[:1]
            or [t for t in texts if t.style not in {"caption", "cta", "price", "subtitle", "quote"}][:1]
            or texts[:1]
        )
    if not exact and wanted == "cta":
        length = c.scene.draft.length
        exact = [t for t in texts if t.end >= length - 50 and t.start > length * 0.4]
    return exact


def targets(c: Clause) -> list[Segment]:
    """The texts a clause speaks of: quoted ones, those of a role, on certain shots, or the one touched last."""
    texts = c.scene.texts
    low = {str(t.value).strip().lower() for t in c.tokens if t.has("text.quoted")}
    by_words = [t for t in texts if (t.text or "").strip().lower() in low]
    if by_words:
        return by_words
    wanted = role(c)
    found = _of_role(c, wanted)
    if wanted is None and not c.has("n.text"):
        recent = _recent(c)
        if recent is not None and c.has("ref.it", "refkind.it", "refkind.added"):
            return [recent]
    if wanted is None and c.every("place.end", "n.end") and c.has("n.text"):
        found = [t for t in texts if t.end >= c.scene.draft.length - 50][-1:]
    if c.has("ref") and not c.has("refkind.it", "refkind.all"):
        first = next(t for t in c.tokens if t.has("ref"))
        if wanted in (None, "caption"):
            inside = _on_shots(c, found)
            if inside:
                return inside
        elif first.value.items[0][0] == "nth":
            pass
    return found


def _recent(c: Clause) -> Segment | None:
    seg = last_touched(c.scene, 7)
    video_first = next((t for t in c.scene.touched if any(s.id == t for s in c.scene.video)), None)
    if (
        seg is not None
        and video_first is not None
        and c.scene.touched.index(video_first) < c.scene.touched.index(seg.id)
    ):
        return None
    return seg


def _on_shots(c: Clause, texts: list[Segment]) -> list[Segment]:
    some = c.shots() or ()
    spans = [(c.scene.video[i].start, c.scene.video[i].end) for i in some]
    return [
        t
        for t in texts
        if any(
            a <= (t.start + min(t.end, t.start + 2 * (b - a))) / 2 < b or (t.start >= a and t.start < b)
            for a, b in spans
        )
    ]


def _look(c: Clause, *, adding: bool) -> dict[str, Any]:
    """Colour, place, size, style, animation that are said."""
    fields: dict[str, Any] = {}
    colour = c.value("q.colour") or c.name("colour")
    if colour and not c.has("n.background"):
        fields["colour"] = colour
    position = c.name("position")
    if position:
        fields["position"] = position
    animated = (
        c.has("n.animation v.animate v.show v.fadein n.motion") or not adding or c.has("p.with", "p.by")
    )
    animation = c.name("animation") if animated or c.has("animation.") else None
    if animation and not (animation.startswith("slide") and position and not c.has("n.animation")):
        fields["animation"] = animation
    style = c.name("style")
    if style and not (animation == "type" and style == "typewriter" and (c.has("n.animation", "v.animate"))):
        fields["style"] = style
        if style == "typewriter" and animation == "type":
            fields.pop("animation", None)
    if c.every("v.animate", "n.animation") and "animation" not in fields:
        fields["animation"] = "rise" if not c.negative else "none"
    if c.has("v.fadein") and c.every("v.fadein"):
        fields.setdefault("animation", "fade")
    return fields


def _when(c: Clause) -> dict[str, Any]:
    """From when, for how long, on which shots."""
    fields: dict[str, Any] = {}
    span = c.value("q.span")
    if span:
        return {"start": span[0], "length": span[1] - span[0]}
    clock = c.value("q.clock")
    times = c.every("q.time")
    if clock is not None:
        fields["start"] = int(clock)
    for token in times:
        i = c.tokens.index(token)
        before = [t for t in c.tokens[max(0, i - 3) : i] if not t.has("filler") or t.text == "the"]
        words = {t.text for t in before}
        after = c.tokens[i + 1].text if i + 1 < len(c.tokens) else ""
        last = any(
            t.has("ref.last", "refkind.last", "place.end", "n.end") or t.text in {"last", "final", "最后"}
            for t in before
        )
        if c.has("v.hide") and c.every("v.hide"):
            fields["length"] = token.value
        elif last:
            fields |= {
                "start": max(0, c.scene.draft.length - token.value),
                "length": min(token.value, max(1, c.scene.draft.length)),
            }
            c.used.update(k for k in range(max(0, i - 3), i))
        elif words & {"first", "前", "开头", "前面"} or any(t.has("place.first") for t in before):
            fields |= {"start": 0, "length": token.value}
            c.used.update(k for k in range(max(0, i - 3), i))
        elif (
            words
            & {
                "at",
                "after",
                "from",
                "starting at",
                "at the",
                "在",
                "starting from",
                "从",
                "since",
                "beginning at",
            }
            or after in {"in", "出现", "开始", "的时候", "处", "时", "onwards", "mark", "into", "起"}
            or any(t.has("p.after") for t in before)
        ):
            fields["start"] = token.value
        else:
            fields["length"] = token.value
    return fields


def _place_in_time(c: Clause, fields: dict[str, Any], *, adding: bool) -> None:
    """`at the end`, `on the last photo`, `throughout` -> shots or times."""
    if "start" in fields:
        return
    scene = c.scene
    pointed = any(a.has("p.at") and b.has("refkind.it", "refkind.added") for a, b in pairwise(c.tokens))
    some = (
        c.shots(it=pointed)
        if c.has("ref") and (pointed or not all(t.has("refkind.it") for t in c.tokens if t.has("ref")))
        else None
    )
    if c.every("place.all", "n.everything") or (some is not None and len(some) == len(scene.video) and some):
        if len(scene.video) > 1:
            fields["start"], fields["length"] = 0, max(1, scene.draft.length)
    elif some:
        fields["shots"] = c.ids(some)
    elif c.every("place.end", "n.end") and scene.video:
        if "length" in fields:
            fields["start"] = max(0, scene.draft.length - fields["length"])
        else:
            fields["shots"] = c.ids((len(scene.video) - 1,))
    elif c.every("place.start", "n.start") and scene.video:
        if "length" in fields or not adding:
            fields["start"] = 0
        else:
            fields["shots"] = c.ids((0,))
    elif c.every("place.middle") and not fields.get("position") and scene.video:
        fields["shots"] = c.ids((len(scene.video) // 2,))


def _size(c: Clause, fields: dict[str, Any], *, adding: bool) -> None:
    sign = direction(c, "big", "small") if c.has("a.big", "a.small") else 0
    if not sign:
        if c.has("n.size") and (c.has("q.percent q.factor deg.double deg.half")):
            c.every("n.size")
            fields["factor"] = times(c, 0)
        return
    c.every("n.size", "deg.", "v.set")
    if adding:
        fields["size"] = 1.4 if sign > 0 else 0.75
    else:
        fields["factor"] = min(4.0, times(c, sign, {"bit": 1.15, "": 1.3, "much": 1.7}))


def remove_text(c: Clause) -> Steps | None:
    """`remove the title`, `no text`, 去掉字幕."""
    if not c.has(*NOUNS) or c.has("n.filename", "v.move") or (c.has("thing.") and not c.scene.texts):
        return None
    gone = bool(c.every("v.remove")) or (
        c.has("neg.") and not c.has("colour. a. position. animation. n.animation style.") and c.negative
    )
    if not gone:
        quoted = [t for t in c.tokens if t.has("text.quoted")]
        return None if not quoted else None
    c.every("text.quoted ref.rest ref.all v.add p.at p.with p.of")
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


def _drop_quoted(c: Clause) -> list[Segment]:
    low = {str(t.value).strip().lower() for t in c.tokens if t.has("text.quoted")}
    return [t for t in c.scene.texts if (t.text or "").strip().lower() in low]


def remove_quoted(c: Clause) -> Steps | None:
    """`delete "SALE"`: words that stand there, named by themselves."""
    if not c.has("v.remove") or not c.has("text.quoted") or c.has(*NOUNS):
        return None
    found = _drop_quoted(c)
    if not found:
        return None
    c.every("v.remove", "text.quoted", "ref")
    return [("remove_text", {"texts": tuple(t.id for t in found)})]


def change_text(c: Clause) -> Steps | None:
    """`change the title to "X"`, `replace "A" with "B"`, 标题改成..."""
    texts = [str(t.value) for t in c.tokens if t.has("text.quoted")]
    if not texts or not c.scene.texts or c.has("n.each", "v.name", "n.transition"):
        return None
    low = [(s.text or "").strip().lower() for s in c.scene.texts]
    if (
        len(texts) >= 2
        and texts[0].strip().lower() in low
        and c.has("v.set v.replace v.swap p.to p.with v.remove text.to v.turn p.instead")
    ):
        old = c.scene.texts[low.index(texts[0].strip().lower())]
        new = texts[1]
        if c.has("p.instead") and not c.has("v.replace"):
            old, new = c.scene.texts[low.index(texts[0].strip().lower())], texts[1]
        c.every("text.quoted v. p. text.", *NOUNS)
        return [("change_text", {"texts": (old.id,), "text": new})]
    if len(texts) == 2 and texts[1].strip().lower() in low and c.has("p.instead"):
        c.every("text.quoted v. p. text.")
        return [
            (
                "change_text",
                {"texts": (c.scene.texts[low.index(texts[1].strip().lower())].id,), "text": texts[0]},
            )
        ]
    changing = c.has("v.set text.to v.replace p.instead v.turn v.swap") or (
        c.has("p.to") and not c.has("v.add", "v.insert") and c.has(*NOUNS)
    )
    changing = changing or (
        c.has(*NOUNS, "refkind.it")
        and any(
            t.text in {"should say", "should read", "it should say", "to say", "to read"} for t in c.tokens
        )
        and not c.has("v.add")
    )
    says = (
        c.has("text.says", "text.called")
        and not c.has("v.add v.make v.insert text.free")
        and c.has("refkind.it", "refkind.added", "n.text")
    )
    colon = c.has("n.title n.subtitle n.cta n.price") and not c.has(
        "v.add v.write v.insert text.says p.with v.make v.turn p.also a.another"
    )
    if not (changing or says or colon):
        return None
    quoted_last = texts[-1]
    if quoted_last.strip().lower() in low and len(texts) == 1:
        return None
    c.every("text.quoted v.set v.replace text. p.to p.with v.turn v.apply p.instead v.swap")
    found = targets(c)
    if not found:
        recent = _recent(c)
        if not says or recent is None:
            return None
        found = [recent]
    c.every("ref n.position n.start n.end place.")
    c.bonus += 0.3
    steps: Steps = [
        (
            "change_text",
            {
                "texts": tuple(t.id for t in found[:1])
                if not c.has("refkind.all")
                else tuple(t.id for t in found),
                "text": quoted_last,
            },
        )
    ]
    styled = _look(c, adding=False)
    _size(c, styled, adding=False)
    if styled:
        steps.append(("style_text", {"texts": (found[0].id,), **styled}))
    return steps


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
        if not texts:
            return None
        text = texts[0]
        if len(texts) > 1 and not c.has("n.caption", "n.each"):
            return _several(c, texts)
        if len(texts) > 1 or (c.has("n.each") and c.has("n.caption")):
            return None
    else:
        return None
    if c.has("n.music", "n.transition") and not c.has(*NOUNS):
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
    fields |= _look(c, adding=True)
    fields |= _when(c)
    _size(c, fields, adding=True)
    _place_in_time(c, fields, adding=True)
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
    return [("add_text", fields)]


def _several(c: Clause, texts: list[str]) -> Steps | None:
    """A title and a subtitle in one clause: `title "A", subtitle "B"`."""
    steps: Steps = []
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
        or c.has("n.background", "n.transition", "n.music")
        or (c.has("neg.") and c.has("v.add"))
    ):
        return None
    about = c.has(*NOUNS) or bool(_drop_quoted(c))
    pointed = not about and c.has("refkind.it", "refkind.added") and _recent(c) is not None
    bare = (
        not about
        and not c.has("ref")
        and _recent(c) is not None
        and c.has("colour.", "q.colour", "position.")
        and c.scene.topic == "text"
    )
    if not (about or pointed or bare):
        return None
    if any(not _drop_quoted(c) for t in c.tokens if t.has("text.quoted")) or (
        pointed and c.has("look.", "v.remove") and not c.has("colour.", "a.big", "a.small")
    ):
        return None
    c.every("text.quoted")
    found = targets(c) if not bare else [r for r in [_recent(c)] if r is not None]
    if not found:
        return None
    fields = _look(c, adding=False)
    c.every(
        "v.set v.move v.make v.apply n.colour n.style n.size p. v.show v.hold v.add v.keep "
        "v.extend v.start v.turn n.place n.animation v.animate v.insert n.look n.text "
        "v.fadein n.length n.position"
    )
    _size(c, fields, adding=False)
    fields |= _when(c)
    if len(found) == 1 or c.has("place.", "ref"):
        _place_in_time(c, fields, adding=False)
    if not fields.get("length") and c.has("a.long", "a.short"):
        seg = found[0]
        sign = direction(c, "long", "short")
        fields["length"] = max(500, round(seg.length * times(c, sign, {"bit": 1.25, "": 1.5, "much": 2.0})))
    elif "length" in fields and (c.every("a.long", "p.by") or c.every("a.short")) and "start" not in fields:
        sign = -1 if c.has("a.short") else 1
        fields["length"] = max(200, found[0].length + sign * fields["length"])
    if c.has("a.bright", "a.dark") and "colour" not in fields and c.every("a.bright"):
        fields["colour"] = "#FFFFFF"
    if not fields:
        return None
    c.bonus += 0.1
    texts: Any = "all" if len(found) == len(c.scene.texts) else tuple(t.id for t in found)
    return [("style_text", {"texts": texts, **fields})]


def rename(c: Clause) -> Steps | None:
    """`call it "Summer trip"`, 视频命名为..."""
    if not c.has("v.name") or not c.has("text.quoted"):
        return None
    c.every("v.name text.called n.video n.project p. v.set n.title ref text.")
    texts = c.quoted()
    c.bonus += 0.5
    return [("rename", {"title": texts[-1]})]


FRAMES = (remove_text, remove_quoted, change_text, add_text, captions, style_text, rename)
