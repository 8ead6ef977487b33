"""What a run counted since the regimes parted, in words: by month, group of people, neighbourhood and officers' task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...scenarios.words import AGE_GROUPS, ETHNICITIES, SEXES, TASKS
from ..world import SCALE, World, first_month
from .measures import MEASURES
from .months import Month

Amounts = NDArray[np.float64]
FixedPoint = NDArray[np.int64]

# All the arrests there are: over an offence, on a warrant, over a broken order.
ARRESTS: Final = ("arrests", "warrant_arrests", "breach_arrests")
# The cells of the tables of groups are numbered age group × sex × ethnicity.
DIMENSIONS: Final[Mapping[str, tuple[str, ...]]] = {"age": AGE_GROUPS, "sex": SEXES, "ethnicity": ETHNICITIES}
CALENDAR: Final = "calendar"  # the table that says what the rows of the tables by month stand for
# What the columns of each table of counts count.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "months": MEASURES, "hours": TASKS, "groups": MEASURES, "places": MEASURES,
}  # fmt: skip


def amounts(table: FixedPoint) -> Amounts:
    """A table as it is kept, in fixed point, as amounts."""
    found: Amounts = table / SCALE
    return found


@dataclass(frozen=True, slots=True)
class Counts:
    """The tables of one run, as they are kept: read through the methods, which give amounts.

    `tables` holds `months` [month, measure], `hours` [month, task], `groups` [group, measure] and `places`
    [neighbourhood, measure], each a sum of integers in fixed point; `COLUMNS` names what is in their columns. Its
    `calendar` [month, 2] says of each month its first day, numbered as `date.toordinal` does, and how many days it has.
    """

    tables: Mapping[str, FixedPoint]

    @classmethod
    def of(cls, world: World) -> Counts:
        """What a settled world counted since the fork."""
        start = first_month(world)
        months = world.by_group[start:]
        lengths = np.diff(world.month_ends, prepend=0.0).astype(np.int64)
        return cls(
            {
                "months": months.sum(axis=1),
                "hours": world.hours[start:],
                "groups": months.sum(axis=0),
                "places": world.by_place[start:].sum(axis=0),
                CALENDAR: np.column_stack([world.dates, lengths])[start:],
            }
        )

    @property
    def months(self) -> list[Month]:
        """The months that the rows of the tables by month stand for."""
        return [Month(date.fromordinal(first), days) for first, days in self.tables[CALENDAR].tolist()]

    def totals(self) -> dict[str, float]:
        """Every measure, over all people and months."""
        sums = self.tables["groups"].sum(axis=0).tolist()
        return {name: value / SCALE for name, value in zip(MEASURES, sums, strict=True)}

    def total(self, *measures: str) -> float:
        """Some measures together, over all people and months."""
        return float(self._together("groups", measures).sum())

    def by_month(self, *measures: str) -> Amounts:
        """Some measures together, [month]; `months` says which they are."""
        return self._together("months", measures)

    def by_place(self, *measures: str) -> Amounts:
        """Some measures together, [neighbourhood]."""
        return self._together("places", measures)

    def by_group(self, dimension: str, *measures: str) -> Amounts:
        """Some measures together, [group], by `age`, `sex` or `ethnicity`; `DIMENSIONS` names the groups."""
        cells = self._together("groups", measures).reshape([len(words) for words in DIMENSIONS.values()])
        found: Amounts = cells.sum(axis=tuple(axis for axis, name in enumerate(DIMENSIONS) if name != dimension))
        return found

    def hours_by_month(self, *tasks: str) -> Amounts:
        """Officer hours that went into some tasks together, [month]."""
        return self._together("hours", tasks)

    def _together(self, table: str, names: Sequence[str]) -> Amounts:
        columns = [COLUMNS[table].index(name) for name in names]
        return amounts(self.tables[table][:, columns].sum(axis=1))
