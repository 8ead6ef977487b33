"""What it costs to place a person and to avoid a contact, an offence, a record: ratios of means, said by their quadrant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ..statistics import Numbers

if TYPE_CHECKING:
    from .answer import Economics

SPREAD: Final = (2.5, 50.0, 97.5)
# What may be avoided or gained, what one of it is called, and whether fewer are better (−1) or more (+1).
EFFECTS: Final = (
    ("admissions", "person placed", 1),
    ("contacts", "contact over an offence avoided", -1),
    ("latent_offences", "offence avoided", -1),
    ("records_avoided", "criminal record avoided", 1),
)
FEW: Final = 0.5  # of a unit over the whole horizon, below which nothing is divided by it


@dataclass(frozen=True, slots=True)
class Pounds:
    """A sum over the draws: its middle, its mean, and the central 95%; NaN where no draw has it."""

    low: float
    median: float
    high: float
    mean: float

    @classmethod
    def of(cls, draws: Numbers) -> Pounds:
        """What draws come to."""
        known = draws[np.isfinite(draws)]
        if not known.size:
            return cls(*(float("nan"),) * 4)
        low, median, high = (float(each) for each in np.percentile(known, SPREAD))
        return cls(low, median, high, float(known.mean()))


@dataclass(frozen=True, slots=True)
class Unit:
    """What one of something gained or avoided costs the public purse, the programme and all that it saves together.

    `cost` and `effect` are means over the draws in present value and over the horizon; `programme` is what the programme
    alone costs for each. Both are None where the mean effect is nothing or the wrong way round, for then there is no price.
    """

    name: str
    words: str
    effect: float
    cost: float
    each: float | None
    programme: float | None

    def sentence(self) -> str:
        """In which quadrant it lies, and its price where it has one."""
        if abs(self.effect) < FEW:
            return f"{self.words.capitalize()}: none to speak of, so that one has no price."
        if self.effect < 0:
            dearer = "costs more" if self.cost > 0 else "costs less"
            return f"{self.words.capitalize()}: {-self.effect:,.0f} fewer than without, and it {dearer}."
        if self.cost <= 0:
            return f"{self.words.capitalize()}: {self.effect:,.0f}, and the public purse pays less all the same."
        return f"{self.words.capitalize()}: {self.effect:,.0f}, at £{self.each:,.0f} each for the public purse."


def units_of(found: Economics, regime: str) -> list[Unit]:
    """Every unit of a regime that has such an effect at all."""
    net, programme = -found.net_benefit(regime, "public"), found.costs(regime)
    return [_unit(name, words, sign * _effect(found, regime, name), net, programme) for name, words, sign in EFFECTS]


def _effect(found: Economics, regime: str, name: str) -> float:
    change = found.outcome_change(regime, name)
    known = change[np.isfinite(change)]
    return float(known.mean()) if known.size else float("nan")


def _unit(name: str, words: str, effect: float, net: Numbers, programme: Numbers) -> Unit:
    cost, paid = (float(each.mean()) if each.size else float("nan") for each in (net, programme))
    some = effect >= FEW
    return Unit(
        name, words, effect, cost, cost / effect if some and cost > 0 else None, paid / effect if some else None
    )
