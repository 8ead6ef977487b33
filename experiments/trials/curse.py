"""The winner's curse: what significant trials of one size report on average, should the truth be smaller than published.

Gelman and Carlin 2014 (Perspectives on Psychological Science 9: exaggeration and errors of sign), in the closed form of Lu,
Qiu and Deng 2019 (British Journal of Mathematical and Statistical Psychology 72).
"""

from __future__ import annotations

import math

from ..validation import Curse
from .estimates import Z


def winners_curse(truth: float, error: float, none: float = 0.0) -> Curse:
    """What trials with this standard error report, of those that are significant.

    Args:
        truth: The true effect; a ratio where `none` is 1, and then all is on the log scale.
        error: The standard error of one trial's estimate, or of its log.
        none: The value that means no effect.

    Example:
        >>> found = winners_curse(2.0, 8.1)  # Gelman and Carlin's example of a small effect in a small study
        >>> f"{found.power:.2f}, {found.wrong_sign:.2f}, {found.exaggeration:.1f}"
        '0.06, 0.24, 9.7'
    """
    effect = math.log(truth) if none else truth
    steps = abs(effect) / error
    right, wrong = _above(Z - steps), _above(Z + steps)
    power = right + wrong
    mean = (
        _density(steps + Z) + _density(steps - Z) + steps * (right - wrong)
    ) / power  # of the size, in standard errors
    reports = math.copysign(error * mean, effect)
    exaggeration = mean / steps if steps else math.inf
    return Curse(truth=truth, power=power, reports=math.exp(reports) if none else reports, exaggeration=exaggeration,
                 wrong_sign=wrong / power)  # fmt: skip


def half_of(published: float, none: float) -> float:
    """Half a published effect: the square root of a ratio."""
    return math.sqrt(published) if none else published / 2


def _above(z: float) -> float:
    return 0.5 * math.erfc(z / math.sqrt(2))


def _density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
