"""The database: one engine, two kinds of transactions, one clock. The same code on SQLite and on Postgres.

SQLite runs with a rollback journal and full sync: the write-ahead log of the library that Python carries
can corrupt a database with two connections (fixed in SQLite 3.51.3). Writers start with BEGIN IMMEDIATE, so a
transaction that has begun cannot fail on a lock. On Postgres a writer takes row locks and advisory locks in one
order (`lock`), so nothing has to be tried again; what still fails is `Unavailable`, and re-sending is safe.
Invariant: what a `with writing()` block did is there whole, or not at all.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ..errors import DiskFull, StillreelError, Unavailable
from ..faults import fault as fault
from .migrating import migrate

LOG = logging.getLogger("stillreel.store")
Clock = Callable[[], int]
Transaction = sa.Connection
"""What is open between the begin and the commit of `writing`; others hand it on and do not look inside."""


class Database:
    """One database by URL. Safe to use from threads; several processes may share it.

    `clock` (ms since 1970) and `ticks` (ms that never leap) are for tests; by default both come from the
    machine, or on Postgres from the server, which is the one clock that all machines share."""

    def __init__(self, url: str, *, clock: Clock | None = None, ticks: Clock | None = None) -> None:
        self.lite = url.startswith("sqlite")
        self._clock, self._ticks = clock, ticks or clock
        self.epoch = "" if self._ticks or not self.lite else _boot()
        """Names the run of the machine that `ticks` belong to; leases of another epoch are out."""
        self.engine = _engine(url, self.lite)
        self._reader = self.engine
        if not self.lite:
            self._reader = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with self._told(opening=True):
            migrate(self.engine)

    def close(self) -> None:
        """Lets go of every connection."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads, one state of everything; on SQLite it waits for no writer but one that is
        committing."""
        with self._told(), self._reader.begin() as connection:
            if self.lite:
                connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction: committed at the end of the block, undone by any error. Raises Unavailable, DiskFull."""
        with self._told(), self.engine.begin() as connection:
            if self.lite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            fault("before_commit")
        fault("after_commit")

    def lock(self, c: sa.Connection, name: str) -> None:
        """Waits until no other transaction holds `name`. SQLite has one writer at a time anyway."""
        if not self.lite:
            c.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 7))"), {"name": name})

    def now(self, c: sa.Connection | None = None) -> int:
        """Milliseconds since 1970; with a connection to Postgres, by the server's clock."""
        if self._clock is not None:
            return self._clock()
        if c is None or self.lite:
            return time.time_ns() // 1_000_000
        return _server_ms(c)

    def ticks(self, c: sa.Connection) -> int:
        """Milliseconds for leases: setting this machine's clock does not touch them."""
        if self._ticks is not None:
            return self._ticks()
        return time.monotonic_ns() // 1_000_000 if self.lite else _server_ms(c)

    @contextmanager
    def _told(self, opening: bool = False) -> Iterator[None]:
        """Says what a driver says in words of ours; its own words go to the log, and to who starts the service."""
        try:
            yield
        except StillreelError:
            raise
        except (
            sa.exc.OperationalError,
            sa.exc.InternalError,
            sa.exc.InterfaceError,
            sa.exc.TimeoutError,
        ) as error:
            text = " ".join(str(getattr(error, "orig", None) or error).split())[:300]
            if "disk is full" in text or "No space left" in text:
                raise DiskFull("the disk is full", retry_after=60) from None
            LOG.warning("the database: %s", text)
            what = f"the database cannot be opened: {text}" if opening else "the database does not answer"
            raise Unavailable(what, retry_after=2) from None
        except sa.exc.DatabaseError as error:
            if not opening:
                raise
            raise Unavailable(f"the database cannot be opened: {error.orig}") from None


def _engine(url: str, lite: bool) -> sa.Engine:
    """Connections that give up rather than hang: 3 s to connect, 10 s for a lock, 20 s for a statement."""
    if lite:
        engine = sa.create_engine(url, pool_size=8, max_overflow=24, connect_args={"timeout": 20})
        sa.event.listen(engine, "connect", _prepare_sqlite)
        return engine
    try:
        engine = sa.create_engine(
            _driver(url),
            pool_size=8,
            max_overflow=24,
            pool_timeout=5,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 3,
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 2,
                "tcp_user_timeout": 10_000,
                "application_name": "stillreel",
            },
        )
    except ModuleNotFoundError:
        remedy = "pip install 'stillreel[postgres]'."
        raise Unavailable("the driver for PostgreSQL is not installed", remedy=remedy) from None
    except sa.exc.ArgumentError:
        raise Unavailable(
            "DATABASE_URL is no address of a database", remedy="postgresql://user@host/name"
        ) from None
    sa.event.listen(engine, "connect", _prepare_postgres)
    return engine


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1).replace(
        "postgres://", "postgresql+psycopg://", 1
    )


def _prepare_sqlite(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # our transactions say BEGIN themselves, not the driver
    for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=20000"):
        raw.execute(f"PRAGMA {pragma}").fetchall()


def _prepare_postgres(raw: Any, _record: object) -> None:
    raw.autocommit = True
    raw.execute(
        "SET statement_timeout = '20s'; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'"
    )
    raw.autocommit = False


def _server_ms(c: sa.Connection) -> int:
    return int(
        c.execute(sa.text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")).scalar_one()
    )


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:  # no such file: another system; a reboot there at worst delays a lease by its length
        return "machine"
