"""What a parameter is, and the one register in which every number of the model is declared once.

The declarations themselves stand in `scenarios/declared/`, one file per subject. Everything else is derived from
them: validation, the record the engine reads, the draws over what is not known, the tables in the documents.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

Role = Literal["lever", "uncertainty", "constant"]
Rating = Literal["strong", "moderate", "weak", "judgement"]
Scale = Literal["linear", "log", "logit"]


class InputError(ValueError):
    """Something a person typed is wrong; the message is one plain sentence they can act on."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number: what it is, how sure we are of it, and where it comes from.

    `low` and `high` are the 5th and 95th percentiles of what we believe, `default` the median; `floor` and `ceiling` are
    hard limits. `scale` says on which scale the belief is spread between those points.
    """

    name: str
    default: float
    unit: str
    low: float
    high: float
    text: str
    source: str
    rating: Rating
    role: Role = "uncertainty"
    scale: Scale = "linear"
    floor: float = -math.inf
    ceiling: float = math.inf

    def __post_init__(self) -> None:
        """Refuse a declaration that contradicts itself."""
        if not self.floor <= self.low <= self.default <= self.high <= self.ceiling:
            raise ValueError(f"{self.name}: needs floor ≤ low ≤ default ≤ high ≤ ceiling")
        if self.scale == "log" and self.low <= 0 or self.scale == "logit" and not 0 < self.low <= self.high < 1:
            raise ValueError(f"{self.name}: the range does not fit a {self.scale} scale")

    def check(self, value: float) -> float:
        """Return `value` as a float, or raise `InputError` when it is not a number within the hard limits."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise InputError(f"{self.name} must be a number ({self.unit}), not {value!r}.")
        if not self.floor <= value <= self.ceiling:
            limits = f"{self.floor:g} to {self.ceiling:g}"
            raise InputError(f"{self.name} = {value:g} is outside {limits} ({self.unit}).")
        return float(value)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint to add to an error: the known name nearest to what was typed, or nothing."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""


@cache
def register() -> Mapping[str, Parameter]:
    """Every declared parameter by name, in order of declaration."""
    from .declared import ALL

    found: dict[str, Parameter] = {}
    for parameter in ALL:
        if parameter.name in found:
            raise ValueError(f"{parameter.name} is declared twice")
        found[parameter.name] = parameter
    return found


def find(name: str) -> Parameter:
    """The declaration called `name`; `InputError` with a suggestion when there is none."""
    known = register()
    if name not in known:
        raise InputError(f"There is no parameter called {name}.{did_you_mean(name, known)}")
    return known[name]


def resolve(changes: Mapping[str, float] | None = None) -> dict[str, float]:
    """Every parameter's value: its default, or what `changes` says, checked against its limits."""
    values = {name: parameter.default for name, parameter in register().items()}
    for name, value in (changes or {}).items():
        values[name] = find(name).check(value)
    return values


def uncertain() -> list[Parameter]:
    """The parameters nobody knows well: what a replicate draws unless told otherwise."""
    return [parameter for parameter in register().values() if parameter.role == "uncertainty"]
