"""Schema version 4: what was declared of every parameter when runs were computed, once for each digest of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table; of what was kept before nobody knows what was declared."""
    op.create_table(
        "declared",
        sa.Column("digest", sa.String(16), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_declared")),
    )
    op.execute("UPDATE diversion_meta SET value = '4' WHERE key = 'schema'")
