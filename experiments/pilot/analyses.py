"""How evaluators analyse a pilot: regressions with errors for clusters and a mixed model, fast enough for thousands of trials.

The numbers are those of statsmodels, to which tests hold them: GEE with an independent working correlation and robust errors
(the estimate is that of the regression, the errors a sandwich over clusters), GLM for individuals, MixedLM by REML. The
sandwich is enlarged by clusters / (clusters - 1), and the test takes Student's t for clusters less the columns between them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]
STEPS: Final = 25
ENOUGH: Final = 1e-9
NOTHING_LEFT: Final = 1e-12  # of the sum of squares
RATIOS: Final = np.concatenate([[0.0], np.geomspace(1e-5, 4.0, 40)])  # of the variance between clusters to that within
INDIVIDUAL: Final = 100_000.0  # degrees of freedom at which Student's t is the normal distribution


class Fit(NamedTuple):
    """An estimate, its standard error, and the degrees of freedom of its test; NaN where nothing could be estimated."""

    value: float
    error: float
    freedom: float

    @property
    def bar(self) -> float:
        """How many standard errors from none an estimate must lie to be called significant at 5%."""
        return bar_of(self.freedom)

    @property
    def significant(self) -> bool:
        """Whether the 95% interval leaves out none."""
        return bool(self.error > 0 and abs(self.value) > self.bar * self.error)


NOTHING: Final = Fit(np.nan, np.nan, INDIVIDUAL)


@cache
def bar_of(freedom: float) -> float:
    """Student's 97.5% quantile."""
    return float(student.ppf(0.975, freedom))


def logistic(y: Numbers, x: Numbers) -> tuple[Numbers, Numbers]:
    """The coefficients and the fitted means of a logistic regression (Newton's steps)."""
    return _fitted(y, x, binary=True)


def poisson(y: Numbers, x: Numbers) -> tuple[Numbers, Numbers]:
    """The coefficients and the fitted means of a Poisson regression."""
    return _fitted(y, x, binary=False)


def _fitted(y: Numbers, x: Numbers, binary: bool) -> tuple[Numbers, Numbers]:
    beta = np.zeros(x.shape[1])
    middle = float(np.clip(y.mean(), 1e-6, 1 - 1e-6 if binary else np.inf))
    beta[0] = np.log(middle / (1 - middle)) if binary else np.log(middle)
    for _ in range(STEPS):
        mean, weight = _means(x @ beta, binary)
        step = np.linalg.solve(x.T @ (x * weight[:, None]), x.T @ (y - mean))
        beta = beta + np.clip(step, -4, 4)
        if np.abs(step).max() < ENOUGH:
            break
    return beta, _means(x @ beta, binary)[0]


def _means(score: Numbers, binary: bool) -> tuple[Numbers, Numbers]:
    if binary:
        mean = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
        return mean, mean * (1 - mean)
    mean = np.exp(np.clip(score, -30, 30))
    return mean, mean


def individual(y: Numbers, x: Numbers, binary: bool) -> Fit:
    """A regression of people drawn by lot: logistic with the errors of the model, Poisson with robust errors."""
    if not _tells(y, x):
        return NOTHING
    beta, mean = _fitted(y, x, binary)
    if not binary:
        return _robust(y, x, beta, mean, np.arange(len(y)), False, INDIVIDUAL)
    bread = np.linalg.inv(x.T @ (x * (mean * (1 - mean))[:, None]))
    return Fit(float(beta[-1]), float(np.sqrt(bread[-1, -1])), INDIVIDUAL)


def gee(y: Numbers, x: Numbers, cluster: Rows, binary: bool, between: int = 2) -> Fit:
    """A regression with robust errors for clusters: GEE with an independent working correlation.

    Args:
        y: What came of each person.
        x: The columns, a constant first and the treatment last.
        cluster: The number of each person's cluster.
        binary: Whether the outcome is had or not (log-odds), else a count (log of the mean).
        between: How many columns differ between clusters alone, which the degrees of freedom lose.
    """
    numbers = np.unique(cluster, return_inverse=True)[1]
    if not _tells(y, x) or numbers.max(initial=0) < between:
        return NOTHING
    beta, mean = _fitted(y, x, binary)
    return _robust(y, x, beta, mean, numbers, binary, max(1.0, float(numbers.max() + 1 - between)))


def _robust(y: Numbers, x: Numbers, beta: Numbers, mean: Numbers, cluster: Rows, binary: bool, freedom: float) -> Fit:
    weight = mean * (1 - mean) if binary else mean
    bread = np.linalg.inv(x.T @ (x * weight[:, None]))
    scores = np.zeros((int(cluster.max()) + 1, x.shape[1]))
    np.add.at(scores, cluster, x * (y - mean)[:, None])
    many = len(scores)
    meat = bread @ (scores.T @ scores) @ bread * many / (many - 1)
    return Fit(float(beta[-1]), float(np.sqrt(max(0.0, meat[-1, -1]))), freedom)


def mixed(y: Numbers, x: Numbers, cluster: Rows) -> Fit:
    """A linear mixed model with one deviation a cluster, by restricted maximum likelihood (as Hussey and Hughes analyse).

    Args:
        y: What came of each person.
        x: The columns, a constant first and the treatment last.
        cluster: The number of each person's cluster.
    """
    if not np.ptp(y) or not _full(x):
        return NOTHING
    numbers = np.unique(cluster, return_inverse=True)[1]
    return _mixed(np.column_stack([x, y]), numbers, np.bincount(numbers).astype(np.float64))


def _mixed(both: Numbers, cluster: Rows, size: Numbers) -> Fit:
    """All is in the table of products and the sums of clusters: the weights of a cluster are I - r / (1 + r n) 11'."""
    sums = np.zeros((len(size), both.shape[1]))
    np.add.at(sums, cluster, both)
    return of_products(both.T @ both, sums, size)


def of_products(products: Numbers, sums: Numbers, size: Numbers) -> Fit:
    """The mixed model from the products of all columns with the outcome last, and the sums of each cluster."""
    people, columns = float(size.sum()), products.shape[0] - 1

    def at(ratio: float) -> tuple[float, Numbers, float]:
        shrunk = products - (sums * (ratio / (1 + ratio * size))[:, None]).T @ sums
        inverse = np.linalg.inv(shrunk[:-1, :-1])
        beta = inverse @ shrunk[:-1, -1]
        left = float(shrunk[-1, -1] - shrunk[:-1, -1] @ beta)
        left = max(left, NOTHING_LEFT * float(products[-1, -1]))
        likelihood = (people - columns) * np.log(left) + np.log1p(ratio * size).sum() - np.linalg.slogdet(inverse)[1]
        variance = left / (people - columns) * inverse[-1, -1]
        return float(likelihood), beta, float(variance)

    _, beta, variance = at(_lowest(lambda ratio: at(ratio)[0]))
    if not variance > 10 * NOTHING_LEFT * float(products[-1, -1]):
        return NOTHING  # the columns tell the outcome of everybody, which says nothing of how sure that is
    return Fit(float(beta[-1]), float(np.sqrt(variance)), INDIVIDUAL)


def _lowest(of: Callable[[float], float]) -> float:
    """Where a function of the ratio of variances is lowest: on the grid, then between its neighbours by golden section."""
    values = [of(ratio) for ratio in RATIOS]
    k = int(np.argmin(values))
    low, high = float(RATIOS[max(0, k - 1)]), float(RATIOS[min(len(RATIOS) - 1, k + 1)])
    for _ in range(12):
        one, other = high - 0.618 * (high - low), low + 0.618 * (high - low)
        low, high = (low, other) if of(one) < of(other) else (one, high)
    middle = (low + high) / 2
    return middle if of(middle) < values[k] else float(RATIOS[k])


def _tells(y: Numbers, x: Numbers) -> bool:
    """Whether both arms have people, somebody in each has the outcome and somebody in each does not have it, or any count."""
    treated = x[:, -1] > 0
    arms = [y[treated], y[~treated]]
    return (
        _full(x)
        and all(arm.size > 1 and arm.max() > 0 for arm in arms)
        and (all(arm.min() < 1 for arm in arms) or bool(y.max() > 1))
    )


def _full(x: Numbers) -> bool:
    return len(x) > x.shape[1] and bool(np.linalg.matrix_rank(x) == x.shape[1])
