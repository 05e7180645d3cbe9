"""Which words on the picture a clause speaks of, and how they are to look, when and where.

Shared by all frames about words; finds, never decides.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ...draft.model import Segment
from ...draft.roles import role_of
from ..clauses import Clause
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
    exact = [t for t in texts if role_of(t) == wanted]
    if exact:
        return exact[:1] if wanted == "title" else exact
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
        last = recent(c)
        if last is not None and c.has("ref.it", "refkind.it", "refkind.added"):
            return [last]
    if (
        wanted is None
        and c.has("n.text")
        and any(t.text in {"last", "final"} for t in c.tokens if t.has("ref"))
    ):
        c.every("ref")
        return sorted(texts, key=lambda t: t.start)[-1:]
    number = c.number() if wanted in {"caption", None} and found and not c.has("ref", "q.time") else None
    if number is not None and 0 < number <= len(found):
        c.every("n.position")
        return [sorted(found, key=lambda t: t.start)[number - 1]]
    if wanted is None and c.every("place.end", "n.end") and c.has("n.text"):
        found = [t for t in texts if t.end >= c.scene.draft.length - 50][-1:]
    spared = any(t.has("ref") and t.value.but is not None for t in c.tokens)
    if c.has("ref") and not c.has("refkind.it") and (spared or not c.has("refkind.all")):
        first = next(t for t in c.tokens if t.has("ref"))
        if wanted in (None, "caption"):
            inside = _on_shots(c, found)
            if inside:
                return inside
        elif first.value.items[0][0] == "nth":
            pass
    return found


def recent(c: Clause) -> Segment | None:
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


def styled(c: Clause, *, adding: bool) -> dict[str, Any]:
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


def timed(c: Clause) -> dict[str, Any]:
    """From when, for how long, on which shots."""
    fields: dict[str, Any] = {}
    if span := c.value("q.span"):
        return {"start": span[0], "length": span[1] - span[0]}
    if clocks := [int(t.value) for t in c.every("q.clock")]:
        fields["start"] = clocks[0]
        if len(clocks) == 2 and clocks[0] < clocks[1]:
            return {**fields, "length": clocks[1] - clocks[0]}
    for token in c.every("q.time"):
        i = c.tokens.index(token)
        before = [t for t in c.tokens[max(0, i - 3) : i] if not t.has("filler") or t.text == "the"]
        words = {t.text for t in before}
        after = c.tokens[i + 1].text if i + 1 < len(c.tokens) else ""
        last = any(
            t.has("ref.last", "refkind.last", "place.end", "n.end") or t.text in {"last", "final", "最后"}
            for t in before
        )
        if c.every("v.hide"):
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


def placed(c: Clause, fields: dict[str, Any], *, adding: bool) -> None:
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
    elif c.every("place.end", "n.end", "v.finish") and scene.video:
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


def sized(c: Clause, fields: dict[str, Any], *, adding: bool) -> None:
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


def quoted_texts(c: Clause) -> list[Segment]:
    low = {str(t.value).strip().lower() for t in c.tokens if t.has("text.quoted")}
    return [t for t in c.scene.texts if (t.text or "").strip().lower() in low]
