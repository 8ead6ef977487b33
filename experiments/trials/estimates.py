"""The measures of effect that evaluations report, each with its 95% interval and whether it would be called significant.

Two groups, treated and control: an array of one number a person each (two, after and before, where changes are
compared), and weights for the controls where a design has them. Closed forms from textbooks (Woodward 2013,
Epidemiology, chapter 3; Lumley 2010 for weighted counts); zero cells get half a person, after Haldane and Anscombe. Cox
regression is a well-kept library's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...scenarios.parameters import InputError

Numbers = NDArray[np.float64]
Z: Final = 1.959963984540054  # of a two-sided 95% interval


class Estimate(NamedTuple):
    """An estimate with the ends of its 95% interval; `null` is the value that means no effect."""

    value: float
    low: float
    high: float
    null: float

    @property
    def significant(self) -> bool:
        """Whether the interval leaves out no effect."""
        return bool(self.low > self.null or self.high < self.null)


def effective(weights: Numbers) -> float:
    """How many people of equal weight say as much as these (Kish 1965)."""
    return float(weights.sum() ** 2 / (weights * weights).sum())


def _shares(treated: Numbers, control: Numbers, weights: Numbers) -> tuple[float, float, float, float]:
    """The share with any in each group, and how many people each rests on."""
    had = (control > 0).astype(np.float64)
    return float((treated > 0).mean()), float(np.average(had, weights=weights)), float(treated.size), effective(weights)


def _cells(treated: Numbers, control: Numbers, weights: Numbers) -> tuple[float, float, float, float]:
    """People with and without any, treated then control; half a person more in each where one is empty."""
    p, q, n, m = _shares(treated, control, weights)
    cells = (p * n, (1 - p) * n, q * m, (1 - q) * m)
    return cells if min(cells) > 0 else (cells[0] + 0.5, cells[1] + 0.5, cells[2] + 0.5, cells[3] + 0.5)


def _of_log(log_value: float, error: float) -> Estimate:
    low, high = math.exp(log_value - Z * error), math.exp(log_value + Z * error)
    return Estimate(math.exp(log_value), low, high, 1.0)


def odds_ratio(treated: Numbers, control: Numbers, weights: Numbers) -> Estimate:
    """The odds of any, treated against control (Woolf's interval)."""
    a, b, c, d = _cells(treated, control, weights)
    return _of_log(math.log(a * d / (b * c)), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def risk_ratio(treated: Numbers, control: Numbers, weights: Numbers) -> Estimate:
    """The share with any, treated against control (Katz's interval)."""
    a, b, c, d = _cells(treated, control, weights)
    return _of_log(math.log(a / (a + b) * (c + d) / c), math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)))


def difference(treated: Numbers, control: Numbers, weights: Numbers) -> Estimate:
    """The share with any, treated less control, in percentage points (Wald's interval)."""
    p, q, n, m = _shares(treated, control, weights)
    error = math.sqrt(p * (1 - p) / n + q * (1 - q) / m)
    value = 100 * (p - q)
    return Estimate(value, value - 100 * Z * error, value + 100 * Z * error, 0.0)


def did_odds_ratio(treated: Numbers, control: Numbers, weights: Numbers) -> Estimate:
    """How the odds of any changed in the treated, against how they changed in the control: after entry, before it.

    The arrays have a row a person, columns after and before. It is the interaction of group and time in a logistic GEE
    with people as clusters (Liang and Zeger 1986), in closed form, since each group at each time has a share of its own.
    """
    (log, squared), (other, others) = _change(treated, np.ones(len(treated))), _change(control, weights)
    return _of_log(log - other, math.sqrt(squared + others))


def _change(both: Numbers, weights: Numbers) -> tuple[float, float]:
    """The change in one group's log-odds and its squared error; half a person more in each cell where one is empty."""
    had = (both > 0).astype(np.float64)
    shares = np.average(had, axis=0, weights=weights)
    if not np.all((shares > 0) & (shares < 1)):
        m = effective(weights)
        shares = (shares * m + 0.5) / (m + 1)
    log = np.log(shares / (1 - shares))
    each = (had - shares) / (shares * (1 - shares))
    apart = weights * (each[:, 0] - each[:, 1])
    return float(log[0] - log[1]), float((apart * apart).sum() / weights.sum() ** 2)


def _means(treated: Numbers, control: Numbers, weights: Numbers) -> tuple[float, float, float, float]:
    """The means of both groups and the squared errors of the means."""
    mean, other = float(treated.mean()), float(np.average(control, weights=weights))
    spread = float(np.average((control - other) ** 2, weights=weights))
    m = effective(weights)
    return mean, other, float(treated.var(ddof=1)) / treated.size, spread / max(m - 1, 1)


def mean_difference(treated: Numbers, control: Numbers, weights: Numbers) -> Estimate:
    """The mean, treated less control (Welch's errors, normal quantiles)."""
    mean, other, v, w = _means(treated, control, weights)
    error = math.sqrt(v + w)
    return Estimate(mean - other, mean - other - Z * error, mean - other + Z * error, 0.0)


def mean_ratio(treated: Numbers, control: Numbers, weights: Numbers) -> Estimate:
    """The mean, treated against control, by the delta method on the log; a mean of nothing counts as half of one in all."""
    mean, other, v, w = _means(treated, control, weights)
    mean, other = mean or 0.5 / treated.size, other or 0.5 / control.size
    return _of_log(math.log(mean / other), math.sqrt(v / mean**2 + w / other**2))


def paired_ratio(after: Numbers, before: Numbers, weights: Numbers) -> Estimate:  # noqa: ARG001
    """The mean after against the mean before of the same people, by the delta method on the log with their covariance.

    Nobody is weighted here; `weights` is there so that all estimators are called alike.
    """
    n = after.size
    mean, other = float(after.mean()) or 0.5 / n, float(before.mean()) or 0.5 / n
    apart = after / mean - before / other
    return _of_log(math.log(mean / other), math.sqrt(float(apart.var(ddof=1)) / n))


def hazard_ratio(treated: Numbers, control: Numbers, weights: Numbers) -> Estimate:
    """The hazard of a first event, treated against control, by Cox regression (Breslow's likelihood).

    The arrays are times to the first event in days, negative where there was none until then. With two groups, each event
    is one of an arm out of those at risk in both, so that Cox's likelihood is that of a logistic regression with a
    constant and the log-odds of who is at risk as its offset. `statsmodels` fits it in a few milliseconds; its own
    `PHReg`, which goes through the events one by one, gives the same and takes a hundred times as long.

    Raises:
        InputError: weights are not all equal.
    """
    if np.ptp(weights) > 0:
        raise InputError("The Cox regression here takes nobody for more than another: leave out the weights.")
    first, at_risk = _first_events(treated, control)
    if first.min(initial=1.0) == first.max(initial=0.0) or not first.size:
        return _one_sided(first, at_risk, (treated.size, control.size))
    return _fitted(first, at_risk, np.ones(first.size))


def _first_events(treated: Numbers, control: Numbers) -> tuple[Numbers, Numbers]:
    """Whether each event is one of the treated, and how many treated there are at risk for each control.

    Events when nobody of the other arm is at risk any more say nothing.
    """
    times = np.concatenate([treated[treated > 0], control[control > 0]])
    ours = np.arange(times.size) < (treated > 0).sum()
    n, m = (arm.size - np.searchsorted(np.sort(np.abs(arm)), times, side="left") for arm in (treated, control))
    tell = (n > 0) & (m > 0)
    return ours[tell].astype(np.float64), n[tell] / m[tell]


def _one_sided(first: Numbers, at_risk: Numbers, sizes: tuple[int, int]) -> Estimate:
    """Where one arm has no event: half an event more in each, with everybody at risk."""
    weights = np.append(np.ones(first.size), [0.5, 0.5])
    return _fitted(np.append(first, [1.0, 0.0]), np.append(at_risk, [sizes[0] / sizes[1]] * 2), weights)


def _fitted(first: Numbers, at_risk: Numbers, weights: Numbers) -> Estimate:
    from statsmodels.genmod.families import Binomial  # which takes seconds to load
    from statsmodels.genmod.generalized_linear_model import GLM

    constant = np.ones((first.size, 1))
    fit = GLM(first, constant, family=Binomial(), offset=np.log(at_risk), freq_weights=weights).fit()
    return _of_log(float(fit.params[0]), float(fit.bse[0]))


Estimator = Callable[[Numbers, Numbers, Numbers], Estimate]
ESTIMATORS: Final[Mapping[str, Estimator]] = {
    each.__name__: each
    for each in (odds_ratio, did_odds_ratio, risk_ratio, difference, hazard_ratio, mean_difference, mean_ratio)
}
