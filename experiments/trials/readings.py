"""What is counted of each person in a time of their own: arrests, charges, harm, days inside, before or after entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...agents.court import PRISON
from ...model.ledger.happenings import over_an_offence
from ...model.world import (
    L_ARREST,
    L_CAUTION,
    L_CHARGE,
    L_CONTACT,
    L_CONVICTION,
    L_INSIDE,
    World,
)
from ...scenarios.words import CATEGORIES
from ..lives.lives import Life

Numbers = NDArray[np.float64]
People = NDArray[np.int64]
Rows = pd.DataFrame

JUST_BEFORE: Final = 0.001  # days: what happens with the entry is not before it

# Felonies in Washington State at the time, as far as the model's categories tell them (possession of drugs was one).
FELONIES: Final = tuple(
    CATEGORIES.index(name) for name in ("drug_possession", "violence_with_injury", "burglary", "weapons")
)


class Diary:
    """The log of one arm, laid out for counting."""

    def __init__(self, life: Life) -> None:
        """Take over the log of a settled world."""
        self.life = life
        self.rows = rows_of(life.world)
        self.people = len(life.world.people)

    def of_kind(self, *kinds: int) -> Rows:
        """The happenings of some kinds."""
        return self.rows[self.rows.kind.isin(kinds)]

    def first(self, rows: Rows, since: float) -> Rows:
        """The first of these happenings of each person, of those that go back to `since` or later."""
        return rows[rows.began >= since].sort_values(["began", "moment"], kind="stable").drop_duplicates("person")


def rows_of(world: World) -> Rows:
    """The log of a settled world, one row a happening."""
    rows = world.log[: int(world.clock.logged)]
    return pd.DataFrame({name: rows[name] for name in rows.dtype.names or ()})


def _arrests(diary: Diary) -> Rows:
    return diary.of_kind(L_ARREST)


def _over_offences(diary: Diary) -> Rows:
    return diary.rows[over_an_offence(diary.rows)]


def _charges(diary: Diary) -> Rows:
    return diary.of_kind(L_CHARGE)


def _felonies(diary: Diary) -> Rows:
    found = diary.of_kind(L_CHARGE)
    return found[found.category.isin(FELONIES)]


def _proven(diary: Diary) -> Rows:
    return diary.of_kind(L_CAUTION, L_CONVICTION)


def _contacts(diary: Diary) -> Rows:
    return diary.of_kind(L_CONTACT)


def _prison(diary: Diary) -> Rows:
    found = diary.of_kind(L_CONVICTION)
    return found[found.sentence == PRISON]


# What follows from an offence before entry counts too where its name says so: being arrested on a warrant, or locked up.
EVENTS: Final[Mapping[str, tuple[Callable[[Diary], Rows], bool]]] = {
    "arrests": (_arrests, True),
    "non_warrant_arrests": (_over_offences, False),
    "charges": (_charges, False),
    "felony_charges": (_felonies, False),
    "proven": (_proven, False),
    "contacts": (_contacts, False),
    "harm": (_contacts, False),
    "prison": (_prison, True),
}


def events_of(diary: Diary, of: str, who: People, entry: Numbers) -> Rows:
    """The happenings of `who` that a reading counts, with `after`: days since their entry; the entry itself left out."""
    pick, earlier = EVENTS[of]
    start = np.full(diary.people, np.nan)
    start[who] = entry
    found: Rows = pick(diary)
    begun = start[found.person.to_numpy()]
    known = np.isfinite(begun)
    found = found[known].assign(after=found.moment.to_numpy()[known] - begun[known], entry=begun[known])
    itself = over_an_offence(found) & (found.began <= found.entry)
    old = itself if earlier else found.began <= found.entry
    kept: Rows = found[~old | (found.after <= 0)]
    return kept


def count(diary: Diary, of: str, who: People, entry: Numbers, days: float, entry_counts: bool = True) -> Numbers:
    """How many a person in the `days` after entry; in those before it where `days` is negative.

    Reports of before and after count what brought somebody in among what was before, unless `entry_counts` is false.
    """
    if of == "latent":
        return diary.life.latent_between(who, entry, days)
    if of == "jail_days":
        return days_inside(diary, who, entry, days)
    events = events_of(diary, of, who, entry)
    low, high = (0.0, days) if days > 0 else (days, 0.0 if entry_counts else -JUST_BEFORE)
    events = events[(events.after > low) & (events.after <= high)]
    weights = np.asarray(diary.life.world.par.harm_days)[events.category] if of == "harm" else None
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
    spells = diary.of_kind(L_INSIDE).sort_values(["person", "moment"], kind="stable")
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
