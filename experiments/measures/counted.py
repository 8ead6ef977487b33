"""What a measure is: a part and a whole read off one observed run, and the figure that they make."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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

    def pooled(self, runs: Sequence[Counted]) -> float:
        """The figure of several runs together."""
        return self.figure(Counted(math.fsum(run.part for run in runs), math.fsum(run.whole for run in runs)))

    def standard_error(self, runs: Sequence[Counted]) -> float:
        """How far luck alone moves the pooled figure: the jackknife over runs; NaN with fewer than two."""
        n = len(runs)
        if n < 2:
            return math.nan
        without = [self.pooled([*runs[:k], *runs[k + 1 :]]) for k in range(n)]
        middle = math.fsum(without) / n
        return math.sqrt((n - 1) / n * math.fsum((each - middle) ** 2 for each in without))
