"""A service: places made of workers and caseloads, who comes next, who engages and how long they stay."""

from __future__ import annotations

import numpy as np

from ..scenarios.words import MONTH_DAYS, NEEDS, AdmissionOrder, Need, Stage
from .arithmetic import exp, expit, log, logit
from .chance import Decision, draw
from .engine.behaviour import behaviour
from .person import active_spells, openness
from .records import Person, PersonNo, Programme, Route, Service

N_NEEDS = len(NEEDS)
RELAPSES = 1 << Need.DRUGS.value | 1 << Need.ALCOHOL.value  # the needs of which a spell is a relapse
BETWEEN_EQUALS = 1e-6  # a lot too small to matter between unequal claims
MOST_STAYS = 200  # a case's count of them is one byte


@behaviour
def places(service: Service) -> float:
    """How many people the workers who are there can support."""
    return np.float64(service.present) * service.caseload


@behaviour
def has_place(service: Service, par: np.record) -> bool:
    """Whether one more person can be admitted: never at or above capacity, unless that channel is closed."""
    return bool(par.channel_capacity == 0.0 or np.float64(service.active) + 1.0 <= places(service))


@behaviour
def takes_names(service: Service) -> bool:
    """Whether the waiting list is still open: it closes when it is too long for the places."""
    return bool(np.float64(service.waiting) < service.waiting_limit * np.float64(service.workers) * service.caseload)


@behaviour
def takes_anybody(service: Service, par: np.record) -> bool:
    """Whether whoever engages today would find a place or a waiting list; a service without workers has neither."""
    return has_place(service, par) or takes_names(service)


@behaviour
def hand_over_days(person_id: PersonNo, key: int, programme: Programme, seed: int) -> float:
    """Days until somebody from the programme first meets the person."""
    return -programme.hand_over_days * log(draw(seed, person_id, Decision.HAND_OVER, key, 0))


@behaviour
def receptive(route: Route, programme: Programme, days: float, par: np.record) -> float:
    """The log-odds that the shock of detention adds, `days` after it, where a programme makes use of that moment."""
    if programme.teachable == 0.0 or route.stage != Stage.CUSTODY:
        return 0.0
    return par.teachable_moment * programme.teachable * exp(-days / par.teachable_days)


@behaviour
def engage_chance(
    person: Person, programme: Programme, days: float, moment: float, lift: float, par: np.record
) -> float:
    """The probability of engaging after a hand-over that took `days`: trust helps, delay wears it away from the first day.

    The programme's engagement was seen where hand-overs took their usual time, so a warmer one adds to it.
    """
    late = log(1.0 + days) - programme.usual_delay
    return expit(logit(programme.engagement) + openness(person, programme, moment, par) + lift - par.delay_loss * late)


@behaviour
def engages(
    person: Person, person_id: PersonNo, key: int, route: Route, programme: Programme, days: float, moment: float,
    par: np.record, seed: int,
) -> bool:  # fmt: skip
    """Whether the person engages."""
    lift = receptive(route, programme, days, par)
    return draw(seed, person_id, Decision.ENGAGE, key, 0) < engage_chance(person, programme, days, moment, lift, par)


@behaviour
def still_wants(days: float, par: np.record, u: float) -> bool:
    """Whether somebody who waited `days` for a place still wants it."""
    return u < exp(-par.wait_loss * days / MONTH_DAYS)


@behaviour
def trauma_ratio(person: Person, programme: Programme, par: np.record) -> float:
    """What trauma does to drop-out against an average client's; a trauma-informed programme takes part of it away."""
    more = par.trauma_dropout_ratio - 1.0
    own = more * np.float64(person.needs[Need.TRAUMA]) * (1.0 - programme.trauma_informed)
    return (1.0 + own) / (1.0 + more * par.client_need[Need.TRAUMA])


@behaviour
def client_ratio(person: Person, par: np.record) -> float:
    """What record, needs other than trauma and the people around somebody do to drop-out, against an average client's.

    Each is a straight line through 1 at the average client, so the mean of what is declared stays as declared.
    """
    own = usual = 0.0
    for k in range(N_NEEDS):
        if k != Need.TRAUMA:
            own += np.float64(person.needs[k])
            usual += par.client_need[k]
    needs = (par.needs_dropout_ratio - 1.0) / (N_NEEDS - 1.0)
    record = (par.record_dropout_ratio - 1.0) * min(np.float64(person.proven) / par.full_record, 1.0)
    ratio = (1.0 + needs * own) / (1.0 + needs * usual)
    ratio *= (1.0 + record) / (1.0 + (par.record_dropout_ratio - 1.0) * par.client_record)
    return ratio * (1.0 + par.channel_ties * (par.peers_dropout_ratio - 1.0) * np.float64(person.peers))


@behaviour
def waiting_ratio(person: Person, programme: Programme, par: np.record) -> float:
    """What the wait for the need that matters most to somebody, of those the programme meets, does to drop-out."""
    most = 0.0
    ratio = 1.0
    for k in range(N_NEEDS):
        weight = programme.meets[k] * par.need_weight[k] * np.float64(person.needs[k])
        if weight > most:
            most = weight
            ratio = programme.impatience[k]
    return ratio


@behaviour
def days_more(luck: float, before: float, programme: Programme) -> float:
    """Days until drop-out of somebody who has stayed `before`: two hazards, in the first two months and later."""
    early = -log(1.0 - programme.dropout_early) / MONTH_DAYS
    late = -log(1.0 - programme.dropout_late) / MONTH_DAYS
    months = max(2.0 * MONTH_DAYS - before, 0.0)
    head = early * months
    return luck / early if luck < head else months + (luck - head) / late


@behaviour
def stay_days(
    person: Person, person_id: PersonNo, key: int, before: float, stays: int, programme: Programme, par: np.record,
    seed: int,
) -> float:  # fmt: skip
    """Days more in support, after `before`: until drop-out or the fixed end. `stays` tells later draws apart."""
    ratio = trauma_ratio(person, programme, par) * client_ratio(person, par) * waiting_ratio(person, programme, par)
    luck = -log(draw(seed, person_id, Decision.STAY, key, stays)) / ratio
    return min(days_more(luck, before, programme), programme.length - before)


@behaviour
def meet_needs(person: Person, person_id: PersonNo, programme: Programme, days: float, seed: int) -> None:
    """Note the needs for which help has come `days` after admission; each has a wait of its own."""
    for k in range(N_NEEDS):
        if programme.meets[k] > 0.0 and (int(person.got) >> k) & 1 == 0:
            wait = programme.wait[k]
            if wait <= 0.0 or -wait * log(draw(seed, person_id, Decision.NEED_WAIT, 0, k)) < days:
                person.got = int(person.got) | (1 << k)


@behaviour
def holds(person: Person, person_id: PersonNo, key: int, stays: int, programme: Programme, seed: int) -> bool:
    """Whether a trusted worker keeps somebody who would have dropped out: the more, the longer they have known them."""
    if programme.bond == 0.0 or stays >= MOST_STAYS:
        return False
    return draw(seed, person_id, Decision.BOND, key, stays) < programme.bond * person.bond


@behaviour
def relapses(person: Person, person_id: PersonNo, key: int, programme: Programme, par: np.record, seed: int) -> bool:
    """Whether a rule of abstinence puts somebody out: in a spell of drugs or alcohol that support has not eased."""
    if programme.abstinence == 0 or active_spells(person) & RELAPSES == 0:
        return False
    return draw(seed, person_id, Decision.RELAPSE, key, 0) < par.relapse_ejection


@behaviour
def priority_of(person: Person, person_id: PersonNo, key: int, moment: float, order: int, seed: int) -> float:
    """Where somebody stands on the waiting list; the smallest goes first, and equal claims by a keyed lot."""
    lot = draw(seed, person_id, Decision.PRIORITY, key, 0) * BETWEEN_EQUALS
    if order == AdmissionOrder.BY_NEED:
        total = 0.0
        for k in range(N_NEEDS):
            total += np.float64(person.needs[k])
        return lot - total
    if order == AdmissionOrder.BY_RISK:
        return lot - person.rate
    return lot + moment
