"""Deletes experiments with all that no other experiment needs, and gives the space back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, func, select
from sqlalchemy.exc import DBAPIError

from .chunks import chunks
from .records import ExperimentRow, Meta, OutcomeRow, RunRow, RunTableRow, ScenarioRow, ScenarioRunRow
from .saving import insert_into

HIGHEST: Final = "highest experiment"  # the key of that number in the table of stamps
NUMBER: Final = re.compile("[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Deletable:
    """What deleting experiments takes away: how many of their runs no other has, and how many stay because others do."""

    runs: int
    shared: int


def scenarios_of(numbers: Sequence[int]) -> Any:
    """The ids of the scenarios of these experiments."""
    return select(ScenarioRow.id).where(ScenarioRow.experiment_id.in_(numbers))


def absent(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """Those of these numbers that no experiment has."""
    there = set(connection.scalars(select(ExperimentRow.id).where(ExperimentRow.id.in_(numbers))))
    return [number for number in numbers if number not in there]


def deletable(connection: Connection, numbers: Sequence[int]) -> Deletable:
    """What deleting these experiments together would take away."""
    ids = _runs_of(connection, numbers)
    shared = sum(len(_shared(connection, some, numbers)) for some in chunks(ids))
    return Deletable(len(ids) - shared, shared)


def delete_rows(connection: Connection, numbers: Sequence[int]) -> Deletable:
    """Delete experiments, their scenarios, and the runs that no experiment beside them has.

    What runs were computed with and the names of what they counted stay: another program may be about to refer to them.
    """
    _remember_highest(connection)
    ids = _runs_of(connection, numbers)
    connection.execute(delete(ScenarioRunRow).where(ScenarioRunRow.scenario_id.in_(scenarios_of(numbers))))
    gone = 0
    for some in chunks(ids):
        alone = set(some) - _shared(connection, some, numbers)
        for row, key in ((OutcomeRow, OutcomeRow.run_id), (RunTableRow, RunTableRow.run_id), (RunRow, RunRow.id)):
            connection.execute(delete(row).where(key.in_(alone)))
        gone += len(alone)
    connection.execute(delete(ScenarioRow).where(ScenarioRow.experiment_id.in_(numbers)))
    connection.execute(delete(ExperimentRow).where(ExperimentRow.id.in_(numbers)))
    return Deletable(gone, len(ids) - gone)


def number_above(connection: Connection) -> dict[str, int]:
    """The `id` of the next experiment where the database would give one that was deleted out again; else nothing.

    A server never does; SQLite takes the one after the highest that is there.
    """
    if connection.dialect.name != "sqlite":
        return {}
    return {"id": _highest(connection) + 1}


def _highest(connection: Connection) -> int:
    """The highest number that an experiment has, or had when one was deleted."""
    there = connection.scalar(select(func.max(ExperimentRow.id))) or 0
    noted = str(connection.scalar(select(Meta.value).where(Meta.key == HIGHEST)))
    return max(there, int(noted) if NUMBER.fullmatch(noted) else 0)


def _remember_highest(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        order = insert_into(connection, Meta).values(key=HIGHEST, value=str(_highest(connection)))
        changed = {"value": order.excluded.value}
        connection.execute(order.on_conflict_do_update(index_elements=["key"], set_=changed))


def _runs_of(connection: Connection, numbers: Sequence[int]) -> list[int]:
    asked = select(ScenarioRunRow.run_id).where(ScenarioRunRow.scenario_id.in_(scenarios_of(numbers)))
    return list(connection.scalars(asked.distinct().order_by(ScenarioRunRow.run_id)))


def _shared(connection: Connection, runs: list[int], numbers: Sequence[int]) -> set[int]:
    """Which of these runs answer an experiment beside these too."""
    others = ScenarioRunRow.scenario_id.not_in(scenarios_of(numbers))
    return set(
        connection.scalars(select(ScenarioRunRow.run_id).where(ScenarioRunRow.run_id.in_(runs), others).distinct())
    )


def give_back(engine: Engine) -> int:
    """Give the space of what was deleted back, where that can be done now; how many bytes that were.

    A server is left alone: it uses the room again by itself, and others may keep their own tables in the same database.
    """
    if engine.dialect.name != "sqlite":
        return 0
    before = size(engine)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except DBAPIError:  # another program is at it, or the disk has no room for what is left: it is used again later
        return 0
    return max(0, before - size(engine))  # another program may have written meanwhile


def size(engine: Engine) -> int:
    """How many bytes an SQLite database takes."""
    with engine.connect() as connection:
        asked = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        return int(connection.exec_driver_sql(asked).scalar_one())
