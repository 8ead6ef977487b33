"""What was usual where drop-out and engagement were seen (hand-overs, caseloads, waits), and what departing from it does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Final

from ...scenarios.parameters import register
from ...scenarios.schema import Programme, Service, number_of
from .uncertainty import exponential, natural_log

STEPS: Final = 200  # parts of equal chance into which a hand-over's time is divided
LEAST: Final = 1e-6  # a chance a month that stands for none, and its distance from one


@cache
def defaults() -> Mapping[str, float]:
    """Every parameter at its declared default, whatever was changed."""
    return {name: parameter.default for name, parameter in register().items()}


@cache
def mean_log_delay(days: float) -> float:
    """The mean log of 1 + days of a hand-over that takes an exponential time of mean `days`."""
    parts = (1.0 - days * natural_log((k + 0.5) / STEPS) for k in range(STEPS))
    return math.fsum(natural_log(part) for part in parts) / STEPS


def engaged_after(programme: Programme, values: Mapping[str, float]) -> float:
    """The mean days of hand-over at which a programme's engagement was seen."""
    if programme.engaged_after_days is None:
        return number_of(programme.hand_over_days, defaults())
    return number_of(programme.engaged_after_days, values)


def contact_ratio(service: Service, values: Mapping[str, float]) -> float:
    """What a caseload does to drop-out against the usual one: fewer clients, better contact."""
    then = number_of(service.caseload, defaults())
    if service.usual_caseload is not None:
        then = number_of(service.usual_caseload, values)
    return power(number_of(service.caseload, values) / then, values["caseload_quality"])


def impatience(need: str, wait: float, values: Mapping[str, float]) -> float:
    """What the wait for a need does to the drop-out of those to whom it matters most, against the declared wait."""
    usual = defaults()[f"need_wait_days.{need}"]
    return power((1.0 + wait) / (1.0 + usual), values["wait_dropout"])


def power(ratio: float, exponent: float) -> float:
    """A ratio to a power, in the engine's own bits; exactly 1 where nothing departs from the usual."""
    return 1.0 if ratio == 1.0 or exponent == 0.0 else exponential(exponent * natural_log(ratio))


def hazard_times(chance: float, times: float) -> float:
    """A chance a month whose hazard is `times` as large."""
    if times == 1.0:
        return chance
    found = 1.0 - exponential(times * natural_log(1.0 - chance))
    return min(max(found, LEAST), 1.0 - LEAST)
