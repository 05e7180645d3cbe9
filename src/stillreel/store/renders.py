"""Export jobs as rows: submitted once per id, claimed fairly, kept by heartbeats, published behind a fence.

The states and their moves are those of `jobs.states`, as SQL. A claim raises `attempt`; every later word of a
worker names its attempt, and the database refuses an older one. Fair means: the account that was served least
(start-time fair queuing by cost) goes first, and one session has one job in work. Invariant: final stays final.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from ..errors import Conflict, NotFound
from .database import Database, fault
from .tables import renders, shares

ATTEMPTS = 3
"""A job that lost this many workers is poison: it fails and the queue moves on."""
LEASE_MS = 15_000
_CLOCK = "*"  # the row of `shares` that carries the virtual time of the queue

State = Literal["pending", "processing", "completed", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Render:
    """One export of one account. `progress` is a share 0..1, `output` what a finished one is (`blob` its file's
    id), `reason` why one failed, `expired_ms` since when
    its file is not kept any more; `attached` says that this call found the job rather than made it."""

    account: str
    id: str
    session: str
    body_hash: str
    payload: dict[str, Any]
    state: State
    attempt: int
    progress: float
    reason: str
    output: dict[str, Any] | None
    blob: str | None
    created_ms: int
    started_ms: int | None
    ended_ms: int | None
    expired_ms: int | None = None
    attached: bool = field(default=False, compare=False)

    @property
    def final(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self.state in ("completed", "failed", "cancelled")


_FIELDS = [name for name in Render.__dataclass_fields__ if name != "attached"]
COLUMNS = [renders.c[name] for name in _FIELDS]


class Renders:
    """The queue of exports. Each verb is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def submit(
        self,
        account: str,
        id: str,
        body_hash: str,
        payload: dict[str, Any],
        *,
        session: str = "",
        cost: int = 1000,
        needs: Iterable[str] = (),
        callback: str | None = None,
    ) -> Render:
        """A new job; the same id and body is the same job. `cost` is its share of the machine (e.g. ms of video),
        `needs` the files that must stay until it ends, `callback` where its end is told.

        Raises Conflict for another body under the id."""
        with self._db.writing() as c:
            self._db.lock(c, f"render:{account}:{id}")
            there = _one(c, account, id)
            if there is not None:
                if there.body_hash != body_hash:
                    raise Conflict("that id was used for another export", id=id)
                return _with(there, attached=True)
            row = {
                "account": account, "id": id, "session": session, "body_hash": body_hash,
                "payload": json.dumps(payload), "needs": json.dumps(sorted(set(needs))), "cost": max(1, cost),
                "state": "pending", "attempt": 0, "handed_back": 0, "progress": 0.0, "reason": "", "worker": "",
                "epoch": "", "until": 0, "created_ms": self._db.now(c),
                "callback": callback,
            }  # fmt: skip
            c.execute(renders.insert().values(row))
            made = _one(c, account, id)
            fault("after_submit")
        assert made is not None
        return made

    def claim(self, worker: str, lease_ms: int = LEASE_MS) -> Render | None:
        """The job that is due next, for this worker until the lease ends; None when there is none.

        A job whose lease is out comes first; one that lost 3 workers fails instead."""
        with self._db.writing() as c:
            self._db.lock(c, "claim")
            row = self._lost(c) or self._fairest(c)
            if row is None:
                return None
            value = {
                "state": "processing", "attempt": row.attempt + 1, "worker": worker[:100],
                "epoch": self._db.epoch, "until": self._db.ticks(c) + lease_ms,
                "started_ms": row.started_ms or self._db.now(c),
            }  # fmt: skip
            c.execute(renders.update().where(*_key(row)).values(value))
            fault("after_claim")
            return _one(c, row.account, row.id)

    def beat(self, render: Render, attempt: int, lease_ms: int = LEASE_MS) -> None:
        """Keeps the lease. Raises Conflict when the job is not this attempt's any more: stop at once."""
        with self._db.writing() as c:
            value = {"until": self._db.ticks(c) + lease_ms, "epoch": self._db.epoch}
            _fenced(c, render, attempt, value)

    def progress(self, render: Render, attempt: int, share: float) -> None:
        """How far the job is (0..1); less than before changes nothing. Raises Conflict like `beat`."""
        share = min(1.0, max(0.0, share))
        with self._db.writing() as c:
            best = sa.case((renders.c.progress > share, renders.c.progress), else_=share)
            _fenced(c, render, attempt, {"progress": best})

    def publish(
        self, render: Render, attempt: int, output: dict[str, Any], *, blob: str | None = None
    ) -> Render:
        """The file is there (stored and synced before this call): completed. Raises Conflict like `beat`."""
        fault("before_publish")
        with self._db.writing() as c:
            value = {"state": "completed", "progress": 1.0, "output": json.dumps(output), "blob": blob}
            return _fenced(c, render, attempt, value | {"ended_ms": self._db.now(c)})

    def fail(self, render: Render, attempt: int, reason: str) -> Render:
        """It cannot be done; `reason` is for people. Raises Conflict like `beat`."""
        with self._db.writing() as c:
            value = {"state": "failed", "reason": reason[:2000], "ended_ms": self._db.now(c)}
            return _fenced(c, render, attempt, value)

    def release(self, render: Render, attempt: int) -> None:
        """A worker that stops in good order gives the job back; this does not count as a lost attempt."""
        with self._db.writing() as c:
            value = {"until": 0, "epoch": "-", "handed_back": renders.c.handed_back + 1}
            _fenced(c, render, attempt, value)

    def cancel(self, account: str, id: str) -> Render:
        """The owner's word; the worker learns it by its next beat. Raises NotFound, Conflict when final."""
        with self._db.writing() as c:
            query = sa.select(renders.c.id).where(renders.c.account == account, renders.c.id == id)
            c.execute(query.with_for_update())
            there = _one(c, account, id)
            if there is None:
                raise NotFound("there is no such export")
            if there.final:
                raise Conflict(f"the export is {there.state} already", state=there.state)
            cancel(c, (renders.c.account == account, renders.c.id == id), self._db.now(c))
            return _with(there, state="cancelled")

    def get(self, account: str, id: str) -> Render:
        """Raises NotFound, for somebody else's as for none."""
        with self._db.reading() as c:
            there = _one(c, account, id)
        if there is None:
            raise NotFound("there is no such export")
        return there

    def queue(self) -> dict[str, int]:
        """Counts by state, and `age_ms`: how long the oldest pending job has waited."""
        count = sa.select(renders.c.state, sa.func.count(), sa.func.min(renders.c.created_ms))
        with self._db.reading() as c:
            rows = c.execute(count.group_by(renders.c.state)).all()
            now = self._db.now(c)
        ages = [now - row[2] for row in rows if row[0] == "pending"]
        return {row[0]: row[1] for row in rows} | {"age_ms": max([0, *ages])}

    def _lost(self, c: sa.Connection) -> Any:
        """A job whose lease is out; those that lost too many workers fail on the way."""
        out = sa.or_(renders.c.epoch != self._db.epoch, renders.c.until <= self._db.ticks(c))
        lost = (renders.c.state == "processing", out)
        reason = f"the export was given up after {ATTEMPTS} attempts"
        c.execute(
            renders.update()
            .where(*lost, renders.c.attempt - renders.c.handed_back >= ATTEMPTS)
            .values(state="failed", reason=reason, ended_ms=self._db.now(c))
        )
        query = sa.select(renders).where(*lost).order_by(renders.c.created_ms, renders.c.id).limit(1)
        return c.execute(query.with_for_update(skip_locked=True)).first()

    def _fairest(self, c: sa.Connection) -> Any:
        """The oldest job of the account that was served least, and its cost put down to the account."""
        busy, own = renders.alias("busy"), sa.func.coalesce(shares.c.served, 0)
        clock = c.execute(sa.select(shares.c.served).where(shares.c.account == _CLOCK)).scalar() or 0
        start = sa.case((own > clock, own), else_=clock)
        working = (
            sa.select(sa.func.count())
            .where(busy.c.account == renders.c.account, busy.c.state == "processing")
            .scalar_subquery()
        )
        taken = sa.exists().where(
            busy.c.session == renders.c.session, busy.c.session != "", busy.c.state == "processing"
        )
        query = (
            sa.select(renders, start.label("start"))
            .select_from(renders.outerjoin(shares, shares.c.account == renders.c.account))
            .where(renders.c.state == "pending", ~taken)
            .order_by(start, working, renders.c.created_ms, renders.c.id)
            .limit(1)
        )
        row = c.execute(query.with_for_update(of=renders, skip_locked=True)).first()
        if row is not None:
            _serve(c, row.account, row.start + row.cost)
            _serve(c, _CLOCK, row.start)
        return row


def waiting(database: Database, account: str) -> int:
    """How many exports of an account are not finished."""
    going = (renders.c.account == account, renders.c.state.in_(("pending", "processing")))
    with database.reading() as c:
        return int(c.execute(sa.select(sa.func.count()).select_from(renders).where(*going)).scalar_one())


def cancel(c: sa.Connection, where: Iterable[sa.ColumnElement[bool]], now: int) -> None:
    """Within a transaction: cancels the jobs that are not final."""
    going = renders.c.state.in_(("pending", "processing"))
    c.execute(renders.update().where(*where, going).values(state="cancelled", ended_ms=now))


def _serve(c: sa.Connection, account: str, served: int) -> None:
    changed = c.execute(shares.update().where(shares.c.account == account).values(served=served))
    if changed.rowcount == 0:
        c.execute(shares.insert().values(account=account, served=served))


def _fenced(c: sa.Connection, render: Render, attempt: int, value: dict[str, Any]) -> Render:
    mine = (renders.c.attempt == attempt, renders.c.state == "processing")
    if c.execute(renders.update().where(*_key(render), *mine).values(value)).rowcount != 1:
        there = _one(c, render.account, render.id)
        state, now = ("gone", 0) if there is None else (there.state, there.attempt)
        raise Conflict(
            f"the export is {state} in attempt {now}, not {attempt}'s any more", state=state, attempt=now
        )
    there = _one(c, render.account, render.id)
    assert there is not None
    return there


def _key(row: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return renders.c.account == row.account, renders.c.id == row.id


def _one(c: sa.Connection, account: str, id: str) -> Render | None:
    row = c.execute(sa.select(*COLUMNS).where(renders.c.account == account, renders.c.id == id)).first()
    return None if row is None else render_of(row, COLUMNS)


def render_of(row: Any, columns: Iterable[sa.Column[Any]]) -> Render:
    """A row that holds these columns, as a value."""
    value = {column.name: row._mapping[column] for column in columns}
    value["payload"] = json.loads(value["payload"])
    value["output"] = json.loads(value["output"]) if value["output"] is not None else None
    return Render(**value)


def _with(render: Render, **change: Any) -> Render:
    return Render(**{n: getattr(render, n) for n in Render.__dataclass_fields__} | change)
