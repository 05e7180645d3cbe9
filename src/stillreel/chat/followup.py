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
_GLUE = (
    "filler", "punct", "p.", "n.photo", "n.one", "v.make", "v.set", "v.apply", "v.add", "ref.it", "refkind.it",
    "a.same", "v.hold", "v.show", "v.turn", "v.move", "ref.rest",
)  # fmt: skip
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
        lambda: _restored(clause, context, now),
        lambda: _dropped(clause, now, before),
        lambda: _further(clause, now, before),
        lambda: _elsewhere(clause, now.edits, corrected),
        lambda: _otherwise(clause, now.edits, corrected),
    )
    for one in tries:
        try:
            if (steps := one()) is not None:
                return steps
        except Unresolved:
            return None
    return None


def _left(clause: Clause, *tags: str) -> list[Token]:
    """What is said besides tokens with these tags and glue."""
    return [t for t in clause.tokens if t.weight and not t.has(*_GLUE, *tags)]


_WHOLE = ("n.music", "n.title", "n.text", "n.caption", "n.cta", "n.subtitle", "n.transition", "n.sound")
_REMOVING = {"remove", "remove_text", "remove_music", "keep", "reset"}


def _restored(clause: Clause, context: Context, now: Past) -> Steps | None:
    """`bring it back`, `put the title back`, `swap them back`: a step back, or forward after an undo."""
    words = [t.text for t in clause.tokens]
    told = clause.has("v.restore") or (
        any(w in _BACK for w in words)
        and clause.has("v.move v.swap v.set v.add v.turn v.make v.apply v.unmute")
    )
    if not told or clause.has(
        "q.", "text.quoted", "n.version", "p.before", "deg.", "look.", "place.", "position."
    ):
        return None
    if any(t.text not in _BACK for t in _left(clause, "v.", "ref", "a.", *_WHOLE)):
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
    if _left(
        clause, "v.remove", "v.undo", "v.hide", "refkind.it", "refkind.added", "n.again", "n.text", "n.title"
    ):
        return None
    for kind, op, field in ((TEXT, "remove_text", "texts"), (VIDEO, "remove", "shots")):
        fresh = _fresh(now.draft, before.draft, kind)
        if fresh and len(fresh) < max(2, len(list(now.draft.segments(VIDEO)))):
            return [(op, {field: fresh})]
    return [("remove_music", {})] if _fresh(now.draft, before.draft, AUDIO) else None


_AIM = {
    "shots": (
        "set_duration",
        "motion",
        "fit",
        "focus",
        "look",
        "speed",
        "clip_sound",
        "remove",
        "add_text",
        "duplicate",
    )
}


def _elsewhere(clause: Clause, edits: Edits, corrected: bool) -> Steps | None:
    """`same for the sunset`, `and the hotel too`, `do the same between 4 and 5`, `no, the hotel`, `not the logo`."""
    words = [t.text for t in clause.tokens if not t.has("punct")]
    again = (
        clause.has("a.same", "p.also", "n.again")
        or words[:1] == ["and"]
        or (clause.has("p.and") and len(words) < 5)
    )
    spared = clause.has("neg.", "p.except") or any(
        t.has("ref") and t.value.but is not None for t in clause.tokens
    )
    if not (again or corrected or spared) or not clause.has("ref", "q.num"):
        return None
    if _left(clause, "ref", "q.num", "neg.", "p.", "n.transition", "n.again", "q.nth", "n.text", "v.keep"):
        return None
    if clause.has("q.num") and not clause.has("p.between", "ref") and not again:
        return None
    edit = next(
        (dict(e) for e in reversed(edits) if "shots" in e or "cuts" in e or e["op"] in _AIM["shots"]), None
    )
    if edit is None or (
        all(t.has("refkind.it") for t in clause.tokens if t.has("ref")) and not clause.has("q.num")
    ):
        return None
    op = str(edit.pop("op"))
    if "cuts" in edit or op == "transition":
        from .frames.cuts import chosen

        cuts = chosen(clause)
        return None if cuts == "all" else [*_undone(corrected), ("transition", {**edit, "cuts": cuts})]
    if op not in _AIM["shots"]:
        return None
    found = clause.shots(numbers=True, it=False)
    if not found:
        return None
    ids = clause.ids(found)
    if spared and not corrected:
        old = edit.get("shots", "all")
        everything = [s.id for s in clause.scene.video] if old == "all" else list(old)
        some = [t for t in clause.tokens if t.has("ref") and t.value.but is not None]
        kept = [i for i in everything if (i in ids if some else i not in ids)]
        return (
            [*_undone(True), (op, {**edit, "shots": tuple(kept)})]
            if 0 < len(kept) < len(everything)
            else None
        )
    return [*_undone(corrected), (op, {**_tuples(edit), "shots": ids})]


def _tuples(edit: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in edit.items()}


def _undone(corrected: bool) -> Steps:
    return [("?instead", {})] if corrected else []


_TIMES = ("length", "delta", "start", "offset", "fade_in", "fade_out", "in_point")
_SHARES = ("value", "volume", "amount")
_SLOTS: tuple[tuple[str, str, str], ...] = (
    ("colour", "style_text add_text", "colour"), ("colour", "canvas", "background"),
    ("position", "style_text add_text captions", "position"), ("position", "focus", "where"),
    ("transition", "transition", "kind"), ("look", "look", "kind"), ("music", "music", "kind"),
    ("style", "style_text add_text", "style"), ("animation", "style_text add_text", "animation"),
    ("platform", "platform", "name"), ("mood", "feel", "kind"), ("motion", "motion", "kind"),
)  # fmt: skip


def _otherwise(clause: Clause, edits: Edits, corrected: bool) -> Steps | None:
    """`no, 12`, `make that 5`, `actually make it 25`, `no, bottom right`, `blue instead`: another value."""
    bare = (
        clause.has("q.num")
        and not clause.has("ref.", "n.each")
        and not (clause.has("ref") and not clause.has("refkind.it"))
    )
    if not (corrected or bare) or _left(
        clause,
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
            rest = [_step(changed if i == k else e) for i, e in enumerate(edits)]
            if edit["op"] == "make":
                return [("set_length", {"length": changed["length"]})] if "length" in changed else None
            return [("?instead", {}), *rest]
    return None


def _step(edit: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return str(edit["op"]), _tuples({k: v for k, v in edit.items() if k != "op"})


def _revised(clause: Clause, edit: dict[str, Any]) -> dict[str, Any] | None:
    """The edit with the value that is said now, or None when it holds no such thing."""
    op = str(edit["op"])
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


_STEPS = {"bit": 1.15, "": 1.35, "much": 1.8}


def _further(clause: Clause, now: Past, before: Past) -> Steps | None:
    """`a bit more`, `even more`, `less`, `too much`: a step in the direction of the last one, or against it."""
    said = clause.has("deg.less", "deg.too", "deg.more", "a.strong", "a.weak") or (
        clause.has("n.again") and not clause.has("v.")
    )
    if not said or _left(clause, "deg.", "a.strong", "a.weak", "n.again", "neg."):
        return None
    if clause.has("ref") and not clause.has("refkind.it"):
        return None
    edit = next((dict(e) for e in reversed(now.edits) if e["op"] in _METRIC or e["op"] == "feel"), None)
    if edit is None:
        return None
    op = str(edit["op"])
    back = clause.has("deg.less", "deg.too", "a.weak", "neg.")
    if op == "feel":
        return None if back else [_step(edit)]
    old, new = (_METRIC[op](d, edit) for d in (before.draft, now.draft))
    up = (new >= old) is not back
    size = _STEPS["bit" if clause.has("deg.bit") else "much" if clause.has("deg.much") else ""]
    factor = round(size if up else 1 / size, 4)
    aim = {
        k: tuple(v) if isinstance(v, list) else v for k, v in edit.items() if k in {"shots", "cuts", "texts"}
    }
    if op == "look":
        kind = edit.get("kind")
        step = 0.15 if clause.has("deg.bit") else 0.3
        return [("look", {**aim, **({"kind": kind} if kind else {}), "delta": step if not back else -step})]
    if op == "clip_sound":
        return [(op, {**aim, "volume": min(4.0, round(new * factor, 3))})]
    return [(op, {**aim, "factor": factor})]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def _some(draft: Draft, edit: Mapping[str, Any]) -> list[Any]:
    chosen = edit.get("shots", edit.get("cuts", "all"))
    return [s for s in draft.segments(VIDEO) if chosen == "all" or s.id in chosen]


_METRIC: dict[str, Callable[[Draft, Mapping[str, Any]], float]] = {
    "volume": lambda d, _: _mean([0.35 if s.volume is None else s.volume for s in d.segments(AUDIO)]),
    "music": lambda d, _: _mean([s.music.bpm or 0 for s in d.segments(AUDIO) if s.music]),
    "set_length": lambda d, _: d.length,
    "set_duration": lambda d, e: _mean([s.length for s in _some(d, e)]),
    "motion": lambda d, e: _mean([s.move.amount if s.move else 0.0 for s in _some(d, e)]),
    "look": lambda d, e: _mean([s.look.amount if s.look else 0.0 for s in _some(d, e)]),
    "transition": lambda d, e: _mean([s.transition.length if s.transition else 0 for s in _some(d, e)]),
    "style_text": lambda d, _: _mean([s.size for s in d.segments(TEXT)]),
    "speed": lambda d, e: _mean([s.speed for s in _some(d, e)]),
    "clip_sound": lambda d, e: _mean([1.0 if s.volume is None else s.volume for s in _some(d, e)]),
}
"""What an edit turns up or down, as one number, to tell in which direction it went."""
