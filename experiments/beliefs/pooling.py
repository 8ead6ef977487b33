"""Random effects: what several studies say together, and what is to be expected at a place that none of them was about.

Core objects: Mixture, a distribution made of normal ones; `new_site`, the predictive one; `carried`, which carries it elsewhere.
statsmodels pools, here and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import chi2, norm
from statsmodels.stats.meta_analysis import combine_effects

Numbers = NDArray[np.float64]
GRID: Final = 161  # values of how far places differ, from none to FAR times the scale
FAR: Final = 4.0
SLICES: Final = 41  # of a distribution that is not normal
LEAST: Final = 1e-3  # of an effect that is carried elsewhere, so that its sign is never lost
WIDE: Final = 12.0  # standard deviations beyond which nothing is looked for


@dataclass(frozen=True, slots=True)
class Mixture:
    """A distribution made of normal ones: their means, standard deviations and weights, which come to one."""

    means: Numbers
    sds: Numbers
    weights: Numbers

    def below(self, x: float) -> float:
        """The probability of less than `x`."""
        return float(self.weights @ norm.cdf(x, self.means, self.sds))

    def quantile(self, p: float) -> float:
        """The value below which it lies with probability `p`."""
        low, high = float((self.means - WIDE * self.sds).min()), float((self.means + WIDE * self.sds).max())
        return float(brentq(lambda x: self.below(x) - p, low, high, xtol=1e-12))

    @property
    def triple(self) -> tuple[float, float, float]:
        """Its 5th, 50th and 95th percentile."""
        return self.quantile(0.05), self.quantile(0.5), self.quantile(0.95)


def pooled(effects: Sequence[float], variances: Sequence[float], between: float = 0.0) -> tuple[float, float]:
    """The mean of studies weighed by what each says, and its standard error, where places differ by `between`.

    Args:
        effects: Log ratios, one a study.
        variances: The squared standard error of each.
        between: The standard deviation of the true effects of places; 0 is a fixed effect.
    """
    with np.errstate(all="ignore"):  # of one study it divides by the no degrees of freedom that are left
        found = combine_effects(np.asarray(effects), np.asarray(variances) + between**2, method_re="dl")
    return float(found.mean_effect_fe), float(found.sd_eff_w_fe)


def new_site(effects: Sequence[float], variances: Sequence[float], scale: float, few: int) -> Mixture:
    """What is to be expected of the true effect at a new place.

    With fewer than `few` studies how far places differ has a half-normal prior of this `scale`, weighed by how well each value
    of it agrees with the studies, the mean effect having a flat one; with more it is estimated (Paule and Mandel 1982), and the
    prediction is a t-distribution (Higgins, Thompson and Spiegelhalter 2009).
    """
    if len(effects) >= few:
        return _estimated(effects, variances)
    grid = np.linspace(0.0, FAR * scale, GRID) if scale > 0 else np.zeros(1)
    each = [pooled(effects, variances, between) for between in grid]
    means, errors = np.array(each).T
    logs = [_evidence(effects, variances, between, *found) for between, found in zip(grid, each, strict=True)]
    weights = np.exp(np.array(logs) - max(logs)) * (np.exp(-0.5 * (grid / scale) ** 2) if scale > 0 else 1.0)
    if len(grid) > 1:
        weights[[0, -1]] /= 2  # the trapezoid's ends
    return Mixture(means, np.sqrt(errors**2 + grid**2), weights / weights.sum())


def _evidence(
    effects: Sequence[float], variances: Sequence[float], between: float, mean: float, error: float
) -> float:  # fmt: skip
    """The log of the probability of the studies where places differ by `between`, over every mean alike."""
    total = np.asarray(variances) + between**2
    return float(-0.5 * (np.log(total) + (np.asarray(effects) - mean) ** 2 / total).sum() + math.log(error))


def _estimated(effects: Sequence[float], variances: Sequence[float]) -> Mixture:
    """The t-distribution of a new place's effect, as a mixture."""
    found = combine_effects(np.asarray(effects), np.asarray(variances), method_re="pm")
    tau2 = max(float(found.tau2), 0.0)
    mean, error = pooled(effects, variances, math.sqrt(tau2))
    free = len(effects) - 2
    slices = chi2.ppf(_middles(), free)
    return Mixture(np.full(SLICES, mean), math.sqrt(error**2 + tau2) * np.sqrt(free / slices), _alike())


def carried(there: Mixture, shares: Sequence[float] | Numbers) -> Mixture:
    """An effect of which only a share is carried elsewhere: one of `shares`, each as likely as another.

    Args:
        there: The distribution of its log.
        shares: Equally likely shares of that log, above 0.
    """
    each, n = np.maximum(np.asarray(shares), LEAST), len(shares)
    return Mixture(
        np.outer(each, there.means).ravel(), np.outer(each, there.sds).ravel(), np.tile(there.weights / n, n)
    )


def likely_values(low: float, middle: float, high: float) -> Numbers:
    """Equally likely values of a number believed to be so: straight lines through the 5th, 50th and 95th percentile."""
    away = (_middles() - 0.5) / 0.45
    found: Numbers = middle + np.where(away < 0, away * (middle - low), away * (high - middle))
    return found


def _middles() -> Numbers:
    return (np.arange(SLICES) + 0.5) / SLICES


def _alike() -> Numbers:
    return np.full(SLICES, 1 / SLICES)
