"""What follows when somebody does not engage or drops out: nothing, the disposal that was put off, or a broken order."""

from __future__ import annotations

from ..agents.engine.behaviour import behaviour
from ..agents.person import move_trust
from ..agents.records import CaseNo
from ..agents.states import CaseState, Event, State
from ..scenarios.words import NonEngagement
from .calendar import open_case, schedule
from .ledger.counting import count
from .ledger.measures import Measure as M
from .world import World


@behaviour
def sanction(w: World, c: CaseNo, moment: float) -> None:
    """What follows when somebody does not engage or drops out: by the route, nothing, the disposal put off, or a breach.

    Whoever it falls on trusts less.
    """
    if w.routes[w.cases[c].route].non_engagement == NonEngagement.BREACH:
        followed = break_order(w, c, moment)
    else:
        followed = resume_deferred(w, c, moment)
    if followed:
        move_trust(w.people[w.cases[c].person], w.par.trust_sanctioned, w.par)


@behaviour
def break_order(w: World, c: CaseNo, moment: float) -> bool:
    """Who does not keep a treatment requirement breaks the order that it is part of, as long as the order lasts."""
    case, par = w.cases[c], w.par
    i, key, category, opened = int(case.person), int(case.key), int(case.category), float(case.opened)
    if par.channel_breach == 0.0 or w.people[i].state != State.PRESENT or moment >= opened + par.order_days:
        return False
    new = open_case(w, CaseState.PROSECUTION, i, officer_of(w, c), key, category, opened, 0)
    schedule(w, moment, i, Event.BREACH, new, w.cases[new].version)
    return True


@behaviour
def hangs_over(w: World, c: CaseNo) -> bool:
    """Whether a disposal was put off that comes back on whoever does not keep to support."""
    case = w.cases[c]
    return bool(case.deferred != 0 and w.routes[case.route].non_engagement == NonEngagement.ORIGINAL_DISPOSAL)


@behaviour
def resume_deferred(w: World, c: CaseNo, moment: float) -> bool:
    """Bring back the disposal that support stood in the place of, if the route says so; whether it did."""
    if not hangs_over(w, c):
        return False
    bring_back(w, c, moment)
    return True


@behaviour
def turn_away(w: World, c: CaseNo, moment: float) -> None:
    """There is no support to be had after all: where the route says so, the matter is dealt with as it would have been."""
    case = w.cases[c]
    if case.deferred != 0 and (hangs_over(w, c) or w.routes[case.route].returns_if_full):
        bring_back(w, c, moment)


@behaviour
def bring_back(w: World, c: CaseNo, moment: float) -> None:
    """The disposal that was put off is carried out now, in a case of its own."""
    case = w.cases[c]
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
