"""How harmful one known offence is: a draw from its category's spread, by a key that every regime shares."""

from __future__ import annotations

import math

import numpy as np

from ..scenarios.words import CATEGORIES
from .arithmetic import LN2, exp, log, normal
from .chance import Decision, draw
from .engine.behaviour import behaviour
from .records import PersonNo

N_CATEGORIES = len(CATEGORIES)


@behaviour
def harm_spread(category: int, par: np.record) -> float:
    """How widely the log of an offence's harm is spread: the lognormal with the category's median and mean.

    None where the mean is not above the median, as where no mean was read.
    """
    median, mean = par.harm_days[category], par.harm_mean[category]
    return math.sqrt(2.0 * log(mean / median)) if 0.0 < median < mean else 0.0


@behaviour
def harm_lean(person_id: PersonNo, key: int, category: int, par: np.record, seed: int) -> float:
    """How many times over an offence's harm is doubled against the median of its category; 0 for what is no offence."""
    if category >= N_CATEGORIES:
        return 0.0
    spread = harm_spread(category, par)
    return spread * normal(draw(seed, person_id, Decision.HARM, key, 0)) / LN2 if spread > 0.0 else 0.0


@behaviour
def harm_of(person_id: PersonNo, key: int, category: int, par: np.record, seed: int) -> float:
    """Days of harm of the offence behind a contact; over many of them their mean is `harm_mean`. 0 for what is no offence."""
    if category >= N_CATEGORIES:
        return 0.0
    if harm_spread(category, par) == 0.0:
        return par.harm_mean[category]
    return par.harm_days[category] * exp(LN2 * harm_lean(person_id, key, category, par, seed))
