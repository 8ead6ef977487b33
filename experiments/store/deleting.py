"""Deletes experiments with all that no other experiment needs, and gives the space back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.exc import DBAPIError

from .chunks import chunks
from .records import ExperimentRow, OutcomeRow, RunRow, RunTableRow, ScenarioRow, ScenarioRunRow


@dataclass(frozen=True, slots=True)
class Deletable:
    """What deleting an experiment takes away: how many of its runs no other has, and how many stay because others do."""

    runs: int
    shared: int


def scenarios_of(number: int) -> Any:
    """The ids of an experiment's scenarios."""
    return select(ScenarioRow.id).where(ScenarioRow.experiment_id == number)


def deletable(connection: Connection, number: int) -> Deletable | None:
    """What deleting this experiment would take away; nothing where there is none of this number."""
    if connection.scalar(select(ExperimentRow.id).where(ExperimentRow.id == number)) is None:
        return None
    ids = _runs_of(connection, number)
    shared = sum(len(_shared(connection, some, number)) for some in chunks(ids))
    return Deletable(len(ids) - shared, shared)


def delete_rows(connection: Connection, number: int) -> Deletable:
    """Delete an experiment, its scenarios, and the runs that no other experiment has.

    What runs were computed with and the names of what they counted stay: another program may be about to refer to them.
    """
    ids = _runs_of(connection, number)
    connection.execute(delete(ScenarioRunRow).where(ScenarioRunRow.scenario_id.in_(scenarios_of(number))))
    gone = 0
    for some in chunks(ids):
        alone = set(some) - _shared(connection, some, number)
        for row, key in ((OutcomeRow, OutcomeRow.run_id), (RunTableRow, RunTableRow.run_id), (RunRow, RunRow.id)):
            connection.execute(delete(row).where(key.in_(alone)))
        gone += len(alone)
    connection.execute(delete(ScenarioRow).where(ScenarioRow.experiment_id == number))
    connection.execute(delete(ExperimentRow).where(ExperimentRow.id == number))
    return Deletable(gone, len(ids) - gone)


def _runs_of(connection: Connection, number: int) -> list[int]:
    asked = select(ScenarioRunRow.run_id).where(ScenarioRunRow.scenario_id.in_(scenarios_of(number)))
    return list(connection.scalars(asked.distinct().order_by(ScenarioRunRow.run_id)))


def _shared(connection: Connection, runs: list[int], number: int) -> set[int]:
    """Which of these runs answer another experiment too."""
    others = ScenarioRunRow.scenario_id.not_in(scenarios_of(number))
    return set(
        connection.scalars(select(ScenarioRunRow.run_id).where(ScenarioRunRow.run_id.in_(runs), others).distinct())
    )


def give_back(engine: Engine) -> bool:
    """Give the space of what was deleted back; whether that could be done now."""
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return True
    except DBAPIError:  # another program is at it, or the disk has no room for what is left: it is used again later
        return False


def size(engine: Engine) -> int:
    """How many bytes the database takes."""
    asked = "SELECT pg_database_size(current_database())"
    if engine.dialect.name == "sqlite":
        asked = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(asked).scalar_one())
