"""Simulated pilots: people drawn from a world by the design, analysed as evaluators would, against what is true in that world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..trials.drawing import nearest, propensity
from .analyses import NOTHING, Fit, gee, individual, mixed
from .designs import Enrolled, enrol, outcomes
from .pool import Group, World
from .study import Asked

Numbers = NDArray[np.float64]
FEW: Final = 4  # people, below which nobody would analyse anything
HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Trials:
    """Simulated pilots, an entry each: its world, people analysed, clusters, estimate, error and degrees of freedom.

    `truth` is what is true of all who could enter its world, on the estimate's scale; `found` whether the pilot calls its
    estimate significant, and `by_chance` whether it would had the programme done nothing at all. `base` is the share of
    controls with the outcome (their mean, of counts).
    """

    world: NDArray[np.int64]
    people: Numbers
    clusters: Numbers
    estimate: Numbers
    error: Numbers
    bar: Numbers
    truth: Numbers
    found: NDArray[np.bool_]
    by_chance: NDArray[np.bool_]
    contaminated: Numbers
    base: Numbers

    def __len__(self) -> int:
        return len(self.world)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Those that could be analysed."""
        return np.isfinite(self.estimate) & (self.error > 0)


def simulate(asked: Asked, worlds: Sequence[World]) -> Trials:
    """So many pilots, world after world in turn; the same seed gives the same ones.

    Args:
        asked: The pilot.
        worlds: The draws from which their people come, with as many pilots from each.
    """
    areas = 1 + max(int(world.offered.area.max(initial=0)) for world in worlds)
    truths = truths_of(asked, worlds)
    rows = [_one(asked, worlds[j % len(worlds)], areas, j) for j in range(asked.trials)]
    world = np.arange(asked.trials) % len(worlds)
    people, clusters, value, error, bar, found, chance, contaminated, base = (
        np.array(each) for each in zip(*rows, strict=True)
    )
    return Trials(world, people, clusters, value, error, bar, truths[world], found, chance, contaminated, base)


def _one(asked: Asked, world: World, areas: int, number: int) -> tuple[float | bool, ...]:
    luck = np.random.default_rng([asked.pool.seed, number])
    if asked.design == "matched":
        return _one_matched(asked, world, luck)
    who = enrol(asked, world, areas, luck)
    if len(who.rows) < FEW or who.treated.all() or not who.treated.any():
        return _nothing(len(who.rows))
    y = outcomes(world.offered, who, asked.follow_days)
    none = outcomes(world.offered, _without(who), asked.follow_days)
    fit, null = analysed(asked, y, who), analysed(asked, none, who)
    base = float(_as_measured(asked, y)[~who.treated].mean())
    return _row(len(who.rows), len(np.unique(who.cluster)), fit, null, who.contaminated, base)


def _row(people: int, clusters: int, fit: Fit, null: Fit, met: float, base: float) -> tuple[float | bool, ...]:
    return (people, clusters, fit.value, fit.error, fit.bar, fit.significant, null.significant, met, base)


def _nothing(people: int) -> tuple[float | bool, ...]:
    return _row(people, 0, NOTHING, NOTHING, float("nan"), float("nan"))


def _without(who: Enrolled) -> Enrolled:
    """The same pilot with a programme that does nothing: everybody lives as without it."""
    return Enrolled(who.rows, who.treated, who.cluster, who.period, np.full(len(who.rows), np.inf))


def _as_measured(asked: Asked, y: Numbers) -> Numbers:
    return (y > 0).astype(np.float64) if asked.measure == "any" else y


def analysed(asked: Asked, y: Numbers, who: Enrolled) -> Fit:
    """The estimate of one pilot: individuals by regression, clusters by GEE or a mixed model, a wedge with a level a period."""
    y, binary = _as_measured(asked, y), asked.measure == "any"
    x = columns(who)
    if not _full(x):
        return NOTHING
    if asked.design == "lot":
        return individual(y, x, binary)
    if asked.analysis == "mixed":
        return mixed(y, x, who.cluster)
    return gee(y, x, who.cluster, binary)


def columns(who: Enrolled) -> Numbers:
    """A constant, a level for each further period with people in it, and the treatment last."""
    levels = [who.period == each for each in np.unique(who.period)[1:]]
    return np.column_stack([np.ones(len(who.rows)), *levels, who.treated]).astype(np.float64)


def _full(x: Numbers) -> bool:
    return len(x) > x.shape[1] and bool(np.linalg.matrix_rank(x) == x.shape[1])


# --- a matched comparison ----------------------------------------------------------------------------------------------


def _one_matched(asked: Asked, world: World, luck: np.random.Generator) -> tuple[float | bool, ...]:
    """People who took the programme up against arrested people like them where there was none, one to one by propensity."""
    assert world.took is not None and world.others is not None
    chosen, pairs = _matched(asked, world.took, world.others, luck)
    if len(chosen) < FEW:
        return _nothing(len(chosen))
    days = asked.follow_days
    had = _counted(world.took, days, True)[chosen]
    would, other = _counted(world.took, days, False)[chosen], _counted(world.others, days, False)[pairs]
    fit, null = (_compared(asked, each, other, pairs) for each in (had, would))
    base = float(_as_measured(asked, other).mean())
    return _row(2 * len(chosen), len(np.unique(pairs)), fit, null, 0.0, base)


def _counted(group: Group, days: float, with_: bool) -> Numbers:
    start, end = np.zeros(group.size), np.full(group.size, days)
    return (group.had if with_ else group.would).counted(group.size, start, end)


def _matched(
    asked: Asked, took: Group, others: Group, luck: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the treated with a match, and of their matches; whoever is matched twice stands there twice."""
    none = np.empty(0, np.int64)
    one, two = luck.permutation(took.size)[: asked.people // 2], luck.permutation(others.size)[: 5 * asked.people]
    one, two = (rows[luck.random(len(rows)) >= asked.lost] for rows in (one, two))
    if len(one) < FEW or len(two) < FEW:
        return none, none
    known = np.vstack([took.known[one], others.known[two]])
    score = propensity(known, np.arange(len(known)) < len(one))
    ours, theirs = score[: len(one)], score[len(one) :]
    close, _ = nearest(ours, theirs)
    gap = np.abs(ours[close][:, None] - theirs[None, :])
    return one[close], two[gap.argmin(axis=1)] if close.any() else none


def _compared(asked: Asked, treated: Numbers, control: Numbers, pairs: NDArray[np.int64]) -> Fit:
    """A regression with robust errors, in which a control who stands there more than once is one cluster."""
    y = _as_measured(asked, np.concatenate([treated, control]))
    arm = np.repeat([1.0, 0.0], [len(treated), len(control)])
    cluster = np.concatenate([pairs, pairs])
    return gee(y, np.column_stack([np.ones(len(y)), arm]), cluster, asked.measure == "any")


# --- what is true ------------------------------------------------------------------------------------------------------


def truths_of(asked: Asked, worlds: Sequence[World]) -> Numbers:
    """The true effect in each world on the scale of the estimate.

    All who could enter were lived both ways, but a world's difference still has luck in it. So it is read off the line of that
    difference on what each world's programme did to offending itself (the log of the ratio), larger worlds counting for more.
    """
    groups = [_of(asked, world) for world in worlds]
    raw = np.array([_effect(asked, group) for group in groups])
    size = np.array([group.size for group in groups], np.float64)
    ratio = np.log(np.clip([world.latent for world in worlds], 0.05, 20.0))
    good = np.isfinite(raw) & np.isfinite(ratio) & (size > 0)
    if good.sum() < 3 or np.ptp(ratio[good]) == 0:
        return np.where(np.isfinite(raw), raw, 0.0)
    slope, level = np.polyfit(ratio[good], raw[good], 1, w=np.sqrt(size[good]))
    filled = np.where(np.isfinite(ratio), ratio, np.average(ratio[good], weights=size[good]))
    truths: Numbers = level + slope * filled
    return truths


def _of(asked: Asked, world: World) -> Group:
    if asked.design == "matched":
        assert world.took is not None
        return world.took
    return world.offered


def _effect(asked: Asked, group: Group) -> float:
    if not group.size:
        return float("nan")
    with_, without = (_as_measured(asked, _counted(group, asked.follow_days, which)) for which in (True, False))
    return scaled(asked, float(with_.sum()), float(without.sum()), group.size)


def scaled(asked: Asked, with_: float, without: float, people: int) -> float:
    """A difference on the scale on which this design is analysed: log odds ratio, log ratio of means, or a difference."""
    if asked.analysis == "mixed":
        return (with_ - without) / people
    with_, without = with_ + HALF, without + HALF
    if asked.measure == "count":
        return float(np.log(with_ / without))
    return float(np.log(with_ / (people + 1 - with_)) - np.log(without / (people + 1 - without)))
