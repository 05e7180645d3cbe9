"""THE APPLICATION: about a dozen verbs over sessions; the only module that knows the other rooms.

    create  add  say  edit  travel  state  |  timeline  frame  sheet  preview  export  |  sessions  delete

Everything it answers is a frozen value; everything it keeps is in the store. Any process may vanish at any
instruction: a turn is one revision row, written whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from .draft.assets import Asset, Shelf
from .draft.edits import Edit
from .draft.model import Draft
from .draft.rules import check
from .draft.summary import summary
from .errors import BadRequest, Conflict, NotFound, Refused, StillreelError, Unavailable
from .screen import Screen
from .store.blobs import Blobs, FolderBlobs
from .store.database import Transaction
from .store.rows import Revision, Rows, Session

if TYPE_CHECKING:
    from .chat.llm import Endpoint
    from .chat.seam import Context, Plan
    from .jobs.engines.local import Local
    from .render.chunks import Chunks
    from .render.work import Engine

MAX_FILE = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class State:
    """Where a session stands."""

    session: Session
    revision: int
    draft: Draft
    shelf: Shelf
    summary: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one message or one list of edits. `text` is for people, in their language; `done` has one
    sentence an edit; `route` names what a face should do itself (export, credits, status, upload)."""

    state: State
    text: str
    done: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    changed: bool = False
    asked: str | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What an upload brought: assets in order, and what was refused with its reason."""

    assets: tuple[Asset, ...]
    rejected: tuple[tuple[str, StillreelError], ...] = field(default=())


Also = Callable[[Transaction, Turn], None]
"""What belongs to a change and is committed with it, e.g. its price; it is handed the turn as it will be."""


class Studio:
    """One data folder: sessions, files, cache. Safe to use from threads; close it, or use `with`."""

    def __init__(
        self,
        rows: Rows,
        blobs: Blobs,
        cache: Path,
        *,
        workers: int = 0,
        cache_bytes: int = 2 << 30,
        model: Endpoint | None = None,
    ) -> None:
        self._rows, self._blobs, self._cache = rows, blobs, cache
        self._workers, self._cache_bytes = workers, cache_bytes
        self._model = model
        self._local: Local | None = None

    def close(self) -> None:
        """Ends the workers and lets go of the database. What was committed stays."""
        if self._local is not None:
            self._local.close()
        self._rows.close()

    def _think(self) -> Callable[[str, Context], Plan]:
        if self._model is None:
            from .chat import plan

            return plan
        from .chat import llm

        return partial(llm.plan, endpoint=self._model)

    def _engine(self) -> Engine:
        from .jobs.engines.local import Local

        if self._local is None:
            self._local = Local(self._workers)
        return self._local

    def _chunks(self) -> Chunks:
        from .render.chunks import Chunks

        return Chunks(self._cache, self._cache_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def create(self, name: str = "project", lang: str = "en") -> Session:
        """A new, empty session."""
        return self._rows.create(name, lang)

    def sessions(self) -> tuple[Session, ...]:
        """All sessions, the last used first."""
        return self._rows.sessions()

    def delete(self, session_id: str) -> None:
        """Forgets a session and its revisions. Files stay until nothing holds them. Raises NotFound."""
        self._rows.delete(session_id)

    def add(self, session_id: str, files: Sequence[Path | tuple[Path, str]]) -> Added:
        """Copies files in, judges them by content, and puts them on the session's shelf in this order.

        A file that is refused does not stop the others; if all are, the first one's error is raised."""
        from .media.probe import probe

        added: list[Asset] = []
        rejected: list[tuple[str, StillreelError]] = []
        self._rows.session(session_id)
        for entry in files:
            path, name = entry if isinstance(entry, tuple) else (entry, entry.name)
            try:
                added.append(self._take(session_id, path, name, probe))
            except StillreelError as error:
                rejected.append((name, error))
        if rejected and not added:
            raise rejected[0][1]
        return Added(tuple(added), tuple(rejected))

    def state(self, session_id: str) -> State:
        """Raises NotFound."""
        session = self._rows.session(session_id)
        draft = self._rows.revision(session_id, session.head).draft
        return State(session, session.head, draft, self._rows.shelf(session_id), summary(draft))

    def edit(
        self,
        session_id: str,
        edits: Sequence[Edit],
        *,
        base: int | None = None,
        said: str = "",
        also: Also | None = None,
    ) -> Turn:
        """Applies typed edits in order, all or none, as one revision. Raises Refused, Conflict on a stale base.

        `also` belongs to the change: it is done in its transaction, and what it raises undoes the change."""
        before = self.state(session_id)
        if base is not None and base != before.revision:
            raise Conflict("the session was changed meanwhile", revision=before.revision)
        draft, done = before.draft, []
        for step in edits:
            changed = check(step.apply(draft, before.shelf), before.shelf)
            done.append(step.done(draft, changed, before.session.lang))
            draft = changed
        turn = Turn(before, "\n".join(done), tuple(done), tuple(edits))
        return turn if draft == before.draft else self._commit(before, turn, draft, said, also)

    def say(self, session_id: str, text: str, also: Also | None = None) -> Turn:
        """One message in plain words: planned (by the grammar, or by a language model where one is configured),
        applied, answered in the speaker's language. `also` as for `edit`."""
        from .chat.turn import take

        before = self.state(session_id)
        past = self._rows.revisions(session_id)
        taken = take(text, before.draft, before.shelf, past, before.session, self._think())
        turn = Turn(before, taken.text, taken.done, taken.edits, False, taken.asked, taken.route)
        at = before
        if taken.goto is not None and taken.goto != before.revision:
            there = next(r.draft for r in past if r.n == taken.goto)
            at = replace(before, session=replace(before.session, head=taken.goto), draft=there)
        if taken.edits and (draft := check(taken.draft, at.shelf)) != at.draft:
            return self._commit(at, turn, draft, text, also)
        return turn if at is before else self._moved(before, turn, at.session.head, at.draft, also)

    def travel(
        self, session_id: str, to: int | str, also: Callable[[Transaction, Session], None] | None = None
    ) -> State:
        """Moves to a revision by number, or by "undo" / "redo". Raises Refused where there is none.

        `also` as for `edit`; it is handed the session as it will be."""
        session = self._rows.session(session_id)
        row = self._rows.revisions(session_id)
        if isinstance(to, int):
            if all(r.n != to for r in row):
                raise NotFound("there is no such revision")
            target: int | None = to
        elif to in ("undo", "redo"):
            target = older(row, session.head) if to == "undo" else newer(row, session.head)
        else:
            raise BadRequest(f"travel to a revision's number, undo or redo, not {to!r}")
        if target is None:
            raise Refused(f"there is nothing to {to}", remedy="")
        self._rows.move(session, target, also)
        return self.state(session_id)

    def screen(self, session_id: str, revision: int | None = None) -> Screen:
        """A revision (the current one by default) on its way to be seen: frame, sheet, preview, export."""
        state = self.state(session_id)
        draft = state.draft if revision is None else self._rows.revision(session_id, revision).draft
        return self.show(draft, state.shelf)

    def show(self, draft: Draft, shelf: Shelf | None = None) -> Screen:
        """Any draft over files that this studio holds, e.g. one that was saved as JSON."""
        if shelf is None:
            wanted = dict.fromkeys(s.asset for t in draft.tracks for s in t.segments if s.asset is not None)
            found = (self._rows.asset(asset_id) for asset_id in wanted)
            shelf = Shelf(tuple(asset for asset in found if asset is not None))
        return Screen(check(draft, shelf), shelf, self._blobs.path, self._chunks, self._engine)

    def revisions(self, session_id: str) -> tuple[Revision, ...]:
        """The session's history, oldest first."""
        return self._rows.revisions(session_id)

    def _take(self, session_id: str, path: Path, name: str, probe: Callable[[Path, str], Asset]) -> Asset:
        try:
            with path.open("rb") as source:
                blob, _ = self._blobs.add(source, MAX_FILE)
        except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
            raise BadRequest(f"{path} cannot be read: {error.strerror}", remedy="Check the path.") from None
        try:
            asset = probe(self._blobs.path(blob), name)
        except StillreelError:
            if self._rows.asset(blob) is None:
                self._blobs.remove(blob)
            raise
        self._rows.hold(session_id, asset, partial(_still_there, self._blobs, blob))
        return asset

    def _commit(self, before: State, turn: Turn, draft: Draft, said: str, also: Also | None) -> Turn:
        """The draft as a new revision on top of `before`, and the turn with it as its state."""
        rows: tuple[dict[str, Any], ...] = tuple(json.loads(json.dumps(e.dump())) for e in turn.edits)
        done = partial(_done, turn, draft)
        session, _ = self._rows.append(before.session, draft, rows, said, _with(done, also))
        return done(session)

    def _moved(self, before: State, turn: Turn, to: int, draft: Draft, also: Also | None) -> Turn:
        done = partial(_done, turn, draft)
        return done(self._rows.move(before.session, to, _with(done, also)))


def _done(turn: Turn, draft: Draft, session: Session) -> Turn:
    state = State(session, session.head, draft, turn.state.shelf, summary(draft))
    return replace(turn, state=state, changed=True)


def _with(
    done: Callable[[Session], Turn], also: Also | None
) -> Callable[[Transaction, Session], None] | None:
    return None if also is None else lambda c, session: also(c, done(session))


def open_studio(
    data: Path | str, *, workers: int = 0, cache_bytes: int = 2 << 30, model: Endpoint | None = None
) -> Studio:
    """The embedded studio over a folder, made when it is not there. Several processes may share one.

    `workers` 0: one per core. `model`: a language model to plan with; without one the grammar does."""
    data = Path(data).expanduser()
    data.mkdir(parents=True, exist_ok=True)
    rows = Rows(f"sqlite:///{data / 'stillreel.db'}")
    return Studio(
        rows,
        FolderBlobs(data / "files"),
        data / "cache",
        workers=workers,
        cache_bytes=cache_bytes,
        model=model,
    )


def _still_there(blobs: Blobs, blob: str) -> None:
    try:
        blobs.check(blob)
    except NotFound:
        raise Unavailable("the file was removed meanwhile", retry_after=1, remedy="Send it again.") from None


def older(row: Sequence[Revision], n: int) -> int | None:
    """Where undo leads from revision n."""
    return next(r.parent for r in row if r.n == n)


def newer(row: Sequence[Revision], n: int) -> int | None:
    """Where redo leads: to the newest revision that was made of n."""
    return max((r.n for r in row if r.parent == n), default=None)
