"""The tables of schema version 2: a comparison becomes an experiment with one scenario, and everything it had is kept."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

STATUS = "status IN ('pending', 'running', 'succeeded', 'failed')"


def upgrade() -> None:
    """Make the new tables, carry the old ones over, drop them."""
    _provenance()
    _runs()
    _outcomes()
    _experiments()
    _scenarios()
    op.drop_table("comparison_run")
    op.drop_table("comparison")
    _run_table()
    op.execute("UPDATE diversion_meta SET value = '2' WHERE key = 'schema'")
    _check_references()


def _provenance() -> None:
    table = op.create_table(
        "provenance",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provenance")),
        sa.UniqueConstraint("digest", name=op.f("uq_provenance_digest")),
    )
    versions = "SELECT engine_version FROM run UNION SELECT engine_version FROM comparison ORDER BY 1"
    for version in op.get_bind().scalars(sa.text(versions)).all():
        content = {"engine_version": version}
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        op.execute(table.insert().values(digest=digest, content=content))


def _provenance_ids() -> dict[str, int]:
    table = sa.table("provenance", sa.column("id", sa.Integer), sa.column("content", sa.JSON))
    rows = op.get_bind().execute(sa.select(table.c.id, table.c.content)).all()
    return {content["engine_version"]: number for number, content in rows}


def _runs() -> None:
    op.add_column("run", sa.Column("provenance_id", sa.Integer))
    run = sa.table("run", sa.column("engine_version", sa.String), sa.column("provenance_id", sa.Integer))
    for version, number in _provenance_ids().items():
        op.execute(run.update().where(run.c.engine_version == version).values(provenance_id=number))
    with op.batch_alter_table("run", copy_from=_old_runs()) as batch:
        batch.drop_index(op.f("ix_run_scenario"))
        batch.drop_column("scenario")
        batch.drop_column("engine_version")
        batch.alter_column("provenance_id", existing_type=sa.Integer, nullable=False)
        batch.create_foreign_key(op.f("fk_run_provenance_id_provenance"), "provenance", ["provenance_id"], ["id"])


def _old_runs() -> sa.Table:
    """The table to change, in full: what Alembic finds out about a table of SQLite depends on Alembic's version."""
    return sa.Table(
        "run",
        sa.MetaData(),
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
        sa.Column("provenance_id", sa.Integer),
        sa.CheckConstraint(STATUS, name=op.f("ck_run_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("identity", name=op.f("uq_run_identity")),
        sa.Index(op.f("ix_run_scenario"), "scenario"),
    )


def _outcomes() -> None:
    op.rename_table("outcome", "old_outcome")
    if op.get_bind().dialect.name == "postgresql":  # where the name of a key is the name of an index of its own
        op.execute("ALTER TABLE old_outcome RENAME CONSTRAINT pk_outcome TO pk_old_outcome")
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("name", name=op.f("uq_measure_name")),
    )
    op.create_table(
        "outcome",
        sa.Column("run_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("measure_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("value", sa.Double),
        sa.PrimaryKeyConstraint("run_id", "measure_id", name=op.f("pk_outcome")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO measure (name) SELECT DISTINCT name FROM old_outcome ORDER BY name")
    op.execute(
        "INSERT INTO outcome (run_id, measure_id, value) "
        "SELECT run_id, measure.id, value FROM old_outcome JOIN measure ON measure.name = old_outcome.name"
    )
    op.drop_table("old_outcome")


def _experiments() -> None:
    op.create_table(
        "experiment",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locality", sa.String(200), nullable=False),
        sa.Column("regimes", sa.JSON, nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("years", sa.Integer, nullable=False),
        sa.Column("run_in", sa.Integer, nullable=False),
        sa.Column("replicates", sa.Integer, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("fixed_parameters", sa.Boolean, nullable=False),
        sa.Column("scenarios", sa.Integer, nullable=False),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("tables", sa.Boolean, nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("design", sa.JSON, nullable=False),
        sa.Column("provenance_id", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["provenance_id"], ["provenance.id"], name=op.f("fk_experiment_provenance_id_provenance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_experiment_fingerprint")),
    )
    same = "id, fingerprint, title, created, locality, regimes, reference, years, run_in, replicates, seed"
    for version, number in _provenance_ids().items():
        op.execute(
            sa.text(
                f"INSERT INTO experiment ({same}, fixed_parameters, plan,"
                " kind, scenarios, runs, tables, design, provenance_id) "
                f"SELECT {same}, fixed_parameters, plan,"
                f" 'comparison', 1, replicates * json_array_length(regimes), FALSE, '{{}}', {number} "
                "FROM comparison WHERE engine_version = :version ORDER BY id"
            ).bindparams(version=version)
        )
    if op.get_bind().dialect.name == "postgresql":  # whose next number does not follow from the rows
        op.execute("SELECT setval(pg_get_serial_sequence('experiment', 'id'), max(id)) FROM experiment")


def _scenarios() -> None:
    scenario = op.create_table(
        "scenario",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("experiment_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("replicates", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiment.id"], name=op.f("fk_scenario_experiment_id_experiment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
        sa.UniqueConstraint("experiment_id", "number", name=op.f("uq_scenario_experiment_id")),
    )
    op.create_table(
        "scenario_run",
        sa.Column("scenario_id", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_scenario_run_scenario_id_scenario")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_scenario_run_run_id_run")),
        sa.PrimaryKeyConstraint("scenario_id", "run_id", name=op.f("pk_scenario_run")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_scenario_run_run_id"), "scenario_run", ["run_id"])
    for number, stop in op.get_bind().execute(sa.text("SELECT id, replicates FROM experiment ORDER BY id")).all():
        row = {"experiment_id": number, "number": 0, "changes": {}, "replicates": {"start": 0, "stop": stop}}
        op.execute(scenario.insert().values(row))
    op.execute(
        "INSERT INTO scenario_run (scenario_id, run_id) SELECT scenario.id, run_id "
        "FROM comparison_run JOIN scenario ON scenario.experiment_id = comparison_run.comparison_id"
    )


def _run_table() -> None:
    op.create_table(
        "run_table",
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_table_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_run_table")),
    )


def _check_references() -> None:
    """SQLite does not look at references while tables are replaced, so look once at the end."""
    if op.get_bind().dialect.name == "sqlite":
        broken = op.get_bind().exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise ValueError(f"the old tables refer to rows that are missing: {broken[:3]}")
