"""One replicate of a study made ready for drawing trials from: who could enter each arm, and what came of each person."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...model.arguments import seed_of
from ...model.simulation import NEVER
from ...scenarios.words import YEAR_DAYS
from ..lives.lives import Life, Pair, live
from ..plans import make_plan, setting_of
from .places import place_of, regime_named
from .pools import Numbers, Pool, among, pool_of
from .readings import Diary, count, first_times
from .study import Reading, Study


@dataclass(frozen=True, slots=True)
class Read:
    """One reading in one replicate: a number of each person of the treated pool and of the control pool, and whom it is about.

    Where changes are compared, it is two numbers a person, after entry and before it.

    `without` is what the treated would have had in the control arm, `latent` and `latent_without` their latent offences
    in either; all of the treated pool.
    """

    treated: Numbers
    control: Numbers
    about_treated: NDArray[np.bool_]
    about_control: NDArray[np.bool_]
    without: Numbers
    latent: Numbers
    latent_without: Numbers


@dataclass(frozen=True, slots=True)
class Prepared:
    """One replicate of a study: both pools, and each of its readings."""

    treated: Pool
    control: Pool
    reads: tuple[Read, ...]


def prepare(study: Study, replicate: int, seed: int = 1, fixed: bool = True, stop: threading.Event = NEVER) -> Prepared:
    """Live both arms of a study and read off every outcome of everybody who could enter.

    `fixed` keeps parameters at their defaults; otherwise those nobody knows are drawn, the same for as many replicates in
    turn as the study wants worlds with one draw.

    Raises:
        Stopped: `stop` was set.
    """
    pair = lived(study, replicate, seed, fixed, stop)
    return of_areas(study, pair) if study.design == "areas" else of_people(study, pair)


def lived(study: Study, replicate: int, seed: int = 1, fixed: bool = True, stop: threading.Event = NEVER) -> Pair:
    """Both arms of a study in one replicate, as in `prepare`."""
    arms = [regime_named(study.control), regime_named(study.treated)]
    how = (arms[0].name, study.years, study.run_in, 1, seed, dict(study.changes), fixed)
    plan = replace(make_plan(place_of(study), arms, *how, laws=()), histories=1 if fixed else study.worlds_a_draw)
    control, treated = (next(r for r in plan.regimes if r.name == arm.name) for arm in arms)
    return live(setting_of(plan, replicate), control, treated, seed_of(seed, replicate), stop)


def together(worlds: Sequence[Prepared]) -> Prepared:
    """Several replicates as one stock of people to draw trials from, since small studies took in people from years."""
    treated, control = ([getattr(world, arm) for world in worlds] for arm in ("treated", "control"))
    people = [1 + max(a.who.max(initial=0), b.who.max(initial=0)) for a, b in zip(treated, control, strict=True)]
    first = np.concatenate([[0], np.cumsum(people)[:-1]])
    reads = [
        Read(*(np.concatenate([getattr(world.reads[k], field.name) for world in worlds]) for field in fields(Read)))
        for k in range(len(worlds[0].reads))
    ]
    return Prepared(_all_of(treated, first), _all_of(control, first), tuple(reads))


def _all_of(pools: Sequence[Pool], first: NDArray[np.int64]) -> Pool:
    """Pools end to end, each person with a number of their own."""
    return Pool(
        np.concatenate([pool.who + start for pool, start in zip(pools, first, strict=True)]),
        np.concatenate([pool.entry for pool in pools]),
        np.concatenate([pool.known for pool in pools]),
    )


def of_people(study: Study, pair: Pair) -> Prepared:
    """The people who could enter and what came of each."""
    with_, without = Diary(pair.treated), Diary(pair.control)
    treated = pool_of(with_, study, study.enters_treated)
    control = treated if study.design == "before_after" else pool_of(without, study, study.enters_control)
    read = [_read(study, reading, with_, without, treated, control) for reading in study.outcomes]
    return Prepared(treated, control, tuple(read))


def _numbers(diary: Diary, reading: Reading, pool: Pool, days: float) -> Numbers:
    """One number a person, as a reading wants them; before entry where `days` is negative."""
    if reading.as_ == "did_odds_ratio":
        after, before = (
            count(diary, reading.of, pool.who, pool.entry, way, entry_counts=False) for way in (days, -days)
        )
        return np.column_stack([after, before])
    if reading.as_ == "hazard_ratio":
        return first_times(diary, reading.of, pool.who, pool.entry, days)
    found = count(diary, reading.of, pool.who, pool.entry, days, reading.entry_counts)
    return found * (365.0 / abs(days)) if reading.as_ == "mean_difference" else found


def _read(study: Study, reading: Reading, with_: Diary, without: Diary, treated: Pool, control: Pool) -> Read:
    days = float(reading.days)
    before = study.design == "before_after"
    ours, without_it = _numbers(with_, reading, treated, days), _numbers(without, reading, treated, days)
    if reading.as_ == "did_odds_ratio":
        without_it[:, 1] = ours[:, 1]  # what the treated were spared between contact and admission was not before them
    return Read(
        treated=ours,
        control=_numbers(with_ if before else without, reading, control, -days if before else days),
        about_treated=among(with_, treated, reading),
        about_control=among(with_ if before else without, control, reading),
        without=without_it,
        latent=count(with_, "latent", treated.who, treated.entry, days),
        latent_without=count(without, "latent", treated.who, treated.entry, days),
    )


AREA_MEASURES: Final = {"recorded_crimes": ("undetected", "suspects"), "latent": ("latent",)}


def of_areas(study: Study, pair: Pair) -> Prepared:
    """A whole area as one unit: a year's amount after the fork, against that before it."""
    read = tuple(_read_area(reading, pair) for reading in study.outcomes)
    one = Pool(np.zeros(1, np.int64), np.zeros(1), np.zeros((1, 1)))
    return Prepared(one, one, read)


def _read_area(reading: Reading, pair: Pair) -> Read:
    def changed(life: Life, of: str) -> Numbers:
        return np.array([_change(life, of, reading.days)])

    treated, control = pair.treated, pair.control
    everybody = np.ones(1, np.bool_)
    numbers = changed(treated, reading.of), changed(control, reading.of)
    return Read(*numbers, everybody, everybody, numbers[1], changed(treated, "latent"), changed(control, "latent"))


def _change(life: Life, of: str, days: int) -> float:
    """A year's amount in the `days` after the fork over that in the run-in; the amount itself where there was none before."""
    seen, measures = life.reading, AREA_MEASURES[of]
    ends = np.cumsum([month.days for month in seen.counts.months])
    last = int(np.abs(ends - days).argmin())  # in whole months: up to the end of one that comes nearest
    before = seen.in_run_in(*measures) / (seen.fork / YEAR_DAYS)
    after = float(seen.counts.by_month(*measures)[: last + 1].sum()) / (float(ends[last]) / YEAR_DAYS)
    return after / before if before > 0 else after
