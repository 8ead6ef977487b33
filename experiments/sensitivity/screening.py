"""Which factors matter: every parameter's main index against the floor under which a method's numbers say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from .method import Method
from .terms import CHANCE, NOTHING, Index


class Standing(Enum):
    """What may be said about one factor."""

    MATTERS = "matters"
    UNCLEAR = "cannot tell"
    SMALL = "does not matter"


def main_indices(method: Method, indices: Sequence[Index]) -> dict[str, Index]:
    """The main index of every factor, chance and nothing too, where the method has one for them."""
    return {index.factor: index for index in indices if index.measure is method.main}


def parameter_indices(method: Method, indices: Sequence[Index]) -> dict[str, Index]:
    """The main index of every parameter, the largest first."""
    found = main_indices(method, indices).values()
    ranked = sorted((index for index in found if index.factor not in (CHANCE, NOTHING)), key=lambda index: -index.value)
    return {index.factor: index for index in ranked}


def standings(method: Method, indices: Sequence[Index]) -> dict[str, Standing]:
    """What may be said about every parameter, the largest first."""
    least = method.floor(main_indices(method, indices))
    return {name: _standing(method, index, least) for name, index in parameter_indices(method, indices).items()}


def _standing(method: Method, index: Index, least: float) -> Standing:
    """Where the floor is what a factor that changes nothing gives, there is no sign within it, however wide the interval."""
    if index.low > least:
        return Standing.MATTERS
    return Standing.SMALL if (index.value if method.beside_nothing else index.high) <= least else Standing.UNCLEAR
