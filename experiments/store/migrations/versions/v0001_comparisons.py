"""The tables of schema version 1: comparisons, the runs they share, and what each run counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _stamp()
    _comparison()
    _run()
    _what_refers_to_runs()


def _stamp() -> None:
    op.create_table(
        "diversion_meta",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_diversion_meta")),
    )
    op.execute("INSERT INTO diversion_meta (key, value) VALUES ('schema', '1')")


def _comparison() -> None:
    op.create_table(
        "comparison",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locality", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("regimes", sa.JSON, nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("years", sa.Integer, nullable=False),
        sa.Column("run_in", sa.Integer, nullable=False),
        sa.Column("replicates", sa.Integer, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("fixed_parameters", sa.Boolean, nullable=False),
        sa.Column("engine_version", sa.String(80), nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_comparison_fingerprint")),
    )


def _run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("identity", sa.String(64), nullable=False),
        sa.Column("scenario", sa.String(64), nullable=False),
        sa.Column("regime", sa.String(200), nullable=False),
        sa.Column("replicate", sa.Integer, nullable=False),
        sa.Column("seed", sa.String(24), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("engine_version", sa.String(80), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.CheckConstraint("status IN ('pending', 'running', 'succeeded', 'failed')", name=op.f("ck_run_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("identity", name=op.f("uq_run_identity")),
    )
    op.create_index(op.f("ix_run_scenario"), "run", ["scenario"])


def _what_refers_to_runs() -> None:
    op.create_table(
        "comparison_run",
        sa.Column("comparison_id", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_id"], ["comparison.id"], name=op.f("fk_comparison_run_comparison_id_comparison")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_comparison_run_run_id_run")),
        sa.PrimaryKeyConstraint("comparison_id", "run_id", name=op.f("pk_comparison_run")),
    )
    op.create_index(op.f("ix_comparison_run_run_id"), "comparison_run", ["run_id"])
    op.create_table(
        "outcome",
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("value", sa.Double, nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_outcome_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_outcome")),
    )
