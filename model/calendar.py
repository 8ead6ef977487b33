"""The calendar: dated events in day-buckets, and within a day a heap ordered by moment, person, kind and case."""

from __future__ import annotations

import math

import numpy as np

from ..agents.arithmetic import log
from ..agents.declaring import Table
from ..agents.engine.behaviour import behaviour
from ..agents.records import CaseNo, Entry, EntryNo, Incident, OfficerNo, PersonNo
from ..agents.states import CaseState, Status
from .world import World

BLOCK = 28
REST = 4  # turns that a block of somebody who offends rarely has
NEVER = math.inf  # when whoever is gone is due
AGAIN = 4294967296  # what a key is raised by for each later incident that goes back to the same contact
KEYS = 4096  # more than the candidate moments that anybody has in a block
BEFORE = AGAIN // 4  # the key of what lies before the first day
BY_ENFORCEMENT = AGAIN // 2  # what the keys of candidates that enforcement adds are raised by: a stream of their own


@behaviour
def earlier(a: Entry, b: Entry) -> bool:
    """Whether event `a` comes before `b` of the same moment: a total order, so nothing is left to that of insertion."""
    if a.person != b.person:
        return a.person < b.person
    if a.kind != b.kind:
        return a.kind < b.kind
    return a.case < b.case


@behaviour
def heap_push(w: World, e: EntryNo) -> None:
    """Put an event of today on the heap."""
    heap, soon, events, clock = w.heap, w.soon, w.events, w.clock
    i = clock.heap
    clock.heap = i + 1
    moment = events[e].moment
    while i > 0:
        above = (i - 1) >> 1
        if moment > soon[above] or (moment == soon[above] and not earlier(events[e], events[heap[above]])):
            break
        heap[i] = heap[above]
        soon[i] = soon[above]
        i = above
    heap[i] = e
    soon[i] = moment


@behaviour
def heap_pop(w: World) -> int:
    """Take the earliest event of today off the heap."""
    heap, soon, events, clock = w.heap, w.soon, w.events, w.clock
    top = heap[0]
    n = clock.heap - 1
    clock.heap = n
    e, moment = heap[n], soon[n]
    i = 0
    while 2 * i + 1 < n:
        child = 2 * i + 1
        if child + 1 < n and comes_first(soon, heap, events, child + 1, child):
            child += 1
        if moment < soon[child] or (moment == soon[child] and not earlier(events[heap[child]], events[e])):
            break
        heap[i] = heap[child]
        soon[i] = soon[child]
        i = child
    heap[i] = e
    soon[i] = moment
    return top


@behaviour
def comes_first(soon: np.ndarray, heap: np.ndarray, events: Table[Entry], one: int, other: int) -> bool:
    """Whether the event at one place of the heap comes before that at another."""
    if soon[one] != soon[other]:
        return soon[one] < soon[other]
    return earlier(events[heap[one]], events[heap[other]])


@behaviour
def schedule(w: World, moment: float, i: PersonNo, kind: int, c: CaseNo, version: int) -> None:
    """Enter an event in the calendar; one beyond the last day is left out, since nobody will see it.

    It is about person `i` (or a worker), and belongs to case `c` (a candidate moment: its key).
    """
    clock = w.clock
    if not moment < clock.last_day + 1.0:
        if moment != moment:  # which only what is no number is
            clock.status = Status.TOO_LARGE
        return
    day = int(math.floor(moment))
    e = clock.free_event
    if e < 0:
        clock.status = Status.OUT_OF_ROOM
        return
    event = w.events[e]
    clock.free_event = event.next
    clock.events_left -= 1
    event.moment = moment
    event.person = i
    event.kind = kind
    event.case = c
    event.version = version
    if day == clock.day:
        heap_push(w, e)
    else:
        k = e % w.heads.shape[1]
        event.next = w.heads[day, k]
        w.heads[day, k] = e


@behaviour
def free_event(w: World, e: EntryNo) -> None:
    """Give an event's row back."""
    clock = w.clock
    w.events[e].next = clock.free_event
    clock.free_event = e
    clock.events_left += 1


@behaviour
def open_case(
    w: World, state: int, i: PersonNo, j: OfficerNo, key: int, category: int, opened: float, late: int
) -> int:
    """Take a free case row for a matter of person `i`, whom officer `j` met; its number comes back.

    Without room the run fails, and the number means nothing.
    """
    clock = w.clock
    c = clock.free_case
    if c < 0:
        clock.status = Status.OUT_OF_ROOM
        return 0
    case = w.cases[c]
    clock.free_case = case.next
    clock.cases_left -= 1
    case.state = state
    case.person = i
    case.officer = j
    case.key = key
    case.category = category
    case.opened = opened
    case.began = opened
    case.route = -1
    case.worker = -1
    case.next = -1
    case.deferred = 0
    case.arrested = 0
    case.remand = 0.0
    case.away = 0.0
    case.tries = 0
    case.late = late
    case.breaches = 0
    case.stays = 0
    case.offences = 1
    case.suspended = 0
    case.brought = 0
    return int(c)


@behaviour
def open_over(w: World, incident: Incident, state: int) -> int:
    """Open a case over the incident at hand; its number comes back."""
    i, j = int(incident.person), int(incident.officer)
    return open_case(w, state, i, j, incident.key, incident.category, incident.opened, incident.late)


@behaviour
def close_case(w: World, c: CaseNo) -> None:
    """Give a case's row back; a new version makes every event that still points to it stale."""
    clock = w.clock
    case = w.cases[c]
    case.state = CaseState.FREE
    case.version = (case.version + 1) % 32000
    case.next = clock.free_case
    clock.free_case = c
    clock.cases_left += 1


@behaviour
def offset_of(i: int, residents: int) -> int:
    """The first day on which one of the first residents has a turn: in order over the 28 days, so that neighbours share it."""
    return i * BLOCK // residents


@behaviour
def next_candidate(
    w: World, i: PersonNo, kind: int, bound: float, key: int, u: float, start: float, end: float
) -> None:
    """Schedule a person's next candidate moment of a kind after `start`, if there is one before their block ends.

    Its key is that of the block, KEYS apart, plus its number in the block; `u` is the luck of the gap before it.
    """
    # −log u is at least 1 − u, so most blocks without a candidate are seen to be so without a logarithm.
    if (1.0 - u) * 365.0 >= bound * (end - start):
        return
    moment = start - log(u) * 365.0 / bound
    if moment < end:
        schedule(w, moment, i, kind, key, w.clock.counting)
