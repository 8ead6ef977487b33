"""Everything that is asked of the store: single runs by identity, experiments in whole, in order and in pieces.

Long answers come piece by piece, each in a short transaction of its own, so that neither memory nor a lock grows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, exists, func, select

from .chunks import chunks
from .faults import told
from .kept import Counted, Kept, KeptExperiment, KeptRun, KeptScenario, spread, utc
from .packed import unpack
from .plan import RunResult
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

PAGE: Final = 1000  # scenarios read at once
WINDOW: Final = 5000  # runs put in order at once, unless a single scenario has more
PIECE: Final = 250  # runs whose outcomes are read at once
Place = tuple[int, int, int, int]  # scenario number, replicate, place of the regime, run id


class Queries:
    """The questions; `Store` adds the writing."""

    def __init__(self, engine: Engine, location: str) -> None:
        """Take an engine whose tables exist, and what people call the database."""
        self._engine = engine
        self.location = location

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self.location), self._engine.connect() as connection:
            yield connection

    # --- single runs -------------------------------------------------------------------------------------------------

    def found(self, identities: Iterable[str], tables: bool = False) -> set[str]:
        """Which of these runs succeeded; with `tables`, only those that kept their tables."""
        known: set[str] = set()
        kept = RunRow.status == SUCCEEDED
        if tables:
            kept &= exists().where(RunTableRow.run_id == RunRow.id)
        with self._reading() as connection:
            for some in chunks(identities):
                known.update(connection.scalars(select(RunRow.identity).where(RunRow.identity.in_(some), kept)))
        return known

    def read(self, identities: Iterable[str], tables: bool = False) -> dict[str, RunResult]:
        """The runs among `identities` that succeeded, by identity; with their tables when asked for."""
        found: dict[str, RunResult] = {}
        with self._reading() as connection:
            names = _names(connection)
            for some in chunks(identities, PIECE):
                found |= _results(connection, some, names, tables)
        return found

    def since(self, identities: Iterable[str]) -> datetime | None:
        """When the oldest of these runs was started; nothing when none is kept."""
        times: list[datetime] = []
        with self._reading() as connection:
            for some in chunks(identities):
                kept = (RunRow.identity.in_(some), RunRow.status == SUCCEEDED)
                oldest = connection.scalar(select(func.min(RunRow.started)).where(*kept))
                times += [utc(oldest)] if oldest is not None else []
        return min(times, default=None)

    # --- experiments -------------------------------------------------------------------------------------------------

    def experiments(self) -> list[Kept]:
        """Every experiment kept here, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(_lines().order_by(ExperimentRow.id)).all()
            counts = _counts(connection)
        return [_line(row, counts) for row in rows]

    def experiment(self, number: int) -> KeptExperiment | None:
        """All that is kept about one experiment; nothing when there is no such experiment."""
        more = (ExperimentRow.tables, ExperimentRow.plan)
        with self._reading() as connection:
            row = connection.execute(_lines().add_columns(*more).where(ExperimentRow.id == number)).one_or_none()
            counts = _counts(connection, number)
        if row is None:
            return None
        return KeptExperiment(_line(row, counts), row.tables, row.plan, row.content)

    def scenarios(self, number: int) -> Iterator[KeptScenario]:
        """The scenarios of one experiment, in order."""
        after = -1
        columns = select(ScenarioRow.number, ScenarioRow.changes, ScenarioRow.replicates)
        columns = columns.where(ScenarioRow.experiment_id == number).order_by(ScenarioRow.number).limit(PAGE)
        while True:
            with self._reading() as connection:
                rows = connection.execute(columns.where(ScenarioRow.number > after)).all()
            for place, changes, replicates in rows:
                yield KeptScenario(place, changes, spread(replicates))
            if len(rows) < PAGE:
                return
            after = rows[-1].number

    def runs(self, number: int) -> Iterator[KeptRun]:
        """The runs of one experiment that were ever started: by scenario, replicate, and regime as in the plan."""
        columns = select(RunRow, ProvenanceRow.content)
        columns = columns.join(ProvenanceRow, ProvenanceRow.id == RunRow.provenance_id)
        for places in self._pieces(number):
            with self._reading() as connection:
                asked = columns.where(RunRow.id.in_({place[3] for place in places}))
                rows = {row.id: row for row in connection.execute(asked)}
            for place in places:
                yield _kept_run(place[0], rows[place[3]])

    def measures(self, number: int) -> list[str]:
        """The names of all that the runs of one experiment counted, in alphabetical order."""
        counted = exists().where(
            OutcomeRow.measure_id == MeasureRow.id,
            OutcomeRow.run_id == ScenarioRunRow.run_id,
            ScenarioRunRow.scenario_id == ScenarioRow.id,
            ScenarioRow.experiment_id == number,
        )
        with self._reading() as connection:
            return sorted(connection.scalars(select(MeasureRow.name).where(counted)))

    def outcomes(self, number: int, names: Sequence[str] | None = None) -> Iterator[list[Counted]]:
        """What the runs of one experiment that succeeded counted, some runs at a time, in the order of `runs`.

        Args:
            number: The experiment.
            names: The outcomes wanted; all of `measures` when nothing is given. A run that did not report one of them
                has NaN there.
        """
        wanted = self.measures(number) if names is None else list(names)
        with self._reading() as connection:
            ids = {place: name for place, name in _names(connection).items() if name in set(wanted)}
        every = None if names is None else ids
        for places in self._pieces(number, SUCCEEDED):
            numbers = {place[3] for place in places}
            with self._reading() as connection:
                values = _values(connection, numbers, ids, every)
                runs = {row.id: row for row in connection.execute(_headings(numbers))}
            yield [_counted(place, runs[place[3]], values.get(place[3], {}), wanted) for place in places]

    # --- in order ----------------------------------------------------------------------------------------------------

    def _pieces(self, number: int, status: str | None = None) -> Iterator[list[Place]]:
        """Where the runs of an experiment stand, in order, a few hundred at a time."""
        with self._reading() as connection:
            regimes = connection.scalar(select(ExperimentRow.regimes).where(ExperimentRow.id == number)) or []
        for first, last in self._windows(number, max(1, len(regimes))):
            with self._reading() as connection:
                places = _places(connection, number, first, last, regimes, status)
            yield from chunks(places, PIECE)

    def _windows(self, number: int, regimes: int) -> Iterator[tuple[int, int]]:
        """Numbers of scenarios, first and last, that have about `WINDOW` runs together."""
        first, last, size = 0, -1, 0
        for scenario in self.scenarios(number):
            more = len(scenario.replicates) * regimes
            if size and size + more > WINDOW:
                yield first, last
                first, size = scenario.number, 0
            last = scenario.number
            size += more
        if last >= first:
            yield first, last


def _lines() -> Any:
    columns = (getattr(ExperimentRow, name) for name in Kept.__dataclass_fields__ if hasattr(ExperimentRow, name))
    return select(*columns, ProvenanceRow.content).join(ProvenanceRow, ProvenanceRow.id == ExperimentRow.provenance_id)


def _line(row: Row[Any], counts: dict[tuple[int, str], int]) -> Kept:
    same = {name: row._mapping[name] for name in Kept.__dataclass_fields__ if name in row._mapping}
    same |= {"created": utc(row.created), "regimes": tuple(row.regimes)}
    same |= {name: counts.get((row.id, name), 0) for name in (SUCCEEDED, FAILED, RUNNING)}
    return Kept(engine_version=row.content["engine_version"], **same)


def _counts(connection: Connection, number: int | None = None) -> dict[tuple[int, str], int]:
    """How many runs each experiment has, by its number and their status."""
    runs = select(ScenarioRow.experiment_id, RunRow.status, func.count())
    runs = runs.join(ScenarioRunRow, ScenarioRunRow.scenario_id == ScenarioRow.id)
    runs = runs.join(RunRow, RunRow.id == ScenarioRunRow.run_id)
    if number is not None:
        runs = runs.where(ScenarioRow.experiment_id == number)
    grouped = runs.group_by(ScenarioRow.experiment_id, RunRow.status)
    return {(experiment, status): count for experiment, status, count in connection.execute(grouped)}


def _places(
    connection: Connection, number: int, first: int, last: int, regimes: Sequence[str], status: str | None
) -> list[Place]:
    rank = {name: place for place, name in enumerate(regimes)}
    asked = select(ScenarioRow.number, RunRow.replicate, RunRow.regime, RunRow.id)
    asked = asked.join(ScenarioRunRow, ScenarioRunRow.scenario_id == ScenarioRow.id)
    asked = asked.join(RunRow, RunRow.id == ScenarioRunRow.run_id)
    asked = asked.where(ScenarioRow.experiment_id == number, ScenarioRow.number.between(first, last))
    if status is not None:
        asked = asked.where(RunRow.status == status)
    rows = connection.execute(asked)
    return sorted((place, replicate, rank.get(name, len(rank)), run) for place, replicate, name, run in rows)


def _kept_run(scenario: int, row: Row[Any]) -> KeptRun:
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


def _headings(numbers: Iterable[int]) -> Any:
    return select(RunRow.id, RunRow.regime, RunRow.seed).where(RunRow.id.in_(numbers))


def _counted(place: Place, run: Row[Any], values: dict[str, float], wanted: Sequence[str]) -> Counted:
    outcomes = {name: values.get(name, math.nan) for name in wanted}
    return Counted(place[0], run.regime, place[1], int(run.seed), outcomes)


def _names(connection: Connection) -> dict[int, str]:
    return {number: name for number, name in connection.execute(select(MeasureRow.id, MeasureRow.name))}


def _values(
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


def _results(
    connection: Connection, identities: Sequence[str], names: dict[int, str], tables: bool
) -> dict[str, RunResult]:
    columns = (RunRow.id, RunRow.identity, RunRow.regime, RunRow.replicate, RunRow.seed, RunRow.seconds)
    kept = select(*columns).where(RunRow.identity.in_(identities), RunRow.status == SUCCEEDED)
    rows = connection.execute(kept).all()
    ids = [row.id for row in rows]
    values = _values(connection, ids, names)
    packed: dict[int, dict[str, Any]] = {}
    if tables:
        asked = select(RunTableRow.run_id, RunTableRow.name, RunTableRow.data).where(RunTableRow.run_id.in_(ids))
        for run, name, data in connection.execute(asked.order_by(RunTableRow.run_id, RunTableRow.name)):
            packed.setdefault(run, {})[name] = unpack(data)
    return {
        identity: RunResult(
            regime, replicate, int(seed), seconds, values.get(number, {}), tables=packed.get(number, {})
        )
        for number, identity, regime, replicate, seed, seconds in rows
    }
