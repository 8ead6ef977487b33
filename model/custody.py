"""Arrest, custody, the decision there and later, and the routes whose door is in custody."""

from __future__ import annotations

import numpy as np

from ..agents.chance import D_CONSENT, D_OFFER, D_SCREENING, draw, draw_two
from ..agents.court import (
    waiting_days,
)
from ..agents.custody import (
    BAIL,
    charge_hours,
    detention_hours,
    later_decision,
    leaves_record,
    sergeant,
)
from ..agents.engine.behaviour import behaviour
from ..agents.officer import consent_chance, eligible, in_time, offers
from ..agents.person import add_label, move_trust, set_rates
from ..agents.records import (
    DETAINED,
    E_CUSTODY_DECISION,
    E_HEARING,
    E_LATER_DECISION,
    IN_SUPPORT,
    LIBERTY,
    PRESENT,
    PROSECUTION,
)
from ..agents.service import receptive
from ..scenarios.words import (
    ARREST_AND_TRANSPORT,
    BOOKING,
    BREACH,
    CAUTION,
    CHARGE,
    CUSTODY,
    CUSTODY_DIVERSION,
    NO_ACTION,
    REFERRAL,
    RELEASE,
    RESOLUTION,
    TASK_INTERVIEW,
    WARRANT,
)
from .calendar import AGAIN, close_case, open_case, schedule
from .courts import caution, charge, free_person
from .incident import fill_incident, recall_incident, record_outcome
from .ledger.counting import accrue, count, work, write
from .ledger.funnel import count_case, count_step
from .support import drop_case, refer, resume_deferred
from .world import (
    L_ARREST,
    L_INSIDE,
    L_ORDINARY,
    L_REFERRAL,
    M_ARREST,
    M_BAIL,
    M_CONSENT,
    M_CUSTODY_HOURS,
    M_DIVERTED,
    M_DIVERTED_VICTIM,
    M_DRAWN_IN,
    M_DROPPED,
    M_ELIGIBLE,
    M_FREED,
    M_LAPSED,
    M_NO_ACTION,
    M_RECORD_AVOIDED,
    M_REFERRAL,
    M_RELEASE,
    M_RESOLUTION,
    World,
)

# What `detain` writes down: 0 for an offence, 1 to 127 for a warrant, more for a broken community order.
HELD_FOR_BREACH = 128


@behaviour
def detain(w: World, i: int, officer: int, c: int, which: int, moment: float) -> None:
    """Take somebody into custody: transport (further when the suite is full), booking, and the hours they are held."""
    person, par, suite = w.people[i], w.par, w.suite
    hours = par.hours_arrest
    if par.channel_capacity > 0.0 and np.float64(suite.occupied) >= suite.cells:
        hours += suite.drive_hours
        suite.full += 1
    work(w, officer, ARREST_AND_TRANSPORT, hours, moment)
    work(w, officer, BOOKING, par.hours_booking, moment)
    held = detention_hours(i, w.cases[c].key, which, par, w.clock.seed)
    count(w, M_CUSTODY_HOURS, person, moment, held)
    accrue(w, person, moment)
    suite.occupied += 1
    person.warrant = 0
    if person.inside == LIBERTY:
        person.inside = DETAINED
    person.inside_until = max(person.inside_until, moment + held / 24.0)
    write(w, moment, moment + held / 24.0, i, L_INSIDE, DETAINED)
    move_trust(person, par.trust_arrest, par)
    schedule(w, moment + held / 24.0, i, E_CUSTODY_DECISION, c, w.cases[c].version)
    write(w, moment, w.cases[c].opened, i, L_ARREST, which)


@behaviour
def arrest(w: World, i: int, officer: int, key: int, category: int, opened: float, moment: float) -> None:
    """An arrest over an offence; `opened` is the moment of the contact it goes back to."""
    c = open_case(w, PROSECUTION, i, officer, key, category, opened)
    w.cases[c].bailed = 1  # the path through custody, told apart from a voluntary interview
    count(w, M_ARREST, w.people[i], moment, 1.0)
    work(w, officer, TASK_INTERVIEW, w.par.hours_interview, moment)
    detain(w, i, officer, c, 0, moment)


@behaviour
def custody_decision(w: World, c: int, moment: float) -> None:
    """The end of detention: straight to court on a warrant or over a broken order, else the sergeant decides."""
    case = w.cases[c]
    i = int(case.person)
    person, par, seed = w.people[i], w.par, w.clock.seed
    w.suite.occupied -= 1
    free_person(w, i, moment)
    if case.tries > 0 or case.category == BREACH:
        before_court(w, c, moment)
        return
    recall_incident(w, c)
    decision = sergeant(person, i, case.category, w.incident.evidence, case.key, par, seed)
    settle(w, c, divert(w, c, decision, False, moment), moment)


@behaviour
def before_court(w: World, c: int, moment: float) -> None:
    """Held on a warrant or over a broken order: a court decides, so only a route beside the disposal can be offered.

    It is an incident of its own, with luck of its own, whose kind a route's categories name.
    """
    case = w.cases[c]
    i, officer = int(case.person), int(case.officer)
    occasion = int(case.tries) + 8 * int(case.breaches)
    kind = WARRANT if case.tries > 0 else BREACH
    fill_incident(w, i, case.key + occasion * AGAIN, kind, moment)
    w.incident.officer = officer
    divert(w, c, CHARGE, False, moment)
    case.tries = max(int(case.tries), 1)  # who is brought to court cannot fail to come
    schedule(w, moment + 1.0, i, E_HEARING, c, case.version)


@behaviour
def decide_later(w: World, c: int, moment: float) -> None:
    """The decision weeks after bail or a voluntary interview."""
    case = w.cases[c]
    i = int(case.person)
    recall_incident(w, c)
    decision = later_decision(w.people[i], i, case.category, w.incident.evidence, case.key, w.par, w.clock.seed)
    if case.bailed:
        decision = divert(w, c, decision, True, moment)
    settle(w, c, decision, moment)


@behaviour
def custody_route_fits(w: World, r: int, person: np.record, decision: int) -> bool:
    """Whether a custody route is for this person: its rules, and, where it replaces, a charge or caution to replace.

    Who has left is offered nothing, and nothing replaces what a court has decided.
    """
    route, incident = w.routes[r], w.incident
    if route.stage != CUSTODY or person.state != PRESENT or not eligible(person, incident, route, w.par):
        return False
    if incident.category == BREACH or incident.category == WARRANT:
        return bool(route.replaces == 0)
    return route.replaces == 0 or decision == CHARGE or decision == CAUTION


@behaviour
def seen_in_custody(w: World, i: int, r: int, key: int) -> bool:
    """Whether screening finds the need that a route asks for; a route that asks for none needs no screening."""
    asks = False
    for k in range(6):
        asks = asks or w.routes[r].needs[k] != 0
    return not asks or draw(w.clock.seed, i, D_SCREENING, key, 0) < w.par.screening_finds


@behaviour
def offered_in_custody(w: World, i: int, r: int, key: int) -> bool:
    """Whether a custody route is offered: the need is seen, and the officer willing or, in ordinary provision, a nurse."""
    incident, clock, route = w.incident, w.clock, w.routes[r]
    if not seen_in_custody(w, i, r, key):
        return False
    if route.ordinary:
        return draw(clock.seed, i, D_OFFER, key, r) < route.offer
    return offers(w.officers[incident.officer], w.people[i], incident, route, r, clock.trained, w.par, clock.seed)


@behaviour
def note_custody_index(w: World, i: int, c: int, decision: int) -> None:
    """In the reference regime, note the first contact at which any compared custody route would refer this person."""
    person, opened = w.people[i], w.incident.opened
    if not (w.clock.reference and w.clock.counting) or 0.0 < person.index[2] <= opened:
        return
    if opened < w.clock.fork_day:
        return
    for r in range(w.routes.shape[0]):
        if (
            w.routes[r].compared
            and in_time(w.routes[r], opened)
            and custody_route_fits(w, r, person, decision)
            and offered_in_custody(w, i, r, w.incident.key)
        ):
            person.index[2] = opened
            # The decision comes after the contact, so a repeat may have happened in between.
            person.again[2] = 1 if opened < person.last_contact <= opened + 365.0 else 0
            return


@behaviour
def divert(w: World, c: int, decision: int, later: bool, moment: float) -> int:
    """Offer the custody routes; the decision comes back, or custody-stage diversion where a route took its place.

    A route beside the disposal is offered in custody; on bail's end (`later`) only those that replace a charge.
    """
    case, par, incident = w.cases[c], w.par, w.incident
    i = int(case.person)
    person = w.people[i]
    note_custody_index(w, i, c, decision)
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if not route.open or (later and route.replaces == 0) or not custody_route_fits(w, r, person, decision):
            continue
        count_step(w, M_ELIGIBLE, r, person, incident.opened, moment, 1.0)
        if not offered_in_custody(w, i, r, incident.key):
            continue
        count_step(w, M_REFERRAL, r, person, incident.opened, moment, 1.0)
        hours = 0.0 if route.ordinary else par.hours_custody_diversion
        work(w, case.officer, REFERRAL, hours, moment)
        count(w, M_FREED, person, moment, -hours)
        programme = w.programmes[route.programme]
        chance = consent_chance(person, programme, moment, receptive(route, programme, 0.0, par), par)
        if draw(w.clock.seed, i, D_CONSENT, incident.key, r) < chance:
            accept_in_custody(w, c, r, decision, moment)
            return CUSTODY_DIVERSION if route.replaces else decision
    return decision


@behaviour
def accept_in_custody(w: World, c: int, r: int, decision: int, moment: float) -> None:
    """Somebody in custody says yes: count it against what would have been, and refer them."""
    case, route = w.cases[c], w.routes[r]
    i = int(case.person)
    person = w.people[i]
    count_step(w, M_CONSENT, r, person, w.incident.opened, moment, 1.0)
    write(w, moment, w.incident.opened, i, L_ORDINARY if route.ordinary else L_REFERRAL, r)
    if not route.ordinary and w.clock.counting:
        w.widening[CUSTODY, decision, CUSTODY_DIVERSION if route.replaces else decision] += 1
    if route.replaces:
        replace_in_custody(w, c, r, decision, moment)
    elif decision == RELEASE or decision == NO_ACTION:
        count_step(w, M_DRAWN_IN, r, person, w.incident.opened, moment, 1.0)
    deferred = decision if route.replaces and route.non_engagement else 0
    refer(w, r, case.officer, deferred, w.incident.key, w.incident.category, i, moment)


@behaviour
def replace_in_custody(w: World, c: int, r: int, decision: int, moment: float) -> None:
    """Count what a custody route takes the place of."""
    case = w.cases[c]
    person = w.people[case.person]
    count_step(w, M_DIVERTED, r, person, w.incident.opened, moment, 1.0)
    if w.incident.victim:
        count(w, M_DIVERTED_VICTIM, person, moment, 1.0)
    if leaves_record(decision):
        count(w, M_RECORD_AVOIDED, person, moment, 1.0)
    if decision == CHARGE:
        count(w, M_FREED, person, moment, charge_hours(w.par))
    record_outcome(w, person, w.routes[r].outcome_code, moment)


@behaviour
def break_contract(w: World, i: int, key: int, opened: float, moment: float) -> None:
    """A new offence that ends in a charge or caution breaks a contract: what was put off comes back."""
    if w.people[i].case < 0:
        return
    c = int(w.people[i].case)
    case = w.cases[c]
    coercive = w.programmes[w.routes[case.route].programme].coercive
    if coercive and case.deferred and case.key != key and opened > case.opened:
        count_case(w, M_DROPPED if case.state == IN_SUPPORT else M_LAPSED, c, moment, 1.0)
        resume_deferred(w, c, moment)
        drop_case(w, c, moment)


@behaviour
def settle(w: World, c: int, decision: int, moment: float) -> None:
    """Carry a decision out; every case but one bailed or charged ends here."""
    case, par = w.cases[c], w.par
    i = int(case.person)
    person = w.people[i]
    if decision == CHARGE or decision == CAUTION:
        break_contract(w, i, case.key, case.opened, moment)
    if decision == CHARGE:
        charge(w, c, moment)
        return
    if decision == BAIL:
        count(w, M_BAIL, person, moment, 1.0)
        u, v = draw_two(w.clock.seed, i, D_SCREENING, case.key, 1)
        schedule(w, moment + waiting_days(par.bail_days, u, v), i, E_LATER_DECISION, c, case.version)
        return
    if decision == CAUTION:
        caution(w, c, moment)
    elif decision == RESOLUTION:
        count(w, M_RESOLUTION, person, moment, 1.0)
        record_outcome(w, person, 8, moment)
    elif decision == CUSTODY_DIVERSION:
        accrue(w, person, moment)
        add_label(person, par.label_conditional)
        set_rates(person, w.programmes, moment, par)
    else:
        count(w, M_RELEASE if decision == RELEASE else M_NO_ACTION, person, moment, 1.0)
        record_outcome(w, person, 14, moment)
    close_case(w, c)


@behaviour
def interview(w: World, c: int, moment: float) -> None:
    """A voluntary interview; the decision comes weeks later."""
    case, par = w.cases[c], w.par
    i = int(case.person)
    work(w, case.officer, TASK_INTERVIEW, par.hours_interview, moment)
    u, v = draw_two(w.clock.seed, i, D_SCREENING, case.key, 2)
    schedule(w, moment + waiting_days(par.later_days, u, v), i, E_LATER_DECISION, c, case.version)
