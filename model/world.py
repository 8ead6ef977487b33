"""The world as arrays: everything a kernel reads or changes, in one named tuple."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from ..agents.declaring import Table, rows_of
from ..agents.engine.handle import Handle
from ..agents.records import (
    N_NEEDS,
    TIES,
    Case,
    Entry,
    Officer,
    Person,
    Programme,
    Route,
    Service,
    Suite,
    Team,
    Worker,
)
from ..agents.run import Clock, LogRow
from ..scenarios.words import AGE_GROUPS, ETHNICITIES, SEXES, TASKS
from .ledger.measures import MEASURES, STEPS
from .ledger.months import Month

SCALE: Final = 1048576  # fixed point: counts, hours and rates are integers of 1/2^20, so sums never depend on order
GROUPS: Final = len(AGE_GROUPS) * len(SEXES) * len(ETHNICITIES)


class World(NamedTuple):
    """State and constants of one run. Arrays named in `SHARED` never change after the build and are shared by forks."""

    par: np.record
    clock: Clock
    people: Table[Person]
    leans: np.ndarray  # [person] how far above (spells of needs) or below (support) their usual, as of the last review
    due: np.ndarray  # [person] from when on they are reviewed or looked at when their turn comes; nobody who is gone
    ties: np.ndarray
    places: np.ndarray  # [place] neighbours as row of the adjacency list, -1 padded
    officers: Table[Officer]
    teams: Table[Team]
    suite: Suite
    services: Table[Service]
    workers: Table[Worker]
    programmes: Table[Programme]
    routes: Table[Route]
    cases: Table[Case]
    events: Table[Entry]
    heads: np.ndarray  # [day, list] first event of each of the day's lists
    heap: np.ndarray  # events of today, as a heap
    soon: np.ndarray  # their moments, in the same order
    luck: np.ndarray  # [number, person] what today's reviews draw
    turns: np.ndarray  # [64 rows of those who move in later] on which day of a block they are reviewed
    months: np.ndarray  # [day] the month it is counted in: row of the tables by month
    month_ends: np.ndarray  # [month] the moment at which it ends
    dates: np.ndarray  # [month] its first day, numbered as `date.toordinal` does
    by_group: np.ndarray  # [month, group, measure] fixed point
    by_place: np.ndarray  # [month, place, measure] fixed point
    ledger: np.ndarray  # [officer, task] fixed point hours since the fork
    hours: np.ndarray  # [month, task] fixed point hours
    widening: np.ndarray  # [stage, shadow, actual] since the fork
    ends: np.ndarray  # [stage, without a route, that in the end] of those diverted or taken on since the fork
    funnel: np.ndarray  # [route, step] fixed point, of people met since the fork; days of support of everybody
    relieved: np.ndarray  # [need] fixed point person-years of need relieved since the fork
    log: Table[LogRow]
    handle: Handle  # how compiled behaviours find all of the above


ROWS: Final = 64  # people whose luck is drawn together
# Where the clock notes the first free row of a table, and how many are free.
ROOM: Final = {"events": ("free_event", "events_left"), "cases": ("free_case", "cases_left")}
LISTS: Final = 8  # lists of events that a day has
SHARED: Final = ("turns", "places", "programmes", "months", "month_ends", "dates")


def first_month(world: World) -> int:
    """The row of the first month after the regimes parted; of none, before they have."""
    day = int(world.clock.fork_day)
    return int(world.months[day]) if day < len(world.months) else len(world.month_ends)


def copy(world: World) -> World:
    """A world with the same state that can go its own way; constants are shared."""
    return assemble({k: v if k in SHARED else _twin(v) for k, v in world._asdict().items() if k != "handle"})


def with_own_programmes(world: World) -> World:
    """The same world with programmes of its own, which forks share otherwise."""
    arrays = {k: v.copy() if k == "programmes" else v for k, v in world._asdict().items() if k != "handle"}
    return assemble(arrays)


def assemble(arrays: Mapping[str, Any]) -> World:
    """A world of these arrays and records, with its handle."""
    return World(**arrays, handle=Handle(arrays))


def _twin(value: Any) -> Any:
    if isinstance(value, np.record):
        twin = rows_of(value.dtype, 1)[0]
        twin.setfield(value, value.dtype)
        return twin
    return value.copy()


def chain(rows: np.recarray, first: int) -> None:
    """Link the free rows from `first` on through their `next` field."""
    size = len(rows)
    rows["next"][first:] = np.arange(first + 1, size + 1)
    rows["next"][size - 1] = -1


def with_room(world: World, names: Iterable[str] = ("events", "cases")) -> World:
    """The same world with twice the room for events or cases, or both."""
    clock = world.clock
    grown: dict[str, Any] = {}
    for name in names:
        free, left = ROOM[name]
        old = world._asdict()[name]
        new = rows_of(old.dtype, 2 * len(old))
        new[: len(old)] = old
        chain(new, len(old))
        new["next"][-1] = clock[free]
        clock[free] = len(old)
        clock[left] += len(old)
        grown[name] = new
    # Not empty where something was planned for today before the day began, or the fork brought disposals back.
    for name in ("heap", "soon") if "events" in grown else ():
        old = world._asdict()[name]
        grown[name] = np.concatenate([old, np.zeros_like(old)])
    return assemble({k: grown.get(k, v) for k, v in world._asdict().items() if k != "handle"})


def empty(
    par: np.record, rows: int, months: Sequence[Month], places: int, officers: int, workers: int, routes: int, programmes: int,
    services: int, log: int = 0, residents: int | None = None,
) -> World:  # fmt: skip
    """A world of the right shape with nothing in it.

    `log` is how many happenings to keep person by person, `residents` how many of the people are there on the first day
    (all, if left out). Room goes by them, since as many leave as move in, and not by how long the run will be.
    """
    lengths = [month.days for month in months]
    days = sum(lengths)
    residents = rows if residents is None else residents
    size = max(256, residents + 2 * workers)  # a worker has one event at a time, and several leave on one day
    arrays: dict[str, Any] = dict(
        par=par,
        clock=Clock.one(),
        people=Person.table(rows),
        leans=np.zeros(rows, np.float32),
        due=np.zeros(rows, np.float32),
        ties=np.full((rows, TIES), -1, np.int32),
        places=np.full((places, 4), -1, np.int32),
        officers=Officer.table(officers),
        teams=Team.table(places),
        suite=Suite.one(),
        services=Service.table(max(services, 1)),
        workers=Worker.table(max(workers, 1)),
        programmes=Programme.table(max(programmes, 1)),
        routes=Route.table(max(routes, 1)),
        cases=Case.table(max(256, residents) * 3 // 16),  # whatever is compared, since cases are numbered by it
        events=Entry.table(size),
        heads=np.full((days + 1, LISTS), -1, np.int32),
        heap=np.zeros(size, np.int32),
        soon=np.zeros(size),
        luck=np.zeros((4, ROWS), np.int64),
        turns=np.zeros(-(-(rows - residents) // ROWS), np.int64),
        months=np.repeat(np.arange(len(months), dtype=np.int32), lengths),
        month_ends=np.cumsum(lengths, dtype=np.float64),
        dates=np.array([month.first.toordinal() for month in months], np.int64),
        by_group=np.zeros((len(months), GROUPS, len(MEASURES)), np.int64),
        by_place=np.zeros((len(months), places, len(MEASURES)), np.int64),
        ledger=np.zeros((officers, len(TASKS)), np.int64),
        hours=np.zeros((len(months), len(TASKS)), np.int64),
        widening=np.zeros((3, 10, 10), np.int64),  # stages with an officer; disposals, and bail after them
        ends=np.zeros((3, 10, 10), np.int64),
        funnel=np.zeros((max(routes, 1), len(STEPS)), np.int64),
        relieved=np.zeros(N_NEEDS, np.int64),
        log=LogRow.table(log),
    )
    return assemble(arrays)
