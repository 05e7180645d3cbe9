"""The tables, stated once; migrations bring a database to this shape and a test compares the two.

Rows of `revisions`, `assets` and `holdings` are written once and never changed. A session is a pointer
(`head`) into its revisions and a `version` that grows with every move of it: writers meet on `version`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

HEAD = "0001"
"""The newest migration; a database that says so needs no migrating (and alembic is not imported)."""

metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("lang", String(16), nullable=False),
    Column("head", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("session", String(64), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("parent", Integer, nullable=True),
    Column("draft", Text, nullable=False),
    Column("edits", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

assets = Table(
    "assets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("facts", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

holdings = Table(
    "holdings",
    metadata,
    Column("session", String(64), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("asset", String(64), ForeignKey("assets.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Index("holdings_by_position", "session", "position"),
)
