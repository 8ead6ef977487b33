"""Emulators of every target over the whole space, and what is believed by them alone: quick enough to be asked a thousand times.

Core objects: StandIn, what the simulator would show; `believed`, weighted places given some of the targets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from ..designs import sobol
from .emulator import Emulator, Numbers, fitted
from .matching import Goals, Tried

FIRST: Final = 2**13  # places over the whole space that are judged first
NEXT: Final = 2**12  # and nearer to what is believed, until enough count
STAGES: Final = 4
ENOUGH: Final = 300.0  # draws of equal weight (Kish)
ABOUT: Final = 150.0  # as many as centres of the next places count, so that they are not a few
DEFENSIVE: Final = 0.1  # share of the next places that fall anywhere
LOG_2PI: Final = float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True)
class Believed:
    """What is believed: places (n, k) of the unit cube and their weights (n,), which add up to one."""

    places: Numbers
    weights: Numbers

    @property
    def effective(self) -> float:
        """How many draws of equal weight say as much (Kish)."""
        return float(1.0 / (self.weights**2).sum())

    def cut(self, count: int, u: float) -> Numbers:
        """So many places (count, k) of equal weight, taken evenly over the cumulative weights from `u` on (0 to 1)."""
        cumulative = np.cumsum(self.weights)
        at = (np.arange(count) + u) / count
        chosen = np.searchsorted(cumulative / cumulative[-1], at, side="right")
        return np.asarray(self.places[np.minimum(chosen, len(self.places) - 1)])


@dataclass(frozen=True)
class StandIn:
    """What the simulator would show of every target; `luck` (m,) is the variance that chance gives a figure."""

    names: Sequence[str]
    emulators: Sequence[Emulator]
    luck: Numbers

    def tell(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """What is expected at places (n, k) of the unit cube, and its variance: two arrays (n, m)."""
        told = [emulator.tell(places) for emulator in self.emulators]
        expected, variances = (np.column_stack(each) for each in zip(*told, strict=True))
        return expected, variances

    @cached_property
    def everywhere(self) -> tuple[Numbers, Numbers, Numbers]:
        """Places over the whole space with what is expected there, which everything begins from."""
        places = sobol(self.names, FIRST, 0)
        return (places, *self.tell(places))

    def fits(self, expected: Numbers, variances: Numbers, goals: Goals) -> Numbers:
        """The log density (n, m) of every target at places of which this is expected."""
        whole = variances + goals.variance(self.luck)
        return np.asarray(-0.5 * ((goals.values - expected) ** 2 / whole + np.log(whole) + LOG_2PI))


def stand_in(names: Sequence[str], tried: Sequence[Tried]) -> StandIn:
    """Emulators from every point that was tried, wherever it lies, so that no target has had a say in where they hold."""
    places = np.concatenate([each.places[each.whole] for each in tried])
    figures = np.concatenate([each.figures[each.whole] for each in tried])
    known = np.mean([each.luck for each in tried], axis=0)
    return StandIn(names, [fitted(places, column) for column in figures.T], known)


def believed(by: StandIn, goals: Goals, used: Sequence[int], seed: int) -> Believed:
    """What is believed given the targets `used` alone, the prior being even: weighted places, by repeated importance sampling.

    The first places lie over the whole space; where few of them count, more are tried about those that do.
    """
    random = np.random.Generator(np.random.Philox(seed))
    places, expected, variances = by.everywhere
    logs = by.fits(expected, variances, goals)[:, used].sum(axis=1)
    for _ in range(STAGES):
        if Believed(places, _shares(logs)).effective >= ENOUGH:
            break
        centres, spread = _centres(places, logs)
        tried = _about(centres, spread, random)
        places = tried[((tried >= 0) & (tried <= 1)).all(axis=1)]
        logs = by.fits(*by.tell(places), goals)[:, used].sum(axis=1) - np.log(_density(places, centres, spread))
    return Believed(places, _shares(logs))


def _shares(logs: Numbers) -> Numbers:
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _centres(places: Numbers, logs: Numbers) -> tuple[Numbers, Numbers]:
    """Places about which to try more, and the root of the covariance by which to spread them: weights are evened out first."""
    low, high = 0.0, 1.0
    for _ in range(30):
        power = (low + high) / 2
        enough = float(1.0 / (_shares(power * logs) ** 2).sum()) >= ABOUT
        low, high = (power, high) if enough else (low, power)
    weights = _shares(low * logs)
    some = Believed(places, weights).cut(int(ABOUT), 0.5)
    k = places.shape[1]
    narrow = (4.0 / ((k + 2) * ABOUT)) ** (2.0 / (k + 4))
    covariance = np.cov(places, rowvar=False, aweights=weights).reshape(k, k) * narrow + 1e-8 * np.eye(k)
    return some, np.linalg.cholesky(covariance)


def _about(centres: Numbers, spread: Numbers, random: np.random.Generator) -> Numbers:
    chosen = centres[random.integers(len(centres), size=NEXT)]
    near = chosen + random.standard_normal(chosen.shape) @ spread.T
    anywhere = random.random(NEXT) < DEFENSIVE
    near[anywhere] = random.random((int(anywhere.sum()), near.shape[1]))
    return np.asarray(near)


def _density(places: Numbers, centres: Numbers, spread: Numbers) -> Numbers:
    """How densely `_about` puts places."""
    inverse = np.linalg.inv(spread)
    mine, theirs = places @ inverse.T, centres @ inverse.T
    squared = (mine**2).sum(axis=1)[:, None] + (theirs**2).sum(axis=1)[None, :] - 2 * mine @ theirs.T
    k = places.shape[1]
    whole = np.abs(np.prod(np.diag(spread))) * (2 * np.pi) ** (k / 2)
    near = np.exp(-0.5 * np.maximum(squared, 0.0)).mean(axis=1) / whole
    return np.asarray(DEFENSIVE + (1 - DEFENSIVE) * near)
