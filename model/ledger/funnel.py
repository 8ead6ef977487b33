"""How the way into support is counted: each step by route, and by group where the route is a regime's own."""

from __future__ import annotations

import numpy as np

from ...agents.engine.behaviour import behaviour
from ...agents.records import CaseNo, Person, RouteNo
from ..world import World
from .counting import count, fixed, held
from .measures import Measure as M


@behaviour
def count_step(w: World, measure: int, r: RouteNo, person: Person, opened: float, moment: float, amount: float) -> None:
    """Count a step on the way in through route `r`, which goes back to a contact at `opened`.

    By route only people met since the fork are counted, so that no stage holds anybody who is not in the one before.
    The groups' tables hold what happened, and leave out ordinary provision, which every regime has. A measure that was
    appended later is none of the steps by route, and counted by group only.
    """
    step = measure - M.ELIGIBLE
    if step < w.funnel.shape[1] and w.clock.counting and opened >= np.float64(w.clock.fork_day):
        w.funnel[r, step] = held(w, w.funnel[r, step] + fixed(amount))
    if w.routes[r].ordinary == 0:
        count(w, measure, person, moment, amount)


@behaviour
def count_case(w: World, measure: int, c: CaseNo, moment: float, amount: float) -> None:
    """Count a step of a case that is on its way into or through support."""
    case = w.cases[c]
    count_step(w, measure, int(case.route), w.people[case.person], case.opened, moment, amount)
