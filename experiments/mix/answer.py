"""What was found about a budget: every mix that was tried, the best, those it cannot be told from, and what more would buy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...viz.charts import Chart
from ..answers import Comparison
from ..economics import Pounds
from ..statistics import Numbers
from ..wording import as_html, number
from .picture import chart_of
from .study import OBJECTIVES, STEPS, Asked, Candidate
from .words import lines

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...viz.figures.style import Picture

LIKELY: Final = 0.9  # of the draws in which one is better, from which two are told apart


@dataclass(frozen=True, slots=True)
class Tried:
    """A mix and how much better it is than spending nothing: on the few draws of the screening, and on all if it was left."""

    mix: Candidate
    screened: Numbers
    gains: Numbers | None

    @property
    def known(self) -> Numbers:
        """What is known best of it."""
        return self.screened if self.gains is None else self.gains

    @property
    def mean(self) -> float:
        """The mean gain over spending nothing."""
        return float(np.nanmean(self.known))


@dataclass(frozen=True, slots=True)
class Level:
    """The best mix within a sum: what it spends, and how likely it gains more than the best within the sum below."""

    spends: float
    best: Tried
    more_than_before: float  # the share of draws in which it gains more than the best of the step below


@dataclass(frozen=True, kw_only=True, repr=False)
class Mix:
    """What a budget buys.

    `more` is what the next £100,000 a year would add to the best, `exceeded` in what share of draws that costs more than the
    budget.
    """

    asked: Asked
    comparison: Comparison
    tried: tuple[Tried, ...]
    after: Candidate
    more: Numbers
    exceeded: float

    def __repr__(self) -> str:
        """A few words."""
        return f"<Mix for £{self.asked.budget:,.0f} a year in {self.asked.locality.name}: {self.best.mix.words()}>"

    @cached_property
    def best(self) -> Tried:
        """The mix with the highest mean gain, of those that were compared on all draws."""
        return max((each for each in self.tried if each.gains is not None), key=lambda each: each.mean)

    @cached_property
    def alike(self) -> list[Tried]:
        """The others on all draws that the best cannot be told from."""
        final = [each for each in self.tried if each.gains is not None and each is not self.best]
        return [each for each in final if beats(self.best.known, each.known) < LIKELY]

    @property
    def better_than_nothing(self) -> float:
        """The share of draws in which the best mix is better than spending nothing."""
        return beats(self.best.known, np.zeros_like(self.best.known))

    @cached_property
    def frontier(self) -> list[Level]:
        """The best that quarters of the largest sum pay for, the smallest first, each held against the one before it.

        The first is held against spending nothing; a quarter that pays for nothing better than the one before is left out.
        """
        final = [each for each in self.tried if each.gains is not None]
        most = max(each.mix.spends for each in self.tried)
        found: list[Level] = []
        before = np.zeros_like(self.best.known)
        for part in range(1, STEPS + 1):
            fit = [each for each in final if each.mix.spends <= most * part / STEPS * (1 + 1e-9)]
            best = max(fit, key=lambda each: each.mean, default=None)
            if best is not None and (not found or best is not found[-1].best):
                found.append(Level(best.mix.spends, best, beats(best.known, before)))
                before = best.known
        return found

    def rows(self) -> list[dict[str, Any]]:
        """A row for each mix, the best first: what it spends on what, its posts, and its gain over spending nothing."""
        ordered = sorted(self.tried, key=lambda each: (each.gains is None, -each.mean))
        return [self._row(each) for each in ordered]

    def _row(self, each: Tried) -> dict[str, Any]:
        gain = Pounds.of(each.known)
        told = "best" if each is self.best else "cannot be told from the best" if each in self.alike else "less"
        spent = {f"pounds_{pack.name}": each.mix.pounds.get(pack.name, 0.0) for pack in self.asked.packs}
        return {
            "mix": each.mix.name,
            "words": each.mix.words(),
            "spends": each.mix.spends,
            **spent,
            "draws": int(np.isfinite(each.known).sum()),
            "low": gain.low,
            "median": gain.median,
            "high": gain.high,
            "mean": gain.mean,
            "verdict": told if each.gains is not None else "less on the first draws",
        }

    def table(self) -> DataFrame:
        """The rows as a pandas table."""
        from pandas import DataFrame

        return DataFrame(self.rows())

    def lines(self) -> list[str]:
        """What was found, in sentences."""
        return list(lines(self))

    @property
    def chart(self) -> Chart:
        """What each sum gains at best: where it levels off."""
        return chart_of(self)

    def plot(self) -> Picture:
        """The chart as a matplotlib figure."""
        from ...viz.figures.sheets import picture  # with matplotlib, too slow to load for who wants no picture

        return picture(self.chart)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        plan = self.asked.plan
        return {
            "locality": plan.locality.name,
            "budget": self.asked.budget,
            "objective": self.asked.objective,
            "unit": OBJECTIVES[self.asked.objective][1],
            "packs": [pack.name for pack in self.asked.packs],
            "years": plan.years,
            "replicates": plan.replicates,
            "screening": self.asked.screening,
            "seed": plan.seed,
            "best": self.best.mix.name,
            "alike": [each.mix.name for each in self.alike],
            "better_than_nothing": self.better_than_nothing,
            "exceeded": self.exceeded,
            "next": {
                "mix": self.after.words(),
                "mean": float(np.nanmean(self.more)),
                "share_better": beats(self.more, np.zeros_like(self.more)),
            },
            "frontier": [{"spends": each.spends, "mix": each.best.mix.name} for each in self.frontier],
            "lines": self.lines(),
            "rows": self.rows(),
        }

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        caption = f"Mixes for £{self.asked.budget:,.0f} a year, by {OBJECTIVES[self.asked.objective][1]}"
        rows = [[row["words"], number(row["spends"]), number(row["mean"]), row["verdict"]] for row in self.rows()]
        return as_html(self.lines(), caption, ("Mix", "Spends, £ a year", "Gain, mean", "Verdict"), rows)


def beats(one: Numbers, other: Numbers) -> float:
    """The share of draws in which one gains more than another, ties as half; NaN where there is no draw of both."""
    apart = one - other
    apart = apart[np.isfinite(apart)]
    return float(np.mean((apart > 0) + 0.5 * (apart == 0))) if apart.size else float("nan")
