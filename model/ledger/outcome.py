"""What an outcome is: a number with a name and a unit, and how it is read off a run that has come to its end."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ...scenarios.loader import Catalogue
from ...scenarios.schema import Regime
from .reading import Reading

Standing = Literal["primary", "secondary", "exploratory"]
Better = Literal["lower", "higher", "neither"]
Values = Mapping[str, float]


@dataclass(frozen=True)
class Run:
    """A run to read outcomes off: its settled world, and the settings that it was run with.

    `values` are the parameters by name, `years` the years since the regimes parted, `catalogue` the numbered routes.
    """

    reading: Reading
    regime: Regime
    catalogue: Catalogue
    values: Values
    years: float

    @cached_property
    def count(self) -> dict[str, float]:
        """Every measure since the fork."""
        return self.reading.totals()

    @cached_property
    def yearly(self) -> dict[str, float]:
        """Every measure, a year."""
        return {name: value / self.years for name, value in self.count.items()}

    @cached_property
    def tasks(self) -> dict[str, float]:
        """Officer hours since the fork by task."""
        return self.reading.hours_by_task()

    @property
    def hours(self) -> float:
        """Officer hours a year on all tasks."""
        return math.fsum(self.tasks.values()) / self.years

    @property
    def freed(self) -> float:
        """Officer hours a year that are freed at the contact, less those spent on training."""
        return self.yearly["freed"] - self.tasks["training"] / self.years

    @property
    def to_serious(self) -> float:
        """The part of them that goes to serious crime, and is not saved."""
        return self.freed * self.values["freed_to_serious"]


Read = Callable[[Run], float]


def nowhere(run: Run) -> float:  # noqa: ARG001
    """How an outcome is read that an older version counted and this one does not know: not at all."""
    return math.nan


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number a run reports; `unit` is what stands behind the number in a table, `decimals` how it is shown.

    `read` takes it off a run. A `headline` is among the few that are shown first.
    """

    name: str
    label: str
    unit: str
    standing: Standing
    better: Better
    read: Read = nowhere
    decimals: int = 0
    headline: bool = False


def yearly(*measures: str) -> Read:
    """How some measures together are read, a year."""
    return lambda run: math.fsum(run.yearly[name] for name in measures)


def share(part: float, whole: float) -> float:
    """A percentage; not a number when there is nothing to take a share of."""
    return 100.0 * part / whole if whole > 0 else math.nan


def ratio(part: float, whole: float) -> float:
    """One over the other; not a number when there is nothing to divide by."""
    return part / whole if whole else math.nan
