"""A step further in the direction of the last one, or against it: "a bit more", "even more", "less", "too much"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..draft.model import AUDIO, TEXT, VIDEO, Draft
from .clauses import Clause, Steps
from .seam import Past
from .tokens import Token

_GLUE = (
    "filler", "punct", "p.", "n.photo", "n.one", "v.make", "v.set", "v.apply", "v.add", "ref.it", "refkind.it",
    "a.same", "v.hold", "v.show", "v.turn", "v.move", "ref.rest",
)  # fmt: skip


def left_over(clause: Clause, *tags: str) -> list[Token]:
    """What is said besides tokens with these tags and glue."""
    return [t for t in clause.tokens if t.weight and not t.has(*_GLUE, *tags)]


def step(edit: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return str(edit["op"]), tuples({k: v for k, v in edit.items() if k != "op"})


def tuples(edit: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in edit.items()}


_STEPS = {"bit": 1.15, "": 1.35, "much": 1.8}


def further(clause: Clause, now: Past, before: Past) -> Steps | None:
    """`a bit more`, `even more`, `less`, `too much`: a step in the direction of the last one, or against it."""
    said = clause.has("deg.less", "deg.too", "deg.more", "deg.bit", "a.strong", "a.weak") or (
        clause.has("n.again") and not clause.has("v.")
    )
    told = [t for t in clause.tokens if t.has("a.") and not t.has("a.strong", "a.weak", "deg.")]
    if not (said or told) or left_over(clause, "deg.", "a.", "n.again", "neg."):
        return None
    if clause.has("ref") and not clause.has("refkind.it"):
        return None
    edit = next((dict(e) for e in reversed(now.edits) if e["op"] in _METRIC or e["op"] == "feel"), None)
    if edit is None:
        return None
    op = str(edit["op"])
    back = clause.has("deg.less", "deg.too", "a.weak", "neg.")
    if op == "feel":
        return None if back else [step(edit)]
    old, new = (_METRIC[op](d, edit) for d in (before.draft, now.draft))
    up = (new >= old) is not back
    if told:
        way = next((w for w in _WAYS.get(op, ()) if told[0].has(f"a.{w[0]}", f"a.{w[1]}")), None)
        if way is None:
            return None
        up = told[0].has(f"a.{way[0]}") is not clause.has("deg.less", "deg.too", "neg.")
    size = _STEPS["bit" if clause.has("deg.bit") else "much" if clause.has("deg.much") else ""]
    factor = round(size if up else 1 / size, 4)
    aim = {
        k: tuple(v) if isinstance(v, list) else v for k, v in edit.items() if k in {"shots", "cuts", "texts"}
    }
    if op == "look":
        kind = edit.get("kind")
        size = 0.15 if clause.has("deg.bit") else 0.3
        return [("look", {**aim, **({"kind": kind} if kind else {}), "delta": size if not back else -size})]
    if op == "clip_sound":
        return [(op, {**aim, "volume": min(4.0, round(new * factor, 3))})]
    return [(op, {**aim, "factor": factor})]


_WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "volume": (("big", "small"), ("loud", "quiet")),
    "style_text": (("big", "small"),),
    "set_length": (("long", "short"), ("slow", "fast")),
    "set_duration": (("long", "short"), ("slow", "fast")),
    "transition": (("long", "short"), ("slow", "fast")),
    "speed": (("fast", "slow"),),
    "music": (("fast", "slow"),),
    "motion": (("big", "small"), ("fast", "slow")),
}
"""Words for up and down that fit what an edit turns: 再大一点 after a volume, after a title's colour."""


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
