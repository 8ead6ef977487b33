"""A contact from its candidate moment to what the officer does: who comes and when, the shadow, the offer, the act."""

from __future__ import annotations

import numpy as np

from ..agents.chance import D_CANDIDATE, D_CATEGORY, D_CONSENT, D_ENFORCEMENT, D_WAIT, draw, draw_four, draw_two
from ..agents.custody import downstream_hours, end_of, leaves_record
from ..agents.engine.behaviour import behaviour
from ..agents.officer import (
    attends,
    consent_chance,
    eligible,
    fade_evidence,
    in_time,
    move_belief,
    offers,
    shadow_disposal,
    wait_days,
)
from ..agents.person import at_liberty, move_trust, pick_category, pick_targeted, set_rates, targeted_share
from ..agents.records import BOUND_EXCEEDED, E_LATE_CONTACT, PRESENT, PROSECUTION, UNATTENDED
from ..scenarios.words import (
    ARREST,
    ATTEND,
    CUSTODY,
    INTERVIEW,
    NO_ACTION,
    PRE_ARREST,
    REFERRAL,
    RESOLUTION,
    SOCIAL_CONTACT,
    STREET,
    WELFARE,
)
from .calendar import BLOCK, KEYS, close_case, next_candidate, offset_of, open_case, schedule
from .custody import arrest, interview
from .incident import fill_incident, record_outcome
from .ledger.counting import accrue, count, work, write
from .ledger.funnel import count_step
from .support import refer
from .world import (
    L_CONTACT,
    L_REFERRAL,
    M_CONSENT,
    M_CONTACTS,
    M_DIVERTED,
    M_DIVERTED_VICTIM,
    M_DRAWN_IN,
    M_ELIGIBLE,
    M_FREED,
    M_INTERVIEW,
    M_NO_ACTION,
    M_RECORD_AVOIDED,
    M_REFERRAL,
    M_RESOLUTION,
    M_SUSPECTS,
    M_UNATTENDED,
    M_WAIT_HOURS,
    M_WAITED,
    M_WELFARE,
    World,
)


@behaviour
def candidate(w: World, i: int, moment: float, key: int) -> None:
    """A candidate moment: it becomes an offence contact, a welfare contact or nothing, by its fixed mark.

    Offences take the low end of the mark and welfare the high end, so a lower intensity only ever removes contacts.
    """
    clock, person = w.clock, w.people[i]
    if person.state != PRESENT:
        return
    clock.candidates += 1
    gap, mark, w.incident.luck_category, w.incident.luck_attend = draw_four(clock.seed, i, D_CANDIDATE, key, 0)
    end = person.begun + BLOCK if key >= KEYS else float(offset_of(i, clock.people))
    next_candidate(w, i, person.bound, key + 1, gap, moment, end)
    offences = person.rate * person.contact_share
    if offences * max(clock.enforcement, 1.0) + person.welfare > person.bound:
        clock.status = BOUND_EXCEEDED
        clock.bad_person = i
        return
    place = mark * person.bound
    free = at_liberty(person, w.par)
    if place < offences * free:
        clock.contacts += 1
        offence_contact(w, i, moment, key)
    elif place > person.bound - person.welfare * free:
        clock.contacts += 1
        welfare_contact(w, i, moment, key)
    elif clock.enforcement > 1.0 and place < offences * free * clock.enforcement:
        enforced_contact(w, i, moment, key, (place / (offences * free) - 1.0) / (clock.enforcement - 1.0))


@behaviour
def attended(w: World) -> bool:
    """Whether an officer comes at once."""
    return attends(w.incident.luck_attend, w.teams[w.incident.team], w.par)


@behaviour
def welfare_contact(w: World, i: int, moment: float, key: int) -> None:
    """A concern over somebody's welfare, met at once, later or not at all."""
    fill_incident(w, i, key, WELFARE, moment)
    if attended(w):
        visit(w, i, moment)
    else:
        put_off(w, i, moment)


@behaviour
def visit(w: World, i: int, moment: float) -> None:
    """An officer meets somebody over their welfare: no offence and no disposal, but perhaps the social-contact route."""
    count(w, M_WELFARE, w.people[i], moment, 1.0)
    work(w, w.incident.officer, ATTEND, w.par.hours_welfare, moment)
    chosen = offer_routes(w, i, SOCIAL_CONTACT)
    if chosen >= 0:
        count(w, M_FREED, w.people[i], moment, -w.par.hours_diversion)
        refer(w, chosen, w.incident.officer, 0, w.incident.key, WELFARE, i, moment)


@behaviour
def offence_contact(w: World, i: int, moment: float, key: int) -> None:
    """An offence with a suspect, dealt with at once, later or not at all."""
    clock, person = w.clock, w.people[i]
    category = pick_category(person, w.incident.luck_category, w.par)
    if clock.enforcement < 1.0 and clock.targets[category]:
        if draw(clock.seed, i, D_ENFORCEMENT, key, 0) >= clock.enforcement:
            return  # police look for it less, and nobody learns of it
    meet_suspect(w, i, moment, key, category)


@behaviour
def enforced_contact(w: World, i: int, moment: float, key: int, part: float) -> None:
    """An offence that police would not have come upon at usual enforcement: a further contact, over a targeted category.

    `part` says how far up the candidate's mark stands in what enforcement everywhere would add.
    """
    clock, person = w.clock, w.people[i]
    if part < targeted_share(person, clock.targets, w.par):
        clock.contacts += 1
        u = draw(clock.seed, i, D_CATEGORY, key, 1)
        meet_suspect(w, i, moment, key, pick_targeted(person, u, clock.targets, w.par))


@behaviour
def meet_suspect(w: World, i: int, moment: float, key: int, category: int) -> None:
    """Police know of the offence and of the suspect: somebody comes at once, later or not at all."""
    fill_incident(w, i, key, category, moment)
    count(w, M_SUSPECTS, w.people[i], moment, 1.0)
    if attended(w):
        deal_with(w, i, moment)
    else:
        put_off(w, i, moment)


@behaviour
def put_off(w: World, i: int, moment: float) -> None:
    """Nobody comes at once: the incident waits for an officer, or nobody ever comes."""
    incident, par = w.incident, w.par
    u, v = draw_two(w.clock.seed, i, D_WAIT, incident.key, 0)
    if u >= par.wait_share:
        go_unattended(w, i, moment)
        return
    count(w, M_WAITED, w.people[i], moment, 1.0)
    c = open_case(w, UNATTENDED, i, incident.officer, incident.key, incident.category, moment)
    schedule(w, moment + wait_days(v, w.teams[incident.team], par), i, E_LATE_CONTACT, c, w.cases[c].version)


@behaviour
def go_unattended(w: World, i: int, moment: float) -> None:
    """Nobody ever comes. An offence is filed with a suspect and no evidence: an evidential difficulty (outcome 15).

    Outcome 21 would say that evidence could be had and that it is not in the public interest to look for it.
    """
    if w.incident.category != WELFARE:
        count(w, M_UNATTENDED, w.people[i], moment, 1.0)
        record_outcome(w, w.people[i], 15, moment)


@behaviour
def late_contact(w: World, c: int, moment: float) -> None:
    """An officer comes to an incident that waited: the same facts but for the evidence that is gone.

    Nobody comes back for somebody who has left, died or is locked up by then.
    """
    case = w.cases[c]
    i, key, opened = int(case.person), int(case.key), float(case.opened)
    fill_incident(w, i, key, int(case.category), moment)
    close_case(w, c)
    incident, person = w.incident, w.people[i]
    incident.opened = opened
    if person.state != PRESENT or draw(w.clock.seed, i, D_WAIT, key, 1) >= at_liberty(person, w.par):
        go_unattended(w, i, moment)
        return
    count(w, M_WAIT_HOURS, person, moment, 24.0 * (moment - opened))
    fade_evidence(incident, w.par)
    if incident.category == WELFARE:
        visit(w, i, moment)
    else:
        deal_with(w, i, moment)


@behaviour
def deal_with(w: World, i: int, moment: float) -> None:
    """A contact over an offence, from the officer's arrival to the disposal at the scene.

    What counts as a repeat goes by when the offence happened, so that a wait in one regime only makes no difference.
    """
    clock, person, par, incident = w.clock, w.people[i], w.par, w.incident
    count(w, M_CONTACTS, person, moment, 1.0)
    write(w, moment, incident.opened, i, L_CONTACT, incident.category)
    work(w, incident.officer, ATTEND, par.hours_attend, moment)
    note_repeat(w, i, incident.opened)
    person.last_contact = max(person.last_contact, incident.opened)
    officer, team = w.officers[incident.officer], w.teams[incident.team]
    if person.warrant:
        incident.shadow = ARREST
    else:
        incident.shadow = shadow_disposal(officer, person, incident, team, par, clock.seed)
    note_index(w, i, incident.opened)
    person.contacts += 1
    person.year_contacts += 1
    chosen = -1 if person.warrant else offer_routes(w, i, STREET)  # a warrant leaves no discretion
    incident.disposal = incident.shadow
    if chosen >= 0:
        incident.disposal = take_route(w, i, chosen, moment)
    if clock.counting:
        w.widening[STREET, incident.shadow, incident.disposal] += 1
    act(w, i, moment)


@behaviour
def note_repeat(w: World, i: int, moment: float) -> None:
    """A repeat contact: note it against the index contacts and against the officer's belief."""
    person = w.people[i]
    for k in range(3):
        if person.index[k] > 0.0 and person.index[k] < moment <= person.index[k] + 365.0:
            person.again[k] = 1
    if person.referrer >= 0 and 0.0 < moment - person.referred_at < 365.0:
        move_belief(w.officers[person.referrer], -w.par.belief_bad, w.par)


@behaviour
def note_index(w: World, i: int, moment: float) -> None:
    """In the reference regime, note the first contact after the fork: of all, of the eligible, of those referred."""
    clock, person, incident = w.clock, w.people[i], w.incident
    if not (clock.reference and clock.counting) or moment < clock.fork_day:
        return
    if person.index[0] == 0.0:
        person.index[0] = moment
    if person.index[1] > 0.0 and person.index[2] > 0.0:
        return
    officer = w.officers[incident.officer]
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if not route.compared or route.stage == SOCIAL_CONTACT or route.stage > CUSTODY or not in_time(route, moment):
            continue
        if route.stage == CUSTODY and incident.shadow != ARREST:
            continue
        if route.stage == STREET and person.warrant:
            continue
        if not eligible(person, incident, route, w.par):
            continue
        if person.index[1] == 0.0:
            person.index[1] = moment
        if route.stage == STREET and person.index[2] == 0.0:
            trained = np.float64(clock.fork_day)
            if offers(officer, person, incident, route, r, trained, w.par, clock.seed):
                person.index[2] = moment


@behaviour
def offer_routes(w: World, i: int, stage: int) -> int:
    """Offer the open routes of a stage in order; the first one accepted comes back, or -1."""
    clock, person, incident, par = w.clock, w.people[i], w.incident, w.par
    officer = w.officers[incident.officer]
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if not route.open or route.stage != stage or not eligible(person, incident, route, par):
            continue
        count_step(w, M_ELIGIBLE, r, person, incident.opened, incident.moment, 1.0)
        forced = clock.counting and i == clock.forced_person and clock.forced_key <= 0
        if not forced and not offers(officer, person, incident, route, r, clock.trained, par, clock.seed):
            continue
        count_step(w, M_REFERRAL, r, person, incident.opened, incident.moment, 1.0)
        work(w, incident.officer, REFERRAL, par.hours_diversion, incident.moment)
        chance = consent_chance(person, w.programmes[route.programme], incident.moment, 0.0, par)
        if forced or draw(clock.seed, i, D_CONSENT, incident.key, r) < chance:
            clock.forced_key += 1 if forced else 0
            count_step(w, M_CONSENT, r, person, incident.opened, incident.moment, 1.0)
            write(w, incident.moment, incident.opened, i, L_REFERRAL, r)
            return r
        count(w, M_FREED, person, incident.moment, -par.hours_diversion)
    return -1


@behaviour
def take_route(w: World, i: int, r: int, moment: float) -> int:
    """Somebody at the scene said yes: refer them, and say what the disposal becomes."""
    person, incident, route, par = w.people[i], w.incident, w.routes[r], w.par
    freed = -par.hours_diversion
    if incident.shadow == NO_ACTION:
        count_step(w, M_DRAWN_IN, r, person, moment, moment, 1.0)
    deferred = incident.shadow if route.replaces and route.non_engagement else 0
    refer(w, r, incident.officer, deferred, incident.key, incident.category, i, moment)
    if route.replaces:
        count_step(w, M_DIVERTED, r, person, moment, moment, 1.0)
        if leaves_record(end_of(person, incident, incident.shadow, par, w.clock.seed)):
            count(w, M_RECORD_AVOIDED, person, moment, 1.0)
        if incident.victim:
            count(w, M_DIVERTED_VICTIM, person, moment, 1.0)
        freed += downstream_hours(person, incident, incident.shadow, par, w.clock.seed)
        record_outcome(w, person, route.outcome_code, moment)
        accrue(w, person, moment)
        if incident.shadow == ARREST or incident.shadow == INTERVIEW:
            person.lenient_until = moment + 365.0
        move_trust(person, par.trust_diverted, par)
        set_rates(person, w.programmes, moment, par)
    count(w, M_FREED, person, moment, freed)
    return PRE_ARREST if route.replaces else incident.shadow


@behaviour
def act(w: World, i: int, moment: float) -> None:
    """Carry out the disposal at the scene."""
    person, incident, par = w.people[i], w.incident, w.par
    if incident.disposal == NO_ACTION:
        count(w, M_NO_ACTION, person, moment, 1.0)
        record_outcome(w, person, 14, moment)
    elif incident.disposal == RESOLUTION:
        count(w, M_RESOLUTION, person, moment, 1.0)
        work(w, incident.officer, ATTEND, par.hours_resolution, moment)
        record_outcome(w, person, 8, moment)
    elif incident.disposal == INTERVIEW:
        count(w, M_INTERVIEW, person, moment, 1.0)
        c = open_case(w, PROSECUTION, i, incident.officer, incident.key, incident.category, incident.opened)
        interview(w, c, moment)
    elif incident.disposal == ARREST:
        arrest(w, i, incident.officer, incident.key, incident.category, incident.opened, moment)
