"""PAWN's distances between distributions, with a factor that changes nothing beside the others.

Every row lives its own replicate, and the first rows live a second one, which shows how much of the variance is chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..guard import problem
from ..terms import NOTHING, Estimate, Index, Measure, Numbers, Sample, Whole, indices, percentiles
from .chance import Twins

LEAST: Final = 50  # rows: five for each slice
SLICES: Final = 10
SECOND: Final = 200  # rows at most that live a second replicate
MEASURES: Final = (Measure.MEDIAN, Measure.MAXIMUM)


def rows(parameters: int, size: int, chance: bool) -> int:
    """How many rows the design has."""
    return size + (min(size, SECOND) if chance else 0)


def design(parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, Whole]:
    """The quantiles (n, parameters) and the replicates (n,)."""
    from SALib.sample import latin

    unit = latin.sample(problem(parameters), size, seed=seed)
    if not chance:
        return unit, np.zeros(size, dtype=np.int64)
    n = rows(parameters, size, chance)
    return np.concatenate([unit, unit[: n - size]]), np.arange(n)


def estimate(sample: Sample, y: Numbers, resamples: int) -> Estimate:
    """The median and the largest distance of every parameter and of nothing, from the rows that come first."""
    from SALib.analyze import pawn

    x, y = sample.unit[: sample.size], y[: sample.size]
    found = pawn.analyze(problem(x.shape[1]), x, y, S=SLICES)  # draws nothing; a seed would be set for all of numpy
    values = np.column_stack([found[measure.value] for measure in MEASURES])
    generator = np.random.default_rng(sample.seed)
    picks = generator.integers(len(y), size=(resamples, len(y)))
    resampled = np.array([_distances(x[pick], y[pick]) for pick in picks])
    noise = _distances(_still(len(y), resamples, generator), y)
    return Estimate(
        (
            *_indices(sample.parameters, values, _ends(values, resampled)),
            *_indices((NOTHING,), noise.mean(axis=0)[np.newaxis], percentiles(noise)[:, np.newaxis]),
        ),
        resampled[:, :, 0],
    )


def _indices(names: Sequence[str], values: Numbers, ends: Numbers) -> tuple[Index, ...]:
    """Both measures of each name, from values (k, 2) and the ends of their intervals (2, k, 2)."""
    each = (indices(names, measure, values[:, n], ends[:, :, n]) for n, measure in enumerate(MEASURES))
    return tuple(index for several in each for index in several)


def _ends(values: Numbers, resampled: Numbers) -> Numbers:
    """The ends (2, k, 2) of the intervals.

    Rows that are drawn twice add a distance of their own, so the resamples lie too high; it is their spread that counts.
    """
    ends: Numbers = np.maximum(values + percentiles(resampled) - resampled.mean(axis=0), 0.0)
    return ends


def _still(rows: int, tries: int, generator: np.random.Generator) -> Numbers:
    """The columns (rows, tries) of so many factors that change nothing."""
    return np.column_stack([generator.permutation(rows) / rows for _ in range(tries)])


def _distances(x: Numbers, y: Numbers) -> Numbers:
    """The median and the largest distance of every column (k, 2): SALib's, many times faster because without p-values."""
    order = np.argsort(y, kind="stable")
    x, y = x[order], y[order]
    last = np.append(y[1:] != y[:-1], True)  # of equal values only the last has them all at or below it
    whole = (np.arange(1, len(y) + 1) / len(y))[last, np.newaxis]
    edges = np.quantile(x, np.linspace(0, 1, SLICES + 1), axis=0)
    return np.array([_pair(column, edge, last, whole) for column, edge in zip(x.T, edges.T, strict=True)])


def _pair(x: Numbers, edges: Numbers, last: NDArray[np.bool_], whole: Numbers) -> tuple[float, float]:
    """The median and the largest distance between the values in a slice of x, which is in the order of y, and all."""
    within = (x[:, np.newaxis] >= edges[:-1]) & (x[:, np.newaxis] < edges[1:])
    sizes = within.sum(axis=0)
    filled = sizes > 0
    distances = np.abs(within[:, filled].cumsum(axis=0)[last] / sizes[filled] - whole).max(axis=0)
    return float(np.median(distances)), float(distances.max())


def twins(sample: Sample) -> Twins:
    """The first rows stand there a second time with other luck."""
    second = np.arange(sample.size, len(sample.replicate))
    first = second - sample.size
    return Twins(first, second, np.concatenate([np.arange(sample.size), first]))
