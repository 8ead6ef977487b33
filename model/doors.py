"""The ways into support: at every door the same steps (eligible, offered, agreed, referred), whoever stands at it.

At the scene, after a welfare contact and in custody an officer does; in hospital, in the community and at court nobody of
the police, so there is no disposal, no officer hours and no belief.
"""

from __future__ import annotations

import numpy as np

from ..agents.chance import D_CONSENT, D_HOSPITAL, D_OFFER, D_SCREENING, draw
from ..agents.custody import downstream_hours, end_of, leaves_record
from ..agents.engine.behaviour import behaviour
from ..agents.engine.blank import blank
from ..agents.officer import consent_chance, eligible, offers
from ..agents.records import INCIDENT, LIBERTY, N_NEEDS, PRESENT
from ..agents.service import receptive
from ..scenarios.words import (
    AT_COURT,
    BREACH,
    CAUTION,
    CHARGE,
    COMMUNITY,
    CUSTODY,
    HOSPITAL,
    NO_ACTION,
    REFERRAL,
    RELEASE,
    STREET,
    WARRANT,
    WELFARE,
)
from .calendar import AGAIN, KEYS
from .incident import fill_incident, record_outcome
from .ledger.counting import count, work
from .ledger.funnel import count_step
from .ledger.happenings import write_support
from .support import refer
from .world import (
    L_ORDINARY,
    L_REFERRAL,
    M_CONSENT,
    M_DIVERTED,
    M_DIVERTED_VICTIM,
    M_DRAWN_IN,
    M_ELIGIBLE,
    M_FREED,
    M_RECORD_AVOIDED,
    M_REFERRAL,
    World,
)

# Keys of their own, which no candidate moment of a block and no later incident of a contact has.
HOSPITAL_KEY, COMMUNITY_KEY, COURT_KEY = KEYS - 1, KEYS - 2, 128


# --- the steps, the same at every door -------------------------------------------------------------------------------


@behaviour
def offer_routes(w: World, incident: np.record, stage: int, decision: int, beside: bool, moment: float) -> int:
    """Offer the open routes of a stage in order; the number of the one that an officer got a yes for comes back, or -1.

    Without an officer all are offered, each by its own luck. `decision` is what happens to the person otherwise;
    without `beside` only routes that take its place are offered.
    """
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if route.open == 0 or route.stage != stage or not (beside or route.replaces):
            continue
        if fits(w, incident, r, decision) and offer(w, incident, r, decision, moment) and stage <= CUSTODY:
            return r
    return -1


@behaviour
def fits(w: World, incident: np.record, r: int, decision: int) -> bool:
    """Whether a route is for this person here: its own rules, and, where it replaces, a decision to take the place of.

    A warrant leaves no discretion at the scene, and nothing replaces what a court has decided.
    """
    person, route = w.people[incident.person], w.routes[r]
    if person.state != PRESENT or not eligible(person, incident, route):
        return False
    if route.stage == STREET:
        return bool(person.warrant == 0)
    if route.stage != CUSTODY or route.replaces == 0:
        return True
    decided = incident.category == BREACH or incident.category == WARRANT
    return bool(not decided and (decision == CHARGE or decision == CAUTION))


@behaviour
def offer(w: World, incident: np.record, r: int, decision: int, moment: float) -> bool:
    """The way in through one route, for somebody whom it fits: they are offered it, agree and are referred, or not."""
    person, route = w.people[incident.person], w.routes[r]
    forced = is_forced(w, incident, route)
    count_step(w, M_ELIGIBLE, r, person, incident.opened, moment, 1.0)
    if not forced and not offered(w, incident, r, w.clock.trained):
        return False
    count_step(w, M_REFERRAL, r, person, incident.opened, moment, 1.0)
    hours = offer_hours(route, w.par)
    if hours > 0.0:
        work(w, incident.officer, REFERRAL, hours, moment)
    if not forced and not agrees(w, incident, r, moment):
        count(w, M_FREED, person, moment, -hours)
        return False
    w.clock.forced_key += int(forced)
    count_step(w, M_CONSENT, r, person, incident.opened, moment, 1.0)
    enter(w, incident, r, decision, moment)
    return True


@behaviour
def is_forced(w: World, incident: np.record, route: np.record) -> bool:
    """Whether this is the one diversion at the scene that a test has asked for."""
    clock = w.clock
    once = clock.counting and incident.person == clock.forced_person and clock.forced_key <= 0
    return bool(once and route.stage < CUSTODY)


@behaviour
def offered(w: World, incident: np.record, r: int, trained: float) -> bool:
    """Whether somebody offers a route that fits: an officer who is willing, or, at the route's own rate, somebody else.

    In custody the need must have been seen; who is met in the community has been found for this.
    """
    route, seed = w.routes[r], w.clock.seed
    i = int(incident.person)
    if route.stage == COMMUNITY:
        return True
    if route.stage == CUSTODY and not seen_in_custody(w, incident, route):
        return False
    if route.ordinary or route.stage > CUSTODY:
        return draw(seed, i, D_OFFER, incident.key, r) < route.offer
    return offers(w.officers[incident.officer], w.people[i], incident, route, r, trained, w.par, seed)


@behaviour
def seen_in_custody(w: World, incident: np.record, route: np.record) -> bool:
    """Whether screening finds the need that a route asks for; a route that asks for none needs no screening."""
    asks = False
    for k in range(N_NEEDS):
        asks = asks or route.needs[k] != 0
    return not asks or draw(w.clock.seed, incident.person, D_SCREENING, incident.key, 0) < w.par.screening_finds


@behaviour
def offer_hours(route: np.record, par: np.record) -> float:
    """Officer hours that an offer takes, whatever is said to it; none where somebody else makes it."""
    if route.ordinary or route.stage > CUSTODY:
        return 0.0
    return par.hours_custody_diversion if route.stage == CUSTODY else par.hours_diversion


@behaviour
def agrees(w: World, incident: np.record, r: int, moment: float) -> bool:
    """Whether somebody says yes to a route: more readily in custody, where the programme makes use of that moment."""
    person, route, par = w.people[incident.person], w.routes[r], w.par
    programme = w.programmes[route.programme]
    chance = consent_chance(person, programme, moment, receptive(route, programme, 0.0, par), par)
    return draw(w.clock.seed, incident.person, D_CONSENT, incident.key, r) < chance


@behaviour
def enter(w: World, incident: np.record, r: int, decision: int, moment: float) -> None:
    """Somebody has said yes: they are on their way, and what that changes for them and for officers is counted."""
    person, route = w.people[incident.person], w.routes[r]
    kind = L_ORDINARY if route.ordinary else L_REFERRAL
    write_support(w, kind, incident.person, r, incident.opened, moment)
    refer(w, incident, r, decision if route.replaces and route.non_engagement else 0, moment)
    # At the scene what follows is counted by when the officer came, which is later than the contact where it waited.
    since = moment if route.stage == STREET else incident.opened
    if (decision == NO_ACTION or decision == RELEASE) and (route.stage == STREET or route.stage == CUSTODY):
        count_step(w, M_DRAWN_IN, r, person, since, moment, 1.0)
    saved = 0.0
    if route.replaces:
        count_step(w, M_DIVERTED, r, person, since, moment, 1.0)
        saved = replace(w, incident, route, decision, moment)
    if route.stage == CUSTODY:  # the offer and what it saves are two entries, each rounded once
        count(w, M_FREED, person, moment, -offer_hours(route, w.par))
        count(w, M_FREED, person, moment, saved)
    else:
        count(w, M_FREED, person, moment, saved - offer_hours(route, w.par))


@behaviour
def replace(w: World, incident: np.record, route: np.record, decision: int, moment: float) -> float:
    """Count what a route takes the place of; the officer hours that a decision would still have cost come back."""
    person, par, seed = w.people[incident.person], w.par, w.clock.seed
    if incident.victim:
        count(w, M_DIVERTED_VICTIM, person, moment, 1.0)
    if leaves_record(end_of(person, incident, decision, par, seed)):
        count(w, M_RECORD_AVOIDED, person, moment, 1.0)
    record_outcome(w, person, route.outcome_code, moment)
    return downstream_hours(person, incident, decision, par, seed)


# --- the doors without an officer ------------------------------------------------------------------------------------


@behaviour
def find(w: World, incident: np.record, i: int, key: int, category: int, moment: float) -> None:
    """Fill the incident record for a meeting with somebody who is not of the police."""
    fill_incident(w, incident, i, key, category, moment)
    incident.officer = -1


@behaviour
def in_hospital(w: World, i: int, block: int, moment: float) -> None:
    """Somebody has become a victim: now and then of violence that brings them to hospital, where staff offer a way in."""
    key = block * KEYS + HOSPITAL_KEY
    if w.people[i].inside != LIBERTY or draw(w.clock.seed, i, D_HOSPITAL, key, 0) >= w.par.hospital_share:
        return
    incident = blank(INCIDENT)
    find(w, incident, i, key, WELFARE, moment)
    offer_routes(w, incident, HOSPITAL, NO_ACTION, True, moment)


@behaviour
def reach_out(w: World, i: int, block: int, moment: float, days: float) -> None:
    """Outreach finds somebody, or they come by themselves, at a rate a year; only who is found is counted as eligible."""
    if w.people[i].inside != LIBERTY:
        return
    key = block * KEYS + COMMUNITY_KEY
    incident = blank(INCIDENT)
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if route.open == 0 or route.stage != COMMUNITY:
            continue
        if draw(w.clock.seed, i, D_OFFER, key, r) < route.offer * days / 365.0:
            find(w, incident, i, key, WELFARE, moment)
            if fits(w, incident, r, NO_ACTION):
                offer(w, incident, r, NO_ACTION, moment)


@behaviour
def at_court(w: World, c: int, moment: float) -> None:
    """A community order begins; it may contain a requirement of treatment, which starts a way in of its own."""
    case = w.cases[c]
    i, key = int(case.person), int(case.key) + COURT_KEY * AGAIN
    if w.people[i].state != PRESENT:
        return
    incident = blank(INCIDENT)
    find(w, incident, i, key, int(case.category), moment)
    offer_routes(w, incident, AT_COURT, NO_ACTION, True, moment)
