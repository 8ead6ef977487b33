"""The methods there are, each a class in a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ....scenarios.parameters import InputError, did_you_mean
from ..method import Method
from .morris import Morris
from .one_at_a_time import OneAtATime
from .pawn import Pawn
from .shapley import Shapley
from .sobol import Sobol
from .sobol_pairs import SobolPairs

EVERY: Final = (Morris(), Sobol(), SobolPairs(), Shapley(), OneAtATime(), Pawn())
METHODS: Final[Mapping[str, Method]] = {each.name: each for each in EVERY}


def method_of(name: str) -> Method:
    """The method of this name.

    Raises:
        InputError: there is none.
    """
    if name not in METHODS:
        raise InputError(f"--method knows {', '.join(METHODS)}, not {name}.{did_you_mean(name, METHODS)}")
    return METHODS[name]
