"""What follows when somebody does not engage or drops out: nothing, the disposal that was put off, or a broken order."""

from __future__ import annotations

from ..agents.engine.behaviour import behaviour
from ..agents.records import CaseNo
from ..agents.states import CaseState, Event, State
from ..scenarios.words import NonEngagement
from .calendar import open_case, schedule
from .ledger.counting import count
from .ledger.measures import Measure as M
from .world import World


@behaviour
def sanction(w: World, c: CaseNo, moment: float) -> None:
    """What follows when somebody does not engage or drops out: by the route, nothing, the disposal put off, or a breach."""
    if w.routes[w.cases[c].route].non_engagement == NonEngagement.BREACH:
        break_order(w, c, moment)
    else:
        resume_deferred(w, c, moment)


@behaviour
def break_order(w: World, c: CaseNo, moment: float) -> None:
    """Who does not keep a treatment requirement breaks the order that it is part of, as long as the order lasts."""
    case, par = w.cases[c], w.par
    i, key, category, opened = int(case.person), int(case.key), int(case.category), float(case.opened)
    if par.channel_breach == 0.0 or w.people[i].state != State.PRESENT or moment >= opened + par.order_days:
        return
    new = open_case(w, CaseState.PROSECUTION, i, officer_of(w, c), key, category, opened, 0)
    schedule(w, moment, i, Event.BREACH, new, w.cases[new].version)


@behaviour
def resume_deferred(w: World, c: CaseNo, moment: float) -> None:
    """Bring back the disposal that support stood in the place of, if the route says so."""
    case = w.cases[c]
    if case.deferred == 0:
        return
    i = int(case.person)
    count(w, M.RESUMED, w.people[i], moment, 1.0)
    new = open_case(w, CaseState.PROSECUTION, i, case.officer, case.key, case.category, case.opened, case.late)
    w.cases[new].deferred = case.deferred
    w.cases[new].arrested = case.arrested
    schedule(w, moment, i, Event.RESUME, new, w.cases[new].version)


@behaviour
def officer_of(w: World, c: CaseNo) -> int:
    """The officer who referred somebody, or one of their neighbourhood's where none did."""
    case = w.cases[c]
    return int(case.officer) if case.officer >= 0 else int(w.teams[w.people[case.person].place].first)
