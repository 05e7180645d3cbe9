"""What every face works with, wherever the studio is: the answers, and `Project`, the verbs.

`Project` is the seam: `client.Client` fulfils it over HTTP, `embedded.Embedded` in this process. Invariant: the
same words to either give the same draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that happens during a turn. `chunk`: a piece of text; `text`: a whole one; `call`: an operation
    and its arguments; `waiting`: still at work; `note`: what the client did on its own."""

    kind: Literal["chunk", "text", "call", "waiting", "note"]
    text: str
    args: Mapping[str, Any] = field(default_factory=dict)


Listener = Callable[[Heard], None]


@dataclass(frozen=True, slots=True)
class State:
    """Where the project stands: the draft as JSON, its summary in a line, the files in upload order."""

    session: str
    revision: int | None
    draft: Mapping[str, Any]
    summary: str
    files: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a message or of edits. `route` names what the face should do next: export, credits, status,
    upload. `asked`: the question, when it was one."""

    text: str
    state: State
    changed: bool = False
    done: tuple[str, ...] = ()
    route: str | None = None
    asked: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Upload:
    """The files that were taken, in order, and (name, reason) of those refused."""

    files: tuple[Mapping[str, Any], ...]
    rejected: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        taken = f"added {len(self.files)}: {', '.join(str(f.get('name')) for f in self.files)}"
        return "\n".join([taken, *(f"left out {name}: {reason}" for name, reason in self.rejected)])


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an export is: 0..100, its state, and the seconds that are likely left."""

    percent: float
    status: str = "processing"
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class Film:
    """A finished file. `others`: its further shapes, beside it. What only the studio in this process tells: `frames`,
    how many of its `pieces` were `reused`, and `notes` on what the plan had to bend."""

    path: Path
    seconds: float
    size: int
    width: int = 0
    height: int = 0
    sha256: str = ""
    others: tuple[Film, ...] = ()
    frames: int = 0
    pieces: int = 0
    reused: int = 0
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        length = f"{round(self.seconds, 2):g} s, " if self.seconds else ""
        lines = [f"{self.path}  {length}{self.size / 1e6:.1f} MB", *map(str, self.others)]
        return "\n".join(lines)


Watcher = Callable[[Progress], None]


class Project(Protocol):
    """One conversation about one video."""

    def upload(self, files: Sequence[Path]) -> Upload:
        """Adds photos, clips and songs in this order."""
        ...

    def fetch(self, urls: Sequence[str]) -> Upload:
        """Adds files by their public addresses, in this order."""
        ...

    def say(self, text: str, on: Listener | None = None) -> Answer:
        """One message in plain words."""
        ...

    def edit(self, edits: Sequence[Mapping[str, Any]]) -> Answer:
        """Typed edits, all or none."""
        ...

    def undo(self) -> State:
        """One step back. Raises Refused where there is none."""
        ...

    def redo(self) -> State:
        """One step forward again. Raises Refused where there is none."""
        ...

    def state(self) -> State:
        """Where it stands."""
        ...

    def export(self, out: Path, quality: str = "standard", on: Watcher | None = None) -> Film:
        """The film at `out`, whose suffix decides the format."""
        ...

    def preview(self, out: Path, on: Watcher | None = None) -> Film:
        """The quick small film."""
        ...

    def frame(self, ms: int, width: int = 540) -> bytes:
        """The picture at a moment, as JPEG."""
        ...

    def sheet(self) -> bytes:
        """A contact sheet, as JPEG."""
        ...

    def balance(self) -> Mapping[str, Any]:
        """Credits: available, frozen, total."""
        ...
