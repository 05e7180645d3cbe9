"""Runs and their events. A run belongs to the server: it is committed before its first byte is answered.

A stream is a view of `events`; numbers are per session, without gaps. One run is active per session, which the
database itself holds. A run beats while its process lives; one that stopped beating is abandoned: its hold is freed,
the session is usable again, and a late word of the lost process is refused. Invariant: a run ends exactly once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import sqlalchemy as sa

from ..errors import Conflict, NotFound
from .database import Database, Transaction, fault
from .keys import DAY_MS
from .ledger import HOLD_MS, freeze, hold_of, settle, spend
from .tables import events, keys, runs, sessions

Event = dict[str, Any]
LEASE_MS = 15_000
"""A run that did not beat for this long has lost its process."""


@dataclass(frozen=True, slots=True)
class Run:
    """One turn. `first` is the number of the event with the person's message; `hold` names the credits held for
    it; `attached` says that this call found the run rather than began it."""

    id: str
    session: str
    account: str | None
    text: str
    key: str | None
    body_hash: str
    hold: str | None
    state: Literal["running", "done", "failed", "abandoned"]
    reason: str
    first: int
    created_ms: int
    ended_ms: int | None
    attached: bool = field(default=False, compare=False)


class Runs:
    """The turns of all sessions. Each verb is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(
        self,
        session: str,
        account: str | None,
        text: str,
        *,
        key: str | None = None,
        body_hash: str = "",
        hold: int = 0,
        ttl: int = HOLD_MS,
        event: Event | None = None,
    ) -> Run:
        """Commits a run, the event of its message, and a hold of `hold` credits (0: none), all or none.

        The same key and body is the same run, also after its end; without a key the same body attaches while it
        runs. A key is the account's: for a day it opens nothing in another session. Raises Conflict (`data.run` is
        the active one), OutOfCredits, NotFound."""
        with self._db.writing() as c:
            _seat(c, session)
            there = _same(c, session, key, body_hash)
            if there is not None:
                return replace(there, attached=True)
            now, run = self._db.now(c), uuid.uuid4().hex
            if key is not None and account is not None:
                self._db.lock(c, f"key:{account}:{key}")
                _own(c, account, key, session, now)
            held = freeze(c, account, hold, f"run:{run}", now, ttl).id if account and hold else None
            fault("after_hold")
            first = 0 if event is None else _append(c, session, run, event, now)
            made = Run(run, session, account, text, key, body_hash, held, "running", "", first, now, None)
            row = {n: getattr(made, n) for n in Run.__dataclass_fields__ if n != "attached"}
            c.execute(runs.insert().values(row | {"epoch": self._db.epoch, "beat": self._db.ticks(c)}))
        return made

    def note(self, session: str, event: Event) -> int:
        """Adds an event that belongs to no turn; returns its number. Raises NotFound."""
        with self._db.writing() as c:
            _seat(c, session)
            return _append(c, session, "", event, self._db.now(c))

    def beat(self, run: Run | str) -> None:
        """The run's process lives. Raises Conflict when the run has ended: stop working on it."""
        with self._db.writing() as c:
            _running(c, _id(run))
            value = {"beat": self._db.ticks(c), "epoch": self._db.epoch}
            c.execute(runs.update().where(runs.c.id == _id(run)).values(value))

    def finish(
        self,
        run: Run | str,
        state: Literal["done", "failed"] = "done",
        *,
        charge: int | None = None,
        reason: str = "",
        said: Sequence[Event] = (),
    ) -> Run:
        """Ends a run: its events, its hold (done: `charge` of it, all by default; failed: freed), its state.

        Raises Conflict when it has ended already."""
        with self._db.writing() as c:
            return self._end(c, _running(c, _id(run)), state, charge, reason, said)

    def finished(self, c: Transaction, run: Run, charge: int, said: Sequence[Event]) -> Run:
        """`finish` as done, within the transaction of what the run changed: the change, its price and its telling
        are there together or not at all. More than was held is taken here; raises OutOfCredits when it is not
        there, Conflict when the run has ended already."""
        held = hold_of(c, run.hold).amount if run.hold is not None else 0
        ended = self._end(c, _running(c, run.id), "done", min(charge, held), "", said)
        if charge > held and run.account is not None:
            spend(c, run.account, charge - held, f"run:{run.id}:more", self._db.now(c))
        return ended

    def idle(self, c: Transaction, session: str) -> None:
        """Raises Conflict while a turn is at work on the session. To be asked with the session locked."""
        if (active := _active(c, session)) is not None:
            raise Conflict("a turn is at work on this session", run=active.id)

    def abandon(
        self, older_than: int = LEASE_MS, event: Callable[[Run], Event] | None = None
    ) -> tuple[Run, ...]:
        """Ends the runs that did not beat for `older_than` ms: hold freed, `event(run)` appended."""
        with self._db.writing() as c:
            late = sa.or_(runs.c.epoch != self._db.epoch, runs.c.beat <= self._db.ticks(c) - older_than)
            lost = c.execute(sa.select(runs.c.id).where(runs.c.state == "running", late)).scalars().all()
        ended = []
        for run_id in lost:  # one transaction each, under the session's lock, and looked at again
            with self._db.writing() as c:
                run = find(c, run_id)
                if run is None:
                    continue
                _seat(c, run.session)
                still = sa.select(runs.c.id).where(runs.c.id == run_id, runs.c.state == "running", late)
                if c.execute(still).first() is not None:
                    said = [event(run)] if event is not None else []
                    ended.append(self._end(c, run, "abandoned", 0, "its process was lost", said))
        return tuple(ended)

    def events(
        self, session: str, after: int = 0, limit: int = 500, run: str | None = None
    ) -> list[tuple[int, Event]]:
        """The session's events (of one run when it is named) with numbers above `after`, in order. Takes no lock."""
        query = sa.select(events.c.n, events.c.body).where(events.c.session == session, events.c.n > after)
        if run is not None:
            query = query.where(events.c.run == run)
        with self._db.reading() as c:
            return [
                (row.n, json.loads(row.body)) for row in c.execute(query.order_by(events.c.n).limit(limit))
            ]

    def active(self, session: str) -> Run | None:
        """The session's running turn, if there is one."""
        with self._db.reading() as c:
            return _active(c, session)

    def run(self, run_id: str) -> Run:
        """Raises NotFound."""
        with self._db.reading() as c:
            there = find(c, run_id)
        if there is None:
            raise NotFound("there is no such run")
        return there

    def _end(
        self, c: sa.Connection, run: Run, state: Any, charge: int | None, reason: str, said: Sequence[Event]
    ) -> Run:
        now = self._db.now(c)
        for event in said:
            _append(c, run.session, run.id, event, now)
            fault("after_event")
        if run.hold is not None:
            _close(c, run.hold, charge if state == "done" else 0, now, reason)
        value = {"state": state, "reason": reason[:1000], "ended_ms": now}
        c.execute(runs.update().where(runs.c.id == run.id).values(value))
        fault("after_finish")
        return replace(run, **value)


def forget(c: sa.Connection, session: str, now: int) -> None:
    """Within a transaction that deletes a session: frees what its running turn holds, and drops its runs."""
    active = _active(c, session)
    if active is not None and active.hold is not None:
        settle(c, active.hold, "void", None, now, "the session was deleted")
    c.execute(events.delete().where(events.c.session == session))
    c.execute(runs.delete().where(runs.c.session == session))


def find(c: sa.Connection, run_id: str) -> Run | None:
    """A run by its id, within a transaction."""
    return _run(c, runs.c.id == run_id)


def _close(c: sa.Connection, hold: str, charge: int | None, now: int, reason: str) -> None:
    try:
        settle(c, hold, "void" if charge == 0 else "post", charge, now, reason)
    except Conflict:  # it expired under a turn that ran for too long: the credits are back, the turn is free
        return


def _same(c: sa.Connection, session: str, key: str | None, body_hash: str) -> Run | None:
    if key is not None and (there := _run(c, runs.c.session == session, runs.c.key == key)) is not None:
        if there.body_hash != body_hash:
            raise Conflict("that key was used for another message", run=there.id)
        return there
    active = _active(c, session)
    if active is None:
        return None
    if active.body_hash == body_hash and body_hash and (key is None or active.key is None):
        return active
    raise Conflict("the session is busy with another message", run=active.id)


def _own(c: sa.Connection, account: str, key: str, session: str, now: int) -> None:
    """Binds an account's key to the session it is used in. Raises Conflict where it was used in another."""
    mine = (keys.c.scope == f"run:{account}", keys.c.key == key)
    row = c.execute(sa.select(keys.c.body_hash, keys.c.expires_ms).where(*mine)).first()
    if row is not None and row.expires_ms > now:
        if row.body_hash != session:
            raise Conflict("that key was used in another session")
        return
    c.execute(keys.delete().where(*mine))
    value = {"scope": f"run:{account}", "key": key, "body_hash": session, "created_ms": now}
    c.execute(keys.insert().values(value | {"expires_ms": now + DAY_MS}))


def _seat(c: sa.Connection, session: str) -> None:
    """Makes writers of one session wait for each other. Raises NotFound."""
    if c.execute(sa.select(sessions.c.id).where(sessions.c.id == session).with_for_update()).first() is None:
        raise NotFound("there is no such session")


def _running(c: sa.Connection, run_id: str) -> Run:
    session = c.execute(sa.select(runs.c.session).where(runs.c.id == run_id)).scalar()
    if session is None:
        raise NotFound("there is no such run")
    _seat(c, session)
    run = find(c, run_id)
    if run is None or run.state != "running":
        raise Conflict("the run has ended", state="gone" if run is None else run.state)
    return run


def _append(c: sa.Connection, session: str, run: str, event: Event, now: int) -> int:
    body = json.dumps(event, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    c.execute(sessions.update().where(sessions.c.id == session).values(events=sessions.c.events + 1))
    n = c.execute(sa.select(sessions.c.events).where(sessions.c.id == session)).scalar_one()
    c.execute(
        events.insert().values({"session": session, "n": n, "run": run, "body": body, "created_ms": now})
    )
    return int(n)


def _active(c: sa.Connection, session: str) -> Run | None:
    return _run(c, runs.c.session == session, runs.c.state == "running")


def _run(c: sa.Connection, *where: sa.ColumnElement[bool]) -> Run | None:
    columns = [runs.c[name] for name in Run.__dataclass_fields__ if name != "attached"]
    row = c.execute(sa.select(*columns).where(*where)).first()
    return None if row is None else Run(*row)


def _id(run: Run | str) -> str:
    return run if isinstance(run, str) else run.id
