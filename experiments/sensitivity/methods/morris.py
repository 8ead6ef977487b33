"""Morris's elementary effects on four levels between the 5th and the 95th percentile, with chance as one of the factors.

A trajectory changes one factor after the other; when it is chance's turn, its second replicate takes over from the first.
An effect is scaled to the whole way from the 5th to the 95th percentile, as SALib does it, and that of chance alike.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ..guard import problem
from ..terms import HIGH, LOW, Estimate, Measure, Numbers, Sample, Whole, indices, percentiles
from .chance import Twins

LEAST: Final = 4
LEVELS: Final = 4
STEP: Final = LEVELS / (2 * (LEVELS - 1))  # of the way from the lowest level to the highest


def rows(parameters: int, size: int, chance: bool) -> int:
    """How many rows the design has."""
    return size * (parameters + chance + 1)


def design(parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, Whole]:
    """The quantiles (n, parameters) and the replicates (n,)."""
    from SALib.sample import morris

    factors = parameters + chance
    levels = morris.sample(problem(factors), size, num_levels=LEVELS, seed=seed).reshape(size, factors + 1, factors)
    replicate = np.zeros((size, factors + 1), dtype=np.int64)
    if chance:
        turned = levels[:, :, -1] != levels[:, :1, -1]
        replicate = 2 * np.arange(size)[:, np.newaxis] + turned
    unit = LOW + (HIGH - LOW) * levels[:, :, :parameters]
    return unit.reshape(-1, parameters), replicate.ravel()


def estimate(sample: Sample, y: Numbers, resamples: int) -> Estimate:
    """The mean, mean size and spread of the effects, with percentile intervals from resampled trajectories."""
    from SALib.analyze import morris

    x = _columns(sample)
    found = morris.analyze(problem(x.shape[1]), x, y, num_resamples=2, num_levels=LEVELS, seed=sample.seed)
    effects = _effects(x.reshape(sample.size, sample.block, -1), y.reshape(sample.size, -1))
    picks = np.random.default_rng(sample.seed).integers(sample.size, size=(resamples, sample.size))
    again = effects[picks]
    resampled = {
        Measure.MU: again.mean(axis=1),
        Measure.MU_STAR: np.abs(again).mean(axis=1),
        Measure.SIGMA: again.std(axis=1, ddof=1),
    }
    each = (
        indices(sample.factors, measure, np.asarray(found[measure.value]), percentiles(values))
        for measure, values in resampled.items()
    )
    main = resampled[Measure.MU_STAR][:, : len(sample.parameters)]
    return Estimate(tuple(index for several in each for index in several), main)


def _columns(sample: Sample) -> Numbers:
    """The quantiles with a column for chance (n, factors), which only says at which step it changes."""
    if not sample.chance:
        return sample.unit
    return np.column_stack([sample.unit, np.float64(sample.replicate % 2)])


def _effects(x: Numbers, y: Numbers) -> Numbers:
    """Every elementary effect (trajectories, factors), which SALib does not give; x is (trajectories, rows, factors)."""
    effects: Numbers = np.einsum("ts,tsj->tj", np.diff(y, axis=1), np.sign(np.diff(x, axis=1))) / STEP
    return effects


def twins(sample: Sample) -> Twins:
    """The rows before and after chance had its turn are the same point with other luck."""
    block = np.arange(len(sample.replicate)) // sample.block
    first = np.flatnonzero((np.diff(sample.replicate) != 0) & (np.diff(block) == 0))
    return Twins(first, first + 1, block)
