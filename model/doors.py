"""The ways into support: at every door the same steps (eligible, offered, agreed, referred), whoever stands at it.

At the scene, after a welfare contact and in custody an officer does; in hospital, in the community and at court nobody of
the police, so there is no disposal, no officer hours and no belief.
"""

from __future__ import annotations

import numpy as np

from ..agents.arithmetic import exp
from ..agents.chance import Decision, draw
from ..agents.custody import BAIL, downstream_hours, drawn_in_at, end_of, leaves_record, no_action
from ..agents.engine.behaviour import behaviour
from ..agents.engine.blank import blank
from ..agents.officer import consent_chance, eligible, offers
from ..agents.recent import recent_lean
from ..agents.records import N_NEEDS, CaseNo, Incident, PersonNo, Route, RouteNo
from ..agents.records import Incident as INCIDENT
from ..agents.service import receptive, takes_anybody
from ..agents.states import Happening, State, Whereabouts
from ..scenarios.words import ContactKind, Disposal, Stage, Task
from .calendar import AGAIN, KEYS
from .incident import fill_incident, record_outcome
from .ledger.counting import count, work
from .ledger.funnel import count_step
from .ledger.happenings import write_support
from .ledger.measures import Measure as M
from .support import refer
from .world import World

# Keys of their own, which no candidate moment of a block and no later incident of a contact has.
HOSPITAL_KEY, COMMUNITY_KEY, COURT_KEY = KEYS - 1, KEYS - 2, 128


# --- the steps, the same at every door -------------------------------------------------------------------------------


@behaviour
def offer_routes(w: World, incident: Incident, stage: int, decision: int, beside: bool, moment: float) -> int:
    """Offer the open routes of a stage in order; the number of the one that an officer got a yes for comes back, or -1.

    Without an officer all are offered, each by its own luck. `decision` is what happens to the person otherwise;
    without `beside` only routes that take its place are offered.
    """
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if route.open == 0 or route.stage != stage or not (beside or route.replaces):
            continue
        if fits(w, incident, r, decision) and offer(w, incident, r, decision, moment) and stage <= Stage.CUSTODY:
            return r
    return -1


@behaviour
def fits(w: World, incident: Incident, r: RouteNo, decision: int) -> bool:
    """Whether a route is for this person here: its own rules, and, where it replaces, a decision to take the place of.

    A warrant leaves no discretion at the scene, and nothing replaces what a court has decided.
    """
    person, route = w.people[incident.person], w.routes[r]
    if person.state != State.PRESENT or not eligible(person, incident, route, w.par):
        return False
    if route.stage == Stage.STREET:
        return bool(person.warrant == 0)
    if route.stage != Stage.CUSTODY:
        return True
    if route.arrested_only and not incident.arrested:
        return False
    return bool(route.replaces == 0 or leaves_a_choice(w, incident, decision))


@behaviour
def leaves_a_choice(w: World, incident: Incident, decision: int) -> bool:
    """Whether a contract can take a decision's place: of a charge or a caution, and now and then where nothing would follow."""
    if incident.category == ContactKind.BREACH or incident.category == ContactKind.WARRANT:
        return False
    if no_action(decision):
        return drawn_in_at(incident.person, incident.key, w.par, w.clock.seed)
    return decision == Disposal.CHARGE or decision == Disposal.CAUTION


@behaviour
def offer(w: World, incident: Incident, r: RouteNo, decision: int, moment: float) -> bool:
    """The way in through one route, for somebody whom it fits: they are offered it, agree and are referred, or not."""
    person, route = w.people[incident.person], w.routes[r]
    forced = is_forced(w, incident, route)
    count_step(w, M.ELIGIBLE, r, person, incident.opened, moment, 1.0)
    if not forced and not (has_room(w, route) and offered(w, incident, r, w.clock.trained)):
        return False
    count_step(w, M.REFERRALS, r, person, incident.opened, moment, 1.0)
    hours = offer_hours(route, w.par)
    if hours > 0.0:
        work(w, incident.officer, Task.REFERRAL, hours, moment)
    if not forced and not agrees(w, incident, r, moment):
        count(w, M.FREED, person, moment, -hours)
        return False
    w.clock.forced_key += int(forced)
    count_step(w, M.CONSENTS, r, person, incident.opened, moment, 1.0)
    enter(w, incident, r, decision, moment)
    return True


@behaviour
def has_room(w: World, route: Route) -> bool:
    """Whether the service behind a route can take anybody today, which whoever stands at its doors knows.

    Whom any regime would refer does not hang on it (`index.py` asks for `offered` alone).
    """
    return takes_anybody(w.services[w.programmes[route.programme].service], w.par)


@behaviour
def is_forced(w: World, incident: Incident, route: Route) -> bool:
    """Whether this is the one diversion at the scene that a test has asked for."""
    clock = w.clock
    once = clock.counting and incident.person == clock.forced_person and clock.forced_key <= 0
    return bool(once and route.stage < Stage.CUSTODY)


@behaviour
def offered(w: World, incident: Incident, r: RouteNo, trained: float) -> bool:
    """Whether somebody offers a route that fits: an officer who is willing, or, at the route's own rate, somebody else.

    In custody the need must have been seen; who is met in the community has been found for this.
    """
    route, seed = w.routes[r], w.clock.seed
    i = int(incident.person)
    if route.stage == Stage.COMMUNITY:
        return True
    if route.stage == Stage.CUSTODY and not seen_in_custody(w, incident, route):
        return False
    if route.ordinary or route.stage > Stage.CUSTODY:
        return draw(seed, i, Decision.OFFER, incident.key, route.luck) < route.offer
    return offers(w.officers[incident.officer], w.people[i], incident, route, trained, w.par, seed)


@behaviour
def seen_in_custody(w: World, incident: Incident, route: Route) -> bool:
    """Whether screening finds the need that a route asks for; a route that asks for none needs no screening."""
    asks = False
    for k in range(N_NEEDS):
        asks = asks or route.needs[k] != 0
    return not asks or draw(w.clock.seed, incident.person, Decision.SCREENING, incident.key, 0) < w.par.screening_finds


@behaviour
def offer_hours(route: Route, par: np.record) -> float:
    """Officer hours that an offer takes, whatever is said to it; none where somebody else makes it."""
    if route.ordinary or route.stage > Stage.CUSTODY:
        return 0.0
    return par.hours_custody_diversion if route.stage == Stage.CUSTODY else par.hours_diversion


@behaviour
def agrees(w: World, incident: Incident, r: RouteNo, moment: float) -> bool:
    """Whether somebody says yes to a route: more readily in custody, where the programme makes use of that moment."""
    person, route, par = w.people[incident.person], w.routes[r], w.par
    programme = w.programmes[route.programme]
    chance = consent_chance(person, programme, moment, receptive(route, programme, 0.0, par), par)
    return draw(w.clock.seed, incident.person, Decision.CONSENT, incident.key, route.luck) < chance


@behaviour
def enter(w: World, incident: Incident, r: RouteNo, decision: int, moment: float) -> None:
    """Somebody has said yes: they are on their way, and what that changes for them and for officers is counted."""
    person, route = w.people[incident.person], w.routes[r]
    kind = Happening.ORDINARY_REFERRAL if route.ordinary else Happening.REFERRAL
    write_support(w, kind, incident.person, r, incident.opened, moment)
    refer(w, incident, r, put_off(route, decision), moment)
    if route.stage == Stage.STREET or route.stage == Stage.CUSTODY:
        count_widening(w, incident, r, decision, moment)
    saved = 0.0
    if route.replaces:
        count_step(w, M.DIVERTED, r, person, incident.opened, moment, 1.0)
        saved = replace(w, incident, route, decision, moment)
    count(w, M.FREED, person, moment, saved - offer_hours(route, w.par))


@behaviour
def put_off(route: Route, decision: int) -> int:
    """What follows where somebody fails: nothing, what the route took the place of, or, where that was nothing, a charge."""
    if route.replaces == 0 or (route.non_engagement == 0 and route.returns_if_full == 0):
        return 0
    return Disposal.CHARGE if route.stage == Stage.CUSTODY and no_action(decision) else decision


@behaviour
def count_widening(w: World, incident: Incident, r: RouteNo, decision: int, moment: float) -> None:
    """Count who would have had no action, and who neither caution nor charge in the end; bail is traced to its end."""
    person, route = w.people[incident.person], w.routes[r]
    end = end_of(person, incident, decision, w.par, w.clock.seed)
    if no_action(end if decision == BAIL else decision):
        count_step(w, M.DRAWN_IN, r, person, incident.opened, moment, 1.0)
    if not leaves_record(end):
        count_step(w, M.DRAWN_IN_END, r, person, incident.opened, moment, 1.0)
    if w.clock.counting and route.ordinary == 0 and (route.replaces or route.stage == Stage.CUSTODY):
        w.ends[route.stage, decision, end] += 1


@behaviour
def replace(w: World, incident: Incident, route: Route, decision: int, moment: float) -> float:
    """Count what a route takes the place of; the officer hours that a decision would still have cost come back."""
    person, par, seed = w.people[incident.person], w.par, w.clock.seed
    if incident.victim:
        count(w, M.DIVERTED_WITH_VICTIM, person, moment, 1.0)
    if leaves_record(end_of(person, incident, decision, par, seed)):
        count(w, M.RECORDS_AVOIDED, person, moment, 1.0)
    record_outcome(w, person, route.outcome_code, moment)
    return downstream_hours(person, incident, decision, par, seed)


# --- the doors without an officer ------------------------------------------------------------------------------------


@behaviour
def find(w: World, incident: Incident, i: PersonNo, key: int, category: int, moment: float) -> None:
    """Fill the incident record for a meeting with somebody who is not of the police."""
    fill_incident(w, incident, i, key, category, moment)
    incident.officer = -1


@behaviour
def in_hospital(w: World, i: PersonNo, block: int, moment: float) -> None:
    """Somebody has become a victim: now and then of violence that brings them to hospital, where staff offer a way in."""
    key = block * KEYS + HOSPITAL_KEY
    if (
        w.people[i].inside != Whereabouts.LIBERTY
        or draw(w.clock.seed, i, Decision.HOSPITAL, key, 0) >= w.par.hospital_share
    ):
        return
    incident = blank(INCIDENT)
    find(w, incident, i, key, ContactKind.WELFARE, moment)
    offer_routes(w, incident, Stage.HOSPITAL, Disposal.NO_FURTHER_ACTION, True, moment)


@behaviour
def reach_out(w: World, i: PersonNo, block: int, moment: float, days: float) -> None:
    """Outreach finds somebody in the `days` until the next turn, or they come by themselves; only who is found is eligible.

    At a rate a year, for who has just come as well; whoever leaves at the next turn has been sought until then.

    Whoever has come to notice more often of late is looked for, and named by others, the more.
    """
    if w.people[i].inside != Whereabouts.LIBERTY:
        return
    key = block * KEYS + COMMUNITY_KEY
    incident = blank(INCIDENT)
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if route.open == 0 or route.stage != Stage.COMMUNITY:
            continue
        sought = exp(recent_lean(w.people[i], Stage.COMMUNITY, moment, w.par))
        if draw(w.clock.seed, i, Decision.OFFER, key, route.luck) < route.offer * sought * days / 365.0:
            find(w, incident, i, key, ContactKind.WELFARE, moment)
            if fits(w, incident, r, Disposal.NO_FURTHER_ACTION):
                offer(w, incident, r, Disposal.NO_FURTHER_ACTION, moment)


@behaviour
def at_court(w: World, c: CaseNo, moment: float) -> None:
    """A community order begins; it may contain a requirement of treatment, which starts a way in of its own."""
    case = w.cases[c]
    i, key = int(case.person), int(case.key) + COURT_KEY * AGAIN
    if w.people[i].state != State.PRESENT:
        return
    incident = blank(INCIDENT)
    find(w, incident, i, key, int(case.category), moment)
    offer_routes(w, incident, Stage.COURT, Disposal.NO_FURTHER_ACTION, True, moment)
