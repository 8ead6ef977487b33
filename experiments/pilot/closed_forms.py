"""The power of simple designs by formula: two proportions, and the stepped wedge of Hussey and Hughes (2007)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Numbers = NDArray[np.float64]
ALPHA: Final = 0.05


def z(probability: float) -> float:
    """The standard normal's quantile."""
    return float(norm.ppf(probability))


def power_of(effect: float, error: float, alpha: float = ALPHA) -> float:
    """The chance that a two-sided test finds an effect whose estimate has this standard error, in either direction.

    Example:
        >>> round(power_of(0.0, 1.0), 3), round(power_of(2.8, 1.0), 2)
        (0.05, 0.8)
    """
    reach, bar = abs(effect) / error, z(1 - alpha / 2)
    return float(norm.cdf(reach - bar) + norm.cdf(-reach - bar))


def two_proportions(control: float, treated: float, n_control: float, n_treated: float, alpha: float = ALPHA) -> float:
    """The power of a two-sided test of the log odds ratio of two groups of people.

    Args:
        control: The share with the outcome among controls, above 0 and below 1.
        treated: The same among the treated.
        n_control: How many controls.
        n_treated: How many treated.
        alpha: The level of the test.

    Example:
        >>> round(two_proportions(0.5, 0.4, 388, 388), 2)
        0.8
    """
    odds = math.log(treated / (1 - treated)) - math.log(control / (1 - control))
    squared = 1 / (n_control * control * (1 - control)) + 1 / (n_treated * treated * (1 - treated))
    return power_of(odds, math.sqrt(squared), alpha)


def crossing(waves: Sequence[int]) -> Numbers:
    """A stepped wedge as a table of 0 and 1 (clusters × periods): one period with nobody treated, then a wave at each step."""
    first = np.repeat(np.arange(1, len(waves) + 1), waves)
    return (np.arange(len(waves) + 1)[None, :] >= first[:, None]).astype(np.float64)


def wedge_error(treated: Numbers, people: float, sigma2: float, tau: float) -> float:
    """The standard error of the effect in a stepped wedge, by generalised least squares with its variances known.

    Cell means of `people` a cluster and period, each period with a level of its own, each cluster with one deviation of
    standard deviation `tau` (Hussey and Hughes 2007, Contemporary Clinical Trials 28).
    """
    periods = treated.shape[1]
    weight = np.linalg.inv(np.eye(periods) * sigma2 / people + tau * tau)
    rows = [np.column_stack([np.eye(periods), row]) for row in treated]
    information = np.sum([row.T @ weight @ row for row in rows], axis=0)
    return math.sqrt(float(np.linalg.inv(information)[-1, -1]))


def stepped_wedge(
    waves: Sequence[int], people: float, control: float, treated: float, tau: float, alpha: float = ALPHA
) -> float:
    """The power of a stepped wedge over two proportions, as R's swCRTdesign has it.

    The variance of one person is that of the mean of both proportions; the far tail is left out of neither.

    Args:
        waves: How many clusters cross at each step.
        people: People a cluster and period.
        control: The share with the outcome before crossing.
        treated: The share after it.
        tau: The standard deviation between clusters.
        alpha: The level of the test.

    Example:
        >>> round(stepped_wedge([6, 6, 6, 6], 120, 0.05, 0.035, 0.01), 3)
        0.786
    """
    middle = (control + treated) / 2
    error = wedge_error(crossing(waves), people, middle * (1 - middle), tau)
    return power_of(treated - control, error, alpha)
