"""How common each need is by age and sex, so that over everybody in a place it is as common as declared."""

from __future__ import annotations

import numpy as np

from ...agents.arithmetic import normal
from ...agents.engine.behaviour import behaviour
from ...agents.person import N_NEEDS
from ...scenarios.words import Need


@behaviour
def group_ratio(par: np.record, need: int, young: int, male: int) -> float:
    """The odds of a need in a group against men of 26 and over."""
    ratio = par.need_young[need] if young else 1.0
    return ratio if male else ratio * par.need_women[need]


@behaviour
def share_over_all(par: np.record, need: int, odds: float, young: float, male: float) -> float:
    """How common a need is over everybody, given its `odds` in men of 26 and over, and the shares of the young and of men."""
    found = 0.0
    for early in range(2):
        for man in range(2):
            weight = (young if early else 1.0 - young) * (male if man else 1.0 - male)
            own = odds * group_ratio(par, need, early, man)
            found += weight * own / (1.0 + own)
    return found


@behaviour
def odds_of_men(par: np.record, need: int, share: float, young: float, male: float) -> float:
    """The odds of a need in men of 26 and over with which everybody's share is `share`; found by halving."""
    low = high = share / (1.0 - share)
    for early in range(2):
        for man in range(2):
            own = share / (1.0 - share) / group_ratio(par, need, early, man)
            low, high = min(low, own), max(high, own)
    for _ in range(64):
        middle = (low + high) / 2.0
        if share_over_all(par, need, middle, young, male) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


@behaviour
def need_cuts(par: np.record, drug_ratio: float, young: float, male: float) -> np.ndarray:
    """For those of 26 and over and the young, women and men, the level of each need above which people have it.

    A place's `drug_ratio` changes the odds of a drug need over everybody. Where age and sex make no difference to a need,
    its share is taken as it is, so that nothing is rounded.
    """
    cuts = np.empty((2, 2, N_NEEDS))
    for k in range(N_NEEDS):
        share = par.need_share[k]
        if k == Need.DRUGS:
            odds = share / (1.0 - share) * drug_ratio
            share = odds / (1.0 + odds)
        alike = par.need_young[k] == 1.0 and par.need_women[k] == 1.0
        usual = 0.0 if alike else odds_of_men(par, k, share, young, male)
        for early in range(2):
            for man in range(2):
                own = usual * group_ratio(par, k, early, man)
                cuts[early, man, k] = -normal(share if alike else own / (1.0 + own))
    return cuts
