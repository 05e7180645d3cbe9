"""The tables, stated once; migrations bring a database to this shape and a test compares the two.

Rows of `revisions`, `assets`, `holdings`, `ledger` and `events` are written once and never changed. A session is a
pointer (`head`) into its revisions and a `version` that grows with every move of it: writers meet on `version`.
An account's `total` and `frozen` are the sums of its ledger, moved in the transaction that writes the entry;
the checks below are the last word when code is wrong. Times are ms since 1970; `until` and `epoch` are a lease.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

HEAD = "0003"
"""The newest migration; a database that says so needs no migrating (and alembic is not imported)."""

metadata = MetaData()


def _session_key(**words: bool) -> Column[str]:
    return Column("session", String(64), ForeignKey("sessions.id", ondelete="CASCADE"), **words)  # type: ignore[arg-type]


accounts = Table(
    "accounts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("client_id", String(128), nullable=True),
    Column("email", String(254), nullable=True),
    Column("password", String(200), nullable=True),
    Column("total", BigInteger, nullable=False),
    Column("frozen", BigInteger, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    CheckConstraint("frozen >= 0 AND frozen <= total", name="accounts_never_owe"),
    Index("accounts_by_client", "client_id", unique=True),
    Index("accounts_by_email", "email", unique=True),
)

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
    Column("account", String(64), nullable=True),
    Column("task_id", String(64), nullable=False, server_default=""),
    Column("events", Integer, nullable=False, server_default="0"),
    Index("sessions_by_account", "account", "updated_ms"),
)

revisions = Table(
    "revisions",
    metadata,
    _session_key(primary_key=True),
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
    _session_key(primary_key=True),
    Column("asset", String(64), ForeignKey("assets.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Index("holdings_by_position", "session", "position"),
    Index("holdings_by_asset", "asset"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("id", String(64), nullable=False),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(100), nullable=False),
    Column("scopes", String(100), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=True),
    Column("revoked_ms", BigInteger, nullable=True),
    Index("tokens_by_account", "account", "created_ms"),
    Index("tokens_by_id", "id", unique=True),
)

grants = Table(
    "grants",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("client_id", String(128), nullable=False),
    Column("address", String(64), nullable=False),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    CheckConstraint("amount >= 0", name="grants_give"),
    Index("grants_by_client", "client_id", "created_ms"),
    Index("grants_by_address", "address", "created_ms"),
)

links = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("session", String(64), nullable=False),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    Column("expires_ms", BigInteger, nullable=True),
    Column("used_ms", BigInteger, nullable=True),
    Index("links_by_session", "session"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("hold", String(64), ForeignKey("ledger.id"), nullable=True),
    Column("key", String(255), nullable=True),
    Column("until_ms", BigInteger, nullable=True),
    Column("reason", String(200), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    CheckConstraint("amount > 0", name="ledger_moves"),
    CheckConstraint("kind IN ('grant', 'hold', 'post', 'void', 'expire')", name="ledger_kinds"),
    CheckConstraint("(kind IN ('grant', 'hold')) = (hold IS NULL)", name="ledger_ends_name_their_hold"),
    CheckConstraint("(kind = 'hold') = (until_ms IS NOT NULL)", name="ledger_holds_end"),
    Index("ledger_one_end", "hold", unique=True),
    Index("ledger_by_key", "account", "key", unique=True),
    Index(
        "ledger_by_until",
        "until_ms",
        sqlite_where=text("kind = 'hold'"),
        postgresql_where=text("kind = 'hold'"),
    ),
)

_running = text("state = 'running'")
runs = Table(
    "runs",
    metadata,
    Column("id", String(64), primary_key=True),
    _session_key(nullable=False),
    Column("account", String(64), nullable=True),
    Column("text", Text, nullable=False),
    Column("key", String(255), nullable=True),
    Column("body_hash", String(64), nullable=False),
    Column("hold", String(64), ForeignKey("ledger.id"), nullable=True),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("epoch", String(64), nullable=False),
    Column("beat", BigInteger, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger, nullable=True),
    CheckConstraint("state IN ('running', 'done', 'failed', 'abandoned')", name="runs_states"),
    Index("runs_one_active", "session", unique=True, sqlite_where=_running, postgresql_where=_running),
    Index("runs_by_key", "session", "key", unique=True),
)

events = Table(
    "events",
    metadata,
    _session_key(primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("run", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("scope", String(200), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("status", Integer, nullable=True),
    Column("reply", Text, nullable=True),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Index("keys_by_expiry", "expires_ms"),
)

renders = Table(
    "renders",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("id", String(128), primary_key=True),
    Column("session", String(64), nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("payload", Text, nullable=False),
    Column("needs", Text, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("handed_back", Integer, nullable=False),
    Column("progress", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("output", Text, nullable=True),
    Column("blob", String(64), nullable=True),
    Column("worker", String(100), nullable=False),
    Column("epoch", String(64), nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("started_ms", BigInteger, nullable=True),
    Column("ended_ms", BigInteger, nullable=True),
    Column("told_ms", BigInteger, nullable=True),
    Column("callback", Text, nullable=True),
    Column("told_tries", Integer, nullable=False, server_default="0"),
    Column("told_due_ms", BigInteger, nullable=False, server_default="0"),
    Column("expired_ms", BigInteger, nullable=True),
    CheckConstraint(
        "state IN ('pending', 'processing', 'completed', 'failed', 'cancelled')", name="renders_states"
    ),
    CheckConstraint("progress >= 0 AND progress <= 1", name="renders_progress"),
    CheckConstraint("(state = 'completed') = (output IS NOT NULL)", name="renders_output"),
    Index("renders_by_state", "state", "created_ms"),
    Index("renders_by_session", "session", "state"),
    Index(
        "renders_to_tell",
        "told_due_ms",
        sqlite_where=text("callback IS NOT NULL AND told_ms IS NULL AND ended_ms IS NOT NULL"),
        postgresql_where=text("callback IS NOT NULL AND told_ms IS NULL AND ended_ms IS NOT NULL"),
    ),
    Index("renders_by_blob", "blob"),
)

shares = Table(
    "shares",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("served", BigInteger, nullable=False),
)
