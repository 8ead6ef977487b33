"""Writes rows in bulk: runs, what they counted, and which scenarios they answer; each function within a transaction.

Rows go in sorted by identity, so that two programs that write the same runs on PostgreSQL never wait for each other in a circle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.dialects import sqlite

from ..plans import RunResult
from .chunks import chunks
from .kept import Finished, Started
from .packed import pack
from .records import FAILED, RUNNING, SUCCEEDED, Base, OutcomeRow, RunRow, RunTableRow, ScenarioRunRow

IN_BULK: Final = {
    "sqlite": "INSERT INTO outcome (run_id, measure_id, value) VALUES (?, ?, ?)",
    "postgresql": "INSERT INTO outcome (run_id, measure_id, value) "
    "SELECT * FROM unnest(%s::text::integer[], %s::text::integer[], %s::text::double precision[])",
}


def insert_into(connection: Connection, row: type[Base]) -> Any:
    """An insert that can be told what to do when the row is already there (each database has its own)."""
    return _insert(connection.dialect.name, row)


def _insert(dialect: str, row: type[Base]) -> Any:
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # takes long to load, and most stores are files

        return postgresql.insert(cast(Table, row.__table__))
    return sqlite.insert(cast(Table, row.__table__))


def running(started: Iterable[Started], provenance: int) -> list[dict[str, Any]]:
    """Rows for runs that are about to be computed."""
    now = datetime.now(UTC)
    return [
        _row(run.identity, run.regime, run.replicate, run.seed, provenance)
        | {"status": RUNNING, "error": "", "started": now, "seconds": 0.0}
        for run in started
    ]


def ended(results: Mapping[str, RunResult], provenance: int) -> list[dict[str, Any]]:
    """Rows for runs that have ended, by identity."""
    now = datetime.now(UTC)
    return [
        _row(identity, run.regime, run.replicate, run.seed, provenance)
        | {
            "status": FAILED if run.error else SUCCEEDED,
            "error": run.error,
            "started": now - timedelta(seconds=run.seconds),
            "seconds": run.seconds,
        }
        for identity, run in results.items()
    ]


def _row(identity: str, regime: str, replicate: int, seed: int, provenance: int) -> dict[str, Any]:
    return {
        "identity": identity,
        "regime": regime,
        "replicate": replicate,
        "seed": str(seed),
        "provenance_id": provenance,
    }


def distinct(finished: Iterable[Finished]) -> dict[str, RunResult]:
    """The results by identity: the first of those that succeeded, where one identity comes twice."""
    chosen: dict[str, RunResult] = {}
    for item in finished:
        if item.identity not in chosen or chosen[item.identity].error:
            chosen[item.identity] = item.result
    return chosen


@cache
def _upsert(dialect: str, replace: bool, columns: tuple[str, ...]) -> Any:
    """The order that `write_runs` gives; working it out takes longer than carrying it out for a few runs."""
    order = _insert(dialect, RunRow)
    changed = {name: order.excluded[name] for name in columns if name != "identity"}
    overwrite = RunRow.status != SUCCEEDED
    if replace:
        overwrite |= order.excluded.status == SUCCEEDED
    order = order.on_conflict_do_update(index_elements=["identity"], set_=changed, where=overwrite)
    return order.returning(RunRow.identity, RunRow.id)


def write_runs(connection: Connection, rows: Sequence[dict[str, Any]], replace: bool) -> dict[str, int]:
    """Insert or update runs; the ids of those written, by identity.

    One that succeeded is left, or with `replace` gives way to another that succeeded.
    """
    if not rows:
        return {}
    written = _upsert(connection.dialect.name, replace, tuple(rows[0]))
    sorted_rows = sorted(rows, key=lambda row: str(row["identity"]))
    return {identity: number for identity, number in connection.execute(written, sorted_rows)}


def ids_of(connection: Connection, identities: Iterable[str]) -> dict[str, int]:
    """The ids of those runs that are there, by identity."""
    found: dict[str, int] = {}
    for some in chunks(identities):
        rows = connection.execute(select(RunRow.identity, RunRow.id).where(RunRow.identity.in_(some)))
        found.update({identity: number for identity, number in rows})
    return found


def write_outcomes(connection: Connection, results: Mapping[int, RunResult], measures: Mapping[str, int]) -> None:
    """What these runs counted, by run id, in place of what they had; a value that is no number becomes empty.

    A zero loses its sign, which SQLite does not keep, so that both databases give the same back.
    """
    for some in chunks(results):
        connection.execute(delete(OutcomeRow).where(OutcomeRow.run_id.in_(some)))
        connection.execute(delete(RunTableRow).where(RunTableRow.run_id.in_(some)))
    rows = [
        (number, measures[name], float(value) + 0.0 if math.isfinite(value) else None)
        for number, result in results.items()
        if not result.error
        for name, value in result.outcomes.items()
    ]
    if rows and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(IN_BULK["postgresql"], tuple(map(_array, zip(*rows, strict=True))))
    elif rows:
        connection.exec_driver_sql(IN_BULK["sqlite"], rows)


def _array(values: Iterable[float | None]) -> str:
    """Numbers as PostgreSQL writes an array, to the bit; much quicker than a parameter for each."""
    return "{" + ",".join("NULL" if value is None else repr(value) for value in values) + "}"


def write_tables(connection: Connection, results: Mapping[int, RunResult]) -> None:
    """The tables of these runs, by run id; a table that is there already stays."""
    rows = [
        {"run_id": number, "name": name, "data": pack(table)}
        for number, result in results.items()
        if not result.error
        for name, table in result.tables.items()
    ]
    if rows:
        connection.execute(insert_into(connection, RunTableRow).on_conflict_do_nothing(), rows)


def write_links(connection: Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Which scenario (by id) each run (by id) answers, where that is not known yet."""
    rows = [{"scenario_id": scenario, "run_id": run} for scenario, run in sorted(set(pairs))]
    if rows:
        connection.execute(insert_into(connection, ScenarioRunRow).on_conflict_do_nothing(), rows)
