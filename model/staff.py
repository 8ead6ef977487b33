"""Workers come and go: posts stand empty, waiting lists move, and relationships break."""

from __future__ import annotations

import math

from ..agents.arithmetic import log
from ..agents.chance import Decision, draw
from ..agents.engine.behaviour import behaviour
from ..agents.person import grow_bond
from ..agents.records import Case, PersonNo
from ..agents.service import meet_needs, relapses
from ..agents.states import Event
from .calendar import BLOCK, schedule
from .ledger.counting import count_uncovered
from .ledger.measures import Measure as M
from .sanctions import sanction
from .support import HALF_REVIEW, coordinate, days_away, drop_out, fill_places, pick_worker
from .world import World


@behaviour
def broken_off(w: World, i: PersonNo, moment: float) -> bool:
    """Whether a person's own worker left since the last review and the relationship broke with it."""
    case, par = w.cases[w.people[i].case], w.par
    if case.worker < 0:
        return False
    left = w.workers[case.worker].left
    if left <= case.began or left <= moment - BLOCK:
        return False
    key = review_key(case, moment)
    if draw(w.clock.seed, i, Decision.WORKER_BREAK, key, 0) < par.worker_break_share:
        return True
    service = w.services[w.programmes[w.routes[case.route].programme].service]
    case.worker = pick_worker(w, service, i, key)
    w.people[i].bond = 0.0
    return False


@behaviour
def keep_up(w: World, i: PersonNo, moment: float, days: float) -> None:
    """What a review in support brings beside its effect: help that comes, meetings, a worker known longer or lost, a relapse."""
    person, par, seed = w.people[i], w.par, w.clock.seed
    c = int(person.case)
    case = w.cases[c]
    programme = w.programmes[w.routes[case.route].programme]
    before = moment - case.began
    meet_needs(person, i, programme, before + HALF_REVIEW, seed)
    coordinate(w, c, min(days, before), moment)
    away = days_away(w, c, moment)
    case.away -= away
    if broken_off(w, i, moment):
        lose_worker(w, i, moment)
    elif relapses(person, i, review_key(case, moment), programme, par, seed):
        put_out(w, i, moment)
    elif programme.bond > 0.0 and case.worker >= 0:
        grow_bond(person, max(min(days, before) - away, 0.0), par)


@behaviour
def review_key(case: Case, moment: float) -> int:
    """What a review's draws about a case are keyed by."""
    return int(case.key) * 64 + int(math.floor((moment - case.began) / BLOCK)) % 64


@behaviour
def put_out(w: World, i: PersonNo, moment: float) -> None:
    """A rule of abstinence ends somebody's support, and what the route says follows."""
    c = int(w.people[i].case)
    sanction(w, c, moment)
    drop_out(w, c, M.DROPPED_RELAPSE, moment)


@behaviour
def lose_worker(w: World, i: PersonNo, moment: float) -> None:
    """Somebody drops out because their worker left; nobody is sanctioned for that."""
    w.people[i].bond = 0.0
    drop_out(w, int(w.people[i].case), M.DROPPED_WORKER, moment)


@behaviour
def plan_leaving(w: World, k: int, moment: float) -> None:
    """Schedule when a worker leaves."""
    worker = w.workers[k]
    service = w.services[worker.service]
    if service.turnover <= 0.0:
        return
    u = draw(w.clock.seed, service.luck, Decision.WORKER_LEAVES, worker.spells, k - service.first)
    schedule(w, moment - log(u) * 365.0 / service.turnover, k, Event.WORKER_LEAVES, 0, 0)


@behaviour
def funded(w: World, k: int) -> bool:
    """Whether the regime in force pays for this worker's post."""
    service = w.services[w.workers[k].service]
    return k - service.first < service.workers


@behaviour
def worker_leaves(w: World, k: int, moment: float) -> None:
    """A worker goes; the post stands empty for a while."""
    worker = w.workers[k]
    service = w.services[worker.service]
    count_uncovered(w, service, moment)
    worker.present = 0
    worker.left = moment
    if funded(w, k):
        service.present -= 1
    u = draw(w.clock.seed, service.luck, Decision.WORKER_RETURNS, worker.spells, k - service.first)
    schedule(w, moment - log(u) * service.vacancy_days, k, Event.WORKER_RETURNS, 0, 0)


@behaviour
def worker_returns(w: World, k: int, moment: float) -> None:
    """The post is filled again, and the waiting list moves."""
    worker = w.workers[k]
    s = worker.service
    count_uncovered(w, w.services[s], moment)
    worker.present = 1
    worker.spells += 1
    if funded(w, k):
        w.services[s].present += 1
        fill_places(w, s, moment)
    plan_leaving(w, k, moment)
