"""Warrants over hearings that were missed: how they come about, which are old, and how a programme has them withdrawn."""

from __future__ import annotations

from ..agents.chance import Decision, draw
from ..agents.court import offences_of, wanted_before, warrant_delay
from ..agents.engine.behaviour import behaviour
from ..agents.engine.blank import blank
from ..agents.mix import pick_category
from ..agents.records import Case, CaseNo, PersonNo, Programme
from ..agents.records import Incident as INCIDENT
from ..agents.states import CaseState, Event
from .calendar import BEFORE, open_over, schedule
from .incident import fill_incident
from .ledger.counting import count
from .ledger.happenings import write_cleared
from .ledger.measures import Measure as M
from .world import World


@behaviour
def occasion_of(case: Case) -> int:
    """The number by which the draws about one day in court, or one warrant, differ from those about others of a case."""
    return int(case.tries) + 8 * int(case.breaches)


@behaviour
def want(w: World, c: CaseNo, mean_days: float, moment: float) -> None:
    """A warrant is out over a hearing that was missed."""
    case = w.cases[c]
    i = int(case.person)
    person = w.people[i]
    person.warrant = 1
    count(w, M.WARRANTS, person, moment, 1.0)
    wait = warrant_delay(i, case.key, occasion_of(case), mean_days, w.clock.seed)
    schedule(w, moment + wait, i, Event.WARRANT_ARREST, c, case.version)


@behaviour
def old_warrants(w: World) -> None:
    """On the eve of the first day some of those with a record are wanted already, over a hearing that they missed before."""
    par, seed = w.par, w.clock.seed
    if par.channel_warrant == 0.0 or par.warrants_at_start == 0.0:
        return
    for i in range(w.clock.residents):
        person = w.people[i]
        if wanted_before(person, i, BEFORE, par, seed):
            incident = blank(INCIDENT)
            category = pick_category(person, draw(seed, i, Decision.CATEGORY, BEFORE, 0), par)
            fill_incident(w, incident, i, BEFORE, category, 0.0)
            c = open_over(w, incident, CaseState.PROSECUTION)
            w.cases[c].offences = offences_of(person, i, BEFORE, 0.0, par, seed)
            w.cases[c].tries = 1
            want(w, c, par.warrant_old_days, 0.0)


@behaviour
def clear_warrants(w: World, i: PersonNo, key: int, programme: Programme, moment: float) -> None:
    """A programme that admits somebody who is wanted may have the warrants withdrawn: the case is heard without an arrest."""
    person = w.people[i]
    if person.warrant and draw(w.clock.seed, i, Decision.COORDINATE, key, 0) < programme.coordinates_warrants:
        person.warrant = 0
        count(w, M.WARRANTS_CLEARED, person, moment, 1.0)
        write_cleared(w, i, moment)
