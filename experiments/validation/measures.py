"""What can be read off an observed run and set beside a published figure, each as a part and a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ...model.ledger import totals
from .observing import Observation


class Counted(NamedTuple):
    """A figure as a fraction, so that runs are pooled by adding parts and wholes, not by averaging ratios."""

    part: float
    whole: float

    def __add__(self, other: tuple[float, ...]) -> Counted:  # type: ignore[override]
        """Both together."""
        return Counted(self.part + other[0], self.whole + other[1])


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to read off a run: `read` gives a part and a whole, the figure is `per` × part / whole in `unit`.

    `years` is the shortest horizon, in years after the fork, in which it can be read.
    """

    name: str
    title: str
    unit: str
    per: float
    read: Callable[[Observation], Counted]
    years: int = 1

    def figure(self, counted: Counted) -> float:
        """The figure of all that was counted; NaN where there is nothing to take a share of."""
        return self.per * counted.part / counted.whole if counted.whole > 0 else float("nan")


def _arrests_per_1000(seen: Observation) -> Counted:
    adults = seen.place.residents.value * seen.place.adult_share.value
    return Counted(totals(seen.world)["arrests"], adults * seen.years)


MEASURES: Final[Mapping[str, Measure]] = {
    each.name: each
    for each in (Measure("arrests_per_1000", "Arrests per 1,000 adult residents", "a year", 1000.0, _arrests_per_1000),)
}
