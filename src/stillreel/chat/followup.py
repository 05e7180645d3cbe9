"""What only means something after the turn before: "same for the sunset", "no, 12", "a bit more", "bring it back".

`follow` looks at what the last revision did (its edits) and says what is to be done now: the same edits on other
shots, the last edit with another value, a step further in the same direction, or a step back. It answers only
when nothing else is said; everything else is the grammar's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..draft.model import AUDIO, TEXT, VIDEO, Draft
from .clauses import Clause, Steps
from .elsewhere import elsewhere, everywhere
from .further import further, left_over, step
from .scene import Scene, Unresolved
from .seam import Context, Past
from .tokens import Token

Edits = Sequence[Mapping[str, Any]]
_SORRY = {"no", "nope", "nah", "wrong", "sorry", "oops", "wait", "不", "不对", "不是", "错了", "不不"}
_MEANT = {
    "i meant",
    "i mean",
    "meant",
    "actually",
    "rather",
    "instead",
    "make that",
    "make it",
    "说错了",
    "我是说",
    "应该是",
}
_BACK = {"back", "back on", "back in"}


def last(context: Context) -> tuple[Past | None, Past | None]:
    """The present revision and the one before it, when there are two."""
    past = context.past
    at = next((i for i, p in enumerate(past) if p.n == context.head), len(past) - 1)
    if at < 1:
        return None, None
    now = past[at]
    before = next((p for p in past if p.n == now.parent), past[at - 1])
    return now, before


_ANEW = frozenset(
    {"the", "that", "this", "i", "make", "use", "it", "not", "in", "on", "at", "my", "i meant", "i mean"}
)
"""What follows a "no" that takes something back, and no "no" that denies something."""


def opening(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The message without the "no," it begins with: that is no negation of what follows."""
    at, said = 0, False
    while at < len(tokens) and (tokens[at].text in _SORRY or tokens[at].has("punct") or _mild(tokens[at])):
        said = said or tokens[at].text in _SORRY
        at += 1
    paused = at > 1 and tokens[at - 1].has("punct")
    paused = paused or (at == 1 and len(tokens) > 1 and tokens[1].text in _ANEW)
    soft = all(t.text in {"wait", "sorry", "oops"} for t in tokens[:at] if t.text in _SORRY)
    return tokens[at:] if said and (paused or soft) and at < len(tokens) else tokens


def _mild(token: Token) -> bool:
    return token.text in {"ok", "okay", "hmm", "um", "uh", "oh", "ah", "hey", "yes", "well", "actually"}


def follow(tokens: tuple[Token, ...], context: Context, scene: Scene) -> Steps | None:
    """The steps that a message means only because of the turn before it; None when it stands alone."""
    now, before = last(context)
    if now is None or before is None or len(tokens) > 16:
        return None
    clause = Clause(opening(tokens), scene)
    corrected = len(clause.tokens) < len(tokens) or any(
        t.text in _MEANT and not t.has("refkind.it") for t in clause.tokens
    )
    tries: tuple[Callable[[], Steps | None], ...] = (
        lambda: _withdrawn(tokens),
        lambda: _restored(clause, context, now),
        lambda: _dropped(clause, now, before),
        lambda: _standing(clause, now, before),
        lambda: further(clause, now, before),
        lambda: everywhere(clause, now.edits),
        lambda: elsewhere(clause, now.edits, corrected),
        lambda: _otherwise(clause, now.edits, corrected),
    )
    for one in tries:
        try:
            if (steps := one()) is not None:
                return steps
        except Unresolved:
            return None
    return None


_DONT = frozenset({"don't", "dont", "do not", "rather not", "better not"})


def _withdrawn(tokens: tuple[Token, ...]) -> Steps | None:
    """`actually, don't`: what was just done is taken back."""
    said = [t.text for t in tokens if not t.has("punct")]
    if any(w in _DONT for w in said) and all(
        w in _DONT | _SORRY or t.has("filler")
        for w, t in zip(said, [t for t in tokens if not t.has("punct")], strict=True)
    ):
        return [("?undo", {"n": 1})]
    return None


_WHOLE = ("n.music", "n.title", "n.text", "n.caption", "n.cta", "n.subtitle", "n.transition", "n.sound")
_REMOVING = {"remove", "remove_text", "remove_music", "keep", "reset"}


def _restored(clause: Clause, context: Context, now: Past) -> Steps | None:
    """`bring it back`, `put the title back`, `swap them back`: a step back, or forward after an undo."""
    words = [t.text for t in clause.tokens]
    told = clause.has("v.restore") or (
        any(w in _BACK for w in words)
        and clause.has("v.move v.swap v.set v.add v.turn v.make v.apply v.unmute")
    )
    told = told or (any(w in _BACK for w in words[-2:]) and clause.has(*_WHOLE))
    if not told or clause.has(
        "q.", "text.quoted", "n.version", "p.before", "deg.", "look.", "place.", "position."
    ):
        return None
    if any(t.text not in _BACK for t in left_over(clause, "v.", "ref", "a.", *_WHOLE)):
        return None
    ahead = [p for p in context.past if p.n > now.n]
    ops = {str(e.get("op")) for e in now.edits}
    if ahead and not ops & _REMOVING:
        return [("?redo", {"n": 1})]
    pointed = clause.has("refkind.it") or not clause.has("ref", *_WHOLE)
    if pointed or ops & _REMOVING:
        return [("?undo", {"n": 1})]
    return None


def _fresh(now: Draft, before: Draft, kind: int) -> tuple[str, ...]:
    old = {s.id for s in before.segments(kind)}
    return tuple(s.id for s in now.segments(kind) if s.id not in old)


def _dropped(clause: Clause, now: Past, before: Past) -> Steps | None:
    """`remove it again`, `delete the one you just added`: what the last revision added."""
    if not clause.has("v.remove v.undo v.hide") or not clause.has("refkind.it", "refkind.added"):
        return None
    if left_over(
        clause, "v.remove", "v.undo", "v.hide", "refkind.it", "refkind.added", "n.again", "n.text", "n.title"
    ):
        return None
    for kind, op, field in ((TEXT, "remove_text", "texts"), (VIDEO, "remove", "shots")):
        fresh = _fresh(now.draft, before.draft, kind)
        if fresh and len(fresh) < max(2, len(list(now.draft.segments(VIDEO)))):
            return [(op, {field: fresh})]
    if _fresh(now.draft, before.draft, AUDIO):
        return [("remove_music", {})]
    return [("?undo", {"n": 1})] if clause.has("n.again") and clause.has("refkind.it") else None


def _standing(clause: Clause, now: Past, before: Past) -> Steps | None:
    """`only for one second`, 只显示1秒, 大一点, right after words were added: how long they stand, how large."""
    if not any(True for _ in before.draft.segments(VIDEO)):
        return None  # The whole video is new: nothing of it was just added.
    fresh = _fresh(now.draft, before.draft, TEXT)
    if fresh and clause.has("a.big", "a.small") and not left_over(clause, "a.", "deg."):
        factor = 1.15 if clause.has("deg.bit") else 1.3
        return [
            (
                "style_text",
                {"texts": fresh, "factor": factor if clause.has("a.big") else round(1 / factor, 4)},
            )
        ]
    time = clause.value("q.time")
    if not fresh or time is None or not clause.has("v.show", "v.hold", "v.only", "p.for"):
        return None
    if clause.has("ref", "p.to", "n.video", "n.length", "v.make") or left_over(
        clause, "q.time", "v.", "deg."
    ):
        return None
    return [("style_text", {"texts": fresh, "length": max(1, int(time))})]


_TIMES = ("length", "delta", "start", "offset", "fade_in", "fade_out", "in_point")
_SHARES = ("value", "volume", "amount")
_SLOTS: tuple[tuple[str, str, str], ...] = (
    ("colour", "style_text add_text", "colour"), ("colour", "canvas", "background"),
    ("position", "style_text add_text captions", "position"), ("position", "focus", "where"),
    ("transition", "transition", "kind"), ("look", "look", "kind"), ("music", "music", "kind"),
    ("style", "style_text add_text", "style"), ("animation", "style_text add_text", "animation"),
    ("platform", "platform", "name"), ("mood", "feel", "kind"), ("motion", "motion", "kind"),
)  # fmt: skip


def _bare(clause: Clause, edits: Edits) -> bool:
    """A number, or after a move a place, and nothing that could be an order of its own."""
    if clause.has("q.num") and not clause.has("ref.", "n.each"):
        return not clause.has("ref") or clause.has("refkind.it")
    if not edits or edits[-1]["op"] != "move" or len(clause.tokens) > 5:
        return False
    return _place(clause) is not None and not clause.has("v.", "refkind.file")


def _otherwise(clause: Clause, edits: Edits, corrected: bool) -> Steps | None:
    """`no, 12`, `make that 5`, `actually make it 25`, `no, bottom right`, `blue instead`: another value."""
    bare = _bare(clause, edits)
    if not (corrected or bare) or left_over(
        clause,
        "n.position",
        "n.place",
        "n.end",
        "n.start",
        "ref",
        "q.",
        "colour.",
        "position.",
        "transition.",
        "look.",
        "music.",
        "style.",
        "animation.",
        "platform.",
        "mood.",
        "motion.",
        "aspect.",
        "text.",
        "neg.",
        "n.length",
        "n.colour",
        "deg.",
        "place.",
        "v.",
    ):
        return None  # fmt: skip
    if clause.has("text.quoted", "v.remove", "v.undo", "v.thanks", "v.name", "deg.") and not clause.has(
        "q.num"
    ):
        return None
    for k in range(len(edits) - 1, -1, -1):
        edit = dict(edits[k])
        changed = _revised(clause, edit)
        if changed is not None:
            rest = [step(changed if i == k else e) for i, e in enumerate(edits)]
            if edit["op"] == "make":
                return [("set_length", {"length": changed["length"]})] if "length" in changed else None
            return [("?instead", {}), *rest]
    return None


def _place(clause: Clause) -> int | str | None:
    """`no, to third place`, `to the end`: where a moved picture should go instead."""
    if clause.has("place.end", "place.start", "n.end", "n.start", "n.last_place", "n.first_place"):
        return "end" if clause.has("place.end", "n.end", "n.last_place") else "start"
    for token in clause.tokens:
        if token.has("refkind.nth") and len(token.value.items) == 1:
            return max(1, int(token.value.items[0][1]))
    return next((int(t.value) for t in clause.tokens if t.has("q.nth")), None)


def _revised(clause: Clause, edit: dict[str, Any]) -> dict[str, Any] | None:
    """The edit with the value that is said now, or None when it holds no such thing."""
    op = str(edit["op"])
    if op == "move" and (place := _place(clause)) is not None:
        return {k: v for k, v in edit.items() if k not in {"before", "after"}} | {"to": place}
    time, share, number = clause.value("q.time"), clause.value("q.percent"), clause.value("q.num")
    single = float(number[0]) if isinstance(number, tuple) and len(number) == 1 else None
    field = next((f for f in _TIMES if isinstance(edit.get(f), int)), None)
    if time is not None or (single is not None and field is not None):
        if field is None:
            return None
        ms = int(time) if time is not None else round((single or 0) * 1000)
        return {**edit, field: -ms if field == "delta" and edit[field] < 0 else ms}
    if share is not None or single is not None:
        field = next((f for f in _SHARES if edit.get(f) is not None), None)
        if field is not None:
            return {**edit, field: float(share) if share is not None else (single or 0) / 100}
        if single is not None and ("bpm" in edit or "fps" in edit):
            return {**edit, "bpm" if "bpm" in edit else "fps": single if "bpm" in edit else int(single)}
        if single is not None and op == "move" and isinstance(edit.get("to"), int):
            return {**edit, "to": int(single)}
        return None
    for group, ops, name in _SLOTS:
        if (
            op in ops.split()
            and (key := clause.name(group))
            and (group != "colour" or name in edit or op != "canvas")
        ):
            return {**edit, name: key}
    if op == "canvas" and "aspect" in edit and (shape := clause.value("q.ratio") or clause.name("aspect")):
        return {**edit, "aspect": str(shape)}
    return None
