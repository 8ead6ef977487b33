"""What it would be worth to know more before deciding: all of it, single parameters, groups of them; where a decision turns.

Everything is on arrays of net benefit, a row for each draw and a column for each option, in the unit of the net benefit. The
value of some parameters is found by regressing each option's net benefit on their draws (Strong, Oakley and Brennan 2014,
Medical Decision Making 34): cubic splines for many draws, straight lines for few. With few draws a regression finds something
where nothing is; how much it finds in shuffled draws is told as `bias`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .samples import NAN, Numbers

KNOTS: Final = 5
DEGREE: Final = 3
CURVED_FROM: Final = 30  # draws for each column of a spline's basis, below which a straight line is fitted
RESAMPLES: Final = 200
SHUFFLES: Final = 20
SEED: Final = 20_261_201  # of shuffles and the bootstrap alone, so that the same draws always give the same numbers
GRID: Final = 401
LEAST: Final = 10  # draws, below which nothing is said


@dataclass(frozen=True, slots=True)
class Information:
    """What knowing something is worth, never below zero; its standard error by bootstrap, and what is found by chance alone."""

    value: float
    error: float
    bias: float = 0.0

    @property
    def beyond_chance(self) -> float:
        """The value less what is found in shuffled draws; never below zero."""
        return max(0.0, self.value - self.bias)


def evpi(net: Numbers) -> Information:
    """The expected value of perfect information (Raiffa and Schlaifer 1961).

    Args:
        net: Net benefit, shape (draws, options).

    Example:
        >>> import numpy as np
        >>> evpi(np.array([[0.0, -5.0], [0.0, 5.0]])).value
        2.5
    """
    return Information(max(0.0, _worth(net, net)), _bootstrap_error(net))


def evppi(net: Numbers, *known: Numbers, block: int = 1) -> Information:
    """The expected value of knowing some parameters together, and not the others.

    Args:
        net: Net benefit, shape (draws, options).
        known: The draws of each parameter, shape (draws,).
        block: How many draws next to each other belong together, having values in common: the error and what chance finds
            come from whole blocks.

    Returns:
        At most what perfect information is worth. NaN for fewer than ten draws.

    Example:
        >>> import numpy as np
        >>> rng = np.random.default_rng(1)
        >>> effect = rng.normal(size=4000)
        >>> found = evppi(np.column_stack([np.zeros(4000), effect + rng.normal(size=4000)]), effect)
        >>> abs(found.value - 0.399) < 0.02  # one over the root of two pi
        True
    """
    if len(net) < LEAST or not known:
        return Information(NAN if known else 0.0, NAN if known else 0.0)
    columns = np.column_stack(known)
    basis = basis_of(columns)
    most = _worth(net, net)
    value = min(max(0.0, _worth(fitted(basis, net), net)), most)
    again = _resampled(basis, net, _samples(len(net), block))
    by_chance = [_worth(fitted(basis[order], net), net) for order in _shuffles(len(net), block)]
    return Information(value, float(np.std(again, ddof=1)), max(0.0, float(np.mean(by_chance))))


def evppi_of(
    net: Numbers, parameters: Mapping[str, Numbers], groups: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Information]:
    """What knowing each parameter is worth by itself and each group together, the most valuable first.

    Args:
        net: Net benefit, shape (draws, options).
        parameters: The draws of each parameter, shape (draws,); constants are left out.
        groups: Names of parameters by the name of their group.
    """
    found = {name: evppi(net, draws) for name, draws in parameters.items() if np.ptp(draws) > 0}
    for group, names in (groups or {}).items():
        known = [parameters[name] for name in names if np.ptp(parameters[name]) > 0]
        found[group] = evppi(net, *known)
    return dict(sorted(found.items(), key=lambda each: -np.nan_to_num(each[1].beyond_chance)))


def basis_of(columns: Numbers) -> Numbers:
    """The columns of the regression: a cubic spline of each parameter where draws allow it, a straight line otherwise.

    Args:
        columns: Shape (draws, parameters).
    """
    scaled = (columns - columns.mean(axis=0)) / np.where(columns.std(axis=0) > 0, columns.std(axis=0), 1.0)
    if len(columns) < CURVED_FROM * (KNOTS + DEGREE - 2) * columns.shape[1]:
        return np.column_stack([np.ones(len(columns)), scaled])
    from sklearn.preprocessing import SplineTransformer  # too slow to load for who asks for nothing of this

    made = SplineTransformer(n_knots=KNOTS, degree=DEGREE, include_bias=False).fit_transform(scaled)
    return np.column_stack([np.ones(len(columns)), made])


def fitted(basis: Numbers, net: Numbers) -> Numbers:
    """The conditional means of net benefit, shape (draws, options)."""
    weights = np.linalg.lstsq(basis, net, rcond=None)[0]
    means: Numbers = basis @ weights
    return means


def switching_value(gain: Numbers, draws: Numbers) -> float:
    """The value of a parameter at which the conditional mean of a gain changes its sign, nearest to its middle.

    Args:
        gain: What is gained over the alternative in each draw, shape (draws,).
        draws: The parameter, shape (draws,).

    Returns:
        NaN where it does not change within the central 98% of the draws.
    """
    if len(gain) < LEAST or np.ptp(draws) == 0:
        return NAN
    low, middle, high = np.quantile(draws, (0.01, 0.5, 0.99))
    order = np.argsort(draws)
    curve = fitted(basis_of(draws[:, None]), gain[:, None])[:, 0][order]
    grid = np.linspace(low, high, GRID)
    means = np.interp(grid, draws[order], curve)
    turns = np.flatnonzero(np.diff(np.sign(means)) != 0)
    if not turns.size:
        return NAN
    at = grid[turns] - means[turns] * np.diff(grid)[turns] / (means[turns + 1] - means[turns])
    return float(at[np.argmin(abs(at - middle))])


@lru_cache(maxsize=2)
def _shuffles(n: int, block: int) -> NDArray[np.int64]:
    """The draws in other orders, those of a block still next to each other, shape (shuffles, draws)."""
    rng = np.random.default_rng(SEED)
    places = np.arange(n).reshape(-1, block)
    return np.array([places[rng.permutation(n // block)].ravel() for _ in range(SHUFFLES)])


@lru_cache(maxsize=2)
def _samples(n: int, block: int) -> Numbers:
    """How often each bootstrap sample holds each draw, whole blocks at a time, shape (samples, draws)."""
    blocks = n // block
    often = np.random.default_rng(SEED).multinomial(blocks, np.full(blocks, 1.0 / blocks), size=RESAMPLES)
    found: Numbers = often.repeat(block, axis=1).astype(np.float64)
    return found


def _resampled(basis: Numbers, net: Numbers, often: Numbers) -> Numbers:
    """The value in each bootstrap sample, in which the regression is made anew."""
    n, k = basis.shape
    squares = (basis[:, :, None] * basis[:, None, :]).reshape(n, k * k)
    products = (basis[:, :, None] * net[:, None, :]).reshape(n, -1)
    weights = np.linalg.pinv((often @ squares).reshape(-1, k, k)) @ (often @ products).reshape(RESAMPLES, k, -1)
    best = np.array([often[r] @ (basis @ weights[r]).max(axis=1) for r in range(RESAMPLES)])
    found: Numbers = (best - (often @ net).max(axis=1)) / n
    return found


def _worth(means: Numbers, net: Numbers) -> float:
    """How much better it is to choose knowing these means than to take the option that is best on average."""
    return float(means.max(axis=1).mean() - net.mean(axis=0).max())


def _bootstrap_error(net: Numbers) -> float:
    if len(net) < 2:
        return NAN
    rows = np.random.default_rng(SEED).integers(len(net), size=(RESAMPLES, len(net)))
    return float(np.std([_worth(net[row], net[row]) for row in rows], ddof=1))
