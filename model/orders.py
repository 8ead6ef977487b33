"""What comes back later: a warrant, a broken community order, a disposal that was put off."""

from __future__ import annotations

from ..agents.court import (
    breach_arrest,
    breach_hearing_delay,
)
from ..agents.custody import (
    downstream_hours,
    end_of,
    leaves_record,
)
from ..agents.engine.behaviour import behaviour
from ..agents.engine.blank import blank
from ..agents.records import CaseNo, Incident
from ..agents.records import Incident as INCIDENT
from ..agents.states import Event, State, Whereabouts
from ..scenarios.words import ContactKind, Disposal, Task
from .calendar import close_case, schedule
from .custody import arrest, detain, interview, settle
from .incident import recall_incident
from .ledger.counting import count, work
from .ledger.happenings import write_breach
from .ledger.measures import Measure as M
from .world import World


@behaviour
def warrant_arrest(w: World, c: CaseNo, moment: float) -> None:
    """Somebody wanted is found: an arrest without an offence and without discretion.

    Who has left the model is found elsewhere, by other officers than those counted here.
    """
    case = w.cases[c]
    i = int(case.person)
    person = w.people[i]
    # … or a programme has had it withdrawn, and sees that they come to the hearing.
    found_already = person.warrant == 0 or person.state != State.PRESENT  # or arrested over something else since
    person.warrant = 0
    if found_already or person.inside != Whereabouts.LIBERTY:
        case.brought = 1
        schedule(w, moment + 1.0, i, Event.HEARING, c, case.version)
        return
    count(w, M.WARRANT_ARRESTS, person, moment, 1.0)
    detain(w, c, ContactKind.WARRANT, moment)


@behaviour
def breach(w: World, c: CaseNo, moment: float) -> None:
    """A community order is broken: back to court, by summons or by arrest; no offence, no choice at the scene.

    The order of somebody who has left is another place's; whoever is locked up has no order to keep.
    """
    case, par, seed = w.cases[c], w.par, w.clock.seed
    i = int(case.person)
    person = w.people[i]
    if person.state != State.PRESENT or (person.inside != Whereabouts.LIBERTY and par.channel_custody_time > 0.0):
        close_case(w, c)
        return
    n = int(case.breaches)
    case.category = ContactKind.BREACH
    case.tries = 0
    case.brought = 0
    case.breaches = n + 1
    count(w, M.BREACHES, person, moment, 1.0)
    write_breach(w, c, moment)
    if breach_arrest(i, case.key, n, par, seed):
        count(w, M.BREACH_ARRESTS, person, moment, 1.0)
        detain(w, c, ContactKind.BREACH, moment)
    else:
        days = breach_hearing_delay(i, case.key, n, par, seed)
        schedule(w, moment + days, i, Event.HEARING, c, case.version)


@behaviour
def resume(w: World, c: CaseNo, moment: float) -> None:
    """A disposal that was put off comes back, because the person did not engage or did not stay."""
    case = w.cases[c]
    i, decision = int(case.person), int(case.deferred)
    person = w.people[i]
    if person.inside >= Whereabouts.IMPRISONED:
        schedule(w, max(person.inside_until, moment) + 1.0, i, Event.RESUME, c, case.version)
        return
    if person.state != State.PRESENT and (decision == Disposal.ARREST or decision == Disposal.VOLUNTARY_INTERVIEW):
        close_case(w, c)  # to arrest or interview somebody they would have to be met
        return
    incident = blank(INCIDENT)
    recall_incident(w, incident, c)
    take_back(w, incident, decision, moment)
    if decision == Disposal.ARREST:
        close_case(w, c)
        arrest(w, incident, moment)
    elif decision == Disposal.VOLUNTARY_INTERVIEW:
        interview(w, c, moment)
    else:
        if decision == Disposal.COMMUNITY_RESOLUTION:
            work(w, case.officer, Task.ATTEND, w.par.hours_resolution, moment)
        settle(w, c, decision, moment)


@behaviour
def take_back(w: World, incident: Incident, decision: int, moment: float) -> None:
    """Count that what was put off was not avoided after all: neither the record it leaves nor the hours it costs."""
    person, par, seed = w.people[incident.person], w.par, w.clock.seed
    if leaves_record(end_of(person, incident, decision, par, seed)):
        count(w, M.RECORDS_AVOIDED, person, moment, -1.0)
    count(w, M.FREED, person, moment, -downstream_hours(person, incident, decision, par, seed))
