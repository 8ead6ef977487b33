"""Schema version 3: scenarios that people saved by name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of links."""
    op.create_table(
        "link",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_link")),
    )
    op.execute("UPDATE diversion_meta SET value = '3' WHERE key = 'schema'")
