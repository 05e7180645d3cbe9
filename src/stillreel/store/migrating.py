"""Brings a database to the newest shape, in one transaction; refuses, in words, what it cannot bring there.

A migration that was killed half-way has not happened: on SQLite and on Postgres tables change within transactions.
Two processes that start at once wait for each other.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from ..errors import Unavailable
from ..faults import fault
from .tables import HEAD, metadata


def migrate(engine: sa.Engine) -> None:
    """Brings the database to `tables.HEAD`. Raises Unavailable for one that a newer release has written, or that
    is not ours."""
    with engine.begin() as c:
        if engine.dialect.name == "sqlite":
            c.exec_driver_sql("BEGIN IMMEDIATE" if _version(c) != HEAD else "BEGIN")
        else:
            c.exec_driver_sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            c.execute(sa.text("SELECT pg_advisory_xact_lock(7051)"))
        version = _version(c)
        if version == HEAD:
            return
        if version is not None and version > HEAD:
            raise Unavailable(
                f"the data was written by a newer release (schema {version}, this one knows {HEAD})",
                remedy="Install the newer release, or use another data folder.",
            )
        if version is None and (
            strange := sorted(set(sa.inspect(c).get_table_names()) & set(metadata.tables))
        ):
            raise Unavailable(
                f"the database has tables of our names ({', '.join(strange[:3])}) but does not say their version",
                remedy="Restore it from a copy, or use an empty database.",
            )
        upgrade(c, "head")
        fault("before_migrated")


def upgrade(connection: sa.Connection, target: str) -> None:
    """Runs the migrations up to `target` over an open transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _version(c: sa.Connection) -> str | None:
    if not sa.inspect(c).has_table("alembic_version"):
        return None
    return c.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
