"""For whom a regime works: rates by age, sex and ethnicity with their ratio to the largest group, and who is drawn in.

Where a rate rests on fewer than 100 of what it is a share of, it is too few to say: people for arrests, and for diversion the
times that somebody was eligible, was offered it or said yes, as one person can be more than once. The ranges are the central
95% of the replicates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ...model.ledger.counts import ARRESTS, DIMENSIONS, Counts
from ..statistics import ENOUGH_PEOPLE, Level, Paired, difference, level

if TYPE_CHECKING:  # it asks for the rows below
    from .comparison import Comparison

Numbers = NDArray[np.float64]
GROUPS: Final = "groups"  # the table of a run that counts by group
NO_LEVEL: Final = Level(n=0, mean=math.nan, median=math.nan, low=math.nan, high=math.nan)


@dataclass(frozen=True, slots=True)
class Rate:
    """What is asked of every group: a name, a unit, and which count stands over which, `times` as large.

    Counts are names of the ledger's measures; `of` says in words what the lower one counts, `name` what a sentence calls it.
    """

    label: str
    unit: str
    over: tuple[str, ...]
    under: str
    of: str
    times: float = 100.0
    name: str = ""


RATES: Final[Mapping[str, Rate]] = {
    "arrests": Rate(
        "Arrests", "arrests a year per 1,000 people in the model",
        ARRESTS, "person_years", "people in the model", 1000.0, "arrests",
    ),
    "offered": Rate("Offered diversion", "% of the times eligible", ("referrals",), "eligible", "times eligible"),
    "consented": Rate("Said yes", "% of offers", ("consents",), "referrals", "offers"),
    "engaged": Rate("Took part", "% of the times said yes", ("engaged",), "consents", "times said yes"),
    "record_avoided": Rate("Kept free of a record", "% of the times said yes", ("records_avoided",), "consents",
                           "times said yes"),
    "drawn_in": Rate("Drawn in who would have had no action", "% of the times said yes", ("drawn_in",), "consents",
                     "times said yes"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """One group under one regime: its rate with range, how many a replicate has on average, and its ratio to the first group.

    `count` is of what the rate is a share of; `enough` says whether that is at least 100, and `ratio_enough` whether it is for
    both sides of the ratio. `gap` is the rate less that of the first group, and `change` less its own under the reference,
    both paired by replicate; `change` is nothing where the reference has no such rate.
    """

    group: str
    regime: str
    count: float
    rate: Level
    ratio: Level
    enough: bool
    ratio_enough: bool
    gap: Paired
    change: Paired | None


def standings(comparison: Comparison, dimension: str, which: str) -> list[Standing]:
    """Every group under every regime: the group that most people are in comes first, and ratios are to it.

    Args:
        comparison: The comparison, its runs with their tables.
        dimension: `age`, `sex` or `ethnicity`.
        which: The rate, one of `RATES`.
    """
    order = _order(comparison, dimension)
    names = DIMENSIONS[dimension]
    found = []
    usual: Numbers | None = None  # the rates under the reference, which comes first
    for regime in _regimes(comparison):
        over, under = (_counts(comparison, regime, dimension, wanted) for wanted in _wanted(which))
        if not under.sum():
            continue  # nobody to take a share of: a regime without routes of its own
        count = under.mean(axis=0)
        if RATES[which].under == "person_years":
            count = count / comparison.plan.years  # the same people every year
        with np.errstate(divide="ignore", invalid="ignore"):
            rates = _in_order(comparison, regime, RATES[which].times * over / under)
            ratios = rates / rates[:, [order[0]]]
        if regime == comparison.plan.reference:
            usual = rates
        enough = count >= ENOUGH_PEOPLE
        found += [
            Standing(
                names[k], regime, float(count[k]), level(rates[:, k]), level(ratios[:, k]), bool(enough[k]),
                bool(enough[k] and enough[order[0]] and k != order[0]),
                _paired(comparison, rates[:, order[0]], rates[:, k]),
                None if usual is None or usual is rates else _paired(comparison, usual[:, k], rates[:, k]),
            )
            for k in order
        ]  # fmt: skip
    return found


def group_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Every rate of every group under every regime as plain data, with its ratio to the largest group.

    Figures that rest on too few have no value. Nothing where runs kept no counts by group.

    Args:
        comparison: The comparison.

    Example:
        >>> from diversion import compare
        >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
        >>> row = next(row for row in group_rows(answer) if row["group"] == "black")
        >>> row["measure"], row["regime"], row["compared_with"]
        ('arrests', 'none', 'white')
    """
    if not counts_groups(comparison):
        return []
    return [
        row
        for dimension in DIMENSIONS
        for which in RATES
        for row in _rows(standings(comparison, dimension, which), dimension, which)
    ]


def counts_groups(comparison: Comparison) -> bool:
    """Whether runs kept what is counted by group, those under the reference at least."""
    kept = [GROUPS in run.tables for name in _regimes(comparison) for run in comparison.runs_of(name)]
    return all(kept) and bool(comparison.runs_of(comparison.plan.reference))


def _regimes(comparison: Comparison) -> tuple[str, ...]:
    return comparison.plan.reference, *comparison.others


def _rows(found: list[Standing], dimension: str, which: str) -> Iterator[dict[str, Any]]:
    for each in found:
        rate, times = each.rate if each.enough else NO_LEVEL, each.ratio if each.ratio_enough else NO_LEVEL
        yield {
            "dimension": dimension,
            "measure": which,
            "unit": RATES[which].unit,
            "regime": each.regime,
            "group": each.group,
            "of": RATES[which].of,
            "count": each.count,
            "median": rate.median,
            "low": rate.low,
            "high": rate.high,
            "compared_with": found[0].group,  # the largest comes first
            "times": times.median,
            "times_low": times.low,
            "times_high": times.high,
        }


def _paired(comparison: Comparison, first: Numbers, other: Numbers) -> Paired:
    """The difference of two rates, replicate by replicate."""
    return difference(first, other, comparison.band, histories=comparison.plan.histories)


def _in_order(comparison: Comparison, regime: str, rates: Numbers) -> Numbers:
    """Rates of the runs that succeeded with a row for every replicate, NaN where the run failed."""
    found = np.full((comparison.plan.replicates, rates.shape[1]), np.nan)
    found[[run.replicate for run in comparison.runs_of(regime)]] = rates
    return found


def _wanted(which: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return RATES[which].over, (RATES[which].under,)


def _counts(comparison: Comparison, regime: str, dimension: str, measures: tuple[str, ...]) -> Numbers:
    """Some measures together since the regimes parted, shape (replicates, groups)."""
    found = [Counts(run.tables).by_group(dimension, *measures) for run in comparison.runs_of(regime)]
    return np.array(found).reshape(len(found), len(DIMENSIONS[dimension]))


def _order(comparison: Comparison, dimension: str) -> list[int]:
    """The groups by how many people of the model they are, the largest first."""
    people = _counts(comparison, comparison.plan.reference, dimension, ("person_years",)).mean(axis=0)
    return [int(k) for k in np.argsort(-people, kind="stable")]


# --- who is drawn in -------------------------------------------------------------------------------------------------

# What those who were diverted would have had otherwise: the words, and the outcomes that count them.
INSTEAD_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "No action": ("widened_people",),
    "A community resolution or caution": ("diverted_resolution", "diverted_caution"),
    "An interview": ("diverted_interview",),
    "Arrest or charge": ("diverted_arrest", "diverted_charge"),
}


def instead_of(comparison: Comparison) -> dict[str, dict[str, float]]:
    """For each regime that diverts anybody: how often a year it does, by what would have been done without it."""
    found = {
        regime: {
            words: sum(comparison.mean(regime, name) for name in names) for words, names in INSTEAD_OF.items()
        }
        for regime in _regimes(comparison)
    }  # fmt: skip
    return {regime: counts for regime, counts in found.items() if sum(counts.values()) > 0}
