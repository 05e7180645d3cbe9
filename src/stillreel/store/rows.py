"""Sessions, revisions and assets as rows. Any process may vanish at any instruction: a commit is all or nothing.

A session belongs to an account, or to nobody: the embedded studio's own. One that is missing and one that is
somebody else's answer alike. Invariant: a session's head names an existing revision; `version` only grows.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import sqlalchemy as sa

from ..draft.assets import Asset, Shelf
from ..draft.model import Draft, dump, validate
from ..errors import Conflict, NotFound
from .database import Database, Transaction
from .renders import cancel
from .runs import forget
from .tables import assets, holdings, links, renders, revisions, sessions


@dataclass(frozen=True, slots=True)
class Session:
    """A project: `head` is its current revision, `version` what a writer must have seen."""

    id: str
    name: str
    lang: str
    head: int
    version: int
    created_ms: int
    updated_ms: int
    account: str | None = None
    task_id: str = ""
    events: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of one project, the edits that made it of `parent`, and what was said."""

    n: int
    parent: int | None
    draft: Draft
    edits: tuple[dict[str, Any], ...]
    said: str
    created_ms: int


Also = Callable[[Transaction, Session], None]
"""What else belongs to a move of a session's head; it is handed the session as it will be."""


class Rows:
    """The database. Safe to use from threads; several processes may share one file."""

    def __init__(self, database: Database | str) -> None:
        self.database = Database(database) if isinstance(database, str) else database
        self._reading, self._writing = self.database.reading, self.database.writing

    def close(self) -> None:
        """Lets go of the database."""
        self.database.close()

    def create(
        self, name: str, lang: str, *, account: str | None = None, task_id: str = "", id: str = ""
    ) -> Session:
        """A new project with an empty draft as its revision 0; of an `id` that is there already, the one there."""
        with self._writing() as c:
            now = self.database.now(c)
            if id:
                self.database.lock(c, f"session:{id}")
                if (row := c.execute(sa.select(*_SESSION).where(sessions.c.id == id)).first()) is not None:
                    return Session(*row)
            session = Session(id or uuid.uuid4().hex, name[:200], lang, 0, 0, now, now, account, task_id)
            c.execute(sessions.insert().values(asdict(session)))
            c.execute(revisions.insert().values(_revision_row(session.id, 0, None, Draft(), (), "", now)))
        return session

    def session(self, session_id: str, *, account: str | None = None) -> Session:
        """A project, of this account when one is named. Raises NotFound, for another's as for none."""
        with self._reading() as c:
            session = _session(c, session_id)
        if account is not None and session.account != account:
            raise _missing()
        return session

    def sessions(self, *, account: str | None = None) -> tuple[Session, ...]:
        """All projects (of one account when it is named), the last used first."""
        query = sa.select(*_SESSION).order_by(sessions.c.updated_ms.desc(), sessions.c.id)
        if account is not None:
            query = query.where(sessions.c.account == account)
        with self._reading() as c:
            return tuple(Session(*row) for row in c.execute(query))

    def delete(self, session_id: str, untouched_since: int | None = None) -> None:
        """Forgets a project: its turn's credits come back, its exports are cancelled. Raises NotFound, also when
        it was changed after `untouched_since` (ms since 1970)."""
        with self._writing() as c:
            there = _session(c, session_id, lock=True)
            if untouched_since is not None and there.updated_ms >= untouched_since:
                raise _missing()
            now = self.database.now(c)
            forget(c, session_id, now)
            self.database.lock(c, "claim")
            cancel(c, (renders.c.session == session_id,), now)
            for table in (holdings, revisions):
                c.execute(table.delete().where(table.c.session == session_id))
            c.execute(links.delete().where(links.c.session == session_id))
            c.execute(sessions.delete().where(sessions.c.id == session_id))

    def revisions(self, session_id: str) -> tuple[Revision, ...]:
        """Every revision, oldest first; branches hang together by `parent`."""
        with self._reading() as c:
            _session(c, session_id)
            rows = c.execute(
                sa.select(revisions).where(revisions.c.session == session_id).order_by(revisions.c.n)
            )
            return tuple(_revision(row) for row in rows)

    def revision(self, session_id: str, n: int) -> Revision:
        """Raises NotFound."""
        with self._reading() as c:
            row = c.execute(
                sa.select(revisions).where(revisions.c.session == session_id, revisions.c.n == n)
            ).first()
        if row is None:
            raise NotFound("there is no such revision")
        return _revision(row)

    def append(
        self,
        session: Session,
        draft: Draft,
        edits: tuple[dict[str, Any], ...],
        said: str,
        also: Also | None = None,
    ) -> tuple[Session, Revision]:
        """A new revision on top of the head that the writer saw. Raises Conflict if somebody was faster.

        `also` is done in the same transaction: both are there, or neither (what it raises undoes both)."""
        with self._writing() as c:
            _session(c, session.id, lock=True)
            now = self.database.now(c)
            top = c.execute(sa.select(sa.func.max(revisions.c.n)).where(revisions.c.session == session.id))
            n = (top.scalar() or 0) + 1
            moved = _move(c, session, n, now)
            row = _revision_row(session.id, n, session.head, draft, edits, said, now)
            c.execute(revisions.insert().values(row))
            if also is not None:
                also(c, moved)
        return moved, Revision(n, session.head, draft, edits, said, now)

    def move(self, session: Session, n: int, also: Also | None = None) -> Session:
        """Points the head at another revision (undo, redo, go to). Raises Conflict if somebody was faster.

        `also` as for `append`."""
        with self._writing() as c:
            _session(c, session.id, lock=True)
            moved = _move(c, session, n, self.database.now(c))
            if also is not None:
                also(c, moved)
        return moved

    def hold(self, session_id: str, asset: Asset, there: Callable[[], object] | None = None) -> None:
        """Puts an asset on a session's shelf (at its end); a second time changes nothing.

        `there` looks whether the bytes are (still) kept; what it raises undoes the rest."""
        with self._writing() as c:
            _session(c, session_id, lock=True)
            self.database.lock(c, f"blob:{asset.id}")
            now = self.database.now(c)
            _insert_once(c, assets, {"id": asset.id, "facts": _facts(asset), "created_ms": now})
            last = c.execute(
                sa.select(sa.func.max(holdings.c.position)).where(holdings.c.session == session_id)
            )
            position = (last.scalar() or 0) + 1
            row = {"session": session_id, "asset": asset.id, "position": position, "name": asset.name}
            _insert_once(c, holdings, row)
            if there is not None:
                there()

    def asset(self, asset_id: str) -> Asset | None:
        """A file's facts, whoever holds it; None if it is not known."""
        with self._reading() as c:
            row = c.execute(sa.select(assets.c.facts).where(assets.c.id == asset_id)).first()
        return _asset(row.facts) if row is not None else None

    def shelf(self, session_id: str) -> Shelf:
        """What a session holds, in upload order."""
        query = (
            sa.select(assets.c.facts, holdings.c.name)
            .join(holdings, holdings.c.asset == assets.c.id)
            .where(holdings.c.session == session_id)
            .order_by(holdings.c.position)
        )
        with self._reading() as c:
            return Shelf(tuple(replace(_asset(row.facts), name=row.name) for row in c.execute(query)))


_SESSION = [sessions.c[name] for name in Session.__dataclass_fields__]


def _missing() -> NotFound:
    return NotFound("there is no such session")


def _session(c: sa.Connection, session_id: str, *, lock: bool = False) -> Session:
    query = sa.select(*_SESSION).where(sessions.c.id == session_id)
    row = c.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise _missing()
    return Session(*row)


def _move(c: sa.Connection, session: Session, n: int, now: int) -> Session:
    moved = replace(session, head=n, version=session.version + 1, updated_ms=now)
    result = c.execute(
        sessions.update()
        .where(sessions.c.id == session.id, sessions.c.version == session.version)
        .values(head=n, version=moved.version, updated_ms=now)
    )
    if result.rowcount != 1:
        current = _session(c, session.id)
        raise Conflict("the session was changed meanwhile", revision=current.head, version=current.version)
    return moved


def _revision_row(
    session: str,
    n: int,
    parent: int | None,
    draft: Draft,
    edits: tuple[dict[str, Any], ...],
    said: str,
    now: int,
) -> dict[str, Any]:
    text = json.dumps(dump(draft), ensure_ascii=False, separators=(",", ":"))
    return {
        "session": session,
        "n": n,
        "parent": parent,
        "draft": text,
        "edits": json.dumps(edits, ensure_ascii=False),
        "said": said,
        "created_ms": now,
    }


def _revision(row: Any) -> Revision:
    draft = validate(json.loads(row.draft))
    return Revision(row.n, row.parent, draft, tuple(json.loads(row.edits)), row.said, row.created_ms)


def _insert_once(c: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
    keys = [column.name for column in table.primary_key]
    there = c.execute(sa.select(sa.literal(1)).where(*(table.c[key] == row[key] for key in keys))).first()
    if there is None:
        c.execute(table.insert().values(row))


def _facts(asset: Asset) -> str:
    return json.dumps(asdict(asset) | {"name": ""})


def _asset(text: str) -> Asset:
    known = {f.name for f in fields(Asset)}
    value = {k: _frozen(v) for k, v in json.loads(text).items() if k in known}
    return Asset(**value)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value
