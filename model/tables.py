"""What a run counted and who is in it, as pandas tables."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ..agents.records import Person
from ..agents.states import CaseState, State
from ..scenarios.parameters import InputError, did_you_mean
from ..scenarios.words import MONTHS_A_YEAR, TASKS, Need
from .ledger.counts import DIMENSIONS
from .ledger.measures import MEASURES
from .world import SCALE, World, month_of_day

GROUPINGS: Final = DIMENSIONS
SPLITS: Final = (*GROUPINGS, "place")


def months(world: World, run_in: int) -> pd.RangeIndex:
    """The months begun so far (twelfths of 365 days), month 0 being the first after the run-in."""
    begun = month_of_day(int(world.clock.day) - 1) + 1
    first = -MONTHS_A_YEAR * run_in
    return pd.RangeIndex(first, first + begun, name="month")


def monthly(settled: World, run_in: int, by: str | None = None) -> pd.DataFrame:
    """Every measure by month: one row a month, or a month and a group or place; one column a measure.

    Args:
        settled: A settled world; elsewhere people are counted only up to when something last happened to them.
        run_in: Years of run-in, whose months come out negative.
        by: `age`, `sex`, `ethnicity` or `place`; without it, the whole locality.

    Raises:
        InputError: there is no such split.
    """
    if by is not None and by not in SPLITS:
        raise InputError(f"There is no split by {by}: it can be {', '.join(SPLITS)}.{did_you_mean(by, SPLITS)}")
    index = months(settled, run_in)
    table = _split(settled, by)[: len(index)]
    values = table.reshape(-1, len(MEASURES)) / SCALE
    if by is None:
        return pd.DataFrame(values, index=index, columns=list(MEASURES))
    groups = GROUPINGS.get(by, tuple(range(table.shape[1])))
    rows = pd.MultiIndex.from_product([index, groups], names=["month", by])
    return pd.DataFrame(values, index=rows, columns=list(MEASURES))


def _split(world: World, by: str | None) -> np.ndarray:
    """Counts [month, group, measure] for one way of grouping."""
    if by == "place":
        return world.by_place
    if by is None:
        return world.by_group.sum(axis=1, keepdims=True)
    sizes = [len(words) for words in GROUPINGS.values()]
    cells = world.by_group.reshape(-1, *sizes, len(MEASURES))
    return cells.sum(axis=tuple(1 + k for k, name in enumerate(GROUPINGS) if name != by))


def hours(world: World, run_in: int) -> pd.DataFrame:
    """Officer hours spent on the people in the model: one row a month, as in `monthly`; one column a task."""
    index = months(world, run_in)
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


__all__ = ["GROUPINGS", "SPLITS", "here", "hours", "monthly", "months", "people"]
