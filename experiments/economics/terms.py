"""On what terms money is weighed: whose money, at what rates a later pound counts for less, how officers' hours are valued.

Core objects: Terms, checked where they are made; PERSPECTIVES, each of which holds the one before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from ...scenarios.errors import InputError, did_you_mean
from ...scenarios.words import PUBLIC, VICTIMS

Perspective = Literal["police", "public", "society"]
Hours = Literal["cashable", "apart"]
PROGRAMMES: Final = "programmes"
POLICE: Final = "police"
BEARERS: Final = (*PUBLIC, VICTIMS)  # in the order of every table of money
PERSPECTIVES: Final[Mapping[Perspective, tuple[str, ...]]] = {
    "police": (POLICE, PROGRAMMES), "public": PUBLIC, "society": BEARERS,
}  # fmt: skip
WHOSE: Final[Mapping[Perspective, str]] = {
    "police": "the police and whoever pays for the programme",
    "public": "the public purse",
    "society": "society, victims among it",
}
SOURCE: Final = (
    "HM Treasury, The Green Book (2022): 3.5% a year, and 1.5% for what is valued by quality-adjusted years of life; recalled, "
    "moderate"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms.

    Attributes:
        perspective: Whose money decides: `police` (with what the programme costs), `public`, or `society`.
        discount: By how much a pound a year later counts for less, a year.
        health_discount: The same for physical and emotional harm.
        optimism: What is added to the cost of programmes, as a share, since plans are too hopeful.
        hours: `cashable`: officers' hours that are not wanted for serious crime are money saved. `apart`: no hour is money;
            hours stand beside the money, as a currency of their own.

    Raises:
        InputError: one of them is not what it may be.
    """

    perspective: Perspective = "public"
    discount: float = 0.035
    health_discount: float = 0.015
    optimism: float = 0.0
    hours: Hours = "cashable"

    def __post_init__(self) -> None:
        """Refuse what is no term."""
        _one_of("perspective", self.perspective, tuple(PERSPECTIVES))
        _one_of("hours", self.hours, get_args(Hours))
        for name, most in (("discount", 1.0), ("health_discount", 1.0), ("optimism", 10.0)):
            value = getattr(self, name)
            if not (math.isfinite(value) and 0.0 <= value <= most):
                raise InputError(f"{name} must be from 0 to {most:g}, not {value:g}.")

    def words(self) -> str:
        """As a sentence."""
        bias = f" Programmes cost {100 * self.optimism:g}% more than declared." if self.optimism else ""
        hours = (
            "Officers' hours that do not go to serious crime are counted as money."
            if self.hours == "cashable"
            else "No officer's hour is counted as money: hours stand apart."
        )
        return (
            f"Money of {WHOSE[self.perspective]}; a pound a year later counts {100 * self.discount:g}% less "
            f"({100 * self.health_discount:g}% for harm to people). {hours}{bias}"
        )


def _one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InputError(f"{name} {value!r} is not one of {', '.join(known)}.{did_you_mean(value, known)}")
