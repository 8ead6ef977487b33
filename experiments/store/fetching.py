"""Fetches rows of the store and makes of them what people ask for: lines, runs, results, outcomes; within a transaction."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from ..plans import RunResult
from .kept import Counted, Kept, KeptRun, utc
from .packed import unpack
from .records import (
    FAILED,
    RUNNING,
    SUCCEEDED,
    ExperimentRow,
    MeasureRow,
    OutcomeRow,
    ProvenanceRow,
    RunRow,
    RunTableRow,
    ScenarioRow,
    ScenarioRunRow,
)

Place = tuple[int, int, int, int]  # scenario number, replicate, place of the regime, run id


SETTINGS: Final = ("changes", "edits")  # the parts of a plan that its line tells


def asked_lines() -> Any:
    """What the list of experiments is made from."""
    columns = (getattr(ExperimentRow, name) for name in Kept.__dataclass_fields__ if hasattr(ExperimentRow, name))
    settings = [ExperimentRow.plan[name].label(name) for name in SETTINGS]
    settings.append(ExperimentRow.plan[("posterior", "file")].label("posterior"))
    return select(*columns, *settings, ProvenanceRow.content).join(
        ProvenanceRow, ProvenanceRow.id == ExperimentRow.provenance_id
    )


def line_of(row: Row[Any], counts: dict[tuple[int, str], int]) -> Kept:
    """One line of the list, from such a row and the numbers of runs."""
    same = {name: row._mapping[name] for name in Kept.__dataclass_fields__ if name in row._mapping}
    same |= {"created": utc(row.created), "regimes": tuple(row.regimes)}
    same |= {name: row._mapping[name] or {} for name in SETTINGS}
    same |= {name: counts.get((row.id, name), 0) for name in (SUCCEEDED, FAILED, RUNNING)}
    return Kept(engine_version=row.content["engine_version"], values=row.content.get("values", ""), **same)


def count_runs(connection: Connection, number: int | None = None) -> dict[tuple[int, str], int]:
    """How many runs each experiment has, by its number and their status."""
    runs = select(ScenarioRow.experiment_id, RunRow.status, func.count())
    runs = runs.join(ScenarioRunRow, ScenarioRunRow.scenario_id == ScenarioRow.id)
    runs = runs.join(RunRow, RunRow.id == ScenarioRunRow.run_id)
    if number is not None:
        runs = runs.where(ScenarioRow.experiment_id == number)
    grouped = runs.group_by(ScenarioRow.experiment_id, RunRow.status)
    return {(experiment, status): count for experiment, status, count in connection.execute(grouped)}


def places_of(
    connection: Connection, number: int, first: int, last: int, regimes: Sequence[str], status: str | None
) -> list[Place]:
    """Where the runs of some scenarios stand, in order; only those of a status, where one is given."""
    rank = {name: place for place, name in enumerate(regimes)}
    asked = select(ScenarioRow.number, RunRow.replicate, RunRow.regime, RunRow.id)
    asked = asked.join(ScenarioRunRow, ScenarioRunRow.scenario_id == ScenarioRow.id)
    asked = asked.join(RunRow, RunRow.id == ScenarioRunRow.run_id)
    asked = asked.where(ScenarioRow.experiment_id == number, ScenarioRow.number.between(first, last))
    if status is not None:
        asked = asked.where(RunRow.status == status)
    rows = connection.execute(asked)
    return sorted((place, replicate, rank.get(name, len(rank)), run) for place, replicate, name, run in rows)


def run_of(scenario: int, row: Row[Any]) -> KeptRun:
    """One run as people see it."""
    return KeptRun(
        scenario=scenario,
        identity=row.identity,
        regime=row.regime,
        replicate=row.replicate,
        seed=int(row.seed),
        status=row.status,
        error=row.error,
        engine_version=row.content["engine_version"],
        started=utc(row.started),
        seconds=row.seconds,
    )


def headings_of(numbers: Iterable[int]) -> Any:
    """What stands beside the outcomes of these runs."""
    return select(RunRow.id, RunRow.regime, RunRow.seed).where(RunRow.id.in_(numbers))


def counted_of(place: Place, run: Row[Any], values: dict[str, float], wanted: Sequence[str]) -> Counted:
    """What one run counted, of all that is wanted."""
    outcomes = {name: values.get(name, math.nan) for name in wanted}
    return Counted(scenario=place[0], regime=run.regime, replicate=place[1], seed=int(run.seed), outcomes=outcomes)


def measure_names(connection: Connection) -> dict[int, str]:
    """The name of every measure, by its id."""
    return {number: name for number, name in connection.execute(select(MeasureRow.id, MeasureRow.name))}


def values_of(
    connection: Connection, runs: Iterable[int], names: dict[int, str], only: Iterable[int] | None = None
) -> dict[int, dict[str, float]]:
    """Outcomes by run id and name, in the order in which the names were first met; `only` those measures."""
    asked = select(OutcomeRow.run_id, OutcomeRow.measure_id, OutcomeRow.value).where(OutcomeRow.run_id.in_(runs))
    if only is not None:
        asked = asked.where(OutcomeRow.measure_id.in_(only))
    values: dict[int, dict[str, float]] = {}
    for run, measure, value in connection.execute(asked.order_by(OutcomeRow.run_id, OutcomeRow.measure_id)):
        values.setdefault(run, {})[names[measure]] = math.nan if value is None else value
    return values


def results_of(
    connection: Connection, identities: Sequence[str], names: dict[int, str], tables: bool
) -> dict[str, RunResult]:
    """The runs among `identities` that succeeded, by identity."""
    columns = (RunRow.id, RunRow.identity, RunRow.regime, RunRow.replicate, RunRow.seed, RunRow.seconds)
    kept = select(*columns).where(RunRow.identity.in_(identities), RunRow.status == SUCCEEDED)
    rows = connection.execute(kept).all()
    ids = [row.id for row in rows]
    values = values_of(connection, ids, names)
    packed: dict[int, dict[str, Any]] = {}
    if tables:
        asked = select(RunTableRow.run_id, RunTableRow.name, RunTableRow.data).where(RunTableRow.run_id.in_(ids))
        for run, name, data in connection.execute(asked.order_by(RunTableRow.run_id, RunTableRow.name)):
            packed.setdefault(run, {})[name] = unpack(data)
    return {
        identity: RunResult(
            regime=regime,
            replicate=replicate,
            seed=int(seed),
            seconds=seconds,
            outcomes=values.get(number, {}),
            tables=packed.get(number, {}),
        )
        for number, identity, regime, replicate, seed, seconds in rows
    }
