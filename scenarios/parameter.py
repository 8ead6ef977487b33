"""What a parameter is: a number with a unit, a range, a source and a rating; and the error for wrong input."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass
from typing import Literal

Role = Literal["lever", "uncertainty", "constant"]
Rating = Literal["strong", "moderate", "weak", "judgement"]
Scale = Literal["linear", "log", "logit"]


DECLARED = "2026-11-23"  # when the values were last gone through; one that changes later carries its own date
LONGEST_WORD, LONGEST_MESSAGE = 200, 900


def _short(message: str) -> str:
    """A sentence that quotes something endless, cut to what a person would read."""
    message = re.sub(rf"(\S{{{LONGEST_WORD}}})\S+", r"\1…", message)
    if len(message) > LONGEST_MESSAGE:
        return f"{message[:LONGEST_MESSAGE]} … (cut)."
    return f"{message}." if message.endswith("…") else message


def is_number(value: object) -> bool:
    """Whether this is a number that the engine can hold: not infinite, nor a whole number of hundreds of digits."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and -sys.float_info.max <= value <= sys.float_info.max
    )


class InputError(ValueError):
    """Something a person typed is wrong; the message is one plain sentence they can act on.

    `about` is the field of a scenario file that it is about, for whoever knows the file's lines.
    """

    def __init__(self, message: str, about: tuple[str, ...] = ()) -> None:
        """Hold the sentence and, where it is known, the field."""
        super().__init__(_short(message))
        self.about = about


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number: what it is, how sure we are of it, and where it comes from.

    `low` and `high` are the 5th and 95th percentiles of what we believe, `default` the median; `floor` and `ceiling` are
    hard limits. `scale` says on which scale the belief is spread between those points. `date` is when the value was set or last
    looked at.
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
    date: str = DECLARED

    def __post_init__(self) -> None:
        """Refuse a declaration that contradicts itself."""
        if not self.floor <= self.low <= self.default <= self.high <= self.ceiling:
            raise ValueError(f"{self.name}: needs floor ≤ low ≤ default ≤ high ≤ ceiling")
        if self.scale == "log" and self.low <= 0 or self.scale == "logit" and not 0 < self.low <= self.high < 1:
            raise ValueError(f"{self.name}: the range does not fit a {self.scale} scale")

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
