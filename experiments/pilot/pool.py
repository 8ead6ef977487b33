"""The people whom a pilot could take in, from worlds of the model: each lived with and without the programme, by one draw each.

A world draws what nobody knows, the programme's effect among it, and is lived twice from one fork by the machinery of replayed
trials. Of each person there is when and where they were met, and when each thing happened to them in either life.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...model.arguments import seed_of
from ...model.simulation import NEVER
from ..lives.lives import live
from ..plans import setting_of
from ..runs import Progress, processors
from ..trials.pools import Pool, pool_of
from ..trials.readings import Diary, deaths, events_of
from .study import READ_AS, Asked

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]
JUST_AFTER: Final = 1e-6  # days: the contact at which somebody enters is not a later one
OTHER_LUCK: Final = 1_000_000  # replicates on, so that a pilot does not see the luck of the years it is to decide about


@dataclass(frozen=True, slots=True)
class Events:
    """Things that happened to people after their entry: whose each is (a row of the pool) and how many days after."""

    whose: Rows
    after: Numbers

    def counted(self, people: int, since: Numbers, until: Numbers) -> Numbers:
        """How many each person had after `since` and up to `until`, days after entry, one of each a person."""
        inside = (self.after > since[self.whose]) & (self.after <= until[self.whose])
        return np.bincount(self.whose[inside], minlength=people).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one world who could enter: `entry` in days since the fork, where, and what is known of them.

    `had` and `would` are what happened to them in the life with the programme and without it.
    """

    entry: Numbers
    area: Rows
    known: Numbers
    had: Events
    would: Events

    @property
    def size(self) -> int:
        """How many."""
        return len(self.entry)


@dataclass(frozen=True, slots=True)
class World:
    """One draw: everybody who would be offered the programme, and for a matched comparison those who took it and those like them.

    `contacts` are their later contacts without it, `hazard` the chance of an offer at a contact. `latent` is the ratio of
    offending with to without. `admitted`, `left` and `died` are shares of those offered: who came to have a place, who had
    left it by the end of follow-up, and who died.
    """

    offered: Group
    contacts: Events
    hazard: float
    latent: float
    admitted: float
    left: float
    died: float
    took: Group | None = None
    others: Group | None = None


@dataclass(frozen=True, slots=True)
class _Recruiting:
    recruit_days: float
    young: bool = False


def world_of(asked: Asked, replicate: int, stop: threading.Event = NEVER) -> World:
    """Live one draw and read off who could enter and what came of them.

    Raises:
        Stopped: `stop` was set.
    """
    plan = asked.pool
    control = next(each for each in plan.regimes if each.name == plan.reference)
    treated = next(each for each in plan.regimes if each.name == asked.regime)
    pair = live(setting_of(plan, replicate), control, treated, seed_of(plan.seed, OTHER_LUCK + replicate), stop)
    with_, without = Diary(pair.treated), Diary(pair.control)
    offered = _pool(asked, with_, "offered")
    days = asked.follow_days
    ours, theirs = (
        life.latent_between(offered.who, offered.entry, days).sum() for life in (pair.treated, pair.control)
    )
    admitted, left = _support(with_, offered, days)
    return World(
        offered=_group(asked, offered, with_, without),
        contacts=_events(without, "contacts", offered, days + asked.recruit_days),
        hazard=_hazard(without, offered, asked.recruit_days),
        latent=float(ours / theirs) if theirs > 0 else float("nan"),
        admitted=admitted,
        left=left,
        died=float(deaths(with_, offered.who, offered.entry, days).mean()) if len(offered.who) else float("nan"),
        **_matched(asked, with_, without),
    )


def _pool(asked: Asked, diary: Diary, enters: str) -> Pool:
    return pool_of(diary, _Recruiting(asked.recruit_days), enters)  # type: ignore[arg-type]


def _matched(asked: Asked, with_: Diary, without: Diary) -> dict[str, Group]:
    """Who took the programme up, and who was met in the same way where there was none."""
    if asked.design != "matched":
        return {}
    took, others = _pool(asked, with_, "admitted"), _pool(asked, without, "eligible_arrest")
    return {"took": _group(asked, took, with_, without), "others": _group(asked, others, without, without)}


def _group(asked: Asked, pool: Pool, one: Diary, other: Diary) -> Group:
    of = READ_AS.get(asked.outcome, asked.outcome)
    place = one.life.reading.people("place")[pool.who].astype(np.int64)
    had, would = (_events(diary, of, pool, asked.follow_days) for diary in (one, other))
    return Group(pool.entry - one.life.fork, place, pool.known, had, would)


def _events(diary: Diary, of: str, pool: Pool, days: float) -> Events:
    found = events_of(diary, of, pool.who, pool.entry)
    found = found[(found.after > JUST_AFTER) & (found.after <= days)]
    rows = np.full(diary.people, -1, np.int64)
    rows[pool.who] = np.arange(len(pool.who))
    return Events(rows[found.person.to_numpy()], found.after.to_numpy().astype(np.float64))


def _hazard(diary: Diary, offered: Pool, days: float) -> float:
    """The chance of an offer at a contact: first offers, over contacts up to then of people who could have had one."""
    eligible = np.flatnonzero(diary.life.reading.people("index")[:, 1] > 0)
    contacts = diary.log.of("contact")
    contacts = contacts[(contacts.moment >= diary.life.fork) & (contacts.moment < diary.life.fork + days)]
    until = np.full(diary.people, np.inf)
    until[offered.who] = offered.entry
    could = np.zeros(diary.people, np.bool_)
    could[eligible] = True
    person = contacts.person.to_numpy()
    asked = int((could[person] & (contacts.moment.to_numpy() <= until[person] + JUST_AFTER)).sum())
    return min(1.0, len(offered.who) / asked) if asked else 0.0


def _support(diary: Diary, offered: Pool, days: float) -> tuple[float, float]:
    """The share of those offered who came to have a place within the follow-up, and the share of these who had left it."""
    if not len(offered.who):
        return float("nan"), float("nan")
    came, gone = (_within(diary, kind, offered, days) for kind in ("admitted", "exit"))
    both = came & gone
    return float(came.mean()), float(both.sum() / came.sum()) if came.any() else float("nan")


def _within(diary: Diary, kind: str, pool: Pool, days: float) -> NDArray[np.bool_]:
    found: pd.DataFrame = diary.log.of(kind)
    start = np.full(diary.people, np.nan)
    start[pool.who] = pool.entry
    after = found.moment.to_numpy() - start[found.person.to_numpy()]
    having = np.zeros(diary.people, np.bool_)
    having[found.person.to_numpy()[(after >= 0) & (after <= days)]] = True
    return having[pool.who]


def worlds_of(asked: Asked, workers: int | None = None, progress: Progress | None = None) -> Sequence[World]:
    """Every draw, several at once; the same whichever is done first."""
    stop, done, many = threading.Event(), count(1), asked.pool.replicates
    lock = threading.Lock()

    def one(replicate: int) -> World:
        found = world_of(asked, replicate, stop)
        if progress is not None:
            with lock:
                progress(next(done), many)
        return found

    with ThreadPoolExecutor(workers or processors()) as threads:
        try:
            return list(threads.map(one, range(many)))
        except BaseException:
            stop.set()
            threads.shutdown(cancel_futures=True)
            raise
