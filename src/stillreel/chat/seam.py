"""The values at the chat's seam: what a message is said about, and what it is found to mean.

Frozen, except `Run`, which is the plan while it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..draft.assets import Shelf
from ..draft.edits import Edit
from ..draft.model import Draft
from .scene import Scene


@dataclass(frozen=True, slots=True)
class Undo:
    """Go back n revisions."""

    n: int = 1


@dataclass(frozen=True, slots=True)
class Redo:
    """Go forward n revisions again."""

    n: int = 1


@dataclass(frozen=True, slots=True)
class GoTo:
    """Go to a revision by its number."""

    n: int


@dataclass(frozen=True, slots=True)
class Reset:
    """Start over: an empty draft, the uploads stay."""


Step = Edit | Undo | Redo | GoTo | Reset


@dataclass(frozen=True, slots=True)
class Past:
    """A revision of this session: its number, the ops that led to it, its draft, the edits as they were asked."""

    n: int
    ops: tuple[str, ...]
    draft: Draft
    parent: int | None = None
    edits: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a message is said about. `past`: revisions, oldest first, the current one among them (`head`, by
    default the last); `lang`: the language of a message that shows none."""

    draft: Draft
    shelf: Shelf = Shelf()  # noqa: RUF009 - a frozen value
    past: tuple[Past, ...] = ()
    touched: tuple[str, ...] = ()
    lang: str | None = None
    head: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a message means. `draft` is the draft after the edits among `steps`; `done` their sentences."""

    lang: str
    draft: Draft
    steps: tuple[Step, ...] = ()
    done: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    ask: str | None = None
    refusals: tuple[str, ...] = ()
    route: str | None = None
    next: tuple[str, ...] = ()
    understood: bool = True

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits among the steps, in order."""
        return tuple(s for s in self.steps if isinstance(s, Edit))


@dataclass
class Run:
    """The plan while it is made."""

    scene: Scene
    context: Context
    steps: list[Step]
    done: list[str]
    answers: list[str]
    refusals: list[str]
    ask: str | None = None
    route: str | None = None
    before: Scene | None = None
