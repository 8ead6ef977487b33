"""Keeps every run as it finishes, so that the same question is answered from the store the next time.

A single thread writes. Runs are saved some at a time, in one transaction, and saving them twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import URL, Connection, Engine, exists, or_, select, update

from ...scenarios.facts import declared
from ...scenarios.parameters import InputError
from ..plans import same_engine
from ..told import told as command
from .address import database_url, file_of, shown
from .chunks import chunks
from .database import ALONE, check, connect, connect_to_read, is_there, same_file
from .deleting import Deletable, absent, deletable, delete_rows, give_back, number_above
from .faults import StoreFailed, rescue, told
from .kept import Finished, Started, compact
from .locks import file_lock, server_lock
from .provenance import digest, provenance
from .queries import Queries
from .records import (
    PENDING,
    RUNNING,
    DeclaredRow,
    ExperimentRow,
    MeasureRow,
    ProvenanceRow,
    RunRow,
    ScenarioRow,
    ScenarioRunRow,
)
from .saving import (
    distinct,
    ended,
    ids_of,
    insert_into,
    running,
    write_links,
    write_outcomes,
    write_runs,
    write_tables,
)

if TYPE_CHECKING:  # it brings the engine along, which looking things up has no need of
    from ..plans import Experiment

__all__ = ["Finished", "Started", "Store", "StoreFailed"]


class Store(Queries):
    """The runs kept in one database, for one thread that writes. Use it in a `with` statement, or call `close`."""

    def __init__(self, engine: Engine, url: URL) -> None:
        """Take an engine whose tables exist; `Store.open` makes one."""
        super().__init__(engine, shown(url))
        self._file = file_of(url)
        self._mark = same_file(self._file)
        self._provenance: int | None = None
        self._measures: dict[str, int] = {}
        self._scenarios: dict[int, list[int]] = {}

    @classmethod
    def open(cls, db: str | Path | None = None) -> Self:
        """Open the database and make its tables when it is new.

        Args:
            db: A file, a database URL (SQLite or PostgreSQL), `":memory:"`, or the user's own file when nothing is given.

        Raises:
            InputError: it cannot be opened, or it belongs to something else; nothing is written to it then.

        Example:
            >>> with Store.open("runs.sqlite") as store:
            ...     print(store.location, store.experiments())
            runs.sqlite []
        """
        url = database_url(db)
        return cls(connect(url), url)

    @classmethod
    def open_to_read(cls, db: str | Path | None = None) -> Self | None:
        """Open the database for whoever writes nothing to it, be it on a read-only share; nothing where none is kept yet.

        Raises:
            InputError: it cannot be read, or it belongs to something else.
        """
        url = database_url(db)
        check(url, to_read=True)
        engine = connect_to_read(url) if is_there(url) else None
        return cls(engine, url) if engine is not None else None

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close, whatever happened."""
        self.close()

    # --- writing -----------------------------------------------------------------------------------------------------

    def begin(self, experiment: Experiment) -> int:
        """The number of this experiment: a new one, or the one it had when the very same thing was asked before."""
        row = _columns(experiment) | {"provenance_id": self._provenance_id()}
        with self._writing() as connection:
            order = insert_into(connection, ExperimentRow).values(row | number_above(connection))
            with_tables = or_(ExperimentRow.tables, order.excluded.tables)
            order = order.on_conflict_do_update(index_elements=["fingerprint"], set_={"tables": with_tables})
            number = int(connection.execute(order.returning(ExperimentRow.id)).scalar_one())
            if not connection.scalar(select(exists().where(ScenarioRow.experiment_id == number))):
                _write_scenarios(connection, number, experiment)
        return number

    def outdated(self, experiment: Experiment) -> str:
        """Why what is kept of the same question is of no use now, as a sentence; empty where nothing else is kept."""
        engine, values = provenance()["engine_version"], provenance()["values"]
        lines = self.same_question(_columns(experiment))
        others = dict.fromkeys(each.engine_version for each in lines if not same_engine(each.engine_version, engine))
        ours = [each for each in lines if each.engine_version not in others]
        if ours and all(each.values == values for each in ours) or not lines:
            return ""
        how = "when other values of the parameters were declared"
        if not ours:
            how = f"by another version of the engine ({', '.join(others)})"
        return f"What is kept of this question was computed {how}; it is computed anew."

    def must_keep(self) -> None:
        """Make sure that what is about to be computed can be kept here, as it can wherever `open` has opened."""

    def start(self, number: int, runs: Sequence[Started]) -> None:
        """Mark runs of an experiment as running; those that succeeded before stay as they are."""
        places, provenance = self._places_of(number), self._provenance_id()
        chosen = {run.identity: run for run in runs}
        with self._writing() as connection:
            ids = write_runs(connection, running(chosen.values(), provenance), replace=False)
            ids |= ids_of(connection, chosen.keys() - ids.keys())
            write_links(connection, [(places[run.scenario], ids[run.identity]) for run in runs])

    def save(self, number: int, finished: Sequence[Finished], replace: bool = False) -> None:
        """Write runs that have ended and all they counted, in one transaction.

        A run that already succeeded stays as it is; it only gains the tables it had not. With `replace` one that
        succeeds takes its place. A run that succeeds takes the place of one that failed, never the other way round.
        """
        results = distinct(finished)
        places, provenance = self._places_of(number), self._provenance_id()
        measures = self._measure_ids(name for result in results.values() for name in result.outcomes)
        with self._writing() as connection:
            written = write_runs(connection, ended(results, provenance), replace)
            write_outcomes(connection, {run: results[identity] for identity, run in written.items()}, measures)
            ids = written | ids_of(connection, results.keys() - written.keys())
            write_tables(connection, {run: results[identity] for identity, run in ids.items()})
            write_links(connection, [(places[item.scenario], ids[item.identity]) for item in finished])

    def link(self, number: int, pairs: Iterable[tuple[int, str]]) -> set[str]:
        """Say that runs found here also answer an experiment: pairs of a scenario's number and a run's identity.

        Returns:
            The identities of those that are there still; no other program deletes them from now on.
        """
        wanted, places = list(pairs), self._places_of(number)
        with self._writing() as connection:
            ids = ids_of(connection, dict.fromkeys(identity for _, identity in wanted))
            write_links(connection, [(places[place], ids[run]) for place, run in wanted if run in ids])
        return set(ids)

    def set_aside(self, identities: Iterable[str]) -> None:
        """Take runs that are damaged as not there any more, so that they give way to those that are computed anew."""
        with self._writing() as connection:
            for some in chunks(identities):
                connection.execute(update(RunRow).where(RunRow.identity.in_(some)).values(status=PENDING))

    def release(self, number: int) -> None:
        """Make the runs of an experiment that were broken off pending again."""
        mine = select(ScenarioRunRow.run_id).join(ScenarioRow, ScenarioRow.id == ScenarioRunRow.scenario_id)
        mine = mine.where(ScenarioRow.experiment_id == number)
        order = update(RunRow).where(RunRow.status == RUNNING, RunRow.id.in_(mine)).values(status=PENDING)
        with self._writing() as connection:
            connection.execute(order)

    def deletable(self, numbers: Sequence[int]) -> Deletable:
        """What deleting these experiments together would take away.

        Raises:
            InputError: there is none of one of these numbers.
        """
        with self._reading() as connection:
            self._must_be_there(connection, numbers)
            return deletable(connection, numbers)

    def delete(self, numbers: Sequence[int]) -> Deletable:
        """Delete experiments, all or none, with their runs, but for those that others have too; damaged ones as well.

        Raises:
            InputError: another program is computing one of them, or there is none of this number.
        """
        with ExitStack() as held:
            for number in sorted(numbers):
                held.enter_context(self.alone(number))
            connection = held.enter_context(self._writing())
            self._must_be_there(connection, numbers)
            return delete_rows(connection, numbers)

    def give_back(self) -> int:
        """Give the space of what was deleted back, where no other program is at it; how many bytes that were."""
        return give_back(self._engine)

    def alone(self, number: int) -> AbstractContextManager[None]:
        """Keep every other program from computing the same experiment in this database, inside a `with` statement.

        Raises:
            InputError: another program is computing it.
        """
        if self._engine.dialect.name == "postgresql":
            return server_lock(self._engine, number)
        return file_lock(self._file, number) if self._file else nullcontext()

    # --- within ------------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction; nothing of it is kept when anything goes wrong."""
        with told(self.location), self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":  # a transaction that reads first could not write after another's
                connection.exec_driver_sql(ALONE["sqlite"])
            yield connection
            if self._file is not None and same_file(self._file) != self._mark:
                raise StoreFailed(rescue(connection, self._file))
            connection.commit()

    def _must_be_there(self, connection: Connection, numbers: Sequence[int]) -> None:
        for number in absent(connection, numbers):
            lists = command("runs", kept_in=self.location)
            raise InputError(f"There is no experiment {number} in {self.location}; `{lists}` lists what there is.")

    def _provenance_id(self) -> int:
        if self._provenance is None:
            found = dict(provenance())
            row = {"digest": digest(found), "content": found}
            with self._writing() as connection:
                order = insert_into(connection, ProvenanceRow).values(row)
                connection.execute(order.on_conflict_do_nothing())
                kept = {"digest": found["values"], "content": declared()}
                connection.execute(insert_into(connection, DeclaredRow).values(kept).on_conflict_do_nothing())
                asked = select(ProvenanceRow.id).where(ProvenanceRow.digest == row["digest"])
                number = int(connection.execute(asked).scalar_one())
            self._provenance = number
        return self._provenance

    def _measure_ids(self, names: Iterable[str]) -> dict[str, int]:
        """The ids of these measures, and of others; those that are new are written in the order in which they come."""
        new = [name for name in dict.fromkeys(names) if name not in self._measures]
        if new:
            with self._writing() as connection:
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(ALONE["postgresql"])
                rows = [{"name": name} for name in new]
                connection.execute(insert_into(connection, MeasureRow).on_conflict_do_nothing(), rows)
                found = connection.execute(select(MeasureRow.name, MeasureRow.id)).all()
            self._measures = {name: number for name, number in found}
        return self._measures

    def _places_of(self, number: int) -> list[int]:
        """The ids of an experiment's scenarios, by their number."""
        if number not in self._scenarios:
            asked = select(ScenarioRow.id).where(ScenarioRow.experiment_id == number).order_by(ScenarioRow.number)
            with self._reading() as connection:
                places = list(connection.scalars(asked))
            if not places:
                raise InputError(f"There is no experiment {number} in {self.location}.")
            self._scenarios[number] = places
        return self._scenarios[number]


def _columns(experiment: Experiment) -> dict[str, Any]:
    plan = experiment.plan
    return {
        "fingerprint": experiment.fingerprint,
        "kind": str(experiment.kind),
        "title": plan.locality.title,
        "created": datetime.now(UTC),
        "locality": plan.locality.name,
        "regimes": [regime.name for regime in plan.regimes],
        "reference": plan.reference,
        "years": plan.years,
        "run_in": plan.run_in,
        "replicates": plan.replicates,
        "seed": plan.seed,
        "fixed_parameters": plan.fixed_parameters,
        "scenarios": len(experiment.points),
        "runs": experiment.runs,
        "tables": experiment.tables,
        "plan": plan.content,
        "design": dict(experiment.design),
    }


def _write_scenarios(connection: Connection, number: int, experiment: Experiment) -> None:
    rows = (
        {
            "experiment_id": number,
            "number": place,
            "changes": dict(point.changes),
            "replicates": compact(point.replicates),
        }
        for place, point in enumerate(experiment.points)
    )
    for some in chunks(rows):  # a design of millions of points is never held as a whole
        connection.execute(insert_into(connection, ScenarioRow), some)
