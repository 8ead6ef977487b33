"""Fetches rows of the store and makes of them what people ask for: lines, runs, results, outcomes; within a transaction."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import JSON, Connection, Row, and_, case, func, select, type_coerce

from ...scenarios.scenario import MOST_REPLICATES
from ..plans import RunResult
from .kept import Counted, Kept, KeptRun, KeptScenario, spread, utc
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
from .sound import DESIGNS, Tell, Unsound, are_words, is_damaged, is_design, is_seed, must, must_be_sound

Place = tuple[int, int, int, int]  # scenario number, replicate, place of the regime, run id


MOST_SCENARIOS: Final = 2**31
SETTINGS: Final = ("changes", "edits")  # the parts of a plan that its line tells


COLUMNS: Final = tuple(name for name in Kept.__dataclass_fields__ if hasattr(ExperimentRow, name))


def asked_lines(dialect: str) -> Any:
    """What the list of experiments is made from; the parts of a plan are empty where it is no plan at all."""
    plan = type_coerce(ExperimentRow.plan, JSON)
    parts = {name: plan[name] for name in SETTINGS} | {"posterior": plan[("posterior", "file")]}
    if dialect == "sqlite":  # which fails over the whole list when it looks into one that is no JSON
        readable = and_(func.typeof(plan) == "text", func.json_valid(plan) == 1)
        parts = {name: case((readable, part)) for name, part in parts.items()}
    columns = [getattr(ExperimentRow, name) for name in (*COLUMNS, "provenance_id")]
    columns += [part.label(name) for name, part in parts.items()]
    return select(*columns, ProvenanceRow.content).outerjoin(
        ProvenanceRow, ProvenanceRow.id == ExperimentRow.provenance_id
    )


def line_of(row: Row[Any], counts: dict[tuple[int, str], int], content: Mapping[str, Any]) -> Kept:
    """One line of the list, from such a row, the numbers of runs and what they were computed with.

    Raises:
        Unsound: the row is damaged.
    """
    must_be_sound(row, *COLUMNS)
    must(row.kind in DESIGNS, "kind")
    must(are_words(row.regimes) and len(set(row.regimes)) == len(row.regimes), "regimes")
    must(row.reference in row.regimes, "reference")
    must(is_design(row.kind, row.design), "design")
    settings = {name: row._mapping[name] or {} for name in SETTINGS}
    must(isinstance(row.posterior, str | None), "plan")
    must(all(isinstance(each, dict) for each in (*settings.values(), *settings["edits"].values())), "plan")
    same = {name: row._mapping[name] for name in (*COLUMNS, "posterior")} | settings
    same |= {"created": utc(row.created), "regimes": tuple(row.regimes)}
    same |= {name: counts.get((row.id, name), 0) for name in (SUCCEEDED, FAILED, RUNNING)}
    return Kept(engine_version=content["engine_version"], values=content.get("values", ""), **same)


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
    connection: Connection,
    number: int,
    scenarios: Mapping[int, KeptScenario],
    regimes: Sequence[str],
    status: str | None,
    tell: Tell,
) -> list[Place]:
    """Where the runs of some scenarios, by their numbers, stand, in order; only those of a status, where one is given."""
    rank = {name: place for place, name in enumerate(regimes)}
    asked = select(ScenarioRow.number, RunRow.replicate, RunRow.regime, RunRow.id)
    asked = asked.join(ScenarioRunRow, ScenarioRunRow.scenario_id == ScenarioRow.id)
    asked = asked.join(RunRow, RunRow.id == ScenarioRunRow.run_id)
    asked = asked.where(ScenarioRow.experiment_id == number, ScenarioRow.number.between(min(scenarios), max(scenarios)))
    if status is not None:
        asked = asked.where(RunRow.status == status)
    places = []
    for place, replicate, name, run in connection.execute(asked):
        known = scenarios.get(place)
        if known is not None and name in rank and replicate in known.replicates:
            places.append((place, replicate, rank[name], run))
        elif known is not None:
            tell(f"Run {run}", "replicate" if name in rank else "regime")
    return sorted(places)


def scenario_of(row: Row[Any]) -> KeptScenario:
    """One scenario.

    Raises:
        Unsound: the row is damaged.
    """
    must_be_sound(row, "number", "changes", "replicates")
    must(0 <= row.number <= MOST_SCENARIOS, "number")
    replicates = row.replicates
    ends = [replicates.get("start"), replicates.get("stop")] if isinstance(replicates, dict) else replicates
    must(
        isinstance(ends, list) and all(type(each) is int and 0 <= each <= MOST_REPLICATES for each in ends),
        "replicates",
    )
    return KeptScenario(row.number, row.changes, spread(replicates))


def run_of(scenario: int, row: Row[Any], content: Mapping[str, Any]) -> KeptRun:
    """One run as people see it.

    Raises:
        Unsound: the row is damaged.
    """
    must_be_sound(row, "identity", "regime", "replicate", "seed", "status", "error", "started", "seconds")
    must(is_seed(row.seed), "seed")
    must(math.isfinite(row.seconds), "seconds")
    return KeptRun(
        scenario=scenario,
        identity=row.identity,
        regime=row.regime,
        replicate=row.replicate,
        seed=int(row.seed),
        status=row.status,
        error=row.error,
        engine_version=content["engine_version"],
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


def measure_names(connection: Connection, tell: Tell) -> dict[int, str]:
    """The name of every measure, by its id."""
    rows = connection.execute(select(MeasureRow.id, MeasureRow.name)).all()
    for number, name in rows:
        if is_damaged(name):
            tell(f"Measure {number}", "name")
    return {number: name for number, name in rows if not is_damaged(name)}


def values_of(
    connection: Connection,
    runs: Iterable[int],
    names: dict[int, str],
    only: Iterable[int] | None,
    tell: Callable[[int, str], object],
) -> dict[int, dict[str, float]]:
    """Outcomes by run id and name, in the order in which the names were first met; `only` those measures.

    `tell` is given the run and what of it cannot be read.
    """
    asked = select(OutcomeRow.run_id, OutcomeRow.measure_id, OutcomeRow.value).where(OutcomeRow.run_id.in_(runs))
    if only is not None:
        asked = asked.where(OutcomeRow.measure_id.in_(only))
    values: dict[int, dict[str, float]] = {}
    for run, measure, value in connection.execute(asked.order_by(OutcomeRow.run_id, OutcomeRow.measure_id)):
        name = names.get(measure)
        if name is None or type(value) is not float and value is not None:
            tell(run, f"the value of {name or f'measure {measure}'}")
            value = None
        if name is not None:
            values.setdefault(run, {})[name] = math.nan if value is None else value
    return values


def results_of(
    connection: Connection, identities: Sequence[str], names: dict[int, str], tables: bool, tell: Tell
) -> dict[str, RunResult]:
    """The runs among `identities` that succeeded, by identity, but for those of which anything is damaged."""
    columns = (RunRow.id, RunRow.identity, RunRow.regime, RunRow.replicate, RunRow.seed, RunRow.seconds)
    kept = select(*columns).where(RunRow.identity.in_(identities), RunRow.status == SUCCEEDED)
    rows = connection.execute(kept).all()
    ids = [row.id for row in rows]
    wrong: dict[int, str] = {}
    values = values_of(connection, ids, names, None, wrong.setdefault)
    packed = tables_of(connection, ids, wrong.setdefault) if tables else {}
    found = {}
    for row in rows:
        try:
            must_be_sound(row, "regime", "replicate", "seed", "seconds")
            must(is_seed(row.seed), "seed")
            must(row.id not in wrong, wrong.get(row.id, ""))
        except Unsound as error:
            tell(f"Run {row.id}", str(error))
            continue
        found[row.identity] = RunResult(
            regime=row.regime,
            replicate=row.replicate,
            seed=int(row.seed),
            seconds=row.seconds,
            outcomes=values.get(row.id, {}),
            tables=packed.get(row.id, {}),
        )
    return found


def tables_of(
    connection: Connection, runs: Sequence[int], tell: Callable[[int, str], object]
) -> dict[int, dict[str, Any]]:
    """What these runs counted by month, group and neighbourhood, by run id and name."""
    packed: dict[int, dict[str, Any]] = {}
    asked = select(RunTableRow.run_id, RunTableRow.name, RunTableRow.data).where(RunTableRow.run_id.in_(runs))
    for run, name, data in connection.execute(asked.order_by(RunTableRow.run_id, RunTableRow.name)):
        try:
            packed.setdefault(run, {})[name] = unpack(data)
        except ValueError:
            tell(run, f"the table {name}")
    return packed
