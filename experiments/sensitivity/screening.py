"""Which factors matter: every parameter's main index against the floor under which a method's numbers say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from .terms import CHANCE, NOTHING, Index, Measure, Method

MAIN: Final = {
    Method.ONE_AT_A_TIME: Measure.EFFECT,
    Method.MORRIS: Measure.MU_STAR,
    Method.SOBOL: Measure.ST,
    Method.PAWN: Measure.MEDIAN,
}
# A twentieth, of the variance or of the largest effect, counts as nothing (Sarrazin, Pianosi and Wagener 2016).
SMALL_SHARE: Final = 0.05
# Methods whose floor is what a factor that changes nothing gives: within it there is no sign, however wide its interval.
NOISE: Final = (Method.PAWN,)


class Standing(Enum):
    """What may be said about one factor."""

    MATTERS = "matters"
    UNCLEAR = "cannot tell"
    SMALL = "does not matter"


def main_indices(method: Method, indices: Sequence[Index]) -> dict[str, Index]:
    """The main index of every factor, chance and nothing too, where the method has one for them."""
    return {index.factor: index for index in indices if index.measure is MAIN[method]}


def parameter_indices(method: Method, indices: Sequence[Index]) -> dict[str, Index]:
    """The main index of every parameter, the largest first."""
    found = main_indices(method, indices).values()
    ranked = sorted((index for index in found if index.factor not in (CHANCE, NOTHING)), key=lambda index: -index.value)
    return {index.factor: index for index in ranked}


def floor(method: Method, indices: Sequence[Index]) -> float:
    """What a main index must exceed to say anything.

    Sobol: a twentieth of the variance. PAWN: what a factor that changes nothing reaches in 97.5 of 100 tries. Morris:
    the effect of chance at the upper end of its interval, and at least a twentieth of the largest effect. One at a time: a
    twentieth of the largest effect.
    """
    if method is Method.SOBOL:
        return SMALL_SHARE
    found = main_indices(method, indices)
    if method is Method.PAWN:
        return found[NOTHING].high
    part = SMALL_SHARE * largest(method, indices)
    return max(part, found[CHANCE].high) if method is Method.MORRIS and CHANCE in found else part


def largest(method: Method, indices: Sequence[Index]) -> float:
    """The largest main index of a parameter."""
    return max(index.value for index in parameter_indices(method, indices).values())


def standings(method: Method, indices: Sequence[Index]) -> dict[str, Standing]:
    """What may be said about every parameter, the largest first."""
    least = floor(method, indices)
    return {name: _standing(method, index, least) for name, index in parameter_indices(method, indices).items()}


def _standing(method: Method, index: Index, least: float) -> Standing:
    if index.low > least:
        return Standing.MATTERS
    return Standing.SMALL if (index.value if method in NOISE else index.high) <= least else Standing.UNCLEAR
