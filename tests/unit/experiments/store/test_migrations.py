"""Databases of older versions are brought up to date with all they hold, and come out like new ones."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Engine, create_engine, inspect, make_url

from diversion import compare
from diversion.experiments.plans.experiment import comparison
from diversion.experiments.plans.making import make_plan
from diversion.experiments.store import records, upgrade
from diversion.experiments.store.address import database_url
from diversion.experiments.store.database import check, connect
from diversion.experiments.store.records import SCHEMA_VERSION, Base
from diversion.experiments.store.store import Store
from diversion.scenarios.facts import values_hash
from diversion.scenarios.parameters import InputError

# The tables of schema version 1, word for word as SQLite and PostgreSQL had them.
VERSION_1 = """
CREATE TABLE comparison (
    id {id} NOT NULL, fingerprint VARCHAR(64) NOT NULL, created {time} NOT NULL, locality VARCHAR(200) NOT NULL,
    title VARCHAR(200) NOT NULL, regimes JSON NOT NULL, reference VARCHAR(200) NOT NULL, years INTEGER NOT NULL,
    run_in INTEGER NOT NULL, replicates INTEGER NOT NULL, seed BIGINT NOT NULL, fixed_parameters BOOLEAN NOT NULL,
    engine_version VARCHAR(80) NOT NULL, plan JSON NOT NULL,
    CONSTRAINT pk_comparison PRIMARY KEY (id), CONSTRAINT uq_comparison_fingerprint UNIQUE (fingerprint));
CREATE TABLE diversion_meta (
    key VARCHAR(40) NOT NULL, value VARCHAR(200) NOT NULL, CONSTRAINT pk_diversion_meta PRIMARY KEY (key));
CREATE TABLE run (
    id {id} NOT NULL, identity VARCHAR(64) NOT NULL, scenario VARCHAR(64) NOT NULL, regime VARCHAR(200) NOT NULL,
    replicate INTEGER NOT NULL, seed VARCHAR(24) NOT NULL, status VARCHAR(10) NOT NULL, error TEXT NOT NULL,
    engine_version VARCHAR(80) NOT NULL, started {time} NOT NULL, seconds {double} NOT NULL,
    CONSTRAINT pk_run PRIMARY KEY (id),
    CONSTRAINT ck_run_status CHECK (status IN ('pending', 'running', 'succeeded', 'failed')),
    CONSTRAINT uq_run_identity UNIQUE (identity));
CREATE INDEX ix_run_scenario ON run (scenario);
CREATE TABLE comparison_run (
    comparison_id INTEGER NOT NULL, run_id INTEGER NOT NULL,
    CONSTRAINT pk_comparison_run PRIMARY KEY (comparison_id, run_id),
    CONSTRAINT fk_comparison_run_comparison_id_comparison FOREIGN KEY(comparison_id) REFERENCES comparison (id),
    CONSTRAINT fk_comparison_run_run_id_run FOREIGN KEY(run_id) REFERENCES run (id));
CREATE INDEX ix_comparison_run_run_id ON comparison_run (run_id);
CREATE TABLE outcome (
    run_id INTEGER NOT NULL, name VARCHAR(80) NOT NULL, value {double},
    CONSTRAINT pk_outcome PRIMARY KEY (run_id, name),
    CONSTRAINT fk_outcome_run_id_run FOREIGN KEY(run_id) REFERENCES run (id))
"""
KINDS = {
    "sqlite": {"id": "INTEGER", "time": "DATETIME", "double": "DOUBLE"},
    "postgresql": {"id": "SERIAL", "time": "TIMESTAMP WITH TIME ZONE", "double": "DOUBLE PRECISION"},
}
# Two comparisons that share a run; one run that failed; one outcome without a value; two versions of the engine.
ROWS = """
INSERT INTO diversion_meta VALUES ('schema', '1');
INSERT INTO comparison VALUES (3, 'first', '2026-01-02 03:04:05.000006', 'blackpool', 'Blackpool', '["none", "pre-arrest"]',
    'none', 3, 1, 2, 7, FALSE, '0.1.0+old', '{"years": 3}');
INSERT INTO comparison VALUES (4, 'second', '2026-02-02 03:04:05.000006', 'blackpool', 'Blackpool', '["none", "pre-arrest"]',
    'none', 3, 1, 3, 7, TRUE, '0.1.0+new', '{"years": 3}');
INSERT INTO run VALUES (1, 'a', 's', 'none', 0, '18446744073709551615', 'succeeded', '', '0.1.0+old',
    '2026-01-02 03:04:05.000006', 0.25);
INSERT INTO run VALUES (2, 'b', 's', 'pre-arrest', 0, '5', 'failed', 'ValueError: bound', '0.1.0+old',
    '2026-01-02 03:04:05.000006', 0.5);
INSERT INTO run VALUES (5, 'c', 's', 'none', 2, '6', 'succeeded', '', '0.1.0+new', '2026-02-02 03:04:05.000006', 0.75);
INSERT INTO comparison_run VALUES (3, 1);
INSERT INTO comparison_run VALUES (3, 2);
INSERT INTO comparison_run VALUES (4, 1);
INSERT INTO comparison_run VALUES (4, 5);
INSERT INTO outcome VALUES (1, 'contacts', 0.30000000000000004);
INSERT INTO outcome VALUES (1, 'arrests', 1e300);
INSERT INTO outcome VALUES (1, 'wait_days', NULL);
INSERT INTO outcome VALUES (5, 'arrests', 2.0)
"""


def write_version_1(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in (VERSION_1.format(**KINDS[engine.dialect.name]) + ";" + ROWS).split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = connect(database_url(url))
    yield opened
    opened.dispose()


def tables(engine: Engine) -> dict[str, Any]:
    """All there is to know of the tables but the order of their columns."""
    look = inspect(engine)
    return {
        name: {
            "columns": sorted(
                (column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(name)
            ),
            "key": look.get_pk_constraint(name),
            "references": sorted(look.get_foreign_keys(name), key=str),
            "unique": sorted(look.get_unique_constraints(name), key=str),
            "checks": [check["name"] for check in look.get_check_constraints(name)],
            "indexes": sorted(look.get_indexes(name), key=str),
            "rows in the key": "WITHOUT ROWID" in _sql(engine, name),
        }
        for name in look.get_table_names()
    }


def _sql(engine: Engine, name: str) -> str:
    if engine.dialect.name != "sqlite":
        return ""
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).scalar())


def migrated(url: URL) -> Engine:
    """A database made by the migrations alone, from nothing."""
    engine = create_engine(url)
    with engine.connect() as connection:
        command.upgrade(upgrade.configured(connection), "head")
        connection.commit()
    return engine


@pytest.fixture
def twin(url: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> URL:
    """A second, empty database of the same kind."""
    if make_url(url).get_backend_name() == "sqlite":
        return make_url(f"sqlite:///{tmp_path_factory.mktemp('twin') / 'runs.sqlite'}")
    new: Callable[[], URL] = request.getfixturevalue("postgresql")
    return new()


def test_the_migrations_lead_to_the_tables_that_the_code_describes(engine: Engine, twin: URL) -> None:
    by_migration = migrated(twin)
    assert tables(by_migration) == tables(engine)
    for each in (by_migration, engine):
        with each.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
            assert context.get_current_revision() == records.revision(SCHEMA_VERSION)
            stamp = connection.exec_driver_sql("SELECT value FROM diversion_meta WHERE key = 'schema'").scalar()
            assert stamp == str(SCHEMA_VERSION)
    by_migration.dispose()


def test_an_old_database_comes_out_like_a_new_one(url: str, twin: URL) -> None:
    write_version_1(url)
    old, new = connect(database_url(url)), migrated(twin)
    assert tables(old) == tables(new)
    old.dispose()
    new.dispose()


def test_every_run_of_an_old_database_is_read_as_before(url: str) -> None:
    write_version_1(url)
    with Store.open(url) as store:
        kept = store.read(["a", "b", "c"])
        assert set(kept) == {"a", "c"}
        first, third = kept["a"], kept["c"]
        assert (first.regime, first.replicate, first.seed, first.seconds) == ("none", 0, 2**64 - 1, 0.25)
        assert (first.outcomes["contacts"], first.outcomes["arrests"]) == (0.1 + 0.2, 1e300)
        assert math.isnan(first.outcomes["wait_days"])
        assert (third.replicate, third.outcomes) == (2, {"arrests": 2.0})


def test_an_old_comparison_is_an_experiment_with_one_scenario(url: str) -> None:
    write_version_1(url)
    with Store.open(url) as store:
        first, second = store.experiments()
        assert (first.id, first.kind, first.engine_version) == (3, "comparison", "0.1.0+old")
        assert (first.runs, first.succeeded, first.failed, first.pending) == (4, 1, 1, 2)
        assert (second.id, second.engine_version, second.fixed_parameters) == (4, "0.1.0+new", True)
        assert first.created.isoformat() == "2026-01-02T03:04:05.000006+00:00"
        (scenario,) = store.scenarios(4)
        assert (scenario.number, scenario.changes, list(scenario.replicates)) == (0, {}, [0, 1, 2])
        assert [(run.identity, run.status, run.error) for run in store.runs(3)] == [
            ("a", "succeeded", ""),
            ("b", "failed", "ValueError: bound"),
        ]
        whole = store.experiment(3)
        assert whole is not None
        assert (whole.plan, whole.design, whole.tables) == ({"years": 3}, {}, False)
        assert whole.provenance == {"engine_version": "0.1.0+old"}


def test_an_old_database_can_be_written_on(url: str) -> None:
    write_version_1(url)
    plan = make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=1)
    with Store.open(url) as store:
        number = store.begin(comparison(plan))
        store.link(number, [(0, "a")])
        assert number == 5
        assert [run.identity for run in store.runs(number)] == ["a"]


def everything(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table, but for what says how old the tables are."""
    with engine.connect() as connection:
        rows = {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()))
            for name in inspect(connection).get_table_names()
        }
    return {name: found for name, found in rows.items() if name not in ("alembic_version", "diversion_meta")}


def as_version_3(url: str) -> None:
    """Take back what version 4 made, which leaves a database as version 3 filled it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE declared")
        connection.exec_driver_sql("UPDATE diversion_meta SET value = '3' WHERE key = 'schema'")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    engine.dispose()


@pytest.fixture
def kept_by_version_3(url: str) -> str:
    """A comparison with its tables, a failed run and a saved scenario, as a database of version 3 holds them."""
    compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=url, crossing=False)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE run SET status = 'failed', error = 'ValueError: bound' WHERE id = 1")
        connection.exec_driver_sql("INSERT INTO link (name, link) VALUES ('ours', 'place=blackpool')")
    engine.dispose()
    as_version_3(url)
    return url


def test_the_tables_of_version_3_are_those_that_its_migrations_made(kept_by_version_3: str, twin: URL) -> None:
    then = create_engine(twin)
    with then.connect() as connection:
        command.upgrade(upgrade.configured(connection), records.revision(3))
        connection.commit()
    filled = create_engine(kept_by_version_3)
    assert tables(filled) == tables(then)
    filled.dispose()
    then.dispose()


def test_a_database_of_version_3_loses_nothing_and_comes_out_like_a_new_one(kept_by_version_3: str, twin: URL) -> None:
    old = create_engine(kept_by_version_3)
    before = everything(old)
    assert all(before[name] for name in before) and "declared" not in before
    new, upgraded = migrated(twin), connect(database_url(kept_by_version_3))
    assert everything(upgraded) == before | {"declared": []}
    assert tables(upgraded) == tables(new)
    for each in (old, new, upgraded):
        each.dispose()


def test_of_a_database_of_version_3_what_is_declared_today_is_kept_once_somebody_computes(
    kept_by_version_3: str,
) -> None:
    with Store.open(kept_by_version_3) as store:
        (line,) = store.experiments()
        assert (line.runs, line.succeeded, line.failed) == (4, 3, 1)
        assert store.declared("of that time") is None
        store.begin(comparison(make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=1)))
    engine = create_engine(kept_by_version_3)
    with engine.connect() as connection:
        digests = connection.exec_driver_sql("SELECT digest FROM declared").scalars().all()
    engine.dispose()
    assert digests == [values_hash()] == [line.values]


def test_looking_at_an_old_database_changes_nothing(url: str) -> None:
    write_version_1(url)
    engine = create_engine(url)
    before = tables(engine)
    check(database_url(url))
    assert tables(engine) == before
    engine.dispose()


def test_an_upgrade_that_fails_leaves_the_old_database_as_it_was(url: str) -> None:
    write_version_1(url)
    engine = create_engine(url)
    with engine.begin() as connection:  # a reference to no run: only a database that does not check has room for it
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE comparison_run DROP CONSTRAINT fk_comparison_run_run_id_run")
        connection.exec_driver_sql("INSERT INTO comparison_run VALUES (3, 99)")
    before = tables(engine)
    with pytest.raises(InputError, match="could not be brought up to date"):
        Store.open(url)
    assert tables(engine) == before
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM comparison_run").scalar() == 5
    engine.dispose()


def test_two_programs_may_bring_the_same_database_up_to_date(url: str) -> None:
    write_version_1(url)
    code = f"from diversion.experiments.store.store import Store\nwith Store.open({url!r}) as s: print(len(s.experiments()))"
    programs = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [program.communicate()[0].strip() for program in programs] == ["2", "2"]


def test_alembic_stays_away_from_a_database_that_is_up_to_date(tmp_path: Path) -> None:
    code = (
        "import json, sys; from diversion.experiments.store.store import Store\n"
        f"for _ in range(2): Store.open({str(tmp_path / 'runs.sqlite')!r}).close()\n"
        "print(json.dumps('alembic' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) is False
