"""The last edit on other things: "same for the sunset", "and the captions too", "everywhere", "and the rest 2"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .clauses import Clause, Steps
from .frames.cuts import chosen
from .frames.texts import targets
from .further import left_over, tuples

Edits = Sequence[Mapping[str, Any]]
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

_TEXTS = ("n.title", "n.subtitle", "n.caption", "n.cta", "n.price", "n.text")

_WIDE = {"set_duration", "motion", "fit", "look", "transition", "focus"}


def undone(corrected: bool) -> Steps:
    return [("?instead", {})] if corrected else []


def _rest(clause: Clause, edit: Mapping[str, Any]) -> Steps | None:
    """After a length for some: `and the rest 2`, `the others 3 seconds`."""
    number, time = clause.value("q.num"), clause.value("q.time")
    if (
        (number is None and time is None)
        or not clause.has("refkind.rest")
        or not isinstance(edit.get("shots"), list | tuple)
    ):
        return None
    others = tuple(s.id for s in clause.scene.video if s.id not in edit["shots"])
    length = int(time) if time is not None else round(number[0] * 1000)
    return [("set_duration", {"shots": others, "length": length})] if others else None


def _reworded(clause: Clause, edits: Edits, again: bool, corrected: bool) -> Steps | None:
    """`and the captions too`, `no, the subtitle`: other words, treated the same."""
    styled = next((dict(e) for e in reversed(edits) if e["op"] in {"style_text", "remove_text"}), None)
    if (
        styled is None
        or not clause.has(*_TEXTS)
        or not (again or corrected)
        or clause.has("q.", "text.quoted", "v.")
    ):
        return None
    if left_over(clause, "ref", "p.", *_TEXTS):
        return None
    found = targets(clause)
    op = str(styled.pop("op"))
    return [*undone(corrected), (op, {**styled, "texts": tuple(t.id for t in found)})] if found else None


def everywhere(clause: Clause, edits: Edits) -> Steps | None:
    """`everywhere`, `on all of them`: the last edit, on every picture."""
    if not clause.has("n.everything", "place.all", "refkind.all") or any(
        t.has("ref") and t.value.but is not None for t in clause.tokens
    ):
        return None
    if left_over(clause, "n.everything", "place.all", "refkind.all", "n.each"):
        return None
    edit = next(
        (dict(e) for e in reversed(edits) if e["op"] in _WIDE and ("shots" in e or "cuts" in e)), None
    )
    if edit is None:
        return None
    return [(str(edit.pop("op")), {**edit, "cuts" if "cuts" in edit else "shots": "all"})]


def elsewhere(clause: Clause, edits: Edits, corrected: bool) -> Steps | None:
    """`same for the sunset`, `and the hotel too`, `do the same between 4 and 5`, `no, the hotel`, `not the logo`."""
    words = [t.text for t in clause.tokens if not t.has("punct")]
    again = (
        clause.has("a.same", "p.also", "n.again")
        or words[:1] in (["and"], ["and on"], ["plus"], ["now"], ["also"])
        or (clause.has("p.and") and len(words) < 5)
    )
    spared = clause.has("neg.", "p.except") or any(
        t.has("ref") and t.value.but is not None for t in clause.tokens
    )
    if (worded := _reworded(clause, edits, again, corrected)) is not None:
        return worded
    if not (again or corrected or spared) or not clause.has("ref", "q.num"):
        return None
    if left_over(
        clause, "ref", "q.num", "q.time", "neg.", "p.", "n.transition", "n.again", "q.nth", "n.text", "v.keep"
    ):
        return None
    if clause.has("q.num") and not clause.has("p.between", "ref") and not again:
        return None
    if edits and edits[-1]["op"] == "swap" and again and len(pair := clause.shots(numbers=True) or ()) == 2:
        return [("swap", dict(zip("ab", clause.ids(pair), strict=True)))]
    edit = next(
        (dict(e) for e in reversed(edits) if "shots" in e or "cuts" in e or e["op"] in _AIM["shots"]), None
    )
    if edit is None or (
        all(t.has("refkind.it") for t in clause.tokens if t.has("ref")) and not clause.has("q.num")
    ):
        return None
    op = str(edit.pop("op"))
    if "cuts" in edit or op == "transition":
        cuts = chosen(clause)
        return None if cuts == "all" else [*undone(corrected), ("transition", {**edit, "cuts": cuts})]
    if op not in _AIM["shots"]:
        return None
    if op == "set_duration" and (apart := _rest(clause, edit)) is not None:
        return apart
    ids = clause.ids(clause.shots(numbers=True, it=False) or ())
    if not ids:
        return None
    if spared and not corrected:
        old = edit.get("shots", "all")
        everything = [s.id for s in clause.scene.video] if old == "all" else list(old)
        some = [t for t in clause.tokens if t.has("ref") and t.value.but is not None]
        kept = [i for i in everything if (i in ids if some else i not in ids)]
        return (
            [*undone(True), (op, {**edit, "shots": tuple(kept)})] if 0 < len(kept) < len(everything) else None
        )
    return [*undone(corrected), (op, {**tuples(edit), "shots": ids})]
