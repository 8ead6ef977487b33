"""What a pilot's answer is worth to the decision it is for: the expected value of sample information.

After a pilot one would adopt the programme where the net benefit to be expected, given what the pilot found, is above zero.
What is to be expected is regressed on what simulated pilots found (Strong, Oakley, Brennan and Breeze 2015): the estimate
shrunk by its error, its square and cube, and how many people there were to take in. The draw in which a pilot was simulated
has no part in the regression that decides for it, so that luck is not taken for knowledge; by that the value is, if
anything, too low.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .economics import Benefit
from .simulated import Trials

Numbers = NDArray[np.float64]
FOLDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What is known of a decision now and after a pilot, in pounds of present value over the horizon.

    `now` is the mean net benefit of adopting today, `chance` that it is above zero. `perfect` is what knowing everything would
    add, luck included, so an upper bound; `sample` what the pilot would add were it known today, `error` its standard error,
    `sample_seen` the same by the regression on all draws, an upper bound. `in_time` is what it adds to a decision about the years
    that are left once it is known. `adopts` is the share of pilots after which one would adopt.
    """

    horizon: int
    draws: int
    now: float
    spread: tuple[float, float]
    chance: float
    perfect: float
    sample: float
    sample_seen: float
    error: float
    in_time: float
    adopts: float
    cost: float

    @property
    def net(self) -> float:
        """What it adds in time, less what the pilot costs."""
        return self.in_time - self.cost


def worth(trials: Trials, benefit: Benefit, horizon: int, cost: float) -> Worth | None:
    """What a pilot is worth; nothing where too few draws have a net benefit.

    Args:
        trials: Simulated pilots.
        benefit: Net benefit in each world.
        horizon: Years of the decision.
        cost: Pounds it costs.
    """
    usable = trials.known & np.isfinite(benefit.whole[trials.world])
    draws = np.unique(trials.world[usable])
    if len(draws) < 2 * FOLDS:
        return None
    features, world = _features(trials, usable), trials.world[usable]
    whole = benefit.whole[draws]
    chosen = _expected(features, benefit.whole[world], world) > 0
    seen = _fit(features, benefit.whole[world], features) > 0
    in_time = _expected(features, benefit.later[world], world) > 0
    added = _added(chosen, benefit.whole, world, draws)
    low, high = np.quantile(whole, [0.05, 0.95]).tolist()
    return Worth(
        horizon=horizon,
        draws=len(draws),
        now=float(whole.mean()),
        spread=(low, high),
        chance=float((whole > 0).mean()),
        perfect=float(np.maximum(whole, 0).mean() - max(0.0, whole.mean())),
        sample=max(0.0, float(added.mean())),
        sample_seen=max(0.0, float(_added(seen, benefit.whole, world, draws).mean())),
        error=float(added.std(ddof=1) / math.sqrt(len(draws))),
        in_time=max(0.0, float(_added(in_time, benefit.later, world, draws).mean())),
        adopts=float(chosen.mean()),
        cost=cost,
    )


def _added(adopts: NDArray[np.bool_], benefit: Numbers, world: NDArray[np.int64], draws: NDArray[np.int64]) -> Numbers:
    """What choosing after the pilot adds to choosing what is best in the mean today, in each draw."""
    gains = benefit[draws]
    return _by_world(np.where(adopts, benefit[world], 0.0), world, draws) - (gains if gains.mean() > 0 else 0.0)


def _features(trials: Trials, usable: NDArray[np.bool_]) -> Numbers:
    estimate, error = trials.estimate[usable], trials.error[usable]
    truth = trials.truth[usable]
    middle, variance = float(truth.mean()), float(truth.var())
    shrunk = (estimate - middle) * variance / (variance + error * error) if variance else np.zeros_like(estimate)
    scaled = shrunk / (shrunk.std() or 1.0)
    people = np.log1p(trials.people[usable])
    people = (people - people.mean()) / (people.std() or 1.0)
    return np.column_stack([np.ones_like(scaled), scaled, scaled**2, scaled**3, people, scaled * people])


def _fit(features: Numbers, gain: Numbers, at: Numbers) -> Numbers:
    found: Numbers = at @ np.linalg.lstsq(features, gain, rcond=None)[0]
    return found


def _expected(features: Numbers, gain: Numbers, world: NDArray[np.int64]) -> Numbers:
    """What is to be expected after each pilot, by the regression on pilots of other draws."""
    expected = np.empty_like(gain)
    for fold in range(FOLDS):
        mine = world % FOLDS == fold
        if mine.any():
            expected[mine] = _fit(features[~mine], gain[~mine], features[mine])
    return expected


def _by_world(values: Numbers, world: NDArray[np.int64], draws: NDArray[np.int64]) -> Numbers:
    many = np.bincount(world, minlength=draws[-1] + 1)[draws]
    found: Numbers = np.bincount(world, values, draws[-1] + 1)[draws] / many
    return found
