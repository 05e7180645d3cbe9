"""Accounts, tokens, the ledger, runs and their events, idempotency keys, and render jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    _accounts()
    _keys()
    _renders()
    _shares()
    _events()
    _grants()
    _ledger()
    _links()
    _tokens()
    _runs()
    _sessions_more()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=128), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("frozen", sa.BigInteger(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("frozen >= 0 AND frozen <= total", name="accounts_never_owe"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("accounts_by_client", "accounts", ["client_id"], unique=True)
    op.create_index("accounts_by_email", "accounts", ["email"], unique=True)


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key"),
    )
    op.create_index("keys_by_expiry", "keys", ["expires_ms"], unique=False)


def _renders() -> None:
    op.create_table(
        "renders",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("handed_back", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("worker", sa.String(length=100), nullable=False),
        sa.Column("epoch", sa.String(length=64), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("started_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("told_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'completed') = (output IS NOT NULL)", name="renders_output"),
        sa.CheckConstraint(
            "state IN ('pending', 'processing', 'completed', 'failed', 'cancelled')", name="renders_states"
        ),
        sa.CheckConstraint("progress >= 0 AND progress <= 1", name="renders_progress"),
        sa.PrimaryKeyConstraint("account", "id"),
    )
    op.create_index("renders_by_session", "renders", ["session", "state"], unique=False)
    op.create_index("renders_by_state", "renders", ["state", "created_ms"], unique=False)


def _shares() -> None:
    op.create_table(
        "shares",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("served", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session", "n"),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=128), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name="grants_give"),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("grants_by_address", "grants", ["address", "created_ms"], unique=False)
    op.create_index("grants_by_client", "grants", ["client_id", "created_ms"], unique=False)


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("hold", sa.String(length=64), nullable=True),
        sa.Column("key", sa.String(length=255), nullable=True),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(kind = 'hold') = (until_ms IS NOT NULL)", name="ledger_holds_end"),
        sa.CheckConstraint(
            "(kind IN ('grant', 'hold')) = (hold IS NULL)", name="ledger_ends_name_their_hold"
        ),
        sa.CheckConstraint("kind IN ('grant', 'hold', 'post', 'void', 'expire')", name="ledger_kinds"),
        sa.CheckConstraint("amount > 0", name="ledger_moves"),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hold"],
            ["ledger.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ledger_by_key", "ledger", ["account", "key"], unique=True)
    op.create_index(
        "ledger_by_until",
        "ledger",
        ["until_ms"],
        unique=False,
        sqlite_where=sa.text("kind = 'hold'"),
        postgresql_where=sa.text("kind = 'hold'"),
    )
    op.create_index("ledger_one_end", "ledger", ["hold"], unique=True)


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=True),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
        ),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("links_by_session", "links", ["session"], unique=False)


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scopes", sa.String(length=100), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=True),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
        ),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("tokens_by_account", "tokens", ["account", "created_ms"], unique=False)
    op.create_index("tokens_by_id", "tokens", ["id"], unique=True)


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=True),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("hold", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(length=64), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('running', 'done', 'failed', 'abandoned')", name="runs_states"),
        sa.ForeignKeyConstraint(
            ["hold"],
            ["ledger.id"],
        ),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("runs_by_key", "runs", ["session", "key"], unique=True)
    op.create_index(
        "runs_one_active",
        "runs",
        ["session"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index("holdings_by_asset", "holdings", ["asset"], unique=False)


def _sessions_more() -> None:
    op.add_column("sessions", sa.Column("account", sa.String(length=64), nullable=True))
    op.add_column("sessions", sa.Column("task_id", sa.String(length=64), server_default="", nullable=False))
    op.add_column("sessions", sa.Column("events", sa.Integer(), server_default="0", nullable=False))
    op.create_index("sessions_by_account", "sessions", ["account", "updated_ms"], unique=False)
