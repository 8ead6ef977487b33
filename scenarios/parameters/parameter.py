"""What a parameter is: a number with a unit, a range, a source and a rating."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Literal

from ..errors import InputError

Role = Literal["lever", "uncertainty", "constant"]
Rating = Literal["strong", "moderate", "weak", "judgement"]
Scale = Literal["linear", "log", "logit"]


def is_number(value: object) -> bool:
    """Whether this is a number that the engine can hold: not infinite, nor a whole number of hundreds of digits."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and -sys.float_info.max <= value <= sys.float_info.max
    )


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number: what it is, how sure we are of it, and where it comes from.

    `low` and `high` are the 5th and 95th percentiles of what we believe, `default` the median; `floor` and `ceiling` are
    hard limits. `scale` says on which scale the belief is spread between those points. `fitted_to` names what the value was
    calibrated to, empty where it was not; `checked` is the day when it was set or last looked at.
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
    subject: str = ""
    fitted_to: str = ""
    checked: str = ""

    def __post_init__(self) -> None:
        """Refuse a declaration that contradicts itself; after the parameter's name, the message names the field."""
        if not self.low <= self.default <= self.high:
            found = f"{self.low:g}, {self.default:g} and {self.high:g}"
            raise ValueError(f"{self.name}: believed must rise from low to high, not {found}")
        if not self.floor <= self.low <= self.high <= self.ceiling:
            raise ValueError(
                f"{self.name}: bounds must hold every value, and {self.floor:g} to {self.ceiling:g} do not"
            )
        if self.scale == "log" and self.low <= 0 or self.scale == "logit" and not 0 < self.low <= self.high < 1:
            raise ValueError(f"{self.name}: scale cannot be {self.scale} for {self.low:g} to {self.high:g}")

    @property
    def span(self) -> str:
        """The range in words; empty where the value is fixed."""
        return f"{self.low:g} to {self.high:g}" if self.low < self.high else ""

    def check(self, value: float) -> float:
        """Return `value` as a float, or raise `InputError` when it is not a number within the hard limits."""
        if not is_number(value):
            raise InputError(f"{self.name} must be a number ({self.unit}), not {value!r}.")
        if not self.floor <= value <= self.ceiling:
            limits = f"{self.floor:g} to {self.ceiling:g}"
            raise InputError(f"{self.name} = {value:g} is outside {limits} ({self.unit}).")
        return float(value)
