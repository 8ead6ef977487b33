"""How common each need is by kind of career, age, sex and ethnicity: over everybody in a place as common as declared."""

from __future__ import annotations

import numpy as np

from ...agents.arithmetic import normal
from ...agents.engine.behaviour import behaviour
from ...agents.person import N_NEEDS
from ...scenarios.words import ETHNICITIES

N_ETHNICITIES = len(ETHNICITIES)


@behaviour
def group_ratio(par: np.record, need: int, kind: int, young: int, male: int, ethnicity: int) -> float:
    """The odds of a need in a group against white men who begin at 26 or over, whatever the kind of their career."""
    ratio = par.career_need[kind * N_NEEDS + need] * par.need_ethnicity[need * N_ETHNICITIES + ethnicity]
    if young:
        ratio *= par.need_young[need]
    return ratio if male else ratio * par.need_women[need]


@behaviour
def share_over_all(par: np.record, need: int, odds: float, cells: np.ndarray, ethnicities: np.ndarray) -> float:
    """How common a need is over everybody, given its `odds` before any group's ratio; `cells` are the groups' shares."""
    found = 0.0
    for kind in range(cells.shape[0]):
        for young in range(2):
            for male in range(2):
                for e in range(N_ETHNICITIES):
                    own = odds * group_ratio(par, need, kind, young, male, e)
                    found += cells[kind, young, male] * ethnicities[e] * own / (1.0 + own)
    return found


@behaviour
def usual_odds(par: np.record, need: int, wanted: float, cells: np.ndarray, ethnicities: np.ndarray) -> float:
    """The odds of a need, before any group's ratio, with which everybody's odds are `wanted`; found by halving."""
    low = high = wanted
    for kind in range(cells.shape[0]):
        for young in range(2):
            for male in range(2):
                for e in range(N_ETHNICITIES):
                    own = wanted / group_ratio(par, need, kind, young, male, e)
                    low, high = min(low, own), max(high, own)
    for _ in range(64):
        middle = (low + high) / 2.0
        if share_over_all(par, need, middle, cells, ethnicities) < wanted / (1.0 + wanted):
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


@behaviour
def set_cuts(par: np.record, wanted: np.ndarray, cells: np.ndarray, ethnicities: np.ndarray, cuts: np.ndarray) -> None:
    """By kind, early or late beginning, sex, ethnicity and need, set the level above which people have a need.

    `wanted` are each need's odds over everybody.
    """
    for need in range(N_NEEDS):
        usual = usual_odds(par, need, wanted[need], cells, ethnicities)
        for kind in range(cells.shape[0]):
            for young in range(2):
                for male in range(2):
                    for e in range(N_ETHNICITIES):
                        own = usual * group_ratio(par, need, kind, young, male, e)
                        cuts[kind, young, male, e, need] = -normal(own / (1.0 + own))
