"""A person's review every 28 days: entering, leaving, dying, good and bad spells, what fades and what grows."""

from __future__ import annotations

import numpy as np

from ..agents.behaviour import behaviour
from ..agents.chance import D_REVIEW, draw_four
from ..agents.person import death_rate, grow_support, left_after, set_bound, set_rates, set_steady
from ..agents.records import ABSENT, DEAD, IN_SUPPORT, LEFT, PRESENT, TIES
from ..scenarios.words import COMMUNITY, HOSPITAL
from .calendar import BLOCK, next_candidate
from .counting import accrue, count, eased_log, victim_chance
from .funnel import count_case
from .outreach import in_hospital, reach_out
from .staff import keep_up
from .support import drop_case
from .world import M_DEATH, M_ENTERED, M_GONE, M_LEFT, M_THREE, M_VICTIM_SUPPORTED, M_VICTIMISATION, World


@behaviour
def review(w: World, i: int, block: int, now: float, end: float, days: float) -> None:
    """One review, at the start of a person's block that lasts until `end`; `days` have passed since the last one."""
    person = w.people[i]
    if person.state > PRESENT or not is_here(w, i, now):
        return
    clock, par = w.clock, w.par
    accrue(w, person, now)
    person.begun = now
    u, v, x, _ = draw_four(clock.seed, i, D_REVIEW, block, 0)
    in_support = person.case >= 0 and w.cases[person.case].state == IN_SUPPORT
    if v < person.death * days / 365.0:  # the hazard by which the block that ends was counted; none for a newcomer
        leave(w, i, DEAD, M_DEATH, now)
        return
    if person.exits <= now:
        leave(w, i, LEFT, M_LEFT, now)
        return
    person.death = death_rate(person, now, in_support, par)
    turn_spell(person, u, days, par)
    if x < victim_chance(w, person, now, days):
        person.victim_until = now + par.victim_days
        count(w, M_VICTIMISATION, person, now, 1.0)
        if in_support and person.ordinary == 0:
            count(w, M_VICTIM_SUPPORTED, person, now, 1.0)
        if clock.doors[HOSPITAL]:
            in_hospital(w, i, block, now)
    if clock.doors[COMMUNITY]:
        reach_out(w, i, block, now, days)
    settle_levels(w, person, in_support, days)
    if in_support:
        keep_up(w, i, now, days)
    eased = eased_log(w, person, now)
    w.leans[i] = min(max((0.5 if person.spell else 0.0) + eased, -1.0), 1.0)
    person.peers = peer_lean(w, i)
    set_steady(person, now, par)
    set_rates(person, w.programmes, now, par)
    set_bound(person, par)
    next_candidate(w, i, person.bound, block, now, end, 0)


@behaviour
def is_here(w: World, i: int, now: float) -> bool:
    """Let somebody in whose time has come; whether they are here now."""
    person = w.people[i]
    if person.state == ABSENT:
        if person.enters > now:
            return False
        person.state = PRESENT
        person.since = now
        count(w, M_ENTERED, person, now, 1.0)
    return True


@behaviour
def leave(w: World, i: int, state: int, measure: int, now: float) -> None:
    """Somebody dies, moves away or gives up offending: their place in support goes to the next."""
    person = w.people[i]
    if person.case >= 0:
        count_case(w, M_GONE, int(person.case), now, 1.0)
        drop_case(w, int(person.case), now)
    count(w, measure, person, now, 1.0)
    person.state = state
    person.rate = 0.0
    w.leans[i] = 0.0


@behaviour
def turn_spell(person: np.record, u: float, days: float, par: np.record) -> None:
    """Begin or end a bad spell: the ups and downs that nobody planned, equal in every regime."""
    share = days / BLOCK
    if person.spell:
        if u < share * BLOCK / (par.spell_months * 30.4375):
            person.spell = 0
    else:
        ends = BLOCK / (par.spell_months * 30.4375)
        if u < share * ends * par.spell_share / (1.0 - par.spell_share):
            person.spell = 1


@behaviour
def settle_levels(w: World, person: np.record, in_support: bool, days: float) -> None:
    """What fades with time (label, prison's aftermath) and what grows or fades with support."""
    par = w.par
    if person.label > 0.0:
        person.label *= par.label_left if days == BLOCK else left_after(days, par.label_half_life)
    if person.collateral > 0.0:
        person.collateral *= left_after(days, par.prison_half_life)
    if in_support and w.routes[w.cases[person.case].route].programme == person.programme:
        lasted = min(days, person.begun - w.cases[person.case].began)
        grow_support(person, w.programmes[person.programme], lasted, True)
    elif person.support > 0.0:
        grow_support(person, w.programmes[person.programme], days, False)


@behaviour
def peer_lean(w: World, i: int) -> float:
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
        total += w.leans[j]
    return max(-1.0, total / known) if known > 0 else 0.0


@behaviour
def close_year(w: World, now: float) -> None:
    """At the end of a year of the horizon, count the people with three or more contacts in it."""
    for i in range(w.people.shape[0]):
        person = w.people[i]
        if person.year_contacts >= 3:
            count(w, M_THREE, person, now, 1.0)
        person.year_contacts = 0
