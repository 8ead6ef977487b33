"""What a comparison says of money, for the memo: its economics, as changes that the rules of paired differences speak of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from ...model.ledger.outcome import Better
from ...scenarios.prices import financial, prices
from ..answers import Comparison
from ..economics import BEARERS, WHOSE, Economics
from ..economics.accounts import counts_by_month, index_of
from ..reports.economics import name_of
from ..statistics import ENOUGH_DRAWS, Numbers, Paired, difference

PURSE: Final = WHOSE["public"]
NAMES: Final[Mapping[str, str]] = {bearer: name_of(bearer) for bearer in BEARERS}
UNIT: Final = "£"
NO_CASH_FLOW: Final = (
    "Money year by year is not told here: these runs count costs over all the years together. What stands in the table is "
    "spread evenly, and the first year may cost more than the others."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What a regime is worth to the public purse in one year, or since the beginning, in present value."""

    year: int
    what: str
    regime: str
    change: Paired


@dataclass(frozen=True)
class Money:
    """The money side of a comparison; every change is against the reference, above zero where it is better for the purse."""

    answer: Comparison

    @cached_property
    def found(self) -> Economics:
        """The economics, on the Treasury's terms."""
        return self.answer.economics()

    @property
    def per(self) -> str:
        """What follows an amount in a sentence."""
        years = self.answer.plan.years
        return " over 1 year" if years == 1 else f" over {years} years"

    @property
    def note(self) -> str:
        """What the amounts are."""
        return (
            f"Pounds{self.per} in present value, by the Treasury's Green Book, at prices of {financial(prices().year)}. "
            "Officer hours that go to serious crime are not saved, and are not counted as money. What offences cost their "
            "victims stands by itself, and is no part of the public purse."
        )

    def costs(self, regime: str) -> Paired:
        """What the programmes of a regime cost more than those of the reference."""
        return self._paired(self.found.costs(regime))

    def saved(self, regime: str) -> Paired:
        """What all other public agencies spend less."""
        return self._paired(self.found.benefits(regime, "public"))

    def net(self, regime: str) -> Paired:
        """What is saved less what the programmes cost."""
        return self._paired(self.found.net_benefit(regime, "public"))

    def spent(self, bearer: str, regime: str) -> Paired:
        """What one bearer pays more."""
        return self._paired(self.found.present(regime)[:, index_of([bearer])].sum(axis=(1, 2)), "lower")

    def chance(self, regime: str) -> float:
        """How likely benefits exceed costs, 0 to 1; NaN where draws are too few, or none."""
        net = self.net(regime)
        if self.answer.plan.fixed_parameters or net.n < ENOUGH_DRAWS:
            return math.nan
        return net.share_better

    def by_group(self) -> Sequence[Mapping[str, Any]]:
        """The change of what is spent over each group of people; none where runs kept no counts by group."""
        if not all(counts_by_month(run) for run in self.answer.results if not run.error):
            return ()
        return self.found.groups()

    def cash_flow(self) -> Sequence[Year]:
        """What each regime is worth in each year, and since the beginning; none where years are not known apart."""
        if not all(counts_by_month(run) for run in self.answer.results if not run.error):
            return ()
        return [each for regime in self.answer.others for each in self._flow(regime)]

    def _flow(self, regime: str) -> list[Year]:
        each = self.found.by_year(regime, "public")
        if not len(each):
            return []
        told = (("That year", each), ("By then", each.cumsum(axis=1)))
        return [
            Year(year=year + 1, what=what, regime=regime, change=self._paired(values[:, year]))
            for what, values in told
            for year in range(self.found.years)
        ]

    def _paired(self, found: Numbers, better: Better = "higher") -> Paired:
        """Changes as a paired difference from none, whose rules say what may be said of it."""
        return difference(np.zeros(found.size), found, self.answer.band, better)
