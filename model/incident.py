"""What can be seen at a contact, worked out from its key alone, so that every later decision finds the same facts."""

from __future__ import annotations

import math

from ..agents.chance import Decision, draw_four
from ..agents.engine.behaviour import behaviour
from ..agents.officer import fade_evidence, seen_record
from ..agents.person import group_of
from ..agents.records import CaseNo, Incident, Person, PersonNo
from ..scenarios.words import ContactKind
from .ledger.counting import count
from .ledger.measures import Measure as M
from .world import World


@behaviour
def where(w: World, home: int, u: float, v: float) -> int:
    """The neighbourhood of a contact: mostly the person's own, now and then one next door."""
    if u >= w.par.next_door_share:
        return home
    neighbours = 0
    while neighbours < w.places.shape[1] and w.places[home, neighbours] >= 0:
        neighbours += 1
    return int(w.places[home, int(math.floor(v * neighbours))]) if neighbours > 0 else home


@behaviour
def fill_incident(w: World, incident: Incident, i: PersonNo, key: int, category: int, moment: float) -> None:
    """Fill in the record of a contact of person `i`; the same key gives the same facts again."""
    person, par, seed = w.people[i], w.par, w.clock.seed
    incident.moment = moment
    incident.opened = moment
    incident.late = 0
    incident.arrested = 0
    incident.key = key
    incident.person = i
    incident.category = category
    u, v, which, evidence = draw_four(seed, i, Decision.PLACE, key, 0)
    incident.place = where(w, int(person.place), u, v)
    incident.team = incident.place
    team = w.teams[incident.team]
    incident.officer = team.first + int(math.floor(which * team.officers))
    incident.group = group_of(person, moment)
    incident.evidence = evidence
    incident.victim = 0
    incident.domestic = 0
    if category < ContactKind.WELFARE:
        u, v, x, _ = draw_four(seed, i, Decision.VICTIM, key, 0)
        incident.victim = 1 if u < par.has_victim[category] and v < par.victim_wants_action else 0
        incident.domestic = 1 if x < par.domestic[category] else 0
    incident.shadow = 0
    incident.disposal = 0
    incident.prior_contacts = int(math.floor(seen_record(person.contacts, person.contacts_fork, par)))
    incident.prior_proven = int(math.floor(seen_record(person.proven, person.proven_fork, par)))


@behaviour
def recall_incident(w: World, incident: Incident, c: CaseNo) -> None:
    """Fill in the record of the contact a case goes back to; evidence that had faded then is faded still."""
    case = w.cases[c]
    fill_incident(w, incident, int(case.person), case.key, int(case.category), case.opened)
    incident.officer = int(case.officer)
    incident.arrested = int(case.arrested)
    if case.late:
        fade_evidence(incident, w.par)


@behaviour
def record_outcome(w: World, person: Person, code: int, moment: float) -> None:
    """Count a recorded outcome under its Home Office code."""
    if code == 1:
        count(w, M.OUTCOME_1, person, moment, 1.0)
    elif code == 2 or code == 3:
        count(w, M.OUTCOME_3, person, moment, 1.0)
    elif code == 8:
        count(w, M.OUTCOME_8, person, moment, 1.0)
    elif code >= 14 and code <= 16:
        count(w, M.OUTCOME_14_16, person, moment, 1.0)
    elif code == 18:
        count(w, M.OUTCOME_18, person, moment, 1.0)
    elif code == 21:
        count(w, M.OUTCOME_21, person, moment, 1.0)
    elif code == 22:
        count(w, M.OUTCOME_22, person, moment, 1.0)
