"""Sobol's shares with those of every pair of factors: what two do only together, after Saltelli (2002).

A base row has, beside the rows of `sobol`, one BA for each factor: B with that factor's value from A. So it takes twice the runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np

from ..method import Sample
from ..terms import Estimate, Index, Measure, Numbers, percentiles, zero
from .sobol import Sobol

S2: Final = Measure("S2")  # of a pair: the share of the variance that the two make only together
JOINED: Final = " × "


class SobolPairs(Sobol):
    """Shares of the variance, of factors and of pairs of them."""

    name = "sobol-pairs"
    title = "shares of variance, pairs too (Sobol)"
    how = "all drawn at once from their whole distributions (Sobol, second order)"
    pairs = True

    def rows(self, parameters: int, size: int, chance: bool) -> int:
        """How many rows the design has."""
        return size * (2 * (parameters + chance) + 2)

    def estimate(self, sample: Sample, y: Numbers, resamples: int) -> Estimate:
        """First and total shares as `sobol` has them, and the share of every pair."""
        k = len(sample.factors)
        table = y.reshape(sample.size, -1)
        found = super().estimate(sample, table[:, [*range(k + 1), -1]].ravel(), resamples)
        return Estimate((*found.indices, *_pairs(sample, (table - y.mean()) / y.std(), resamples)), found.resampled)

    def still(self, sample: Sample) -> tuple[Index, ...]:
        """The indices where nothing varies."""
        return *super().still(sample), *(zero(name, S2) for name in _names(sample))


def _names(sample: Sample) -> list[str]:
    """What every pair is called, in order."""
    return [JOINED.join(pair) for pair in combinations(sample.factors, 2)]


def _pairs(sample: Sample, table: Numbers, resamples: int) -> Iterator[Index]:
    """The share of every pair, with percentile intervals from resampled base rows."""
    from SALib.analyze.sobol import second_order

    k = len(sample.factors)
    known = np.ptp(table[:, [0, -1]]) > 0
    picks = np.random.default_rng(sample.seed).integers(sample.size, size=(sample.size, resamples))
    for name, (i, j) in zip(_names(sample), combinations(range(k), 2), strict=True):
        columns = [table[:, each] for each in (0, 1 + i, 1 + j, 1 + k + i, -1)]
        value = float(second_order(*columns)) if known else 0.0
        low, high = percentiles(second_order(*(each[picks] for each in columns))) if known else (-1.0, 1.0)
        yield Index(name, S2, value, float(low), float(high))
