"""Dates: routes that open late, money that ends, and the training of officers when their own routes begin."""

from __future__ import annotations

from ..agents.engine.behaviour import behaviour
from ..agents.records import RouteNo
from ..agents.states import CaseState
from ..scenarios.words import Stage, Task
from .ledger.counting import work
from .ledger.funnel import count_case
from .ledger.measures import Measure as M
from .support import drop_case, drop_out
from .world import World


@behaviour
def keep_dates(w: World, now: float) -> None:
    """Open the routes whose day has come, and end those whose money has."""
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if route.chosen and route.open == 0 and route.opens <= now < route.closes:
            route.open = 1
            if route.stage < Stage.CUSTODY and w.clock.trained < 0.0:
                train(w, now)
        elif route.open and now >= route.closes:
            end_funding(w, r, now)
    mark_doors(w)


@behaviour
def mark_doors(w: World) -> None:
    """Note the stages at which a route is open, so that nothing is looked for where there is none."""
    w.clock.doors[:] = 0
    for r in range(w.routes.shape[0]):
        if w.routes[r].open:
            w.clock.doors[w.routes[r].stage] = 1


@behaviour
def train(w: World, now: float) -> None:
    """Train every officer."""
    w.clock.trained = now
    for j in range(w.officers.shape[0]):
        work(w, j, Task.TRAINING, w.par.hours_training, now)


@behaviour
def end_funding(w: World, r: RouteNo, now: float) -> None:
    """The money of a route ends: who waits lapses, who is in support is put out, and nobody is sanctioned for it."""
    w.routes[r].open = 0
    for c in range(w.cases.shape[0]):
        case = w.cases[c]
        if case.route == r and (case.state == CaseState.REFERRED or case.state == CaseState.WAITING):
            count_case(w, M.LAPSED, c, now, 1.0)
            drop_case(w, c, now)
    for c in range(w.cases.shape[0]):
        case = w.cases[c]
        if case.route == r and case.state == CaseState.IN_SUPPORT:
            drop_out(w, c, M.DROPPED_FUNDING, now)
