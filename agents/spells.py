"""Spells of needs: how they begin and end by themselves, how support eases them, and what being locked up costs."""

from __future__ import annotations

import math

import numpy as np

from ..scenarios.words import Need
from .arithmetic import exp, log
from .chance import Decision, draw, draw_two
from .engine.behaviour import behaviour
from .person import N_NEEDS, YOUNG, active_spells
from .records import Person, PersonNo, Programme
from .states import Turn

HOME = 1 << Need.HOUSING.value
WORK = 1 << Need.MONEY_AND_WORK.value


@behaviour
def begin_chance(person: Person, k: int, par: np.record) -> float:
    """The chance that a spell of need `k` begins within 28 days."""
    return par.spell_begins[k] * (1.0 if np.float64(person.needs[k]) > 0.0 else par.spell_without[k])


@behaviour
def turned(chance: float, back: float, share: float) -> float:
    """The chance that what turns with `chance` in 28 days, and turns back with `back`, has turned after `share` times as long."""
    if share == 1.0 or chance <= 0.0:
        return chance
    stays, whole, left = 1.0 - chance - back, math.floor(share), 1.0
    for _ in range(whole):
        left *= stays
    if share > whole:  # in the first blocks alone
        left *= exp((share - whole) * log(stays)) if stays > 0.0 else 0.0
    return chance * (1.0 - left) / (chance + back)


@behaviour
def start_spells(person: Person, u: float, par: np.record) -> None:
    """The spells in which the first day finds somebody: each need's share of time; one number does for all needs."""
    spells = 0
    for k in range(N_NEEDS):
        begins = begin_chance(person, k, par)
        share = begins / (begins + par.spell_ends[k])
        if u < share:
            spells |= 1 << k
            u /= share
        else:
            u = (u - share) / (1.0 - share)
    person.spells = spells


@behaviour
def turn_spells(person: Person, u: float, share: float, par: np.record) -> None:
    """Begin and end spells of needs after `share` times 28 days: ups and downs that nobody planned, equal in every regime.

    One number does for all needs: what is left of it after one is as even as it was. Who is in no spell rarely begins any,
    which is seen at once.
    """
    # In part of 28 days more may begin than that part of what begins in 28, but never more than in all of them.
    if person.spells == 0 and u >= max(share, 1.0) * par.spell_gate:
        return
    changed = 0
    for k in range(N_NEEDS):
        begins, ends = begin_chance(person, k, par), par.spell_ends[k]
        under_way = (int(person.spells) >> k) & 1
        chance = turned(ends, begins, share) if under_way else turned(begins, ends, share)
        if u < chance:
            changed |= 1 << k
            u /= chance
        else:
            u = (u - chance) / (1.0 - chance)
    person.spells = int(person.spells) ^ changed
    person.eased = int(person.eased) & int(person.spells)


@behaviour
def relieved_share(person: Person, programme: Programme, k: int, age: float, par: np.record) -> float:
    """The share of need `k` of which support relieves somebody now, for whom help with it has come; 0 to 1."""
    if (int(person.got) >> k) & 1 == 0:
        return 0.0
    relief = programme.relief_young if age < YOUNG else programme.relief
    return min(max(par.channel_support * person.support * relief * programme.meets[k], 0.0), 1.0)


@behaviour
def ease_chance(relieved: float, ends: float) -> float:
    """The chance at a review that support averts or ends what would end by itself with chance `ends`.

    So that of the time in spells of a need support takes the same share as of the need itself.
    """
    return min(relieved * ends / (1.0 - relieved * (1.0 - ends)), 1.0) if relieved > 0.0 else 0.0


@behaviour
def ease_spells(
    person: Person, i: PersonNo, programme: Programme, age: float, block: int, share: float, par: np.record, seed: int
) -> None:  # fmt: skip
    """Let support avert spells that have just begun, and end others early; by luck of their own, so that more eases more."""
    active = active_spells(person)
    for k in range(N_NEEDS):
        if (active >> k) & 1:
            chance = ease_chance(relieved_share(person, programme, k, age, par), share * par.spell_ends[k])
            if chance > 0.0 and draw(seed, i, Decision.SPELL, block, k) < chance:
                person.eased = int(person.eased) | (1 << k)


@behaviour
def losses(person: Person, i: PersonNo, moment: float, par: np.record, seed: int) -> int:
    """What somebody has lost by the time inside that ends now, one bit each: a home, work, as far as they had it."""
    home, work = draw_two(seed, i, Decision.LOSS, int(math.floor(moment)), 0)
    row = 2 * (int(person.inside) - 1)
    lost = HOME if home < par.loss_chance[row] else 0
    lost |= WORK if work < par.loss_chance[row + 1] else 0
    return lost & ~active_spells(person) & ~int(person.lost)


@behaviour
def found_again(
    i: PersonNo, which: int, relieved: float, block: int, share: float, par: np.record, seed: int
) -> int:  # fmt: skip
    """How a home (`which` is 0) or work (1) is found again at a review; what was lost is lost still where neither helped."""
    luck, alone = draw(seed, i, Decision.LOSS, block, 1 + which), share * par.loss_ends[which]
    if luck < alone:
        return Turn.FOUND
    return Turn.FOUND_WITH_SUPPORT if luck < alone + (1.0 - alone) * ease_chance(relieved, alone) else Turn.LOST
