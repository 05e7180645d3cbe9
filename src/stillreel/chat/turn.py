"""One turn of a conversation: the plan and the reply, in the shape in which the studio takes them.

The studio knows revisions (a tree, `head` the present one); the planner wants the row of states that led here
and those undone after it. This module is that translation, and the only one that knows both. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..draft.assets import Shelf
from ..draft.edits import Edit
from ..draft.model import Draft
from .planner import plan
from .reply import compose
from .seam import Context, GoTo, Past, Plan, Redo, Reset, Undo


class Revision(Protocol):
    """What a stored revision tells."""

    @property
    def n(self) -> int: ...
    @property
    def parent(self) -> int | None: ...
    @property
    def draft(self) -> Draft: ...
    @property
    def edits(self) -> Sequence[Mapping[str, Any]]: ...


class Session(Protocol):
    """What a stored session tells."""

    @property
    def head(self) -> int: ...
    @property
    def lang(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A turn: where to go first (`goto`, a revision), the edits then, the draft after them, and what to say."""

    text: str
    draft: Draft
    edits: tuple[Edit, ...] = ()
    done: tuple[str, ...] = ()
    goto: int | None = None
    asked: str | None = None
    route: str | None = None
    plan: Plan | None = None


def line(revisions: Sequence[Revision], head: int) -> tuple[Past, ...]:
    """The states that led to `head`, then those that were undone after it (the newest branch), oldest first."""
    by_n = {r.n: r for r in revisions}
    back: list[Revision] = []
    at = by_n.get(head)
    while at is not None and len(back) < 1000:
        back.append(at)
        at = by_n.get(at.parent) if at.parent is not None else None
    row = back[::-1]
    while row and len(row) < 1000:
        children = [r for r in revisions if r.parent == row[-1].n]
        if not children:
            break
        row.append(max(children, key=lambda r: r.n))
    return tuple(
        Past(r.n, tuple(str(e.get("op", "")) for e in r.edits), r.draft, r.parent, tuple(r.edits))
        for r in row
    )


def take(
    text: str,
    draft: Draft,
    shelf: Shelf,
    revisions: Sequence[Revision],
    session: Session,
    think: Callable[[str, Context], Plan] = plan,
) -> Taken:
    """Plan a message and write the reply. Pure if `think` (the grammar, or a model) is; never raises."""
    past = line(revisions, session.head)
    at = next((i for i, p in enumerate(past) if p.n == session.head), len(past) - 1)
    made = think(text, Context(draft, shelf, past, lang=session.lang, head=session.head))
    goto: int | None = None
    reset: tuple[Edit, ...] = ()
    for step in made.steps:
        if isinstance(step, Undo):
            at = max(0, at - step.n)
            goto = past[at].n if past else None
        elif isinstance(step, Redo):
            at = min(len(past) - 1, at + step.n)
            goto = past[at].n if past else None
        elif isinstance(step, GoTo):
            goto = step.n
        elif isinstance(step, Reset):
            from ..draft.edits.reset import Reset as Emptied

            reset = (Emptied(),)
    edits = (*reset, *made.edits)
    return Taken(compose(made), made.draft, edits, made.done, goto, made.ask, made.route, made)
