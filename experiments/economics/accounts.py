"""Who bears what in each year: the pounds of every run by bearer and year, at declared prices and before any discount."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...model.ledger.costs import of_what_is_counted, programme_cost
from ...model.ledger.counts import Counts
from ...model.ledger.measures import MEASURES
from ...scenarios.schema import Regime
from ...scenarios.words import TASKS, VICTIMS
from ..plans import Plan, RunResult, values_of
from ..statistics import Numbers
from .terms import BEARERS, POLICE, PROGRAMMES, Terms

EVENLY: Final = ("ordinary_services", "housing")  # no month is known of these, so each year has as much as another


def pounds_of(plan: Plan, runs: Mapping[int, RunResult], regime: Regime) -> Numbers:
    """What each bearer pays in each year of every replicate under a regime.

    Returns:
        Shape (replicates, bearers, years), pounds; NaN for a run that failed. Summed over the years and divided by them it is
        the outcomes `cost.*` and `crime_cost` of the same run.
    """
    found = np.full((plan.replicates, len(BEARERS), plan.years), np.nan)
    for number, run in runs.items():
        if not run.error:
            found[number] = pounds_of_run(plan, run, regime, values_of(plan, number))
    return found


def pounds_of_run(plan: Plan, run: RunResult, regime: Regime, values: Mapping[str, float]) -> Numbers:
    """The same of one run, shape (bearers, years); each year has as much as another where a run kept no counts by month."""
    if not counts_by_month(run):
        return np.array([np.full(plan.years, _a_year(run, bearer)) for bearer in BEARERS])
    counts = Counts(run.tables)
    into = year_of_months(counts, plan.years)
    count = OnAsking(lambda name: by_year(counts.by_month(name), into, plan.years))
    hours, training = (by_year(counts.hours_by_month(*tasks), into, plan.years) for tasks in (TASKS, ("training",)))
    found = of_what_is_counted(count, hours, training, values)
    catalogue = plan.catalogue
    found["programmes"] = np.array([programme_cost(regime, catalogue, values, 1.0, year) for year in range(plan.years)])
    for name in EVENLY:
        found[name] = np.full(plan.years, run.outcomes[f"cost.{name}"])
    return np.array([found[bearer] for bearer in BEARERS])


class OnAsking(dict[str, Numbers]):
    """Measures by name, each worked out when it is asked for, so that a sum of a dozen does not cost all there are."""

    def __init__(self, make: Callable[[str], Numbers]) -> None:
        """Make nothing yet."""
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Numbers:
        """The measure, made now."""
        self[name] = self._make(name)
        return self[name]


def counts_by_month(run: RunResult) -> bool:
    """Whether a run kept its counts by month, and all that this version counts."""
    return "months" in run.tables and run.tables["months"].shape[1] >= len(MEASURES)


def _a_year(run: RunResult, bearer: str) -> float:
    """What a bearer pays a year, as the run says; not known where its version did not reckon it."""
    return run.outcomes.get("crime_cost" if bearer == VICTIMS else f"cost.{bearer}", math.nan)


def year_of_months(counts: Counts, years: int) -> NDArray[np.int64]:
    """In which year after the regimes part each month begins, counted from 0."""
    months = counts.months
    since = [(month.first - months[0].first).days for month in months]
    return np.minimum((np.array(since) + 15) // 365.25, years - 1).astype(np.int64)


def by_year(amounts: Numbers, into: NDArray[np.int64], years: int) -> Numbers:
    """Months summed into years."""
    found: Numbers = np.bincount(into, weights=amounts, minlength=years).astype(np.float64)
    return found


def index_of(bearers: Sequence[str]) -> list[int]:
    """Where these bearers stand."""
    return [BEARERS.index(name) for name in bearers]


def on_terms(pounds: Numbers, runs: Mapping[int, RunResult], plan: Plan, terms: Terms) -> Numbers:
    """Pounds as the terms have it: programmes dearer by the optimism, officers' hours left out where they stand apart."""
    found = pounds.copy()
    found[:, BEARERS.index(PROGRAMMES)] *= 1.0 + terms.optimism
    if terms.hours == "apart":
        for number, run in runs.items():
            if not run.error:
                found[number, BEARERS.index(POLICE)] = _cells(run, values_of(plan, number), plan.years)
    return found


def _cells(run: RunResult, values: Mapping[str, float], years: int) -> Numbers:
    """What police pay apart from officers' hours in each year: hours in custody."""
    if not counts_by_month(run):
        return np.full(years, run.outcomes.get("custody_hours", 0.0) * values["cost_custody_hour"])
    counts = Counts(run.tables)
    return by_year(counts.by_month("custody_hours"), year_of_months(counts, years), years) * values["cost_custody_hour"]
