"""The scales on which pilots are analysed, in words: odds ratio, rate ratio, percentage points, a difference of means."""

from __future__ import annotations

import math
from typing import Final

from ..wording import number
from .study import Asked

THINGS: Final = {
    "arrests": "new arrest, other than on a warrant",
    "contacts": "new offence contact",
    "proven": "new proven offence",
    "charges": "new charge",
}
MANY: Final = {
    "arrests": "new arrests, other than on warrants",
    "contacts": "new offence contacts",
    "proven": "new proven offences",
    "charges": "new charges",
}


def outcome_text(asked: Asked) -> str:
    """What is measured: `any new arrest, other than on a warrant, in 12 months`."""
    months = "1 month" if asked.follow == 1 else f"{asked.follow} months"
    if asked.measure == "any":
        return f"any {THINGS[asked.outcome]}, in {months}"
    return f"how many {MANY[asked.outcome]}, in {months}"


def scale_name(asked: Asked) -> str:
    """What the estimate is."""
    if asked.analysis == "mixed":
        return "difference of shares" if asked.measure == "any" else "difference of means"
    return "log odds ratio" if asked.measure == "any" else "log ratio of means"


def instead(asked: Asked, value: float, base: float) -> float:
    """The share (the mean, of counts) that an effect leaves where controls have `base`."""
    if asked.analysis == "mixed":
        return base + value
    if asked.measure == "count":
        return base * math.exp(value)
    odds = base / (1 - base) * math.exp(value) if base < 1 else math.inf
    return odds / (1 + odds) if math.isfinite(odds) else 1.0


def effect_text(asked: Asked, value: float, base: float) -> str:
    """An effect in words, as in `odds ratio 0.75 (48% instead of 55%)`."""
    if not math.isfinite(value) or not math.isfinite(base):
        return "not known"
    said = _said(asked, value)
    after = instead(asked, value, base)
    if asked.measure == "any":
        return f"{said} ({number(100 * max(0.0, after))}% instead of {number(100 * base)}%)"
    return f"{said} ({number(max(0.0, after), 2)} a person instead of {number(base, 2)})"


def _said(asked: Asked, value: float) -> str:
    if asked.analysis == "mixed":
        size = abs(value)
        way = "lower" if value < 0 else "higher"
        return (
            f"{number(100 * size, 1)} points {way}" if asked.measure == "any" else f"{number(size, 2)} {way} a person"
        )
    kind = "odds ratio" if asked.measure == "any" else "ratio of means"
    return f"{kind} {number(math.exp(value), 2)}"


def effect_of_bias(asked: Asked, value: float) -> str:
    """How far estimates are off what is true, in words: `a factor of 0.87 on average`."""
    if asked.analysis == "mixed":
        return f"{_said(asked, value)} on average"
    return f"a factor of {number(math.exp(value), 2)} on average"
