"""A service: places made of workers and caseloads, who comes next, who engages and how long they stay."""

from __future__ import annotations

import numpy as np

from ..scenarios.words import BY_NEED, BY_RISK, NEEDS
from .arithmetic import exp, expit, log, logit
from .behaviour import behaviour
from .chance import D_ENGAGE, D_HAND_OVER, D_PRIORITY, D_STAY, draw

N_NEEDS = len(NEEDS)
MONTH = 30.4375


@behaviour
def places(service: np.record) -> float:
    """How many people the workers who are there can support."""
    return np.float64(service.present) * service.caseload


@behaviour
def has_place(service: np.record, par: np.record) -> bool:
    """Whether one more person can be admitted: never at or above capacity, unless that channel is closed."""
    return bool(par.channel_capacity == 0.0 or np.float64(service.active) + 1.0 <= places(service))


@behaviour
def takes_names(service: np.record, par: np.record) -> bool:
    """Whether the waiting list is still open: it closes when it is too long for the places."""
    return np.float64(service.waiting) < service.waiting_limit * np.float64(service.workers) * service.caseload


@behaviour
def hand_over_days(person_id: int, key: int, programme: np.record, seed: int) -> float:
    """Days until somebody from the programme first meets the person."""
    return -programme.hand_over_days * log(draw(seed, person_id, D_HAND_OVER, key, 0))


@behaviour
def engage_chance(person: np.record, programme: np.record, days: float, par: np.record) -> float:
    """The probability of engaging after a hand-over that took `days`: trust helps, delay wears it away."""
    odds = logit(programme.engagement) + par.trust_weight * (person.trust - par.trust_start)
    return expit(odds) * exp(-par.delay_loss * max(days - programme.hand_over_days, 0.0))


@behaviour
def engages(
    person: np.record, person_id: int, key: int, programme: np.record, days: float, par: np.record, seed: int
) -> bool:
    """Whether the person engages."""
    return draw(seed, person_id, D_ENGAGE, key, 0) < engage_chance(person, programme, days, par)


@behaviour
def still_wants(days: float, par: np.record, u: float) -> bool:
    """Whether somebody who waited `days` for a place still wants it."""
    return u < exp(-par.wait_loss * days / MONTH)


@behaviour
def stay_days(person_id: int, key: int, programme: np.record, seed: int) -> float:
    """Days in support: until drop-out (two hazards: the first two months, then later) or the programme's fixed end."""
    luck = -log(draw(seed, person_id, D_STAY, key, 0))
    early = -log(1.0 - programme.dropout_early) / MONTH
    late = -log(1.0 - programme.dropout_late) / MONTH
    head = early * 2.0 * MONTH
    if luck < head:
        days = luck / early
    else:
        days = 2.0 * MONTH + (luck - head) / late
    return min(days, programme.length)


@behaviour
def priority_of(person: np.record, person_id: int, key: int, moment: float, order: int, seed: int) -> float:
    """Where somebody stands on the waiting list; the smallest goes first, and equal claims by a keyed lot."""
    lot = draw(seed, person_id, D_PRIORITY, key, 0) * 1e-6
    if order == BY_NEED:
        total = 0.0
        for k in range(N_NEEDS):
            total += np.float64(person.needs[k])
        return lot - total
    if order == BY_RISK:
        return lot - person.rate
    return lot + moment
