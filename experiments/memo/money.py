"""What a comparison says of money, for the memo: the one place that knows where the figures come from.

Until the economics of a comparison say it, the figures are the yearly cost outcomes of the runs: undiscounted, on average over
the years simulated, without what crime costs its victims.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from ...model.ledger.details import AGENCIES
from ...model.ledger.outcome import Better
from ..answers import Comparison
from ..statistics import ENOUGH_DRAWS, Numbers, Paired, difference, draw_means

PROGRAMMES: Final = "programmes"
NAMES: Final[Mapping[str, str]] = {
    "police": "Police",
    "courts": "Courts",
    "prison": "Prisons",
    "programmes": "Programmes",
    "ordinary_services": "Ordinary services",
}
WHOSE: Final = "the public purse"
PER: Final = " a year"  # what follows an amount in a sentence
UNIT: Final = f"£{PER}"
NOTE: Final = (
    "Pounds a year on average over the years simulated, not discounted; what crime costs its victims is left out. Officer hours "
    "that go to serious crime are not saved, and are not counted as money."
)
NO_CASH_FLOW: Final = (
    "Money year by year is not told here: the runs count costs over all the years together. What stands in the table is an "
    "average year, and the first may cost more than the others."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What an agency spends more or less in one year under a regime, and since the beginning: low, middle and high."""

    year: int
    agency: str
    regime: str
    change: tuple[float, float, float]


@dataclass(frozen=True)
class Money:
    """The money side of a comparison; every change is against the reference, above zero where it is better for the purse."""

    answer: Comparison

    @cached_property
    def by_agency(self) -> dict[tuple[str, str], Numbers]:
        """What each agency spends more, by agency and regime: one for each draw."""
        return {
            (agency, regime): self._spent(regime, agency)
            for agency in AGENCIES
            for regime in self.answer.others
        }  # fmt: skip

    def _spent(self, regime: str, agency: str) -> Numbers:
        plan, name = self.answer.plan, f"cost.{agency}"
        more = self.answer.values(regime, name) - self.answer.values(plan.reference, name)
        return draw_means(more.ravel(), plan.histories)

    def costs(self, regime: str) -> Paired:
        """What the programmes of a regime cost more than those of the reference."""
        return self._paired(self.by_agency[PROGRAMMES, regime])

    def saved(self, regime: str) -> Paired:
        """What all other agencies spend less."""
        return self._paired(-self._others(regime))

    def net(self, regime: str) -> Paired:
        """What is saved less what the programmes cost."""
        return self._paired(-self._others(regime) - self.by_agency[PROGRAMMES, regime])

    def spent(self, agency: str, regime: str) -> Paired:
        """What one agency spends more."""
        return self._paired(self.by_agency[agency, regime], "lower")

    def chance(self, regime: str) -> float:
        """How likely benefits exceed costs, 0 to 1; NaN where draws are too few, or none."""
        net = self.net(regime)
        if self.answer.plan.fixed_parameters or net.n < ENOUGH_DRAWS:
            return math.nan
        return net.share_better

    def cash_flow(self) -> Sequence[Year]:
        """Money year by year; none where that is not known."""
        return ()

    def _others(self, regime: str) -> Numbers:
        parts = [self.by_agency[agency, regime] for agency in AGENCIES if agency != PROGRAMMES]
        return np.asarray(np.sum(parts, axis=0))

    def _paired(self, found: Numbers, better: Better = "higher") -> Paired:
        """Changes as a paired difference from none, whose rules say what may be said of it."""
        return difference(np.zeros(found.size), found, self.answer.band, better)
