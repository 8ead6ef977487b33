"""Carries out migrations on the connection that `upgrade.py` hands over; Alembic runs this file."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,  # SQLite changes a table by making a new one
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
