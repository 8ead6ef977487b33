"""Shapley effects: the variance shared out among the factors so that the parts add up to all of it, chance being one of them.

What factors do only together is divided evenly among them (Owen 2014). A trajectory changes one factor after the other, in an
order of its own, from one random point to another (Goda 2021); when it is chance's turn, its second replicate takes over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from ....scenarios.parameters import Parameter
from ..chance import Twins, turned
from ..guard import problem
from ..method import Analysis, Method, Sample
from ..shapes import Parts, Share
from ..terms import CHANCE, SMALL_SHARE, Estimate, Index, Measure, Numbers, Whole, indices, percentiles

PART: Final = Measure("shapley", "part (Shapley effect)")  # the parts of all factors and of chance are 1 together


class Shapley(Method):
    """Parts of the variance that add up."""

    name = "shapley"
    title = "parts of variance (Shapley)"
    how = "changed one after the other, in random orders, from many random points (Shapley)"
    counts = "trajectories"
    usual = 256
    least = 8
    in_groups = True
    whole = True
    measures = (PART,)
    main = PART
    unit = "part of the variance"
    below = (f"its part is below {SMALL_SHARE}", f"their parts are below {SMALL_SHARE}")
    relative = True
    for_values = True
    values = "a part"

    def rows(self, parameters: int, size: int, chance: bool) -> int:
        """How many rows the design has."""
        return size * (parameters + chance + 1)

    def design(self, parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, Whole]:
        """The quantiles (n, parameters) and the replicates (n,)."""
        from SALib.sample import shapley

        factors = parameters + chance
        whole = shapley.sample(problem(factors), size, seed=seed).reshape(size, factors + 1, factors)
        replicate = np.zeros((size, factors + 1), dtype=np.int64)
        if chance:
            replicate = 2 * np.arange(size)[:, np.newaxis] + (whole[:, :, -1] != whole[:, :1, -1])
        return whole[:, :, :parameters].reshape(-1, parameters), replicate.ravel()

    def estimate(self, sample: Sample, y: Numbers, resamples: int) -> Estimate:
        """The part of every factor, with percentile intervals from resampled trajectories, whose parts are 1 as well."""
        from SALib.analyze import shapley

        x, k = _columns(sample), len(sample.factors)
        table = y.reshape(sample.size, -1)
        if (table[:, 0] == table[:, -1]).all():
            ends = np.array([np.zeros(k), np.ones(k)])  # nothing to be shared out, and so nothing is known
            found = indices(sample.factors, PART, np.zeros(k), ends)
            return Estimate(found, np.zeros((resamples, len(sample.parameters))))
        values = shapley.analyze(problem(k), x, y - y.mean())["shapley_normalized"]
        resampled = _resampled(
            _contributions(x.reshape(sample.size, k + 1, k), table - y.mean()), sample.seed, resamples
        )
        found = indices(sample.factors, PART, values, percentiles(resampled))
        return Estimate(found, resampled[:, : len(sample.parameters)])

    def floor(self, main: Mapping[str, Index]) -> float:
        """A twentieth of the variance."""
        return SMALL_SHARE

    def twins(self, sample: Sample) -> Twins:
        """The rows before and after chance had its turn are the same point with other luck."""
        return turned(sample.replicate, sample.block)

    def told(self, analysis: Analysis, values: Numbers, size: int, factors: Mapping[str, Parameter]) -> Parts:
        """Each factor's part of the variance, and that of chance."""
        found = {name: each[PART] for name, each in analysis.by_factor.items()}
        rows = [_share(label, found[factor.name]) for label, factor in factors.items()]
        return Parts(rows, _share("chance", found[CHANCE]) if CHANCE in found else None)


def _columns(sample: Sample) -> Numbers:
    """The quantiles with a column for chance (n, factors), which only says at which step it changes."""
    return np.column_stack([sample.unit, np.float64(sample.replicate % 2)]) if sample.chance else sample.unit


def _contributions(x: Numbers, y: Numbers) -> Numbers:
    """What each trajectory says of every factor (trajectories, factors), which SALib does not give: Goda's summand."""
    steps = (y[:, :1] - (y[:, :-1] + y[:, 1:]) / 2) * -np.diff(y, axis=1)
    found: Numbers = np.einsum("ts,tsj->tj", steps, np.diff(x, axis=1) != 0)
    return found


def _resampled(contributions: Numbers, seed: int, resamples: int) -> Numbers:
    """The parts from trajectories drawn anew (resamples, factors); nothing where these share out nothing."""
    picks = np.random.default_rng(seed).integers(len(contributions), size=(resamples, len(contributions)))
    sums = contributions[picks].sum(axis=1)
    whole = sums.sum(axis=1, keepdims=True)
    parts: Numbers = np.divide(sums, whole, out=np.zeros_like(sums), where=whole > 0)
    return parts


def _share(name: str, index: Index) -> Share:
    return Share(name, index.value, (index.low, index.high))
