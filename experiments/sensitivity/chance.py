"""The share of the variance that is chance alone, by one estimator: rows that are the same point lived with other luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .terms import CHANCE, SHARE, Index, Numbers, Whole, percentiles


@dataclass(frozen=True, slots=True, eq=False)
class Twins:
    """The rows `first` and `second` (pairs,) that differ in luck only, and the block (n,) with which each row is resampled."""

    first: Whole
    second: Whole
    block: Whole


def turned(replicate: Whole, block: int) -> Twins:
    """Of trajectories of so many rows: those before and after the history of luck changes."""
    of = np.arange(len(replicate)) // block
    first = np.flatnonzero((np.diff(replicate) != 0) & (np.diff(of) == 0))
    return Twins(first, first + 1, of)


def share(y: Numbers, twins: Twins, seed: int, resamples: int) -> Index:
    """Half the mean squared difference between twins, over the variance of all rows.

    It counts what luck does together with parameters too: it is what is left when all parameters are known.
    """
    sums = _sums(y - y.mean(), twins)
    picks = np.random.default_rng(seed).integers(len(sums), size=(resamples, len(sums)))
    return bounded(_ratio(sums.sum(axis=0)), np.array([_ratio(sums[pick].sum(axis=0)) for pick in picks]))


def bounded(value: float, resampled: Numbers) -> Index:
    """The share with its percentile interval; what noise lifts above 1 is 1."""
    low, high = np.minimum(percentiles(resampled), 1.0)
    return Index(CHANCE, SHARE, min(value, 1.0), float(low), float(high))


def _sums(y: Numbers, twins: Twins) -> Numbers:
    """Of every block: rows, sum, sum of squares, twins, half their squared differences (blocks, 5)."""
    blocks = int(twins.block.max()) + 1
    halves = 0.5 * (y[twins.first] - y[twins.second]) ** 2

    def by_block(which: Whole, values: Numbers | None = None) -> Numbers:
        return np.bincount(which, values, blocks).astype(np.float64)

    rows = (by_block(twins.block), by_block(twins.block, y), by_block(twins.block, y * y))
    where = twins.block[twins.first]
    return np.column_stack([*rows, by_block(where), by_block(where, halves)])


def _ratio(sums: Numbers) -> float:
    rows, total, squares, pairs, halves = sums
    variance = squares / rows - (total / rows) ** 2
    return float(halves / pairs / variance) if variance > 0 and pairs else 0.0
