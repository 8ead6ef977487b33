"""Comparisons of the same regimes in several places, held beside each other: per 1,000 residents where they count things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ...model.ledger.outcomes import OUTCOMES
from ..economics import Terms
from ..files import write_with_notes
from .comparison import Comparison

A_YEAR: Final = "a year"
PER: Final = 1000.0  # residents


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """The same regimes beside the same reference in two or more places, each with people and luck of its own.

    Places are not paired with each other: what differs between two of them is the places as much as the regimes.
    """

    comparisons: tuple[Comparison, ...]

    @property
    def reference(self) -> str:
        """The regime that the others are compared with, everywhere."""
        return self.comparisons[0].plan.reference

    @property
    def others(self) -> list[str]:
        """The regimes beside it."""
        return self.comparisons[0].others

    @property
    def failed(self) -> int:
        """How many runs failed, in all places."""
        return sum(each.batch.failed for each in self.comparisons)

    def rows(self) -> list[dict[str, Any]]:
        """Every place's rows below each other, in the outcomes' own units, with the place and its residents in front."""
        return [
            {"locality": each.plan.locality.name, "residents": each.plan.locality.residents.value} | row
            for each in self.comparisons
            for row in each.rows()
        ]

    def to_dict(self, terms: Terms | None = None) -> dict[str, Any]:
        """Each place's whole answer as plain data for JSON."""
        return {"comparisons": [each.to_dict(terms) for each in self.comparisons]}

    def save(self, path: str | Path) -> None:
        """Write the paired differences of all places to one CSV file, and the notes on each to another beside it.

        Raises:
            InputError: the name ends otherwise, or the place cannot be written, or is full.
        """
        alike = [{"locality": each.plan.locality.name} | row for each in self.comparisons for row in each.alike_rows()]
        write_with_notes(self.rows(), self._notes(), path, alike)

    def _notes(self) -> Iterator[dict[str, str]]:
        for each in self.comparisons:
            yield from ({"locality": each.plan.locality.name} | note for note in each.notes())


def per(place: Comparison, outcome: str) -> float:
    """What to divide an outcome of a place by, so that it can stand beside another's: thousands of residents, if it counts."""
    counts = OUTCOMES[outcome].unit.endswith(A_YEAR)
    return place.plan.locality.residents.value / PER if counts else 1.0


def unit_per(outcome: str) -> str:
    """The unit it then has."""
    unit = OUTCOMES[outcome].unit
    return f"{unit} per 1,000 residents" if unit.endswith(A_YEAR) else unit
