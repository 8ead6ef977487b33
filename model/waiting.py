"""The waiting list of a service: a chain of cases, from which the smallest priority goes first."""

from __future__ import annotations

from ..agents.engine.behaviour import behaviour
from ..agents.records import CaseNo, Service
from ..agents.service import (
    priority_of,
)
from ..agents.states import CaseState
from .world import (
    World,
)


@behaviour
def enqueue(w: World, c: CaseNo, moment: float) -> None:
    """Put a case on its service's waiting list."""
    case = w.cases[c]
    service = w.services[w.programmes[w.routes[case.route].programme].service]
    person = w.people[case.person]
    case.state = CaseState.WAITING
    case.priority = priority_of(person, int(case.person), case.key, moment, service.order, w.clock.seed)
    case.next = service.head
    service.head = c
    service.waiting += 1


@behaviour
def unlink(w: World, service: Service, c: CaseNo) -> None:
    """Take a case off the waiting list."""
    at = service.head
    if at == c:
        service.head = w.cases[c].next
    else:
        while w.cases[at].next != c:
            at = int(w.cases[at].next)
        w.cases[at].next = w.cases[c].next
    w.cases[c].next = -1
    service.waiting -= 1


@behaviour
def first_in_line(w: World, service: Service) -> int:
    """The waiting case with the smallest priority."""
    best = service.head
    at = int(w.cases[best].next)
    while at >= 0:
        if w.cases[at].priority < w.cases[best].priority:
            best = at
        at = int(w.cases[at].next)
    return best
