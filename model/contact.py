"""A contact from its candidate moment to what the officer does: who comes and when, the shadow, the offer, the act."""

from __future__ import annotations

import numpy as np

from ..agents.chance import Decision, draw, draw_four, draw_two
from ..agents.engine.behaviour import behaviour
from ..agents.engine.blank import blank
from ..agents.mix import pick_category, pick_targeted, targeted_share
from ..agents.officer import (
    attends,
    fade_evidence,
    shadow_disposal,
    wait_days,
)
from ..agents.person import at_liberty, move_trust, set_rates
from ..agents.recent import add_recent
from ..agents.records import CaseNo, Incident, Person, PersonNo
from ..agents.records import Incident as INCIDENT
from ..agents.states import CaseState, Event, State, Status
from ..scenarios.words import ContactKind, Disposal, Stage, Task
from .belief import lose_faith
from .calendar import BY_ENFORCEMENT, KEYS, close_case, next_candidate, open_over, schedule
from .custody import arrest, interview
from .doors import COMMUNITY_KEY, offer_routes
from .incident import fill_incident, record_outcome
from .index import note_again, note_at_scene
from .ledger.counting import accrue, count, work
from .ledger.happenings import write_contact
from .ledger.measures import Measure as M
from .world import World


@behaviour
def candidate(w: World, i: PersonNo, moment: float, key: int) -> None:
    """A candidate moment: it becomes an offence contact, a welfare contact or nothing, by its fixed mark.

    Offences take the low end of the mark and welfare the high end, so a lower intensity only ever removes contacts.
    """
    clock, person = w.clock, w.people[i]
    if person.state != State.PRESENT or clock.status != Status.OK:  # where the run has failed, its day ends soon
        return
    clock.candidates += 1
    gap, mark, which, prompt = draw_four(clock.seed, i, Decision.CANDIDATE, key, 0)
    if not another(w, i, Event.CANDIDATE, person.bound, key, gap, moment):
        return
    offences = person.rate * person.contact_share
    if offences + person.welfare > person.bound:
        clock.status = Status.BOUND_EXCEEDED
        clock.bad_person = i
        return
    place = mark * person.bound
    free = at_liberty(person, w.par)
    if place < offences * free:
        clock.contacts += 1
        offence_contact(w, i, moment, key, which, prompt)
    elif place > person.bound - person.welfare * free:
        clock.contacts += 1
        come_to_notice(w, i, moment, key, ContactKind.WELFARE, prompt)


@behaviour
def another(w: World, i: PersonNo, kind: int, bound: float, key: int, gap: float, moment: float) -> bool:
    """Schedule the candidate moment after this one in the same block; no if there are more than can be told apart."""
    clock = w.clock
    if (key + 1) % KEYS == COMMUNITY_KEY:  # one more would have the luck of another meeting
        clock.status = Status.TOO_MANY
        clock.bad_person = i
        return False
    next_candidate(w, i, kind, bound, key + 1, gap, moment, np.float64(w.people[i].until))
    return True


@behaviour
def added_bound(w: World, person: Person) -> float:
    """The most contacts a year that enforcement adds: those that nobody would have had at usual enforcement."""
    return person.bound * (w.clock.enforcement - 1.0)


@behaviour
def offence_contact(w: World, i: PersonNo, moment: float, key: int, which: float, prompt: float) -> None:
    """An offence with a suspect, dealt with at once, later or not at all; `which` is the luck of what it is over."""
    clock, person = w.clock, w.people[i]
    category = pick_category(person, which, w.par)
    if clock.enforcement < 1.0 and clock.targets[category]:
        if draw(clock.seed, i, Decision.ENFORCEMENT, key, 0) >= clock.enforcement:
            return  # police look for it less, and nobody learns of it
    come_to_notice(w, i, moment, key, category, prompt)


@behaviour
def enforced(w: World, i: PersonNo, moment: float, key: int, since: int) -> None:
    """A candidate moment that enforcement adds: an offence that police would not have come upon at usual enforcement.

    These are a stream of their own, so that who is met anyway is the same in every regime. `since` says whether it was
    planned after the regimes parted; what the run-in had planned is planned anew then.
    """
    clock, person, par = w.clock, w.people[i], w.par
    if (
        person.state != State.PRESENT
        or clock.status != Status.OK
        or clock.enforcement <= 1.0
        or since != clock.counting
    ):
        return
    clock.candidates += 1
    own = key + BY_ENFORCEMENT
    gap, mark, which, prompt = draw_four(clock.seed, i, Decision.CANDIDATE, own, 0)
    if not another(w, i, Event.ENFORCED, added_bound(w, person), key, gap, moment):
        return
    offences = person.rate * person.contact_share * at_liberty(person, par)
    if mark * person.bound < offences * targeted_share(person, clock.targets, par):
        clock.contacts += 1
        come_to_notice(w, i, moment, own, pick_targeted(person, which, clock.targets, par), prompt)


@behaviour
def come_to_notice(w: World, i: PersonNo, moment: float, key: int, category: int, prompt: float) -> None:
    """Police learn of an offence and its suspect, or of a concern over somebody's welfare, and come at once, later or never.

    Of concerns over welfare they come to those alone that the law in force leaves to police.

    `prompt` is the luck of whether they come at once.
    """
    incident = blank(INCIDENT)
    fill_incident(w, incident, i, key, category, moment)
    if category != ContactKind.WELFARE:
        count(w, M.SUSPECTS, w.people[i], moment, 1.0)
    elif draw(w.clock.seed, i, Decision.LAW, key, 3) >= w.par.welfare_attended:
        return  # others see to it
    if attends(prompt, w.teams[incident.team], w.par):
        meet(w, incident, moment)
    else:
        put_off(w, incident, moment)


@behaviour
def meet(w: World, incident: Incident, moment: float) -> None:
    """An officer is there."""
    if incident.category == ContactKind.WELFARE:
        visit(w, incident, moment)
    else:
        deal_with(w, incident, moment)


@behaviour
def put_off(w: World, incident: Incident, moment: float) -> None:
    """Nobody comes at once: the incident waits for an officer, or nobody ever comes."""
    i, par = int(incident.person), w.par
    u, v = draw_two(w.clock.seed, i, Decision.WAIT, incident.key, 0)
    if u >= par.wait_share:
        go_unattended(w, incident, moment)
        return
    count(w, M.WAITED, w.people[i], moment, 1.0)
    c = open_over(w, incident, CaseState.UNATTENDED)
    schedule(w, moment + wait_days(v, w.teams[incident.team], par), i, Event.LATE_CONTACT, c, w.cases[c].version)


@behaviour
def go_unattended(w: World, incident: Incident, moment: float) -> None:
    """Nobody ever comes. An offence is filed with a suspect and no evidence: an evidential difficulty (outcome 15).

    Outcome 21 would say that evidence could be had and that it is not in the public interest to look for it.
    """
    if incident.category != ContactKind.WELFARE:
        person = w.people[incident.person]
        count(w, M.UNATTENDED, person, moment, 1.0)
        record_outcome(w, person, 15, moment)


@behaviour
def late_contact(w: World, c: CaseNo, moment: float) -> None:
    """An officer comes to an incident that waited: the same facts but for the evidence that is gone.

    Nobody comes back for somebody who has left, died or is locked up by then.
    """
    case, incident = w.cases[c], blank(INCIDENT)
    i = int(case.person)
    fill_incident(w, incident, i, case.key, int(case.category), moment)
    incident.opened = case.opened
    close_case(w, c)
    person = w.people[i]
    if person.state != State.PRESENT or draw(w.clock.seed, i, Decision.WAIT, incident.key, 1) >= at_liberty(
        person, w.par
    ):
        go_unattended(w, incident, moment)
        return
    count(w, M.WAIT_HOURS, person, moment, 24.0 * (moment - incident.opened))
    fade_evidence(incident, w.par)
    meet(w, incident, moment)


@behaviour
def visit(w: World, incident: Incident, moment: float) -> None:
    """An officer meets somebody over their welfare: no offence and no disposal, but perhaps the social-contact route."""
    count(w, M.WELFARE_CONTACTS, w.people[incident.person], moment, 1.0)
    work(w, incident.officer, Task.ATTEND, w.par.hours_welfare, moment)
    offer_routes(w, incident, Stage.SOCIAL_CONTACT, Disposal.NO_FURTHER_ACTION, True, moment)


@behaviour
def deal_with(w: World, incident: Incident, moment: float) -> None:
    """A contact over an offence, from the officer's arrival to the disposal at the scene.

    What counts as a repeat goes by when the offence happened, so that a wait in one regime only makes no difference.
    """
    i, clock, par = int(incident.person), w.clock, w.par
    person = w.people[i]
    count(w, M.CONTACTS, person, moment, 1.0)
    write_contact(w, incident, moment)
    work(w, incident.officer, Task.ATTEND, par.hours_attend, moment)
    note_repeat(w, i, incident.opened)
    officer, team = w.officers[incident.officer], w.teams[incident.team]
    if person.warrant:
        incident.shadow = Disposal.ARREST
    else:
        incident.shadow = shadow_disposal(officer, person, incident, team, par, clock.seed)
    note_at_scene(w, incident, moment)
    person.contacts += 1
    person.year_contacts += 1
    r = offer_routes(w, incident, Stage.STREET, incident.shadow, True, moment)
    incident.disposal = incident.shadow
    if r >= 0 and w.routes[r].replaces:
        incident.disposal = Disposal.PRE_ARREST_DIVERSION
        spare(w, incident, moment)
    if clock.counting:
        w.widening[Stage.STREET, incident.shadow, incident.disposal] += 1
    act(w, incident, moment)


@behaviour
def note_repeat(w: World, i: PersonNo, opened: float) -> None:
    """A repeat contact: note it against the index contacts and against the belief of the officer who referred last."""
    person = w.people[i]
    note_again(w, i, opened)
    lose_faith(w, i, opened)
    add_recent(person, opened, w.par)
    person.last_contact = max(person.last_contact, opened)


@behaviour
def spare(w: World, incident: Incident, moment: float) -> None:
    """Diversion has taken the place of a disposal at the scene: trust grows, and deterrence may be lost for a year."""
    person, par = w.people[incident.person], w.par
    accrue(w, person, moment)
    if incident.shadow == Disposal.ARREST or incident.shadow == Disposal.VOLUNTARY_INTERVIEW:
        person.lenient_until = moment + par.lenient_days
    move_trust(person, par.trust_diverted, par)
    set_rates(person, w.programmes, moment, par)


@behaviour
def act(w: World, incident: Incident, moment: float) -> None:
    """Carry out the disposal at the scene."""
    i, par = int(incident.person), w.par
    person = w.people[i]
    if incident.disposal == Disposal.NO_FURTHER_ACTION:
        count(w, M.NO_ACTIONS, person, moment, 1.0)
        record_outcome(w, person, 14, moment)
    elif incident.disposal == Disposal.COMMUNITY_RESOLUTION:
        count(w, M.RESOLUTIONS, person, moment, 1.0)
        work(w, incident.officer, Task.ATTEND, par.hours_resolution, moment)
        record_outcome(w, person, 8, moment)
    elif incident.disposal == Disposal.VOLUNTARY_INTERVIEW:
        count(w, M.INTERVIEWS, person, moment, 1.0)
        interview(w, open_over(w, incident, CaseState.PROSECUTION), moment)
    elif incident.disposal == Disposal.ARREST:
        arrest(w, incident, moment)
