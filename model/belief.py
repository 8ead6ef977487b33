"""What officers make of those they referred: the contacts they had expected, and the contacts that came."""

from __future__ import annotations

from ..agents.engine.behaviour import behaviour
from ..agents.officer import move_belief
from ..agents.person import at_liberty
from ..agents.records import PersonNo
from .world import World


@behaviour
def lose_faith(w: World, i: PersonNo, opened: float) -> None:
    """A repeat contact, over an offence at `opened`, tells against the belief of the officer who referred last."""
    person = w.people[i]
    if person.referrer >= 0 and 0.0 < opened - person.referred_at < w.par.belief_days:
        move_belief(w.officers[person.referrer], -w.par.belief_bad, w.par)


@behaviour
def gain_faith(w: World, i: PersonNo, moment: float) -> None:
    """The days that passed without the contacts that were expected in them tell for it, since the last review.

    Over the same days as repeat contacts tell against it; nobody expects any of somebody who is locked up.
    """
    person, par = w.people[i], w.par
    if person.referrer < 0:
        return
    days = min(moment, person.referred_at + par.belief_days) - max(person.begun, person.referred_at)
    if days > 0.0:
        expected = float(person.expected) * at_liberty(person, par) * days / 365.0
        move_belief(w.officers[person.referrer], par.belief_bad * expected, par)
