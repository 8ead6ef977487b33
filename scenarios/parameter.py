"""What a parameter is: a number with a unit, a range, a source and a rating; and the error for wrong input."""

from __future__ import annotations

import math
from dataclasses import dataclass
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
