"""One day in the order it happens. Read this page first.

0. The law may change (before the day begins, `simulation.py`); a route may open, or its money end (`openings.py`).
1. Everybody whose block of 28 days, or of four times that, begins today is reviewed (`review.py`): they age, spells of needs
   begin and end, and their next candidate moments are placed in the calendar. Whose 28 days within a longer block are over
   today is looked at if they have help or a loss: what that did since.
2. The dated events of today run in order of moment, then person: contacts (`contact.py`), what follows them in custody
   (`custody.py`) and court (`courts.py`), what comes back later (`orders.py`), the doors into support (`doors.py`) and the
   way through it (`support.py`). An event may make another one today.
3. The day closes: each team's hours of today become its pressure of tomorrow.

In all of these a letter is the number of a row (`i` of a person, `j` of an officer, `c` of a case, `r` of a route, `p` of a
programme, `s` of a service, `k` of a worker, `e` of an event) and a word is the record in it; only a field of a record that
names another row, like `case.person`, holds its number.
"""

from __future__ import annotations

import numpy as np

from ..agents.engine.ahead import fetch_ahead
from ..agents.engine.behaviour import behaviour, kernel
from ..agents.records import CaseNo, PersonNo
from ..agents.states import CaseState, Event, State, Status
from .calendar import BLOCK, KEYS, close_case, free_event, heap_pop, heap_push
from .contact import candidate, enforced, late_contact
from .courts import free_person, hearing
from .custody import custody_decision, decide_later
from .ledger.counting import accrue, count_uncovered, fixed
from .ledger.funnel import count_case
from .ledger.measures import Measure as M
from .openings import keep_dates, mark_doors, train
from .orders import breach, resume, warrant_arrest
from .review import close_year, move_in, plan_enforced, review_later, review_rows
from .sanctions import resume_deferred
from .staff import plan_leaving, worker_leaves, worker_returns
from .support import count_year, drop_case, finish, hand_over
from .warrants import old_warrants
from .world import SCALE, World


@kernel
def run_days(w: World, days: int) -> int:
    """Run up to `days` days; how many were run comes back (fewer when the calendar needs room or the run failed)."""
    clock = w.clock
    for done in range(days):
        if clock.status != Status.OK:
            return done
        if clock.events_left < 64 + clock.residents // 8:
            clock.status = Status.NEEDS_ROOM
            return done
        if clock.cases_left < 64 + clock.residents // 16:
            clock.status = Status.NEEDS_CASES
            return done
        one_day(w)
    return days


@behaviour
def one_day(w: World) -> None:
    """The whole of a day."""
    clock = w.clock
    if clock.dated:
        keep_dates(w, np.float64(clock.day))
    review_day(w)
    take_bucket(w)
    while clock.heap > 0:
        e = heap_pop(w)
        event = w.events[e]
        moment, i, kind = event.moment, int(event.person), int(event.kind)
        c, version = int(event.case), int(event.version)
        free_event(w, e)
        if clock.heap > 0:
            fetch_ahead(w.people, int(w.events[w.heap[0]].person))
        happen(w, moment, i, kind, c, version)
    close_day(w)
    clock.day += 1


@behaviour
def review_day(w: World) -> None:
    """Review the people whose block begins today; on the very first day, everybody."""
    clock = w.clock
    n, now = clock.residents, np.float64(clock.day)
    slot, block = clock.day % BLOCK, clock.day // BLOCK + 1
    move_in(w, now)
    if clock.day == 0:
        review_rows(w, 0, n, 0, now)
    review_rows(w, (slot * n + BLOCK - 1) // BLOCK, ((slot + 1) * n + BLOCK - 1) // BLOCK, block, now)
    review_later(w, slot, block, now)


@behaviour
def take_bucket(w: World) -> None:
    """Move today's events from the calendar onto the heap: the next of each list in turn, to have time to fetch it."""
    heads, events = w.heads, w.events
    day = w.clock.day
    found = True
    while found:
        found = False
        for k in range(heads.shape[1]):
            e = int(heads[day, k])
            if e >= 0:
                found = True
                following = int(events[e].next)
                if following >= 0:
                    fetch_ahead(events, following)
                heads[day, k] = following
                heap_push(w, e)


@behaviour
def happen(w: World, moment: float, i: PersonNo, kind: int, c: CaseNo, version: int) -> None:
    """Let one event happen, unless the matter it belongs to is over or the person is gone.

    A worker's event has the worker's number for the person's; a candidate moment has its key for the case's.
    """
    if kind == Event.CANDIDATE:
        candidate(w, i, moment, c)
    elif kind == Event.ENFORCED:
        enforced(w, i, moment, c, version)
    elif kind == Event.RELEASE:
        if w.people[i].state == State.PRESENT:
            free_person(w, i, moment)
    elif kind == Event.WORKER_LEAVES:
        worker_leaves(w, i, moment)
    elif kind == Event.WORKER_RETURNS:
        worker_returns(w, i, moment)
    elif int(w.cases[c].version) == version:
        of_case(w, moment, kind, c)


@behaviour
def of_case(w: World, moment: float, kind: int, c: CaseNo) -> None:
    """Events of an open matter. A prosecution of somebody who has left goes on without them; nothing else does."""
    state = w.people[w.cases[c].person].state
    if kind == Event.LATE_CONTACT:
        late_contact(w, c, moment)
    elif state == State.DEAD or (state != State.PRESENT and w.cases[c].state != CaseState.PROSECUTION):
        abandon(w, kind, c)
    elif kind == Event.CUSTODY_DECISION:
        custody_decision(w, c, moment)
    elif kind == Event.LATER_DECISION:
        decide_later(w, c, moment)
    elif kind == Event.HEARING:
        hearing(w, c, moment)
    elif kind == Event.WARRANT_ARREST:
        warrant_arrest(w, c, moment)
    elif kind == Event.HAND_OVER:
        hand_over(w, c, moment)
    elif kind == Event.EXIT:
        finish(w, c, moment)
    elif kind == Event.RESUME:
        resume(w, c, moment)
    elif kind == Event.BREACH:
        breach(w, c, moment)


@behaviour
def abandon(w: World, kind: int, c: CaseNo) -> None:
    """The person has died: a prosecution ends here (support ended when they died or left)."""
    if kind == Event.CUSTODY_DECISION:
        w.suite.occupied -= 1
    close_case(w, c)


@behaviour
def close_day(w: World) -> None:
    """Turn today's hours into tomorrow's pressure; close the year when it ends."""
    clock, par = w.clock, w.par
    for k in range(w.teams.shape[0]):
        team = w.teams[k]
        team.load += (np.float64(team.today) / SCALE - team.load) / par.pressure_days
        team.today = 0
        if clock.counting:
            team.pressure = (team.background + team.load) / team.available
        else:
            team.pressure = par.usual_pressure
    since = clock.day + 1 - clock.fork_day
    if clock.counting and since > 0 and since % 365 == 0:
        close_year(w, np.float64(clock.day) + 0.999)


@kernel
def part(w: World, reference: int, training: int) -> int:
    """The fork: count everybody up to now, fix each team's background demand, train the officers, lapse what must lapse."""
    clock, par = w.clock, w.par
    now = np.float64(clock.day)
    for i in range(clock.people):
        person = w.people[i]
        if person.state == State.PRESENT:
            accrue(w, person, now)
        person.contacts_fork = person.contacts
        person.proven_fork = person.proven
        person.year_contacts = 0
    for c in range(w.cases.shape[0]):
        if w.cases[c].state == CaseState.WAITING and not w.routes[w.cases[c].route].open:
            count_case(w, M.LAPSED, c, now, 1.0)
            resume_deferred(w, c, now)
            drop_case(w, c, now)
    for k in range(w.teams.shape[0]):
        team = w.teams[k]
        spent = 0
        for j in range(team.first, team.first + team.officers):
            for task in range(w.ledger.shape[1]):
                spent += w.ledger[j, task]
        team.load = np.float64(spent) / SCALE / max(now, 1.0)
        team.background = par.usual_pressure * team.available - team.load
    for s in range(w.services.shape[0]):
        w.services[s].counted = now
    w.ledger[:, :] = 0
    clock.counting = 1
    clock.fork_day = clock.day
    clock.reference = reference
    clock.trained = -1.0
    if training:
        train(w, now)
    mark_doors(w)
    begin_enforcement(w, now)
    return fixed(0.0)


@behaviour
def begin_enforcement(w: World, now: float) -> None:
    """Plan what a regime's enforcement adds to the blocks under way; their keys go on half-way, so that none comes twice."""
    if w.clock.enforcement <= 1.0:
        return
    for i in range(w.clock.people):
        person = w.people[i]
        if person.state == State.PRESENT:
            block = int(person.full) // BLOCK + 1
            plan_enforced(w, i, block * KEYS + KEYS // 2, now, np.float64(person.until))


@kernel
def settle_accounts(w: World) -> float:
    """Count everybody and every service up to now; on a copy or at the end, since it splits what is counted.

    A recorded crime without a suspect ends with outcome 18, so those are counted by the same intensity.
    """
    now = np.float64(w.clock.day)
    for i in range(w.clock.people):
        if w.people[i].state == State.PRESENT:
            accrue(w, w.people[i], now)
    for s in range(w.services.shape[0]):
        count_uncovered(w, w.services[s], now)
    for c in range(w.cases.shape[0]):
        case = w.cases[c]
        if case.state == CaseState.IN_SUPPORT and now - case.began >= 365.0:
            count_year(w, c)
    w.by_group[:, :, M.OUTCOME_18] = w.by_group[:, :, M.UNDETECTED]
    w.by_place[:, :, M.OUTCOME_18] = w.by_place[:, :, M.UNDETECTED]
    return now


@kernel
def start(w: World) -> int:
    """Before the first day: plan when each worker leaves, see which doors are open, and who is wanted already."""
    mark_doors(w)
    old_warrants(w)
    for k in range(w.workers.shape[0]):
        plan_leaving(w, k, 0.0)
    return 0
