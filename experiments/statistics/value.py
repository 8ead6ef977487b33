"""Which regime is best by each outcome when parameters are not known, and what it would be worth to know them.

Expected value of perfect information: how much better an outcome would be on average if the regime were chosen knowing every
uncertain parameter, instead of always taking the one that is best on average. It is the least expected regret of any
regime, in the outcome's own unit.

Where each draw of parameters lives a single history of luck, that counts as if luck could be known too, and the value is an
upper bound. Where it lives several, half of them choose and the other half say what the choice is worth: chosen with luck of
its own, that is on average a little less than perfect information, so that the truth lies between the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from ...model.ledger.outcome import Better
from .samples import NAN, UPPER, Numbers

RESAMPLES: Final = 1000
SEED: Final = 20_260_401  # of the bootstrap alone, so that the same runs always give the same interval
MOST_DRAWN: Final = 2000


@dataclass(frozen=True, slots=True)
class Worth:
    """A value of information, never below zero, with its 95% interval by bootstrap of the draws; NaN for one draw."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """Which regime is best by one outcome, over the draws in which every regime has a value.

    `probability` is the share of draws in which a regime is best, ties shared; `expected` the mean outcome; `on_average` the
    regime or regimes whose mean is best. `missing` counts draws left out. `perfect_information` is an upper bound because of
    luck; `luck_apart` is corrected for it, and nothing where every draw lived one history.
    """

    outcome: str
    better: Better
    n: int
    missing: int
    histories: int
    probability: Mapping[str, float]
    expected: Mapping[str, float]
    on_average: tuple[str, ...]
    perfect_information: Worth
    luck_apart: Worth | None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self) | {"on_average": list(self.on_average)}


def best(outcome: str, better: Better, values: Mapping[str, ArrayLike]) -> Best | None:
    """Judge regimes by one outcome.

    The expected value of perfect information after Raiffa and Schlaifer (1961).

    Args:
        outcome: Its name.
        better: Which direction is better.
        values: The outcome under each regime, shape (draws, histories), the same draws in the same order; NaN where there
            is no value. A regime that never has one is left out.

    Returns:
        Values in the outcome's unit, probabilities from 0 to 1. Nothing where neither direction is better, or fewer than two
        regimes have values in the same draw.

    Example:
        >>> found = best("arrests", "lower", {"none": [[10], [20], [30]], "pre-arrest": [[8], [21], [25]]})
        >>> found.on_average, round(found.probability["pre-arrest"], 3)
        (('pre-arrest',), 0.667)
        >>> round(found.perfect_information.value, 3)  # one arrest, in one draw of three
        0.333
    """
    tables = {name: np.atleast_2d(np.asarray(table, dtype=np.float64)) for name, table in values.items()}
    tables = {name: table for name, table in tables.items() if np.isfinite(table).any()}
    if better == "neither" or len(tables) < 2:
        return None
    stack = np.stack(list(tables.values()), axis=1)
    whole = stack[np.isfinite(stack).all(axis=(1, 2))]
    if not len(whole):
        return None
    return _judged(outcome, better, list(tables), whole, len(stack) - len(whole))


def _judged(outcome: str, better: Better, names: list[str], whole: Numbers, missing: int) -> Best:
    """`whole` has the shape (draws, regimes, histories)."""
    gains = whole if better == "higher" else -whole
    regret = _regret(gains.mean(axis=2))
    mean_regret = regret.mean(axis=0)
    first = regret == 0
    shares = (first / first.sum(axis=1, keepdims=True)).mean(axis=0)
    expected = whole.mean(axis=(0, 2))
    histories = whole.shape[2]
    return Best(
        outcome=outcome,
        better=better,
        n=len(whole),
        missing=missing,
        histories=histories,
        probability=dict(zip(names, map(float, shares), strict=True)),
        expected=dict(zip(names, map(float, expected), strict=True)),
        on_average=tuple(name for name, mean in zip(names, mean_regret, strict=True) if mean == mean_regret.min()),
        perfect_information=_worth(regret, np.zeros(len(regret))),
        luck_apart=_worth(regret, _shortfall(gains)) if histories > 1 else None,
    )


def _regret(gains: Numbers) -> Numbers:
    """How much each regime falls short of the best in each draw, shape (draws, regimes)."""
    short: Numbers = gains.max(axis=1, keepdims=True) - gains
    return short


def _shortfall(gains: Numbers) -> Numbers:
    """How much less than the best mean of a draw its regimes are worth when chosen with half of its histories, for each draw.

    Each half chooses once and values once.
    """
    half = gains.shape[2] // 2
    one, other = gains[:, :, :half].mean(axis=2), gains[:, :, half:].mean(axis=2)
    worth = (_chosen(one, other) + _chosen(other, one)) / 2
    short: Numbers = gains.mean(axis=2).max(axis=1) - worth
    return short


def _chosen(chooses: Numbers, values: Numbers) -> Numbers:
    """What the regime that is best by `chooses` is worth by `values`, one for each draw; ties are shared."""
    first = _regret(chooses) == 0
    worth: Numbers = (values * first).sum(axis=1) / first.sum(axis=1)
    return worth


def _worth(regret: Numbers, shortfall: Numbers) -> Worth:
    rows = np.column_stack([regret, shortfall])
    value = float(_information(rows.mean(axis=0)))
    if len(rows) < 2:
        return Worth(value, NAN, NAN)
    low, high = np.quantile(_information(_resampled(rows)), (1 - UPPER, UPPER))
    return Worth(value, float(low), float(high))


def _information(means: Numbers) -> Numbers:
    """The least mean regret, less the mean shortfall in the last column; it is never below zero."""
    found: Numbers = np.maximum(0.0, means[..., :-1].min(axis=-1) - means[..., -1])
    return found


def _resampled(rows: Numbers) -> Numbers:
    """The means of the columns in each bootstrap sample of the rows, shape (samples, columns).

    Beyond some thousand rows, neighbours are drawn together, which says the same in bounded time and memory.
    """
    n = min(len(rows), MOST_DRAWN)
    starts = np.linspace(0, len(rows), n, endpoint=False).astype(np.int64)
    sums, counts = np.add.reduceat(rows, starts), np.diff(starts, append=len(rows))
    places = np.random.default_rng(SEED).integers(n, size=(RESAMPLES, n)) + n * np.arange(RESAMPLES)[:, None]
    weights = np.bincount(places.ravel(), minlength=RESAMPLES * n).reshape(RESAMPLES, n)
    means: Numbers = weights @ sums / (weights @ counts)[:, None]
    return means
