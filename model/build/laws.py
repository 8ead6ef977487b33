"""Dated law in a run: on which days numbers of the parameter record change, and to what; the same in every regime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ...scenarios.law import Law
from ...scenarios.parameters import find


@dataclass(frozen=True, slots=True)
class Turn:
    """From the morning of a day on, these parameters have these values."""

    day: int
    values: Mapping[str, float]


def turns(laws: Sequence[Law], values: Mapping[str, float], parting: date, run_in: int) -> tuple[Turn, ...]:
    """The days of a run on which the law changes, and every value that any of the laws decides, as of each of them.

    Args:
        laws: The laws; one without a day begins when the regimes part.
        values: Every parameter's value where no law changes it.
        parting: The day on which the regimes part.
        run_in: The days of the run before that.
    """
    first = {law.name: _day(law.starts or parting, parting, run_in) for law in laws}
    last = {law.name: _day(law.ends, parting, run_in) for law in laws if law.ends is not None}
    in_order = sorted(laws, key=lambda law: (first[law.name], law.name))
    days = sorted({max(day, 0) for day in (*first.values(), *last.values())})
    return tuple(
        Turn(
            day,
            _values([law for law in in_order if first[law.name] <= day < last.get(law.name, day + 1)], laws, values),
        )
        for day in days
    )


def _day(when: date, parting: date, run_in: int) -> int:
    return (when - parting).days + run_in


def _values(in_force: Sequence[Law], laws: Sequence[Law], values: Mapping[str, float]) -> dict[str, float]:
    """What the laws in force make of every parameter that any of them could change: the later one comes on top."""
    found = {name: values[name] for name in _changed(laws)}
    for law in in_force:
        for name, change in law.changes.items():
            limits = find(name)
            found[name] = min(max(change.of(found[name], values), limits.floor), limits.ceiling)
    return found


def _changed(laws: Sequence[Law]) -> Iterator[str]:
    return (name for law in laws for name in law.changes)
