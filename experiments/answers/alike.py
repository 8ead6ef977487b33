"""Like with like: what regimes change by money, by offers and by places, and what stage, programme and belief each do of it.

Core objects: Row, one line of the second table of a comparison; Crossed, what the made regimes of a crossing gave; `effects`,
what of a difference is stage and what programme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from ...model.ledger.outcome import Better
from ...model.ledger.outcomes import HEADLINES, OUTCOMES, outcome_of
from ..plans import CURRENT, Crossing, Pair, RunResult
from ..runs import Batch
from ..statistics import Band, Numbers, Paired, by_replicate, column, difference, does_more, draw_means
from ..wording import phrase, upper_first

OFFENCES: Final = "latent_offences"
# Offences, and the other headline that was fixed as primary.
NOT_TOLD: Final = "–"  # in place of an outcome that a row does not tell
TOLD: Final = tuple(name for name in HEADLINES if OUTCOMES[name].standing == "primary")
Runs = Mapping[str, Mapping[int, RunResult]]  # by regime, then by replicate


class Basis(StrEnum):
    """What regimes are made alike by; the value is the heading that people read."""

    MONEY = "For each £100,000 a year of programme"
    OFFERED = "For each 100 offers"
    PLACED = "For each 100 places taken up"
    SAME = "The same programme behind either door"
    EFFECT = "What stage and programme each do"


OF_DRAWS: Final = (
    "its middle and the central 95% of draws, each draw's change divided by its own money, offers or places"
)
HOW: Final = {
    Band.DRAWS: OF_DRAWS,
    Band.DRAW_MEANS: OF_DRAWS,
    Band.MEAN: "its mean and the 95% interval of that mean (luck only)",
}
# Offences alone are told for these: they are a sum, as pounds, offers and places are.
PER: Final = {Basis.MONEY: 100_000.0, Basis.OFFERED: 100.0, Basis.PLACED: 100.0}
STEPS: Final = {Basis.OFFERED: "offered", Basis.PLACED: "admitted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: what is changed, by outcome, under a regime made alike, or by stage and programme; `label` says which.

    By money, by offers and by places only offences are told: a rate of a person and year, divided by pounds, means nothing.
    `programme` is what stands behind the regime's doors, where programmes were exchanged; a row of effects has no regime.
    """

    basis: Basis
    label: str
    regime: str = ""
    programme: str = ""
    changes: Mapping[str, Paired]

    def rows(self) -> Iterator[dict[str, Any]]:
        """The same as plain data, one for each outcome."""
        for name, pair in self.changes.items():
            yield {
                "basis": self.basis.value,
                "regime": self.regime,
                "programme": self.programme,
                "label": self.label,
                "outcome": name,
                "unit": outcome_of(name).unit,
                "mean": pair.mean,
                "median": pair.median,
                "low": pair.low,
                "high": pair.high,
                "share_lower": pair.share_lower,
                "n": pair.n,
                "band": pair.band.value,
            }


@dataclass(frozen=True, slots=True)
class Crossed:
    """What the regimes of a crossing gave, by scenario."""

    crossing: Crossing
    batch: Batch
    runs: Sequence[Runs]

    def to_dict(self) -> dict[str, Any]:
        """What was made, and under which number it is kept, as plain data."""
        often = [len(point.replicates) for point in self.crossing.points]
        return {"experiment": self.batch.number, "made": list(self.crossing.made), "replicates": max(often)}

    def values(self, scenario: int, regime: str, name: str) -> Numbers:
        """One outcome under one regime of one scenario, a value for each draw; NaN where it has none."""
        return draw_means(column(self.runs[scenario][regime], name), self.crossing.plan.histories)

    def does_more(self, one: str, other: str, name: str = OFFENCES) -> float:
        """How likely one regime does more than another with their beliefs exchanged; NaN where that was not run."""
        exchanged = self.crossing.exchanged
        if (one, other) not in exchanged:
            return float("nan")
        mine = self.values(exchanged[one, other], one, name)
        return does_more(mine, self.values(exchanged[other, one], other, name), outcome_of(name).better)

    def rows(self, band: Band) -> Iterator[Row]:
        """The same programme behind either door, and what of the differences is stage, what programme, and what both."""
        pair = self.crossing.pair
        if pair is None:
            return
        for programme in pair.programmes:
            for regime in pair.regimes:
                found = {name: self._change(regime, programme, name, band) for name in TOLD}
                label = f"{self.crossing.title(programme)}, at the door of {_short(regime)}"
                yield Row(basis=Basis.SAME, label=label, regime=regime, programme=programme, changes=found)
        parts = {name: effects(self._cells(name), band, outcome_of(name).better) for name in TOLD}
        for which, label in self._labels(pair).items():
            yield Row(basis=Basis.EFFECT, label=label, changes={name: found[which] for name, found in parts.items()})

    def _labels(self, pair: Pair) -> dict[str, str]:
        """What each of `effects` is called."""
        (first, second), (one, two) = map(_short, pair.regimes), map(self.crossing.title, pair.programmes)
        return {
            "stage": f"Stage: at the door of {second}, not {first}",
            "programme": f"Programme: {two}, not {one}",
            "interaction": f"Together: what the stage adds with {two}",
        }

    def notes(self) -> Iterator[str]:
        """What a reader of its rows should know."""
        often = len(self.crossing.points[0].replicates)
        if pair := self.crossing.pair:
            yield (
                f"Same money: £{pair.money:,.0f} a year each at the usual prices, the larger of what the two spend, with as many "
                f"posts as it pays for; doors, offers and who is eligible stay as they are. What stage does is the mean over "
                f"both programmes, and what the programme does the mean over both doors ({often} replicates)."
            )
            if CURRENT in pair.regimes and self.crossing.plan.run_in:
                yield "What was made of current practice holds in the years before the regimes part as well."

    def _scenario(self, regime: str, programme: str) -> int:
        pair = self.crossing.pair
        own = pair is not None and (regime, programme) in zip(pair.regimes, pair.programmes, strict=True)
        return self.crossing.straight if own else self.crossing.across

    def _change(self, regime: str, programme: str, name: str, band: Band) -> Paired:
        scenario = self._scenario(regime, programme)
        before, after = (self.values(scenario, each, name) for each in (self.crossing.plan.reference, regime))
        return difference(before, after, band, outcome_of(name).better)

    def _cells(self, name: str) -> list[Numbers]:
        """Of the first regime with the first and the second programme, then of the second regime."""
        pair = self.crossing.pair
        if pair is None:
            return []
        return [self.values(self._scenario(each, its), each, name) for each in pair.regimes for its in pair.programmes]


def effects(cells: Sequence[Numbers], band: Band, better: Better = "lower") -> dict[str, Paired]:
    """What of a difference between two regimes is stage, what programme, and what both together.

    Args:
        cells: An outcome behind the first doors with the first and with the second programme, then behind the second doors with
            either; each one value for each draw (n,).
        band: What low and high shall mean.
        better: Which direction is a benefit.

    Returns:
        `stage` is second doors minus first, and `programme` second minus first, each the mean over both of the other;
        `interaction` is how much more stage does with the second programme.

    Example:
        >>> cells = [np.array([value]) for value in (10.0, 12.0, 7.0, 8.0)]
        >>> found = effects(cells, Band.DRAWS)
        >>> found["stage"].mean, found["programme"].mean, found["interaction"].mean
        (-3.5, 1.5, -1.0)
    """
    one_one, one_two, two_one, two_two = cells
    return {
        "stage": difference((one_one + one_two) / 2, (two_one + two_two) / 2, band, better),
        "programme": difference((one_one + two_one) / 2, (one_two + two_two) / 2, band, better),
        "interaction": difference(two_one - one_one, two_two - one_two, band, better),
    }


def rates(
    runs: Runs, doors: Mapping[str, Sequence[str]], reference: str, band: Band, histories: int = 1
) -> Iterator[Row]:
    """What each regime with doors of its own changes by its programme's money, by offers and by places.

    Where the reference has a programme of its own there is nothing to divide by, and no row. Each offer and each place counts,
    also a second one to the same person.

    Args:
        runs: The runs of every regime, by regime and replicate.
        doors: The names of the routes that each regime adds to ordinary provision.
        reference: The regime that the others are compared with.
        band: What low and high shall mean.
        histories: How many replicates, one after the other, share one draw of the parameters.
    """
    if reference in doors:
        return
    for basis, unit in PER.items():
        for regime, routes in doors.items():
            amount = _amount(runs[regime], routes, basis) / unit
            yield Row(
                basis=basis,
                label=upper_first(phrase(regime)),
                regime=regime,
                changes={OFFENCES: _each(runs, reference, regime, OFFENCES, amount, band, histories)},
            )


def _short(regime: str) -> str:
    return phrase(regime).removesuffix(" diversion")


def _amount(runs: Mapping[int, RunResult], routes: Sequence[str], basis: Basis) -> Numbers:
    """The pounds, offers or places of a year, one for each replicate."""
    names = [f"funnel.{route}.{STEPS[basis]}" for route in routes] if basis in STEPS else ["cost.programmes"]
    found: Numbers = np.sum([column(runs, name) for name in names], axis=0)
    return found


def _each(runs: Runs, reference: str, regime: str, name: str, amount: Numbers, band: Band, histories: int) -> Paired:
    """A change for each so much; none where there was nothing of it."""
    change, amount = (
        draw_means(values, histories) for values in (column(runs[regime], name) - column(runs[reference], name), amount)
    )
    each = np.divide(change, amount, out=np.full_like(change, np.nan), where=amount > 0)
    return difference(np.zeros_like(each), each, band, outcome_of(name).better)


def told_in(rows: Sequence[Row]) -> list[str]:
    """The outcomes that any of these rows tells, each once: the columns of a table of them."""
    return list(dict.fromkeys(name for row in rows for name in row.changes))


def crossed_runs(crossing: Crossing, found: Mapping[int, Sequence[RunResult]]) -> list[Runs]:
    """The runs of every scenario by regime and replicate."""
    names = [regime.name for regime in crossing.plan.regimes]
    return [{name: by_replicate(found[number], name) for name in names} for number in range(len(crossing.points))]
