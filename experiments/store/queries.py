"""Everything that is asked of the store: single runs by identity, experiments in whole, in order and in pieces.

Long answers come piece by piece, each in a short transaction of its own, so that neither memory nor a lock grows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, exists, func, select

from ...scenarios.facts import declared, values_hash
from ..plans import RunResult
from ..told import told as command
from .chunks import chunks
from .faults import StoreFailed, told
from .fetching import (
    SETTINGS,
    Place,
    asked_lines,
    count_runs,
    counted_of,
    headings_of,
    line_of,
    measure_names,
    places_of,
    results_of,
    run_of,
    scenario_of,
    values_of,
)
from .kept import Counted, Kept, KeptExperiment, KeptRun, KeptScenario, utc
from .records import (
    SUCCEEDED,
    DeclaredRow,
    ExperimentRow,
    MeasureRow,
    OutcomeRow,
    ProvenanceRow,
    RunRow,
    RunTableRow,
    ScenarioRow,
    ScenarioRunRow,
)
from .sound import Unsound, are_words, content_of, is_seed, must_be_sound, warn

BROKEN: Final = (
    "Experiment {number} in {where} is damaged (its {part} cannot be read); the others are as they were, and "
    "`{delete}` takes it away."
)
# What tells one question from another, beside its regimes and what is changed.
ASKED: Final = ("kind", "locality", "reference", "years", "run_in", "seed", "fixed_parameters")
PAGE: Final = 1000  # scenarios read at once
WINDOW: Final = 5000  # runs put in order at once, unless a single scenario has more
PIECE: Final = 250  # runs whose outcomes are read at once


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
            names = measure_names(connection, self._tell)
            for some in chunks(identities, PIECE):
                found |= results_of(connection, some, names, tables, self._tell)
        return found

    def since(self, identities: Iterable[str]) -> datetime | None:
        """When the oldest of these runs was started; nothing when none is kept."""
        times: list[datetime] = []
        with self._reading() as connection:
            for some in chunks(identities):
                kept = (RunRow.identity.in_(some), RunRow.status == SUCCEEDED)
                oldest = connection.scalar(select(func.min(RunRow.started)).where(*kept))
                times += [utc(oldest)] if isinstance(oldest, datetime) else []
        return min(times, default=None)

    def same_question(self, asked: Mapping[str, Any]) -> list[Kept]:
        """The experiments that have runs and ask the same of the same place by these columns, oldest first."""
        same = [getattr(ExperimentRow, name) == asked[name] for name in ASKED]
        with self._reading() as connection:
            asked_for = asked_lines(connection.dialect.name).where(*same).order_by(ExperimentRow.id)
            rows = connection.execute(asked_for).all()
            lines = list(self._lines((row, count_runs(connection, row.id)) for row in rows))
        named, plan = set(asked["regimes"]), asked["plan"]
        fits = (set(each.regimes) == named and all(getattr(each, n) == plan[n] for n in SETTINGS) for each in lines)
        return [each for each, fit in zip(lines, fits, strict=True) if fit and each.succeeded]

    # --- what was declared -------------------------------------------------------------------------------------------

    def declared(self, values: str) -> Mapping[str, Sequence[Any]] | None:
        """What was declared of every parameter where its digest was `values`; nothing where that was not kept, or is damaged.

        As `scenarios.facts.declared` has it: value, range, limits, role and scale by name.
        """
        if values == values_hash():
            return declared()
        with self._reading() as connection:
            content = connection.scalar(select(DeclaredRow.content).where(DeclaredRow.digest == values))
        whole = isinstance(content, dict) and all(
            isinstance(each, list) and len(each) == 7 for each in content.values()
        )
        return content if whole else None

    # --- experiments -------------------------------------------------------------------------------------------------

    def experiments(self) -> list[Kept]:
        """Every experiment kept here, oldest first.

        Example:
            >>> from diversion import compare
            >>> from diversion.experiments.store.store import Store
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db="runs.sqlite")
            >>> with Store.open("runs.sqlite") as store:
            ...     [(kept.id, kept.locality, kept.runs, kept.succeeded) for kept in store.experiments()]
            [(1, 'blackpool', 4, 4)]
        """
        with self._reading() as connection:
            rows = connection.execute(asked_lines(connection.dialect.name).order_by(ExperimentRow.id)).all()
            counts = count_runs(connection)
        return list(self._lines((row, counts) for row in rows))

    def _lines(self, rows: Iterable[tuple[Row[Any], dict[tuple[int, str], int]]]) -> Iterator[Kept]:
        """A line for each row and its numbers of runs; those that are damaged are left out."""
        for row, counts in rows:
            try:
                yield line_of(row, counts, content_of(row, self._tell))
            except Unsound as error:
                self._tell(f"Experiment {row.id}", str(error))

    def experiment(self, number: int) -> KeptExperiment | None:
        """All that is kept about one experiment; nothing when there is no such experiment.

        Args:
            number: The experiment, as `experiments` lists it.

        Example:
            >>> from diversion import compare
            >>> from diversion.experiments.store.store import Store
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db="runs.sqlite")
            >>> with Store.open("runs.sqlite") as store:
            ...     store.experiment(1).line.regimes, store.experiment(2)
            (('none', 'pre-arrest'), None)
        """
        more = (ExperimentRow.tables, ExperimentRow.plan)
        with self._reading() as connection:
            asked = asked_lines(connection.dialect.name).add_columns(*more).where(ExperimentRow.id == number)
            row = connection.execute(asked).one_or_none()
            counts = count_runs(connection, number)
        if row is None:
            return None
        try:
            must_be_sound(row, "tables", "plan")
            content = content_of(row, self._tell)
            line = line_of(row, counts, content)
        except Unsound as error:
            delete = command("runs", "delete", number, kept_in=self.location)
            broken = BROKEN.format(number=number, where=self.location, part=error, delete=delete)
            raise StoreFailed(broken) from None
        return KeptExperiment(line=line, tables=row.tables, plan=row.plan, provenance=content)

    def scenarios(self, number: int) -> Iterator[KeptScenario]:
        """The scenarios of one experiment, in order; those that are damaged are left out."""
        after = -1
        columns = select(ScenarioRow.id, ScenarioRow.number, ScenarioRow.changes, ScenarioRow.replicates)
        columns = columns.where(ScenarioRow.experiment_id == number).order_by(ScenarioRow.number).limit(PAGE)
        while True:
            with self._reading() as connection:
                rows = connection.execute(columns.where(ScenarioRow.number > after)).all()
            numbers = [row.number for row in rows if isinstance(row.number, int)]
            for row in rows:
                try:
                    yield scenario_of(row)
                except Unsound as error:
                    self._tell(f"Scenario {row.id} of experiment {number}", str(error))
            if len(rows) < PAGE or not numbers:
                return
            after = max(numbers)

    def runs(self, number: int) -> Iterator[KeptRun]:
        """The runs of one experiment that were ever started: by scenario, replicate, and regime as in the plan.

        Args:
            number: The experiment; one that is not there has none.

        Example:
            >>> from diversion import compare
            >>> from diversion.experiments.store.store import Store
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db="runs.sqlite")
            >>> with Store.open("runs.sqlite") as store:
            ...     [(run.replicate, run.regime, run.status) for run in store.runs(1)][:2]
            [(0, 'none', 'succeeded'), (0, 'pre-arrest', 'succeeded')]
        """
        columns = select(RunRow, ProvenanceRow.content)
        columns = columns.outerjoin(ProvenanceRow, ProvenanceRow.id == RunRow.provenance_id)
        for places in self._pieces(number):
            with self._reading() as connection:
                asked = columns.where(RunRow.id.in_({place[3] for place in places}))
                rows = {row.id: row for row in connection.execute(asked)}
            for place in places:
                row = rows[place[3]]
                try:
                    yield run_of(place[0], row, content_of(row, self._tell))
                except Unsound as error:
                    self._tell(f"Run {row.id}", str(error))

    def measures(self, number: int) -> list[str]:
        """The names of all that the runs of one experiment counted, in alphabetical order."""
        counted = exists().where(
            OutcomeRow.measure_id == MeasureRow.id,
            OutcomeRow.run_id == ScenarioRunRow.run_id,
            ScenarioRunRow.scenario_id == ScenarioRow.id,
            ScenarioRow.experiment_id == number,
        )
        with self._reading() as connection:
            ids = set(connection.scalars(select(MeasureRow.id).where(counted)))
            return sorted(name for number, name in measure_names(connection, self._tell).items() if number in ids)

    def outcomes(self, number: int, names: Sequence[str] | None = None) -> Iterator[list[Counted]]:
        """What the runs of one experiment that succeeded counted, some runs at a time, in the order of `runs`.

        Args:
            number: The experiment; one that is not there has none.
            names: The outcomes wanted; all of `measures` when nothing is given. A run that did not report one of them
                has NaN there.

        Example:
            >>> from diversion import compare
            >>> from diversion.experiments.store.store import Store
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db="runs.sqlite")
            >>> with Store.open("runs.sqlite") as store:
            ...     kept = [run.outcomes["arrests"] for some in store.outcomes(1, ["arrests"]) for run in some]
            >>> kept == answer.runs()["arrests"].tolist()
            True
        """
        wanted = self.measures(number) if names is None else list(names)
        with self._reading() as connection:
            names_of = measure_names(connection, self._tell)
            ids = {place: name for place, name in names_of.items() if names is None or name in set(wanted)}
        every = None if names is None else ids
        for places in self._pieces(number, SUCCEEDED):
            numbers = {place[3] for place in places}
            with self._reading() as connection:
                values = values_of(connection, numbers, ids, every, self._tell_of_run)
                runs = {row.id: row for row in connection.execute(headings_of(numbers)) if self._has_seed(row)}
            there = (place for place in places if place[3] in runs)
            yield [counted_of(place, runs[place[3]], values.get(place[3], {}), wanted) for place in there]

    # --- in order ----------------------------------------------------------------------------------------------------

    def _pieces(self, number: int, status: str | None = None) -> Iterator[list[Place]]:
        """Where the runs of an experiment stand, in order, a few hundred at a time."""
        with self._reading() as connection:
            regimes = connection.scalar(select(ExperimentRow.regimes).where(ExperimentRow.id == number)) or []
        if not are_words(regimes):
            regimes = []
        for window in self._windows(number, max(1, len(regimes))):
            with self._reading() as connection:
                places = places_of(connection, number, window, regimes, status, self._tell)
            yield from chunks(places, PIECE)

    def _windows(self, number: int, regimes: int) -> Iterator[dict[int, KeptScenario]]:
        """Scenarios, by their numbers, that have about `WINDOW` runs together."""
        window: dict[int, KeptScenario] = {}
        size = 0
        for scenario in self.scenarios(number):
            more = len(scenario.replicates) * regimes
            if size and size + more > WINDOW:
                yield window
                window, size = {}, 0
            window[scenario.number] = scenario
            size += more
        if window:
            yield window

    # --- damage ------------------------------------------------------------------------------------------------------

    def _tell(self, what: str, part: str) -> None:
        warn(what, part, self.location)

    def _tell_of_run(self, run: int, part: str) -> None:
        self._tell(f"Of run {run}, {part}", "no number")

    def _has_seed(self, row: Row[Any]) -> bool:
        whole = isinstance(row.seed, str) and is_seed(row.seed)
        if not whole:
            self._tell(f"Run {row.id}", "seed")
        return whole
