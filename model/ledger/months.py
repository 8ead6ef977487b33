"""The months that a run counts by, and the financial years they lie in.

Core objects: Month, a calendar month or as much of it as is counted; FinancialYear, 1 April to 31 March; `months_of`, those
of a run; `financial_years`, those that some months lie in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

APRIL: Final = 4  # in which a financial year begins


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a calendar month that are counted together: `days` of them, from `first` on."""

    first: date
    days: int

    @property
    def calendar(self) -> str:
        """Year and month, as in `2026-04`."""
        return f"{self.first.year:04d}-{self.first.month:02d}"

    @property
    def of(self) -> int:
        """How many days the calendar month has."""
        return (_next(self.first) - self.first.replace(day=1)).days

    @property
    def title(self) -> str:
        """What a reader calls it; one that is not counted as a whole says so."""
        return f"{self.first:%b} {self.first.year}{part_of(self.days, self.of)}"

    @property
    def year(self) -> int:
        """The year in which its financial year begins."""
        return self.first.year - (self.first.month < APRIL)


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """The days of a financial year that are counted, in the months numbered `months`; it begins in April of `begins`."""

    begins: int
    days: int
    months: tuple[int, ...]

    @property
    def name(self) -> str:
        """As in `2026-27`."""
        return f"{self.begins:04d}-{(self.begins + 1) % 100:02d}"

    @property
    def of(self) -> int:
        """How many days the financial year has."""
        return (date(self.begins + 1, APRIL, 1) - date(self.begins, APRIL, 1)).days

    @property
    def title(self) -> str:
        """What a reader calls it; one that is not counted as a whole says so."""
        return f"{self.name}{part_of(self.days, self.of)}"


def part_of(days: int, of: int) -> str:
    """How much of a month or a year is counted, where it is not all."""
    return "" if days == of else f" ({days} of {of} days)"


def months_of(start: date, before: int, days: int) -> tuple[Month, ...]:
    """The months of a run of `days` days, `before` of which lie before `start`, the day on which the regimes part.

    That day always begins a month: where it is in the middle of one, what comes before it is a month of its own.
    """
    first = start - timedelta(days=before)
    return (*_months(first, before), *_months(start, days - before))


def _months(first: date, days: int) -> Iterator[Month]:
    end = first + timedelta(days=days)
    while first < end:
        month = Month(first, (min(_next(first), end) - first).days)
        yield month
        first += timedelta(days=month.days)


def _next(day: date) -> date:
    """The first day of the next calendar month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def financial_years(months: Sequence[Month]) -> list[FinancialYear]:
    """The financial years that months lie in, one after the other."""
    found = []
    for begins, numbers in groupby(range(len(months)), key=lambda number: months[number].year):
        mine = tuple(numbers)
        found.append(FinancialYear(begins, sum(int(months[number].days) for number in mine), mine))
    return found
