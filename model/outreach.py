"""Doors into support without an officer: in hospital after an injury, by outreach in the community, with a court's order."""

from __future__ import annotations

from ..agents.chance import D_CONSENT, D_HOSPITAL, D_OFFER, draw
from ..agents.engine.behaviour import behaviour
from ..agents.officer import consent_chance, eligible
from ..agents.records import LIBERTY, PRESENT
from ..scenarios.words import AT_COURT, COMMUNITY, HOSPITAL, WELFARE
from .calendar import AGAIN, KEYS
from .incident import fill_incident
from .ledger.counting import write
from .ledger.funnel import count_step
from .support import refer
from .world import L_ORDINARY, L_REFERRAL, M_CONSENT, M_ELIGIBLE, M_REFERRAL, World

# Keys of their own, which no candidate moment of a block and no later incident of a contact has.
HOSPITAL_KEY, COMMUNITY_KEY, COURT_KEY = KEYS - 1, KEYS - 2, 128


@behaviour
def in_hospital(w: World, i: int, block: int, moment: float) -> None:
    """Somebody has become a victim: now and then of violence that brings them to hospital, where staff offer a way in."""
    key = block * KEYS + HOSPITAL_KEY
    if w.people[i].inside != LIBERTY or draw(w.clock.seed, i, D_HOSPITAL, key, 0) >= w.par.hospital_share:
        return
    fill_incident(w, i, key, WELFARE, moment)
    offer_all(w, i, HOSPITAL, key, moment)


@behaviour
def offer_all(w: World, i: int, stage: int, key: int, moment: float) -> None:
    """Offer every route of a stage that is open to somebody, each by its own luck."""
    for r in range(w.routes.shape[0]):
        if may_pass(w, i, r, stage):
            count_step(w, M_ELIGIBLE, r, w.people[i], moment, moment, 1.0)
            if draw(w.clock.seed, i, D_OFFER, key, r) < w.routes[r].offer:
                ask(w, i, r, moment)


@behaviour
def reach_out(w: World, i: int, block: int, moment: float, days: float) -> None:
    """Outreach finds somebody, or they come by themselves, at a rate a year; only who is found is counted as eligible."""
    if w.people[i].inside != LIBERTY:
        return
    key = block * KEYS + COMMUNITY_KEY
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if route.open == 0 or route.stage != COMMUNITY:
            continue
        if draw(w.clock.seed, i, D_OFFER, key, r) < route.offer * days / 365.0:
            fill_incident(w, i, key, WELFARE, moment)
            if may_pass(w, i, r, COMMUNITY):
                count_step(w, M_ELIGIBLE, r, w.people[i], moment, moment, 1.0)
                ask(w, i, r, moment)


@behaviour
def at_court(w: World, c: int, moment: float) -> None:
    """A community order begins; it may contain a requirement of treatment, which starts a way in of its own."""
    case = w.cases[c]
    i, key = int(case.person), int(case.key) + COURT_KEY * AGAIN
    if w.people[i].state != PRESENT:
        return
    fill_incident(w, i, key, int(case.category), moment)
    offer_all(w, i, AT_COURT, key, moment)


@behaviour
def may_pass(w: World, i: int, r: int, stage: int) -> bool:
    """Whether a route of this stage is open to a person; not once they are on their way into another."""
    route = w.routes[r]
    return bool(route.open and route.stage == stage and eligible(w.people[i], w.incident, route, w.par))


@behaviour
def ask(w: World, i: int, r: int, moment: float) -> None:
    """Somebody other than an officer offers support: they say yes or no. No disposal, no officer hours, no belief."""
    person, route, incident = w.people[i], w.routes[r], w.incident
    count_step(w, M_REFERRAL, r, person, moment, moment, 1.0)
    chance = consent_chance(person, w.programmes[route.programme], moment, 0.0, w.par)
    if draw(w.clock.seed, i, D_CONSENT, incident.key, r) < chance:
        count_step(w, M_CONSENT, r, person, moment, moment, 1.0)
        write(w, moment, moment, i, L_ORDINARY if route.ordinary else L_REFERRAL, r)
        refer(w, r, -1, 0, incident.key, incident.category, i, moment)
