"""The way through support: referral, hand-over, waiting list, admission, exit; see `staff.py` for the workers."""

from __future__ import annotations

import math

import numpy as np

from ..agents.chance import Decision, draw
from ..agents.engine.behaviour import behaviour
from ..agents.officer import expected_contacts, move_belief
from ..agents.person import EVERYTHING, grow_support, move_trust, set_rates
from ..agents.records import CaseNo, Incident, Person, PersonNo, RouteNo, Service, ServiceNo
from ..agents.service import (
    engages,
    hand_over_days,
    has_place,
    holds,
    meet_needs,
    stay_days,
    still_wants,
    takes_names,
)
from ..agents.states import CaseState, Event, Happening, Whereabouts
from ..scenarios.words import MONTH_DAYS, REVIEW_DAYS, Task
from .belief import gain_faith
from .calendar import close_case, open_over, schedule
from .ledger.counting import accrue, count, count_uncovered, effect_log, work
from .ledger.funnel import count_case
from .ledger.happenings import write_support
from .ledger.measures import Measure as M
from .sanctions import officer_of, resume_deferred, sanction, turn_away
from .waiting import enqueue, first_in_line, unlink
from .warrants import clear_warrants
from .world import World

A_MOMENT = 0.001  # days: what rounding may take off a moment
HALF_REVIEW = REVIEW_DAYS / 2  # help that comes between two reviews is noted at the nearer one


@behaviour
def refer(w: World, incident: Incident, r: RouteNo, deferred: int, moment: float) -> None:
    """Begin somebody's way into support through route `r`; `deferred` is the disposal put off, or 0."""
    i, j, key = int(incident.person), int(incident.officer), int(incident.key)
    route, person = w.routes[r], w.people[i]
    programme = w.programmes[route.programme]
    if person.case >= 0:
        give_way(w, i, moment)
    c = open_over(w, incident, CaseState.REFERRED)
    case = w.cases[c]
    case.began = moment
    case.route = r
    case.deferred = deferred
    case.arrested = incident.arrested
    person.case = c
    w.due[i] = 0.0
    person.ordinary = route.ordinary
    if not route.ordinary:  # whose own staff make the offer and the hand-over
        gain_faith(w, i, moment)  # whoever referred them before stops looking
        person.referrer = j
        person.referred_at = moment
        person.expected = expected_contacts(person, incident, w.par)
        move_trust(person, w.par.leadership_trust * w.clock.leadership, w.par)
        if j >= 0:
            work(w, j, Task.HAND_OVER, w.par.hours_hand_over, moment)
            count(w, M.FREED, person, moment, -w.par.hours_hand_over)
    days = hand_over_days(i, key, programme, w.clock.seed)
    schedule(w, moment + days, i, Event.HAND_OVER, c, case.version)


@behaviour
def give_way(w: World, i: PersonNo, moment: float) -> None:
    """Ordinary support ends where somebody goes over to a regime's own programme."""
    c = int(w.people[i].case)
    count_case(w, M.GONE, c, moment, 1.0)
    drop_case(w, c, moment)


@behaviour
def out_of_reach(person: Person, par: np.record) -> bool:
    """Whether prison keeps somebody from support; not when that channel is closed."""
    return bool(person.inside >= Whereabouts.IMPRISONED and par.channel_custody_time > 0.0)


@behaviour
def hand_over(w: World, c: CaseNo, moment: float) -> None:
    """Somebody from the programme meets the person: they engage or not, and find a place, a queue or a closed door."""
    case = w.cases[c]
    i = int(case.person)
    person, par = w.people[i], w.par
    route = w.routes[case.route]
    programme = w.programmes[route.programme]
    if not route.open:
        count_case(w, M.LAPSED, c, moment, 1.0)
        resume_deferred(w, c, moment)
        leave_support(w, c)
        return
    days = moment - case.began
    seed = w.clock.seed
    if out_of_reach(person, par) or not engages(person, i, case.key, route, programme, days, moment, par, seed):
        count_case(w, M.NOT_ENGAGED, c, moment, 1.0)
        sanction(w, c, moment)
        leave_support(w, c)
        return
    service = w.services[programme.service]
    case.began = moment
    count_case(w, M.ENGAGED, c, moment, 1.0)
    if has_place(service, par):
        admit(w, c, moment)
    elif takes_names(service):
        enqueue(w, c, moment)
    else:
        # Where there is no support to be had, there is nothing to put the disposal off for.
        count_case(w, M.TURNED_AWAY, c, moment, 1.0)
        turn_away(w, c, moment)
        leave_support(w, c)


@behaviour
def fill_places(w: World, s: ServiceNo, moment: float) -> None:
    """Admit from the waiting list while there is a place; who no longer wants one is lapsed."""
    service, par = w.services[s], w.par
    while service.waiting > 0 and has_place(service, par):
        c = first_in_line(w, service)
        unlink(w, service, c)
        case = w.cases[c]
        person = w.people[case.person]
        u = draw(w.clock.seed, int(case.person), Decision.ENGAGE, case.key, 1)
        if not out_of_reach(person, par) and still_wants(moment - case.began, par, u):
            admit(w, c, moment)
        else:
            count_case(w, M.LAPSED, c, moment, 1.0)
            resume_deferred(w, c, moment)
            leave_support(w, c)


@behaviour
def pick_worker(w: World, service: Service, i: PersonNo, key: int) -> int:
    """A worker who is there, from a keyed place in the list onwards; -1 when nobody is."""
    start = int(math.floor(draw(w.clock.seed, i, Decision.WORKER_BREAK, key, 1) * service.workers))
    for step in range(service.workers):
        k = service.first + (start + step) % service.workers
        if w.workers[k].present:
            return k
    return -1


@behaviour
def take_over(w: World, person: Person, p: int, moment: float) -> None:
    """Begin a programme: what is left of an earlier one's effect is carried over at its size, not at its share.

    Ordinary support does not wipe out a larger effect of an earlier programme, which goes on fading instead.
    """
    before, share = int(person.programme), person.support
    if before != p and share > 0.0:
        left = effect_log(w, person, moment)
        got = int(person.got)
        person.programme = p
        person.support = 1.0
        person.got = EVERYTHING
        whole = effect_log(w, person, moment)
        person.got = got
        if person.ordinary and math.fabs(left) > math.fabs(whole):
            person.programme = before
            person.support = share
            return
        person.support = min(max(left / whole, 0.0), 1.0) if whole != 0.0 else 0.0
    person.programme = p


@behaviour
def admit(w: World, c: CaseNo, moment: float) -> None:
    """Somebody gets a place: support begins, and its end is drawn."""
    case, par = w.cases[c], w.par
    i = int(case.person)
    person = w.people[i]
    route = w.routes[case.route]
    programme = w.programmes[route.programme]
    service = w.services[programme.service]
    accrue(w, person, moment)
    count_uncovered(w, service, moment)
    count_case(w, M.ADMITTED, c, moment, 1.0)
    count_case(w, M.WAIT_DAYS, c, moment, moment - case.began)
    service.active += 1
    case.state = CaseState.IN_SUPPORT
    case.began = moment
    case.worker = pick_worker(w, service, i, case.key)
    take_over(w, person, route.programme, moment)
    if person.programme == route.programme:
        person.bond = 0.0
    meet_needs(person, i, programme, HALF_REVIEW, w.clock.seed)
    move_trust(person, par.trust_support * (1.0 + par.peer_trust * programme.peer_led), par)
    if programme.coercive:
        move_trust(person, par.trust_coerced, par)
    set_rates(person, w.programmes, moment, par)
    clear_warrants(w, i, case.key, programme, moment)
    stay = stay_days(person, i, case.key, 0.0, 0, programme, par, w.clock.seed)
    schedule(w, moment + stay, i, Event.EXIT, c, case.version)
    if route.ordinary:
        return
    if case.officer >= 0:
        move_belief(w.officers[case.officer], par.belief_good, par)
    if moment + 365.0 <= w.clock.last_day + 1.0:
        count(w, M.COULD_REACH_YEAR, person, moment, 1.0)
    write_support(w, Happening.ADMITTED, i, case.route, case.opened, moment)


@behaviour
def finish(w: World, c: CaseNo, moment: float) -> None:
    """Support ends: completed, or dropped out (and then a sanction may follow), unless a trusted worker holds on."""
    case = w.cases[c]
    programme = w.programmes[w.routes[case.route].programme]
    i, before, person = int(case.person), moment - case.began, w.people[case.person]
    if before < programme.length - A_MOMENT and holds(person, i, case.key, int(case.stays), programme, w.clock.seed):
        case.stays += 1
        stay = stay_days(person, i, case.key, before, int(case.stays), programme, w.par, w.clock.seed)
        schedule(w, moment + stay, i, Event.EXIT, c, case.version)
        return
    if moment - case.began >= programme.length - A_MOMENT:
        count_case(w, M.COMPLETED, c, moment, 1.0)
    else:
        count_case(w, M.DROPPED, c, moment, 1.0)
        sanction(w, c, moment)
    end_support(w, c, moment)


@behaviour
def drop_out(w: World, c: CaseNo, why: int, moment: float) -> None:
    """Support ends before its time for a reason that is counted, and the place is given back."""
    count_case(w, M.DROPPED, c, moment, 1.0)
    count_case(w, why, c, moment, 1.0)
    end_support(w, c, moment)


@behaviour
def keep_or_lose_place(w: World, i: PersonNo, more: float, moment: float) -> None:
    """Somebody goes inside for `more` days: support stands still for them; for long, and the place goes to somebody else.

    Nobody is sanctioned for that, whatever was put off.
    """
    person, par = w.people[i], w.par
    c = int(person.case)
    if c < 0 or w.cases[c].state != CaseState.IN_SUPPORT or not out_of_reach(person, par):
        return
    w.cases[c].away += max(more, 0.0)
    if person.inside_until - moment > par.prison_hold_days:
        drop_out(w, c, M.DROPPED_PRISON, moment)


@behaviour
def days_away(w: World, c: CaseNo, moment: float) -> float:
    """The days since the last review for which somebody in support was inside, so that nothing grew."""
    person = w.people[w.cases[c].person]
    to_come = max(person.inside_until - moment, 0.0) if person.inside >= Whereabouts.IMPRISONED else 0.0
    return max(w.cases[c].away - to_come, 0.0)


@behaviour
def end_support(w: World, c: CaseNo, moment: float) -> None:
    """Give the place back and let the next person have it."""
    case = w.cases[c]
    person, route = w.people[case.person], w.routes[case.route]
    s = w.programmes[route.programme].service
    accrue(w, person, moment)
    count_uncovered(w, w.services[s], moment)
    if moment - case.began >= 365.0 and case.began + 365.0 <= w.clock.last_day + 1.0:
        count_year(w, c)
    if not route.ordinary:
        write_support(w, Happening.EXIT, case.person, case.route, case.began, moment)
    since = max(person.begun, case.began)
    add_last_weeks(w, person, route.programme, min(since + days_away(w, c, moment), moment), moment)
    coordinate(w, c, moment - since, moment)
    w.services[s].active -= 1
    leave_support(w, c)
    fill_places(w, s, moment)


@behaviour
def count_year(w: World, c: CaseNo) -> None:
    """Count somebody who was in a regime's own support for a year.

    In the month of admission, so that the share reached is a share of those who could reach it.
    """
    case = w.cases[c]
    if w.routes[case.route].ordinary == 0:
        count(w, M.REACHED_YEAR, w.people[case.person], case.began, 1.0)


@behaviour
def add_last_weeks(w: World, person: Person, p: int, since: float, moment: float) -> None:
    """Let the effect of support grow by what came after the last review, or it would be lost to whoever leaves."""
    if person.programme == p:
        grow_support(person, w.programmes[p], moment - since, True, w.par)
        set_rates(person, w.programmes, moment, w.par)


@behaviour
def leave_support(w: World, c: CaseNo) -> None:
    """Close a support case that holds no place."""
    w.people[w.cases[c].person].case = -1
    close_case(w, c)


@behaviour
def drop_case(w: World, c: CaseNo, moment: float) -> None:
    """Close a support case in whatever state it is: the person has moved away, died, or broken a contract."""
    case = w.cases[c]
    if case.state == CaseState.IN_SUPPORT:
        end_support(w, c, moment)
        return
    if case.state == CaseState.WAITING:
        unlink(w, w.services[w.programmes[w.routes[case.route].programme].service], c)
    leave_support(w, c)


@behaviour
def coordinate(w: World, c: CaseNo, days: float, moment: float) -> None:
    """Officers' hours in meetings with the provider over `days` of somebody's support."""
    case = w.cases[c]
    monthly = w.programmes[w.routes[case.route].programme].coordination_hours
    if monthly > 0.0 and days > 0.0:
        hours = monthly * days / MONTH_DAYS
        work(w, officer_of(w, c), Task.COORDINATION, hours, moment)
        count(w, M.FREED, w.people[case.person], moment, -hours)
