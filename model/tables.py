"""What a run counted and who is in it, as pandas tables."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from ..agents.records import Person
from ..agents.states import CaseState, State
from ..scenarios.parameters import InputError, did_you_mean
from ..scenarios.words import TASKS, Need
from .ledger.counts import DIMENSIONS
from .ledger.measures import MEASURES
from .ledger.months import Month, financial_years
from .world import SCALE, World

GROUPINGS: Final = DIMENSIONS
SPLITS: Final = (*GROUPINGS, "place")


def begun(world: World) -> tuple[int, list[Month]]:
    """How many months the run-in has, and the months begun so far, the last one as far as it has come."""
    ends = world.month_ends.astype(np.int64)
    begins = np.concatenate([[0], ends])[:-1]
    days = np.minimum(ends, int(world.clock.day)) - begins
    found = [Month(date.fromordinal(first), n) for first, n in zip(world.dates.tolist(), days.tolist(), strict=True)]
    return int((ends <= world.clock.parting).sum()), [month for month in found if month.days > 0]


def months(world: World) -> pd.DataFrame:
    """The months begun so far: their first day, how many days are counted in them and how many the calendar month has."""
    before, found = begun(world)
    index = pd.RangeIndex(-before, len(found) - before, name="month")
    columns = {
        "calendar": [month.calendar for month in found],
        "first": [month.first for month in found],
        "days": [month.days for month in found],
        "of": [month.of for month in found],
        "financial_year": [year.name for year in financial_years(found) for _ in year.months],
    }
    return pd.DataFrame(columns, index=index)


def monthly(settled: World, by: str | None = None) -> pd.DataFrame:
    """Every measure by month: one row a month, or a month and a group or place; one column a measure.

    Args:
        settled: A settled world; elsewhere people are counted only up to when something last happened to them.
        by: `age`, `sex`, `ethnicity` or `place`; without it, the whole locality.

    Raises:
        InputError: there is no such split.
    """
    index = months(settled).index
    return _framed(_split(settled, by)[: len(index)], index, by)


def yearly(settled: World, by: str | None = None) -> pd.DataFrame:
    """Every measure since the regimes parted by financial year: the sum of its months, and how many days these have."""
    before, found = begun(settled)
    table, years = _split(settled, by)[before:], financial_years(found[before:])
    sums = np.stack([table[list(year.months)].sum(axis=0) for year in years]) if years else table[:0]
    frame = _framed(sums, pd.Index([year.name for year in years], name="financial_year"), by)
    groups = sums.shape[1]
    frame.insert(0, "days", np.repeat([year.days for year in years], groups))
    frame.insert(1, "of", np.repeat([year.of for year in years], groups))
    return frame


def _framed(table: np.ndarray, index: pd.Index[Any], by: str | None) -> pd.DataFrame:
    """Counts [time, group, measure] as a table."""
    values = table.reshape(-1, len(MEASURES)) / SCALE
    if by is None:
        return pd.DataFrame(values, index=index, columns=list(MEASURES))
    groups = GROUPINGS.get(by, tuple(range(table.shape[1])))
    rows = pd.MultiIndex.from_product([index, groups], names=[index.name, by])
    return pd.DataFrame(values, index=rows, columns=list(MEASURES))


def _split(world: World, by: str | None) -> np.ndarray:
    """Counts [month, group, measure] for one way of grouping."""
    if by is not None and by not in SPLITS:
        raise InputError(f"There is no split by {by}: it can be {', '.join(SPLITS)}.{did_you_mean(by, SPLITS)}")
    if by == "place":
        return world.by_place
    if by is None:
        return world.by_group.sum(axis=1, keepdims=True)
    sizes = [len(words) for words in GROUPINGS.values()]
    cells = world.by_group.reshape(-1, *sizes, len(MEASURES))
    return cells.sum(axis=tuple(1 + k for k, name in enumerate(GROUPINGS) if name != by))


def hours(world: World) -> pd.DataFrame:
    """Officer hours spent on the people in the model: one row a month, as in `monthly`; one column a task."""
    index = months(world).index
    return pd.DataFrame(world.hours[: len(index)] / SCALE, index=index, columns=list(TASKS))


def here(world: World) -> np.ndarray:
    """Which people are in the model today. On the eve of day 0 nobody has been let in yet; who is waiting counts."""
    if world.clock.day == 0:
        return np.asarray(world.people["enters"] <= 0.0)
    return np.asarray(world.people["state"] == State.PRESENT)


def people(world: World) -> pd.DataFrame:
    """Everybody in the model today: one row a person, under their id; one column an attribute."""
    ids = np.flatnonzero(here(world))
    rows = world.people[ids]
    columns: dict[str, object] = {
        "age": (float(world.clock.day) - rows["born"]) / 365.25,
        **_columns(rows, "sex", "ethnicity", "place"),
        **{need.word: rows["needs"][:, need] for need in Need},
        **_columns(rows, "rate", "trust", "label", "support", "contacts", "proven"),
    }
    case = rows["case"]
    columns["in_support"] = (case >= 0) & (world.cases["state"][np.maximum(case, 0)] == CaseState.IN_SUPPORT)
    return pd.DataFrame(columns, index=pd.Index(ids, name="person"))


def _columns(rows: np.ndarray, *names: str) -> dict[str, np.ndarray]:
    """Fields as people read them, by name."""
    return {name: Person.fields[name].read(rows[name]) for name in names}


__all__ = ["GROUPINGS", "SPLITS", "here", "hours", "monthly", "months", "people", "yearly"]
