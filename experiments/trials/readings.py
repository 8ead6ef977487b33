"""What is counted of each person in a time of their own: arrests, charges, harm, days inside, before or after entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...agents.states import State
from ...model.ledger.log import OFFENCE_KINDS, Log, log_of
from ...scenarios.words import CATEGORIES
from ..lives.lives import Life
from ..measures.cohorts import imprisoned

Numbers = NDArray[np.float64]
People = NDArray[np.int64]
Rows = pd.DataFrame

JUST_BEFORE: Final = 0.001  # days: what happens with the entry is not before it

# Felonies in Washington State at the time, as far as the model's categories tell them (possession of drugs was one).
FELONIES: Final = tuple(
    CATEGORIES.index(name) for name in ("drug_possession", "violence_with_injury", "burglary", "weapons")
)
VIOLENT: Final = tuple(CATEGORIES.index(name) for name in ("assault_without_injury", "violence_with_injury", "weapons"))


class Diary:
    """The log of one arm, laid out for counting."""

    def __init__(self, life: Life) -> None:
        """Take over the log of a life."""
        self.life = life
        self.log = log_of(life.reading)
        self.people = life.reading.size

    def first(self, rows: Rows, since: float) -> Rows:
        """The first of these happenings of each person, of those that go back to `since` or later."""
        return rows[rows.began >= since].sort_values(["began", "moment"], kind="stable").drop_duplicates("person")


@dataclass(frozen=True, slots=True)
class Event:
    """What a reading counts: which happenings, and which of those after entry it leaves out, given when each began."""

    pick: Callable[[Log], Rows]
    without: Callable[[Rows], pd.Series]


def _earlier(found: Rows) -> pd.Series:
    """What follows from an offence before entry."""
    return found.began <= found.entry


def _entry_itself(found: Rows) -> pd.Series:
    """Arrests over an offence before entry: on a warrant, somebody is arrested anew."""
    return (found.over < OFFENCE_KINDS) & _earlier(found)


def _nothing(found: Rows) -> pd.Series:
    return pd.Series(False, index=found.index)


def _felonies(log: Log) -> Rows:
    found = log.of("charge")
    return found[found.category.isin(FELONIES)]


def _violent(log: Log) -> Rows:
    found = log.arrests_over_offences()
    return found[found.over.isin(VIOLENT)]


def _contacts(log: Log) -> Rows:
    return log.of("contact")


EVENTS: Final[Mapping[str, Event]] = {
    "arrests": Event(lambda log: log.of("arrest"), _entry_itself),
    "non_warrant_arrests": Event(lambda log: log.arrests_over_offences(), _earlier),
    "violent_arrests": Event(_violent, _earlier),
    "charges": Event(lambda log: log.of("charge"), _earlier),
    "felony_charges": Event(_felonies, _earlier),
    "proven": Event(lambda log: log.of("caution", "conviction"), _earlier),
    "contacts": Event(_contacts, _earlier),
    "harm": Event(_contacts, _earlier),
    "prison": Event(imprisoned, _nothing),
}


def events_of(diary: Diary, of: str, who: People, entry: Numbers) -> Rows:
    """The happenings of `who` that a reading counts, with `after`: days since their entry; the entry itself left out."""
    event = EVENTS[of]
    start = np.full(diary.people, np.nan)
    start[who] = entry
    found = event.pick(diary.log)
    begun = start[found.person.to_numpy()]
    known = np.isfinite(begun)
    found = found[known].assign(after=found.moment.to_numpy()[known] - begun[known], entry=begun[known])
    kept: Rows = found[~event.without(found) | (found.after <= 0)]
    return kept


def count(diary: Diary, of: str, who: People, entry: Numbers, days: float, entry_counts: bool = True) -> Numbers:
    """How many a person in the `days` after entry; in those before it where `days` is negative.

    Reports of before and after count what brought somebody in among what was before, unless `entry_counts` is false.
    """
    if of == "latent":
        return diary.life.latent_between(who, entry, days)
    if of == "jail_days":
        return days_inside(diary, who, entry, days)
    if of == "deaths":
        return deaths(diary, who, entry, days)
    events = events_of(diary, of, who, entry)
    low, high = (0.0, days) if days > 0 else (days, 0.0 if entry_counts else -JUST_BEFORE)
    events = events[(events.after > low) & (events.after <= high)]
    weights = events.harm if of == "harm" else None
    found = np.bincount(events.person, weights=weights, minlength=diary.people)
    return found[who].astype(np.float64)


def first_times(diary: Diary, of: str, who: People, entry: Numbers, days: float) -> Numbers:
    """Days from entry to the first; minus `days` for whom there was none in that time."""
    events = events_of(diary, of, who, entry)
    events = events[(events.after > 0) & (events.after <= days)]
    first = np.full(diary.people, np.inf)
    np.minimum.at(first, events.person.to_numpy(), events.after.to_numpy())
    return np.where(np.isfinite(first[who]), first[who], -days)


def days_inside(diary: Diary, who: People, entry: Numbers, days: float) -> Numbers:
    """Days in police cells, on remand or in prison in the `days` after entry; nights are not counted twice."""
    start = np.full(diary.people, np.nan)
    start[who] = entry
    spells = diary.log.of("inside").sort_values(["person", "moment"], kind="stable")
    begun = start[spells.person.to_numpy()]
    spells = spells[np.isfinite(begun)]
    begun = begun[np.isfinite(begun)]
    low = np.maximum(spells.moment.to_numpy(), begun)
    high = np.minimum(spells.until.to_numpy(), begun + days)
    spells = spells.assign(low=low, high=np.maximum(high, low))
    reached = spells.groupby("person").high.cummax().groupby(spells.person).shift(fill_value=-np.inf)
    inside = np.maximum(spells.high - np.maximum(spells.low, reached), 0.0)
    found = np.bincount(spells.person, weights=inside, minlength=diary.people).astype(np.float64)
    return found[who]


def deaths(diary: Diary, who: People, entry: Numbers, days: float) -> Numbers:
    """Whether each died in the `days` after entry, of whatever cause; known to the review at which it was seen."""
    state, seen = (diary.life.reading.people(field)[who] for field in ("state", "begun"))
    found: Numbers = ((state == State.DEAD) & (seen > entry) & (seen <= entry + days)).astype(np.float64)
    return found
