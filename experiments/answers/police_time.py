"""Police time in a comparison: officer hours by task and month, cells in use, and where the hours that are freed go.

Everything is a mean over the replicates, or a paired difference of them, of what each run counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...model.ledger.counts import Counts
from ...model.ledger.months import financial_years
from ...scenarios.words import TASKS
from ..lives.day_by_day import TASK_GROUPS
from ..statistics import Paired, difference
from .comparison import Comparison

ALL: Final = "All tasks"
CELLS: Final = "Police cells in use"
TRAINING: Final = "Training"
MEASURED: Final = (ALL, *TASK_GROUPS, CELLS)  # what there is by month


@dataclass(frozen=True, slots=True)
class Freed:
    """Officer hours a year that a regime frees at the contact, net of what its programme takes, and where they go.

    Below zero it takes more than it frees. `serious` reach serious crime, `elsewhere` can be saved; `detections` are
    serious crimes more that are detected a year.
    """

    regime: str
    hours: float
    serious: float
    elsewhere: float
    detections: float


def by_month(comparison: Comparison, regime: str, what: str) -> NDArray[np.float64]:
    """Officer hours on the people in the model, or cells in use, in each of the plan's months; the mean of runs.

    `what` is one of `MEASURED`, or `TRAINING` for the part of them that trains officers for a programme.
    """
    runs = comparison.runs_of(regime)
    if not runs:
        return np.zeros(0)
    return np.asarray(np.mean([_months(Counts(run.tables), what) for run in runs], axis=0)) / _shared(comparison, what)


def by_financial_year(comparison: Comparison, regime: str, what: str) -> NDArray[np.float64]:
    """The same in each financial year that the plan's months lie in: hours summed, cells averaged over the days counted."""
    each = by_month(comparison, regime, what) * _shared(comparison, what)
    if not each.size:
        return each
    years = financial_years(comparison.plan.months)
    shared = [24.0 * year.days if what == CELLS else 1.0 for year in years]
    return np.array([each[list(year.months)].sum() for year in years]) / shared


def _shared(comparison: Comparison, what: str) -> NDArray[np.float64]:
    """By what each month's hours are divided: hours in cells by those that the month has, to be cells in use."""
    return np.array([24.0 * month.days if what == CELLS else 1.0 for month in comparison.plan.months])


def _months(counts: Counts, what: str) -> NDArray[np.float64]:
    if what == CELLS:
        return counts.by_month("custody_hours")
    return counts.hours_by_month(*{ALL: TASKS, TRAINING: ("training",), **TASK_GROUPS}[what])


def by_task(comparison: Comparison, tasks: Sequence[str]) -> dict[str, Paired]:
    """How each regime changes the hours a year that go into some tasks together, against the reference."""
    first = _yearly(comparison, comparison.plan.reference, tasks)
    histories = comparison.plan.histories
    return {
        regime: difference(first, _yearly(comparison, regime, tasks), comparison.band, "lower", histories)
        for regime in comparison.others
    }


def change_of(comparison: Comparison, what: str) -> dict[str, Paired]:
    """How each regime changes, over whole years, one of `MEASURED`; for cells, the hours that people spend in them."""
    if what in TASK_GROUPS:
        return by_task(comparison, TASK_GROUPS[what])
    name = "custody_hours" if what == CELLS else "officer_hours"
    return {regime: comparison.differences[regime, name] for regime in comparison.others}


def _yearly(comparison: Comparison, regime: str, tasks: Sequence[str]) -> NDArray[np.float64]:
    """Hours a year of some tasks, a number for each replicate."""
    found = sum((comparison.values(regime, f"hours.{task}") for task in tasks), np.zeros(1))
    return np.asarray(found).ravel()


def freed(comparison: Comparison) -> list[Freed]:
    """What each regime frees at the contact, and where it goes."""
    found = []
    for regime in comparison.others:
        hours, serious = (comparison.mean(regime, name) for name in ("freed_at_contact", "serious_hours"))
        found.append(Freed(regime, hours, serious, hours - serious, comparison.mean(regime, "serious_detections")))
    return found
