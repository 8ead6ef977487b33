"""Index contacts: in the reference regime, the first contact of each person from which people are followed."""

from __future__ import annotations

import numpy as np

from ..agents.engine.behaviour import behaviour
from ..agents.officer import in_time
from ..agents.records import Incident, Person, PersonNo
from ..scenarios.words import Disposal, Stage
from .doors import fits, offered
from .world import World

EVERYONE, ELIGIBLE, OFFERED = range(
    3
)  # the places of a person's index contacts: of all, by the rules, by the offer too


@behaviour
def watched(w: World, opened: float) -> bool:
    """Whether index contacts are noted: in the reference regime, from the fork on."""
    clock = w.clock
    return bool(clock.reference and clock.counting and opened >= clock.fork_day)


@behaviour
def could_enter(w: World, incident: Incident, stage: int, decision: int, by_offer: bool) -> bool:
    """Whether any compared regime has a route of a stage that fits somebody here and, with `by_offer`, is offered too."""
    trained = np.float64(w.clock.fork_day)  # as if all had just been trained; in custody training is not asked about
    for r in range(w.routes.shape[0]):
        route = w.routes[r]
        if route.compared == 0 or route.stage != stage or not in_time(route, incident.opened):
            continue
        if fits(w, incident, r, decision) and (not by_offer or offered(w, incident, r, trained)):
            return True
    return False


@behaviour
def may_be_charged(w: World, incident: Incident) -> bool:
    """Whether somebody may yet be charged, after an arrest or an interview, and so come to a route whose rules admit them."""
    incident.arrested = 1 if incident.shadow == Disposal.ARREST else 0
    asked = incident.arrested or incident.shadow == Disposal.VOLUNTARY_INTERVIEW
    found = asked and could_enter(w, incident, Stage.CUSTODY, Disposal.CHARGE, False)
    incident.arrested = 0
    return bool(found)


@behaviour
def note_at_scene(w: World, incident: Incident, moment: float) -> None:
    """Note the first contact after the fork: of everyone, of the eligible, of those who would be offered a route."""
    person, opened = w.people[incident.person], incident.opened
    index = person.index
    if not watched(w, opened):
        return
    if index[EVERYONE] == 0.0:
        index[EVERYONE] = opened
    if index[ELIGIBLE] == 0.0:
        if may_be_charged(w, incident) or could_enter(w, incident, Stage.STREET, incident.shadow, False):
            index[ELIGIBLE] = opened
    if index[OFFERED] == 0.0 and could_enter(w, incident, Stage.STREET, incident.shadow, True):
        index[OFFERED] = opened
        note_referable(person, moment)


@behaviour
def note_in_custody(w: World, incident: Incident, decision: int, moment: float) -> None:
    """Note the first contact at which somebody would be offered a route in custody, or after an interview by appointment."""
    person, opened = w.people[incident.person], incident.opened
    if not watched(w, opened) or 0.0 < person.index[OFFERED] <= opened:
        return
    if could_enter(w, incident, Stage.CUSTODY, decision, True):
        person.index[OFFERED] = opened
        # The decision comes after the contact, so a repeat may have happened in between.
        person.again[OFFERED] = 1 if opened < person.last_contact <= opened + 365.0 else 0
        note_referable(person, moment)


@behaviour
def note_referable(person: Person, moment: float) -> None:
    """Note the first moment at which any compared regime would have referred somebody: from then on all are followed.

    It is the moment of the offer, since nobody can be followed from an offer that has not been made.
    """
    if person.referable == 0.0:
        person.referable = moment


@behaviour
def note_again(w: World, i: PersonNo, opened: float) -> None:
    """A further contact: note it against each index contact that it comes within a year of, and count it for the referable."""
    person = w.people[i]
    if 0.0 < person.referable < opened:
        person.after += 1
    for which in range(3):
        if person.index[which] > 0.0 and person.index[which] < opened <= person.index[which] + 365.0:
            person.again[which] = 1
