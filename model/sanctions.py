"""What follows when somebody does not engage or drops out: nothing, the disposal that was put off, or a broken order."""

from __future__ import annotations

from ..agents.engine.behaviour import behaviour
from ..agents.records import (
    E_BREACH,
    E_RESUME,
    PRESENT,
    PROSECUTION,
)
from ..scenarios.words import BREACH_OF_ORDER, CUSTODY
from .calendar import open_case, schedule
from .ledger.counting import count
from .world import (
    M_RESUMED,
    World,
)


@behaviour
def sanction(w: World, c: int, moment: float) -> None:
    """What follows when somebody does not engage or drops out: by the route, nothing, the disposal put off, or a breach."""
    if w.routes[w.cases[c].route].non_engagement == BREACH_OF_ORDER:
        break_order(w, c, moment)
    else:
        resume_deferred(w, c, moment)


@behaviour
def break_order(w: World, c: int, moment: float) -> None:
    """Who does not keep a treatment requirement breaks the order that it is part of, as long as the order lasts."""
    case, par = w.cases[c], w.par
    i, key, category, opened = int(case.person), int(case.key), int(case.category), float(case.opened)
    if par.channel_breach == 0.0 or w.people[i].state != PRESENT or moment >= opened + par.order_days:
        return
    new = open_case(w, PROSECUTION, i, officer_of(w, c), key, category, opened, 0)
    schedule(w, moment, i, E_BREACH, new, w.cases[new].version)


@behaviour
def resume_deferred(w: World, c: int, moment: float) -> None:
    """Bring back the disposal that support stood in the place of, if the route says so."""
    case = w.cases[c]
    if case.deferred == 0:
        return
    i = int(case.person)
    count(w, M_RESUMED, w.people[i], moment, 1.0)
    new = open_case(w, PROSECUTION, i, case.officer, case.key, case.category, case.opened, case.late)
    w.cases[new].deferred = case.deferred
    w.cases[new].arrested = 1 if w.routes[case.route].stage == CUSTODY else 0
    schedule(w, moment, i, E_RESUME, new, w.cases[new].version)


@behaviour
def officer_of(w: World, c: int) -> int:
    """The officer who referred somebody, or one of their neighbourhood's where none did."""
    case = w.cases[c]
    return int(case.officer) if case.officer >= 0 else int(w.teams[w.people[case.person].place].first)
