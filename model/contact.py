"""A contact from its candidate moment to what the officer does: who comes, the shadow disposal, the offer, the act."""

from __future__ import annotations

import numpy as np

from ..agents.behaviour import behaviour
from ..agents.chance import D_CANDIDATE, D_CONSENT, draw, draw_four
from ..agents.custody import downstream_hours
from ..agents.officer import attends, consent_chance, eligible, move_belief, offers, shadow_disposal
from ..agents.person import at_liberty, move_trust, pick_category, set_rates
from ..agents.records import BOUND_EXCEEDED, PRESENT, PROSECUTION
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
from .calendar import BLOCK, KEYS, next_candidate, offset_of, open_case
from .counting import accrue, count, work, write
from .justice import arrest, interview
from .scene import fill_incident, record_outcome
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
    M_REFERRAL,
    M_RESOLUTION,
    M_SUSPECTS,
    M_UNATTENDED,
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
    if offences + person.welfare > person.bound:
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


@behaviour
def attended(w: World) -> bool:
    """Whether an officer comes."""
    return attends(w.incident.luck_attend, w.teams[w.incident.team], w.par)


@behaviour
def welfare_contact(w: World, i: int, moment: float, key: int) -> None:
    """A contact over somebody's welfare: no offence and no disposal, but perhaps the social-contact route."""
    fill_incident(w, i, key, WELFARE, moment)
    if not attended(w):
        return
    count(w, M_WELFARE, w.people[i], moment, 1.0)
    work(w, w.incident.officer, ATTEND, w.par.hours_welfare, moment)
    chosen = offer_routes(w, i, SOCIAL_CONTACT)
    if chosen >= 0:
        count(w, M_FREED, w.people[i], moment, -w.par.hours_diversion)
        refer(w, chosen, w.incident.officer, 0, key, WELFARE, i, moment)


@behaviour
def offence_contact(w: World, i: int, moment: float, key: int) -> None:
    """A contact over an offence, from the officer's arrival to the disposal at the scene."""
    clock, person, par = w.clock, w.people[i], w.par
    category = pick_category(person, w.incident.luck_category, par)
    fill_incident(w, i, key, category, moment)
    incident = w.incident
    count(w, M_SUSPECTS, person, moment, 1.0)
    if not attended(w):
        count(w, M_UNATTENDED, person, moment, 1.0)
        record_outcome(w, person, 21, moment)
        return
    count(w, M_CONTACTS, person, moment, 1.0)
    write(w, moment, moment, i, L_CONTACT, category)
    work(w, incident.officer, ATTEND, par.hours_attend, moment)
    note_repeat(w, i, moment)
    person.last_contact = moment
    officer, team = w.officers[incident.officer], w.teams[incident.team]
    if person.warrant:
        incident.shadow = ARREST
    else:
        incident.shadow = shadow_disposal(officer, person, incident, team, par, clock.seed)
    note_index(w, i, moment)
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
    if person.referrer >= 0 and moment - person.referred_at < 365.0:
        move_belief(w.officers[person.referrer], -w.par.belief_bad, w.par)


@behaviour
def note_index(w: World, i: int, moment: float) -> None:
    """In the reference regime, note the first contact after the fork: of all, of the eligible, of those referred."""
    clock, person, incident = w.clock, w.people[i], w.incident
    if not (clock.reference and clock.counting):
        return
    if person.index[0] == 0.0:
        person.index[0] = moment
    if person.index[1] > 0.0 and person.index[2] > 0.0:
        return
    officer = w.officers[incident.officer]
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if not route.compared or route.stage == SOCIAL_CONTACT:
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
        count(w, M_ELIGIBLE, person, incident.moment, 1.0)
        forced = clock.counting and i == clock.forced_person and clock.forced_key <= 0
        if not forced and not offers(officer, person, incident, route, r, clock.trained, par, clock.seed):
            continue
        count(w, M_REFERRAL, person, incident.moment, 1.0)
        work(w, incident.officer, REFERRAL, par.hours_diversion, incident.moment)
        chance = consent_chance(person, w.programmes[route.programme], par)
        if forced or draw(clock.seed, i, D_CONSENT, incident.key, r) < chance:
            clock.forced_key += 1 if forced else 0
            count(w, M_CONSENT, person, incident.moment, 1.0)
            write(w, incident.moment, incident.moment, i, L_REFERRAL, r)
            return r
        count(w, M_FREED, person, incident.moment, -par.hours_diversion)
    return -1


@behaviour
def take_route(w: World, i: int, r: int, moment: float) -> int:
    """Somebody at the scene said yes: refer them, and say what the disposal becomes."""
    person, incident, route, par = w.people[i], w.incident, w.routes[r], w.par
    freed = -par.hours_diversion
    if incident.shadow == NO_ACTION:
        count(w, M_DRAWN_IN, person, moment, 1.0)
    deferred = incident.shadow if route.replaces and route.non_engagement else 0
    refer(w, r, incident.officer, deferred, incident.key, incident.category, i, moment)
    if route.replaces:
        count(w, M_DIVERTED, person, moment, 1.0)
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
        c = open_case(w, PROSECUTION, i, incident.officer, incident.key, incident.category, moment)
        interview(w, c, moment)
    elif incident.disposal == ARREST:
        arrest(w, i, incident.officer, incident.key, incident.category, moment, moment)
