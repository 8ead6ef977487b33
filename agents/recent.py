"""Recent contacts: how many offence contacts somebody has had of late, and what doors, courts and the police make of them."""

from __future__ import annotations

import numpy as np

from ..scenarios.words import MONTH_DAYS, YEAR_DAYS
from .arithmetic import LN2
from .engine.behaviour import behaviour
from .person import left_after
from .records import Person


@behaviour
def recent_at(person: Person, moment: float, par: np.record) -> float:
    """Recent offence contacts at a moment: each counts one when it happens, and half as much with every half-life."""
    known = np.float64(person.recent)
    if known == 0.0 or moment <= person.last_contact:
        return known
    return known * left_after(moment - person.last_contact, par.recent_half_life)


@behaviour
def add_recent(person: Person, opened: float, par: np.record) -> None:
    """One more offence contact; what happened before the last one, and comes to notice after it, has faded since."""
    late = person.last_contact - opened
    if late > 0.0:
        person.recent = np.float64(person.recent) + left_after(late, par.recent_half_life)
    else:
        person.recent = recent_at(person, opened, par) + 1.0


@behaviour
def recent_lean(person: Person, stage: int, moment: float, par: np.record) -> float:
    """What recent contacts add to the log-odds of an offer at a door, or to the log of a rate of finding somebody.

    Nothing for who has as many as the average of those who come to that door, so that the declared offer is theirs.
    """
    weight = par.offer_recent[stage] * par.channel_record
    if weight == 0.0:
        return 0.0
    return weight * (min(recent_at(person, moment, par), par.recent_most) - par.recent_centre[stage])


@behaviour
def fading_years(par: np.record) -> float:
    """The years over which a steady rate of contacts adds up to what counts as recent."""
    return par.recent_half_life * MONTH_DAYS / LN2 / YEAR_DAYS


@behaviour
def how_often(person: Person, moment: float, par: np.record) -> float:
    """Where somebody stands between no contact of late (0) and as many a year as make them persistent (1)."""
    return min(recent_at(person, moment, par) / fading_years(par) / par.often_contacts, 1.0)
