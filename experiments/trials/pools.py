"""Who could enter a study in each arm, when, and what is known of them at that moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...scenarios.words import Ethnicity, Sex
from .readings import Diary, count
from .study import Reading, Study

Numbers = NDArray[np.float64]
ELIGIBLE, OFFERED = 1, 2  # of a person's index contacts
DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Pool:
    """The people who could enter an arm: `who` [n], their `entry` in days [n], and `known` [n, features] at entry."""

    who: NDArray[np.int64]
    entry: Numbers
    known: Numbers

    def only(self, keep: NDArray[np.bool_]) -> Pool:
        """Those of them to keep."""
        return Pool(self.who[keep], self.entry[keep], self.known[keep])


Entries = pd.Series  # moment of entry by person


def _index(diary: Diary, which: int) -> Entries:
    moments = diary.life.reading.people("index")[:, which]
    who = np.flatnonzero(moments > 0)
    return pd.Series(moments[who], index=who)


def _offered(diary: Diary) -> Entries:
    """The moment of the first offer, the same in both arms: at the scene, or at the decision, however much later."""
    moments = diary.life.reading.people("referable")
    who = np.flatnonzero(moments > 0)
    return pd.Series(moments[who], index=who)


def _eligible_arrest(diary: Diary) -> Entries:
    """The first contact at which somebody was eligible, of those who were arrested at it."""
    index = _index(diary, ELIGIBLE)
    arrests = diary.log.arrests_over_offences()
    taken = arrests[arrests.began == arrests.person.map(index)].person
    return index[index.index.isin(taken)]


def _arrested(diary: Diary) -> Entries:
    first = diary.first(diary.log.arrests_over_offences(), diary.life.fork)
    return pd.Series(first.moment.to_numpy(), index=first.person.to_numpy())


def _referred(diary: Diary) -> Entries:
    """The first referral to ordinary treatment."""
    first = diary.first(diary.log.of("ordinary_referral"), diary.life.fork)
    return pd.Series(first.moment.to_numpy(), index=first.person.to_numpy())


def _admitted(diary: Diary) -> Entries:
    """The first referral that led to a place: the contact it goes back to."""
    referred = diary.log.of("referral")[["person", "began", "moment"]]
    admitted = diary.log.of("admitted")[["person", "began"]]
    both = referred.merge(admitted, on=["person", "began"])
    first = both[both.began >= diary.life.fork].sort_values("moment", kind="stable").drop_duplicates("person")
    return pd.Series(first.moment.to_numpy(), index=first.person.to_numpy())


ENTRIES: Final[Mapping[str, Callable[[Diary], Entries]]] = {
    "offered": _offered,
    "eligible_arrest": _eligible_arrest,
    "arrested": _arrested,
    "referred": _referred,
    "admitted": _admitted,
}


def pool_of(diary: Diary, study: Study, enters: str) -> Pool:
    """Everybody who would enter one arm within the time of recruitment, in order of person."""
    found = ENTRIES[enters](diary).sort_index()
    fork = diary.life.fork
    who = found.index.to_numpy().astype(np.int64)
    entry = found.to_numpy().astype(np.float64)
    age = (entry - diary.life.reading.people("born")[who]) / DAYS_A_YEAR
    keep = (entry >= fork) & (entry < fork + study.recruit_days)
    if study.young:
        keep &= age < 26
    who, entry = who[keep], entry[keep]
    return Pool(who, entry, known_of(diary, who, entry, age[keep]))


def known_of(diary: Diary, who: NDArray[np.int64], entry: Numbers, age: Numbers) -> Numbers:
    """What evaluators know of people at entry: age, sex, ethnicity, proven offences, arrests in the year before."""
    sex, ethnicity = (diary.life.reading.people(field)[who] for field in ("sex", "ethnicity"))
    columns = [
        age,
        sex == Sex.MALE,
        ethnicity == Ethnicity.BLACK,
        np.log1p(_record(diary, who, entry)),
        np.log1p(count(diary, "arrests", who, entry, -365.0, entry_counts=False)),
    ]
    return np.column_stack(columns).astype(np.float64)


def proven_before(diary: Diary, pool: Pool) -> NDArray[np.int64]:
    """Proven offences of each before entry, from which their record is told."""
    return _record(diary, pool.who, pool.entry)


def _record(diary: Diary, who: NDArray[np.int64], entry: Numbers) -> NDArray[np.int64]:
    """Proven offences at the fork, and those that were proven between the fork and each one's entry."""
    start = np.full(diary.people, -np.inf)
    start[who] = entry
    proven = diary.log.between(diary.life.fork).of("caution", "conviction")
    since = proven[proven.moment.to_numpy() < start[proven.person]]
    added = np.bincount(since.person, since.offences, diary.people).astype(np.int64)
    found: NDArray[np.int64] = diary.life.reading.people("proven_fork") + added
    return found[who]


def among(diary: Diary, pool: Pool, reading: Reading) -> NDArray[np.bool_]:
    """Whom of a pool a reading is about."""
    if reading.among == "everybody":
        return np.ones(len(pool.who), np.bool_)
    first: NDArray[np.bool_] = proven_before(diary, pool) == 0
    return first if reading.among == "first_timers" else ~first
