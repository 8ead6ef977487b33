"""What simulated pilots say of a design: power, wrong signs, exaggeration, how many people are needed, what it can see."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from .closed_forms import z
from .simulated import Trials

Numbers = NDArray[np.float64]
WANTED: Final = 0.8
MOST: Final = 100_000  # people; a design that needs more is no pilot
LEAST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What simulated pilots of one design came to; shares from 0 to 1, NaN where nothing can be said.

    `power` is the share that find something, over the belief about the effect, `power_error` its standard error; `size` the
    share that would find something where nothing is. Of those that find something, `wrong_sign` is the share whose sign is
    not the true one, and `exaggeration` how many times the mean true effect the mean found one is. `power_at_middle` is the
    chance to find the middle of the true effects. `needed_at_middle` people give that a chance of 80%, `needed` give it on
    average over the belief; None where more than 100,000 would not. `smallest` is the least effect with a chance of 80%, on
    the scale of the estimate. `recruited` are the 5th percentile, median and 95th of people analysed, `clusters` the median.
    `short` is the share of pilots that find fewer people than asked for.
    """

    trials: int
    analysed: int
    power: float
    power_error: float
    size: float
    power_at_middle: float
    wrong_sign: float
    exaggeration: float
    truth: tuple[float, float, float]
    bias: float
    contaminated: float
    recruited: tuple[float, float, float]
    clusters: float
    short: float
    base: float
    needed: int | None
    needed_at_middle: int | None
    smallest: float


def findings(trials: Trials, asked_people: float) -> Findings:
    """Everything that simulated pilots say of their design.

    Args:
        trials: The simulated pilots.
        asked_people: How many were to be analysed, those lost to follow-up taken off.
    """
    known, found = trials.known, trials.found
    truth = tuple(np.quantile(trials.truth, [0.05, 0.5, 0.95]).tolist())
    low, middle, high = truth
    wrong, more = _of_found(trials.estimate[found], trials.truth[found])
    return Findings(
        trials=len(trials),
        analysed=int(known.sum()),
        power=float(found.mean()),
        power_error=_error_by_world(found, trials.world),
        size=float(trials.by_chance.mean()),
        power_at_middle=_chance(np.array(middle), trials, known, None),
        wrong_sign=wrong,
        exaggeration=more,
        truth=(low, middle, high),
        bias=_mean(trials.estimate[known] - trials.truth[known]),
        contaminated=_mean(trials.contaminated[np.isfinite(trials.contaminated)]),
        recruited=tuple(np.quantile(trials.people, [0.05, 0.5, 0.95]).tolist()),
        clusters=float(np.median(trials.clusters)),
        short=float((trials.people < 0.9 * asked_people).mean()),
        base=_mean(trials.base[np.isfinite(trials.base)]),
        needed=needed(trials.truth, trials),
        needed_at_middle=needed(np.array(middle), trials),
        smallest=smallest(trials),
    )


def _mean(values: Numbers) -> float:
    return float(values.mean()) if values.size else math.nan


def _of_found(estimate: Numbers, truth: Numbers) -> tuple[float, float]:
    """The share with the wrong sign, and mean size found over mean size true, of those that find something."""
    if not estimate.size:
        return math.nan, math.nan
    true = float(np.abs(truth).mean())
    return float((estimate * truth < 0).mean()), float(np.abs(estimate).mean()) / true if true else math.inf


def _error_by_world(found: NDArray[np.bool_], world: NDArray[np.int64]) -> float:
    """The standard error of a share when pilots of one world go together."""
    means = np.bincount(world, found) / np.bincount(world)
    return float(means.std(ddof=1) / math.sqrt(len(means))) if len(means) > 1 else math.nan


def _chance(truth: Numbers, trials: Trials, known: NDArray[np.bool_], people: float | None) -> float:
    """The mean chance to find such effects, with errors as simulated, or as they would be with so many people."""
    if not known.any():
        return math.nan
    error = trials.error[known]
    if people is not None:
        error = error * np.sqrt(trials.people[known] / people)
    reach = (np.abs(truth[known]) if truth.ndim else abs(float(truth))) / error
    bar = trials.bar[known]
    return float((norm.cdf(reach - bar) + norm.cdf(-reach - bar)).mean())


def power_curve(truth: Numbers, trials: Trials, sizes: Numbers) -> Numbers:
    """The chance to find something with so many people, one for each of `sizes`.

    Errors shrink with the square root of the number; where there are clusters, their number grows with that of the people.

    Args:
        truth: One true effect, or one of each pilot.
        trials: Simulated pilots.
        sizes: Numbers of people.
    """
    known = trials.known
    return np.array([_chance(truth, trials, known, float(people)) for people in sizes])


def needed(truth: Numbers, trials: Trials, wanted: float = WANTED) -> int | None:
    """How many people, analysed, give a chance of 80%; None where more than 100,000 do not."""
    known = trials.known
    if not known.any() or _chance(truth, trials, known, MOST) < wanted:
        return None
    low, high = LEAST, MOST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _chance(truth, trials, known, middle) >= wanted else (middle, high)
    return high


def smallest(trials: Trials, wanted: float = WANTED) -> float:
    """The least effect that such a pilot finds with a chance of 80%, from the median of errors."""
    known = trials.known
    if not known.any():
        return math.nan
    return float(np.median(trials.error[known] * (trials.bar[known] + z(wanted))))
