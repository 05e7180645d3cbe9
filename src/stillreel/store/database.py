"""The database: one engine, two kinds of transactions, one clock. The same code on SQLite and on Postgres.

SQLite runs with a rollback journal and full sync: the write-ahead log of the library that Python carries
can corrupt a database with two connections (fixed in SQLite 3.51.3). Writers start with BEGIN IMMEDIATE, so a
transaction that has begun cannot fail on a lock. On Postgres a writer takes row locks and advisory locks in one
order (`lock`), so nothing has to be tried again; what still fails is `Unavailable`, and re-sending is safe.
Invariant: what a `with writing()` block did is there whole, or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ..errors import DiskFull, StillreelError, Unavailable
from ..faults import fault as fault
from .tables import HEAD

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
        options: dict[str, Any] = {"connect_args": {"timeout": 20}} if self.lite else {"pool_pre_ping": True}
        self.engine = sa.create_engine(_driver(url), pool_size=8, max_overflow=24, **options)
        if self.lite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
        migrate(self.engine)

    def close(self) -> None:
        """Lets go of every connection."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads; on SQLite it waits for no writer but one that is committing."""
        with self._told(), self.engine.begin() as connection:
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
    def _told(self) -> Iterator[None]:
        """Says what a driver says in words of ours."""
        try:
            yield
        except StillreelError:
            raise
        except (sa.exc.OperationalError, sa.exc.InternalError, sa.exc.TimeoutError) as error:
            text = str(getattr(error, "orig", None) or error)
            if "disk is full" in text or "No space left" in text:
                raise DiskFull("the disk is full") from None
            raise Unavailable(f"the database did not answer: {text.splitlines()[0]}", retry_after=2) from None


def migrate(engine: sa.Engine) -> None:
    """Brings the database to `tables.HEAD`. Refuses one that a newer release has written.

    One transaction: a migration that was killed half-way has not happened."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7051)"))
        there = sa.inspect(connection).has_table("alembic_version")
        query = sa.text("SELECT version_num FROM alembic_version")
        version = connection.execute(query).scalar() if there else None
        if version == HEAD:
            return
        if version is not None and version > HEAD:
            raise Unavailable(
                f"the data was written by a newer release (schema {version}, this one knows {HEAD})",
                remedy="Install the newer release, or use another data folder.",
            )
        upgrade(connection, "head")


def upgrade(connection: sa.Connection, target: str) -> None:
    """Runs the migrations up to `target` over an open transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1).replace(
        "postgres://", "postgresql+psycopg://", 1
    )


def _prepare_sqlite(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # our transactions say BEGIN themselves, not the driver
    for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=20000"):
        raw.execute(f"PRAGMA {pragma}").fetchall()


def _server_ms(c: sa.Connection) -> int:
    return int(
        c.execute(sa.text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")).scalar_one()
    )


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:  # no such file: another system; a reboot there at worst delays a lease by its length
        return "machine"
