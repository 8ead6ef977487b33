"""A person's review at the start of a block: entering, leaving, dying, spells of needs, what fades and what grows."""

from __future__ import annotations

import math

import numpy as np

from ..agents.chance import Decision, draw, draw_rows, share_of
from ..agents.engine.ahead import fetch_ahead
from ..agents.engine.behaviour import behaviour
from ..agents.person import (
    active_spells,
    age_at,
    death_rate,
    desist_pace,
    grow_support,
    left_after,
    set_bound,
    set_rates,
    set_steady,
)
from ..agents.records import TIES, Person, PersonNo
from ..agents.states import CaseState, Event, State
from ..scenarios.words import Career, Stage
from .belief import gain_faith
from .calendar import BLOCK, BY_ENFORCEMENT, KEYS, NEVER, REST, next_candidate, offset_of
from .contact import added_bound
from .doors import in_hospital, reach_out
from .ledger.counting import accrue, count, effect_log, victim_chance
from .ledger.funnel import count_case
from .ledger.measures import Measure as M
from .spells import be_helped, lean_of_spells, live_spells
from .staff import keep_up
from .support import days_away, drop_case
from .world import World


@behaviour
def review_rows(w: World, first: int, last: int, block: int, now: float) -> None:
    """Review the people from `first` to before `last`, whose turn is today; their luck is drawn for many at once.

    Where outreach looks for people, it may find whoever is there, due or not.
    """
    rows, sought = w.luck.shape[1], w.clock.doors[Stage.COMMUNITY]
    for start in range(first, last, rows):
        some = min(rows, last - start)
        draw_rows(w.clock.seed, start, Decision.REVIEW, block, w.luck, some)
        for i in range(start, start + some):
            if w.due[i] <= now:
                fetch_ahead(w.people, i)
                for k in range(TIES):
                    if w.ties[i, k] >= 0:
                        fetch_ahead(w.leans, w.ties[i, k])
        for k in range(some):
            if w.due[start + k] <= now or (sought and w.due[start + k] < NEVER):
                take_turn(w, start + k, k, block, now)


@behaviour
def take_turn(w: World, i: PersonNo, row: int, block: int, now: float) -> None:
    """A new block begins for somebody where the last has ended, or they are looked at within one; see when they are due next."""
    person = w.people[i]
    if person.until > now:
        if w.due[i] <= now:
            look_in(w, i, row, block, now)
        if w.clock.doors[Stage.COMMUNITY] and person.state == State.PRESENT:
            reach_out(w, i, block, now, float(BLOCK))
    else:
        grid = now + BLOCK if block > 0 else float(offset_of(i, w.clock.residents))
        if grid > now or (int(person.kind) == Career.OCCASIONAL and i % REST > 0):
            review(w, i, row, block, now, grid)
    if person.state == State.PRESENT:
        helped = person.case >= 0 or person.support > 0.0 or person.lost > 0
        w.due[i] = 0.0 if helped else np.float64(person.until)


@behaviour
def review_later(w: World, slot: int, block: int, now: float) -> None:
    """Review those who moved in after the first day and have their turn on this day of a block."""
    rows, size = w.luck.shape[1], w.clock.moved_in
    for k in range(w.turns.shape[0]):
        first = w.clock.residents + k * rows
        if first >= size:
            return
        if w.turns[k] == slot:
            review_rows(w, first, min(first + rows, size), block, now)


@behaviour
def move_in(w: World, now: float) -> None:
    """Whoever's time has come takes their place between those they will know, who knew each other until now."""
    clock, ties = w.clock, w.ties
    while clock.moved_in < clock.people and w.people[clock.moved_in].enters <= now:
        i = clock.moved_in
        for turn in range(0, TIES, 2):
            before, after = int(ties[i, turn]), int(ties[i, turn + 1])
            if before >= 0:
                ties[before, turn + 1] = i
            if after >= 0:
                ties[after, turn] = i
        clock.moved_in = i + 1


@behaviour
def end_of_block(person: Person, i: PersonNo, block: int, grid: float) -> float:
    """When the block that begins now ends: at the next turn, `grid`, or for who offends rarely up to `REST` turns later.

    It ends at once where a career does that nobody helps to end, which is known beforehand: the same in every regime.
    The first blocks differ in length, so that as many end at one turn as at another.
    """
    if person.kind != Career.OCCASIONAL:
        return grid
    more = REST - 1 if block > 0 else i % REST
    over = min(person.exits, np.float64(person.ends)) - grid
    return grid + BLOCK * min(float(more), max(-math.floor(-over / BLOCK), 0.0))


@behaviour
def review(w: World, i: PersonNo, row: int, block: int, now: float, grid: float) -> None:
    """One review, at the start of a person's block, who has the next turn on day `grid`.

    Their luck is in row `row` of those drawn for today.
    """
    person = w.people[i]
    if person.state == State.ABSENT:
        enter(w, person, now)
    clock, luck, par = w.clock, w.luck, w.par
    accrue(w, person, now)
    gain_faith(w, i, now)
    since, whole = now - person.begun, now - np.float64(person.full)
    days = lately(since)
    person.begun = now
    person.full = now
    age = age_at(person, now)
    if dies(w, person, row, whole) or person.exits <= now or give_up(w, person, now, since):
        go(w, i, row, whole, now)
        return
    person.death = death_rate(person, age, now, supported(w, person), par)
    person.until = end_of_block(person, i, block, grid)
    if suffers(w, person, row, whole, now):
        suffer(w, i, block, now)
    if clock.doors[Stage.COMMUNITY]:
        reach_out(w, i, block, now, grid - now)
    fade_label(person, whole, par)
    settle_support(w, person, days, now)
    live_spells(w, i, share_of(luck[0, row]), block, whole, days, now)
    live_on(w, i, now, days)
    person.peers = peer_lean(w, i)
    set_steady(person, age, par)
    set_rates(person, w.programmes, now, par)
    set_bound(person, par)
    until = np.float64(person.until)
    next_candidate(w, i, Event.CANDIDATE, person.bound, block * KEYS, share_of(luck[3, row]), now, until)
    if clock.enforcement > 1.0:
        plan_enforced(w, i, block * KEYS, now, until)


@behaviour
def look_in(w: World, i: PersonNo, row: int, block: int, now: float) -> None:
    """Within a long block, what 28 days of support, or since a loss, have done; luck's next turn comes with the block's end.

    Whatever else changes with time waits for that too, or somebody would change by being looked at.
    """
    person = w.people[i]
    accrue(w, person, now)
    gain_faith(w, i, now)
    since = now - person.begun
    days = lately(since)
    person.begun = now
    if give_up(w, person, now, since):
        go(w, i, row, now - np.float64(person.full), now)
        return
    settle_support(w, person, days, now)
    be_helped(w, i, active_spells(person), block, days, now)
    live_on(w, i, now, days)
    set_rates(person, w.programmes, now, w.par)


@behaviour
def lately(since: float) -> float:
    """Of the days since somebody was looked at, those in which they may have had support or be without what they lost.

    Whoever has support, or has lost something, is looked at every 28 days: where more have passed, that is newer.
    """
    return min(since, float(BLOCK))


@behaviour
def dies(w: World, person: Person, row: int, days: float) -> bool:
    """Whether somebody has died in the `days` of a block, by the hazard by which it was counted; none for a newcomer."""
    return bool(share_of(w.luck[1, row]) < np.float64(person.death) * (days / 365.0))


@behaviour
def suffers(w: World, person: Person, row: int, days: float, now: float) -> bool:
    """Whether somebody has been a victim in the `days` of a block."""
    return bool(share_of(w.luck[2, row]) < victim_chance(w, person, now, days / 365.0))


@behaviour
def go(w: World, i: PersonNo, row: int, days: float, now: float) -> None:
    """Somebody has died, or else leaves; what befell them in the `days` of their last block is counted."""
    person = w.people[i]
    if dies(w, person, row, days):
        leave(w, i, State.DEAD, M.DEATHS, now)
        return
    if suffers(w, person, row, days, now):
        count_victim(w, person, now)
    leave(w, i, State.LEFT, M.LEFT, now)


@behaviour
def count_victim(w: World, person: Person, now: float) -> None:
    """Count somebody who has been a victim."""
    count(w, M.VICTIMISATION, person, now, 1.0)
    if supported(w, person) and person.ordinary == 0:
        count(w, M.VICTIMISATION_SUPPORTED, person, now, 1.0)


@behaviour
def suffer(w: World, i: PersonNo, block: int, now: float) -> None:
    """Somebody who stays has been a victim in the block that ends, and may come to hospital."""
    person = w.people[i]
    person.victim_until = now + w.par.victim_days
    count_victim(w, person, now)
    if w.clock.doors[Stage.HOSPITAL]:
        in_hospital(w, i, block, now)


@behaviour
def supported(w: World, person: Person) -> bool:
    """Whether somebody is in support."""
    return bool(person.case >= 0 and w.cases[person.case].state == CaseState.IN_SUPPORT)


@behaviour
def live_on(w: World, i: PersonNo, now: float, days: float) -> None:
    """What `days` in support bring beside its effect, and how far somebody now leans on those they know."""
    person = w.people[i]
    if supported(w, person):
        keep_up(w, i, now, days)
    moved = effect_log(w, person, now)
    w.leans[i] = min(max(lean_of_spells(person, w.par) + moved, -1.0), 1.0)


@behaviour
def plan_enforced(w: World, i: PersonNo, key: int, now: float, end: float) -> None:
    """Schedule the first candidate moment that enforcement adds in what is left of a block, by luck of its own."""
    gap = draw(w.clock.seed, i, Decision.ENFORCEMENT, key + BY_ENFORCEMENT, 1)
    next_candidate(w, i, Event.ENFORCED, added_bound(w, w.people[i]), key, gap, now, end)


@behaviour
def enter(w: World, person: Person, now: float) -> None:
    """Somebody is in the model from now on."""
    person.state = State.PRESENT
    person.since = now
    person.begun = now
    person.full = now
    person.ends = now + person.stay
    count(w, M.ENTERED, person, now, 1.0)


@behaviour
def leave(w: World, i: PersonNo, state: int, measure: int, now: float) -> None:
    """Somebody dies, moves away or gives up offending: their place in support goes to the next."""
    person = w.people[i]
    if person.case >= 0:
        count_case(w, M.GONE, int(person.case), now, 1.0)
        drop_case(w, int(person.case), now)
    count(w, measure, person, now, 1.0)
    person.state = state
    person.gone = now
    person.rate = 0.0
    w.leans[i] = 0.0
    w.due[i] = NEVER


@behaviour
def give_up(w: World, person: Person, now: float, days: float) -> bool:
    """Whether the luck of a career is used up: the same luck in every regime, used up faster where support helps."""
    helped = lately(days)
    person.stay -= days - helped + helped * desist_pace(person, w.programmes, now, w.par)
    if person.stay > 0.0:
        return False
    person.desists = 1
    return True


@behaviour
def fade_label(person: Person, days: float, par: np.record) -> None:
    """What of a label fades in the days of a block."""
    if person.label > 0.0:
        person.label *= par.label_left if days == BLOCK else left_after(days, par.label_half_life)


@behaviour
def settle_support(w: World, person: Person, days: float, now: float) -> None:
    """What grows or fades with support."""
    par = w.par
    if supported(w, person) and w.routes[w.cases[person.case].route].programme == person.programme:
        lasted = min(days, now - w.cases[person.case].began) - days_away(w, int(person.case), now)
        grow_support(person, w.programmes[person.programme], max(lasted, 0.0), True, par)
    elif person.support > 0.0:
        grow_support(person, w.programmes[person.programme], days, False, par)


@behaviour
def peer_lean(w: World, i: PersonNo) -> float:
    """How far the people one knows are above or below their usual, -1 to 1: the way influence travels, both ways."""
    if w.par.channel_ties == 0.0:
        return 0.0
    total = 0.0
    known = 0
    for k in range(TIES):
        j = w.ties[i, k]
        if j < 0:
            continue
        known += 1
        total += np.float64(w.leans[j])
    if known == TIES:
        return max(-1.0, total / TIES)
    return max(-1.0, total / known) if known > 0 else 0.0


@behaviour
def close_year(w: World, now: float) -> None:
    """At the end of a year of the horizon, count the people with three or more contacts in it."""
    for i in range(w.people.shape[0]):
        person = w.people[i]
        if person.year_contacts >= 3:
            count(w, M.THREE_OR_MORE, person, now, 1.0)
        person.year_contacts = 0
