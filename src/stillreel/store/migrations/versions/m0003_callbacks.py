"""Callbacks as part of their export, and exports that are no longer kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    op.add_column("renders", sa.Column("callback", sa.Text(), nullable=True))
    op.add_column("renders", sa.Column("told_tries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("renders", sa.Column("told_due_ms", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("renders", sa.Column("expired_ms", sa.BigInteger(), nullable=True))
    owed = sa.text("callback IS NOT NULL AND told_ms IS NULL AND ended_ms IS NOT NULL")
    op.create_index(
        "renders_to_tell", "renders", ["told_due_ms"], unique=False, sqlite_where=owed, postgresql_where=owed
    )
    op.create_index("renders_by_blob", "renders", ["blob"], unique=False)
