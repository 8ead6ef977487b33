"""Arrest, custody, the decision there and later, and the routes whose door is in custody."""

from __future__ import annotations

import numpy as np

from ..agents.chance import Decision, draw_two
from ..agents.court import (
    waiting_days,
)
from ..agents.custody import (
    BAIL,
    detention_hours,
    later_decision,
    sergeant,
    under_investigation,
)
from ..agents.engine.behaviour import behaviour
from ..agents.engine.blank import blank
from ..agents.person import add_label, move_trust, set_rates
from ..agents.records import Case, CaseNo, Incident, PersonNo
from ..agents.records import Incident as INCIDENT
from ..agents.states import CaseState, Event, Whereabouts
from ..scenarios.words import ContactKind, Disposal, Stage, Task
from .calendar import AGAIN, close_case, open_over, schedule
from .courts import caution, charge, free_person
from .doors import offer_routes
from .incident import fill_incident, recall_incident, record_outcome
from .index import note_in_custody
from .ledger.counting import accrue, count, work
from .ledger.funnel import count_case
from .ledger.happenings import write_arrest, write_inside
from .ledger.measures import Measure as M
from .sanctions import hangs_over, resume_deferred
from .support import drop_case
from .warrants import occasion_of
from .world import World

FIRST_BREACH = 128  # of the numbers of stays in custody; those of warrants are smaller


@behaviour
def arrest(w: World, incident: Incident, moment: float) -> None:
    """An arrest over an offence."""
    c = open_over(w, incident, CaseState.PROSECUTION)
    w.cases[c].arrested = 1
    count(w, M.ARRESTS, w.people[incident.person], moment, 1.0)
    work(w, incident.officer, Task.INTERVIEW, w.par.hours_interview, moment)
    detain(w, c, incident.category, moment)


@behaviour
def stay_of(case: Case, over: int) -> int:
    """The number by which the draw of one stay in custody differs from those of others of a case."""
    if over == ContactKind.BREACH:
        return FIRST_BREACH + int(case.breaches) - 1
    return occasion_of(case) if over == ContactKind.WARRANT else 0


@behaviour
def detain(w: World, c: CaseNo, over: int, moment: float) -> None:
    """Take somebody into custody: transport (further when the suite is full), booking, and the hours they are held.

    It is over an offence, a warrant or the breach of an order.
    """
    case, par, suite = w.cases[c], w.par, w.suite
    i, j = int(case.person), int(case.officer)
    person = w.people[i]
    hours = par.hours_arrest
    if par.channel_capacity > 0.0 and np.float64(suite.occupied) >= suite.cells:
        hours += suite.drive_hours
        suite.full += 1
    work(w, j, Task.ARREST_AND_TRANSPORT, hours, moment)
    work(w, j, Task.BOOKING, par.hours_booking, moment)
    held = detention_hours(i, case.key, stay_of(case, over), par, w.clock.seed)
    count(w, M.CUSTODY_HOURS, person, moment, held)
    accrue(w, person, moment)
    suite.occupied += 1
    person.warrant = 0
    if person.inside == Whereabouts.LIBERTY:
        person.inside = Whereabouts.DETAINED
    person.inside_until = max(person.inside_until, moment + held / 24.0)
    write_inside(w, i, Whereabouts.DETAINED, moment + held / 24.0, moment)
    move_trust(person, par.trust_arrest, par)
    schedule(w, moment + held / 24.0, i, Event.CUSTODY_DECISION, c, case.version)
    write_arrest(w, c, over, moment)


@behaviour
def custody_decision(w: World, c: CaseNo, moment: float) -> None:
    """The end of detention: straight to court on a warrant or over a broken order, else the sergeant decides."""
    case = w.cases[c]
    i = int(case.person)
    w.suite.occupied -= 1
    free_person(w, i, moment)
    if case.tries > 0 or case.category == ContactKind.BREACH:
        before_court(w, c, moment)
        return
    incident = blank(INCIDENT)
    recall_incident(w, incident, c)
    decision = sergeant(w.people[i], i, case.category, incident.evidence, case.key, w.par, w.clock.seed)
    settle(w, c, divert(w, incident, decision, True, moment), moment)


@behaviour
def before_court(w: World, c: CaseNo, moment: float) -> None:
    """Held on a warrant or over a broken order: a court decides, so only a route beside the disposal can be offered.

    It is an incident of its own, with luck of its own, whose kind a route's categories name.
    """
    case, incident = w.cases[c], blank(INCIDENT)
    i = int(case.person)
    kind = ContactKind.WARRANT if case.tries > 0 else ContactKind.BREACH
    fill_incident(w, incident, i, case.key + occasion_of(case) * AGAIN, kind, moment)
    incident.officer = int(case.officer)
    incident.arrested = 1
    divert(w, incident, Disposal.CHARGE, True, moment)
    case.brought = 1
    schedule(w, moment + 1.0, i, Event.HEARING, c, case.version)


@behaviour
def decide_later(w: World, c: CaseNo, moment: float) -> None:
    """The decision weeks after bail or a voluntary interview, when only what takes its place is offered."""
    case, incident = w.cases[c], blank(INCIDENT)
    i = int(case.person)
    recall_incident(w, incident, c)
    decision = later_decision(w.people[i], i, case.category, incident.evidence, case.key, w.par, w.clock.seed)
    settle(w, c, divert(w, incident, decision, False, moment), moment)


@behaviour
def divert(w: World, incident: Incident, decision: int, beside: bool, moment: float) -> int:
    """Offer the custody routes; the decision comes back, or custody-stage diversion where a route took its place."""
    note_in_custody(w, incident, decision, moment)
    r = offer_routes(w, incident, Stage.CUSTODY, decision, beside, moment)
    if r < 0:
        return decision
    outcome = Disposal.CUSTODY_STAGE_DIVERSION if w.routes[r].replaces else decision
    if w.clock.counting and w.routes[r].ordinary == 0:
        w.widening[Stage.CUSTODY, decision, outcome] += 1
    return outcome


@behaviour
def break_contract(w: World, i: PersonNo, key: int, opened: float, moment: float) -> None:
    """A new offence that ends in a charge or caution breaks a contract: what was put off comes back."""
    if w.people[i].case < 0:
        return
    c = int(w.people[i].case)
    case = w.cases[c]
    coercive = w.programmes[w.routes[case.route].programme].coercive
    if coercive and hangs_over(w, c) and case.key != key and opened > case.opened:
        count_case(w, M.DROPPED if case.state == CaseState.IN_SUPPORT else M.LAPSED, c, moment, 1.0)
        resume_deferred(w, c, moment)
        drop_case(w, c, moment)


@behaviour
def settle(w: World, c: CaseNo, decision: int, moment: float) -> None:
    """Carry a decision out; every case but one bailed or charged ends here."""
    case, par = w.cases[c], w.par
    i = int(case.person)
    person = w.people[i]
    if decision == Disposal.CHARGE or decision == Disposal.CAUTION:
        break_contract(w, i, case.key, case.opened, moment)
    if decision == Disposal.CHARGE:
        charge(w, c, moment)
        return
    if decision == BAIL:
        count(w, M.BAILS, person, moment, 1.0)
        if under_investigation(i, case.key, par, w.clock.seed):
            count(w, M.UNDER_INVESTIGATION, person, moment, 1.0)
        u, v = draw_two(w.clock.seed, i, Decision.SCREENING, case.key, 1)
        schedule(w, moment + waiting_days(par.bail_days, u, v, par), i, Event.LATER_DECISION, c, case.version)
        return
    if decision == Disposal.CAUTION:
        caution(w, c, moment)
    elif decision == Disposal.COMMUNITY_RESOLUTION:
        count(w, M.RESOLUTIONS, person, moment, 1.0)
        record_outcome(w, person, 8, moment)
    elif decision == Disposal.CUSTODY_STAGE_DIVERSION:
        accrue(w, person, moment)
        add_label(person, par.channel_label * par.label_conditional, par)
        set_rates(person, w.programmes, moment, par)
    else:
        count(w, M.RELEASES if decision == Disposal.RELEASE else M.NO_ACTIONS, person, moment, 1.0)
        record_outcome(w, person, 14, moment)
    close_case(w, c)


@behaviour
def interview(w: World, c: CaseNo, moment: float) -> None:
    """A voluntary interview; the decision comes weeks later."""
    case, par = w.cases[c], w.par
    i = int(case.person)
    work(w, case.officer, Task.INTERVIEW, par.hours_interview, moment)
    u, v = draw_two(w.clock.seed, i, Decision.SCREENING, case.key, 2)
    schedule(w, moment + waiting_days(par.later_days, u, v, par), i, Event.LATER_DECISION, c, case.version)
