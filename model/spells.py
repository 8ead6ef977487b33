"""Spells of needs in the life of the model: their turns, what support eases, a home or work lost and found, the log."""

from __future__ import annotations

import numpy as np

from ..agents.engine.behaviour import behaviour
from ..agents.person import N_NEEDS, active_spells, age_at
from ..agents.records import Person, PersonNo
from ..agents.spells import HOME, WORK, ease_spells, found_again, losses, relieved_share, turn_spells
from ..agents.states import Happening, Turn
from ..scenarios.words import Need
from .calendar import BLOCK
from .ledger.happenings import write_spell
from .world import World


@behaviour
def live_spells(w: World, i: PersonNo, u: float, block: int, whole: float, days: float, now: float) -> None:
    """What `whole` days of a block did to spells of needs: luck first, the same in every regime, then `days` of support."""
    person = w.people[i]
    before = active_spells(person)
    turn_spells(person, u, whole / BLOCK, w.par)
    be_helped(w, i, before, block, days, now)


@behaviour
def be_helped(w: World, i: PersonNo, before: int, block: int, days: float, now: float) -> None:
    """What `days` of support, or since a loss, did to spells under way, and what was lost and is found.

    Written down is what has changed since the spells were as `before`.
    """
    person, par, share = w.people[i], w.par, days / BLOCK
    if person.support > 0.0 and person.spells:
        programme = w.programmes[person.programme]
        ease_spells(person, i, programme, age_at(person, now), block, share, par, w.clock.seed)
    if active_spells(person) != before:
        write_turns(w, i, before, now)
    if person.lost & HOME:
        find_again(w, i, 0, Need.HOUSING, block, share, now)
    if person.lost & WORK:
        find_again(w, i, 1, Need.MONEY_AND_WORK, block, share, now)


@behaviour
def write_turns(w: World, i: PersonNo, before: int, now: float) -> None:
    """Write down which spells began since the last review and which ended; what support averted never came."""
    person = w.people[i]
    after = active_spells(person)
    for k in range(N_NEEDS):
        if (after >> k) & ~(before >> k) & 1:
            write_spell(w, Happening.SPELL_BEGAN, i, k, Turn.OF_ITSELF, now)
        elif (before >> k) & ~(after >> k) & 1:
            how = Turn.WITH_SUPPORT if (int(person.eased) >> k) & 1 else Turn.OF_ITSELF
            write_spell(w, Happening.SPELL_ENDED, i, k, how, now)


@behaviour
def find_again(w: World, i: PersonNo, which: int, k: int, block: int, share: float, now: float) -> None:
    """A home (`which` is 0) or work (1) lost by being locked up is found again, sooner with support that meets need `k`."""
    person, relieved = w.people[i], 0.0
    if person.support > 0.0:
        relieved = relieved_share(person, w.programmes[person.programme], k, age_at(person, now), w.par)
    how = found_again(i, which, relieved, block, share, w.par, w.clock.seed)
    if how != Turn.LOST:
        person.lost = int(person.lost) & ~(1 << k)
        write_spell(w, Happening.SPELL_ENDED, i, k, how, now)


@behaviour
def lose(w: World, i: PersonNo, moment: float) -> None:
    """What the time inside that ends now has cost somebody; call before they are at liberty."""
    person = w.people[i]
    lost = losses(person, i, moment, w.par, w.clock.seed)
    person.lost = int(person.lost) | lost
    if lost:
        w.due[i] = 0.0
    if lost & HOME:
        write_spell(w, Happening.SPELL_BEGAN, i, Need.HOUSING, Turn.LOST, moment)
    if lost & WORK:
        write_spell(w, Happening.SPELL_BEGAN, i, Need.MONEY_AND_WORK, Turn.LOST, moment)


@behaviour
def lean_of_spells(person: Person, par: np.record) -> float:
    """How far somebody's spells lean on those they know: as `spell_lean` says where they weigh as much as they can."""
    weight = par.spell_log[active_spells(person)]
    return par.spell_lean * weight / par.spell_cap if weight > 0.0 else 0.0
