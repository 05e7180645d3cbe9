"""Revisions of a draft, and what undo and redo mean. Pure values; the store persists them.

    0 --edit--> 1 --edit--> 2          undo: look at 1; redo: look at 2 again
                1 --edit--> 3          an edit after an undo branches; 2 is kept, but no longer "redo"

Invariant: a revision never changes; the current one is the place, and `undo` then `redo` is the same place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import Conflict, Refused
from .edits.edit import Edit
from .model import Draft


@dataclass(frozen=True, slots=True)
class Revision:
    """The draft after `edits` were applied to revision `parent`. `n` counts from 0; 0 is the empty draft."""

    n: int
    draft: Draft
    parent: int | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """All revisions in order, the current one, and those that undo left behind (the nearest last)."""

    revisions: tuple[Revision, ...]
    at: int = 0
    undone: tuple[int, ...] = ()

    @property
    def current(self) -> Revision:
        return self.revisions[self.at]

    @property
    def draft(self) -> Draft:
        return self.current.draft


def begin(draft: Draft | None = None) -> History:
    """A history whose revision 0 is this draft (an empty one by default)."""
    return History((Revision(0, draft or Draft()),))


def commit(history: History, draft: Draft, edits: Sequence[Edit] = (), *, onto: int | None = None) -> History:
    """A new revision on top of the current one. Raises Conflict when `onto` is no longer the current one."""
    if onto is not None and onto != history.at:
        raise Conflict(f"the draft is at revision {history.at}, not {onto}", revision=history.at)
    fresh = Revision(len(history.revisions), draft, history.at, tuple(edits))
    return History((*history.revisions, fresh), fresh.n)


def undo(history: History, steps: int = 1) -> History:
    """`steps` revisions back along the parents. Raises Refused when there are not that many."""
    at, undone = history.at, list(history.undone)
    for done in range(steps):
        parent = history.revisions[at].parent
        if parent is None:
            raise Refused(
                "there is nothing to undo"
                if not done
                else f"only {done} change{'s' if done > 1 else ''} can be undone",
                remedy="Say what you would like instead." if not done else f"Ask to undo {done}.",
                possible=done,
            )
        undone.append(at)
        at = parent
    return replace(history, at=at, undone=tuple(undone))


def redo(history: History, steps: int = 1) -> History:
    """`steps` undone revisions forward again. Raises Refused when there are not that many."""
    if steps > len(history.undone):
        raise Refused(
            "there is nothing to redo" if not history.undone else f"only {len(history.undone)} can be redone",
            remedy="An edit after an undo starts a new branch; go back to a revision by its number instead.",
            possible=len(history.undone),
        )
    at = history.undone[-steps]
    return replace(history, at=at, undone=history.undone[: len(history.undone) - steps])


def go_to(history: History, n: int) -> History:
    """Look at revision n; what was current can be reached by its number. Raises Refused."""
    if not 0 <= n < len(history.revisions):
        raise Refused(f"there is no revision {n}", remedy=f"There are 0 to {len(history.revisions) - 1}.")
    return replace(history, at=n, undone=())


def changes(history: History) -> tuple[Revision, ...]:
    """The revisions that led to the current one, oldest first (revision 0 included)."""
    row, at = [], history.at
    while True:
        row.append(history.revisions[at])
        parent = history.revisions[at].parent
        if parent is None:
            return tuple(reversed(row))
        at = parent
