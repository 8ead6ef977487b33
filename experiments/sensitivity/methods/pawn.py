"""PAWN's distances between distributions, with a factor that changes nothing beside the others.

Every row lives its own replicate, and the first rows live a second one, which shows how much of the variance is chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ....scenarios.parameters import Parameter
from ..chance import Twins
from ..guard import problem
from ..method import Analysis, Method, Sample
from ..shapes import Distances, Share
from ..terms import NOTHING, Estimate, Index, Measure, Numbers, Whole, indices, percentiles

SLICES: Final = 10
SECOND: Final = 200  # rows at most that live a second replicate
MEDIAN: Final = Measure("median", "distance, usual")  # between the distributions with the factor known and unknown
MAXIMUM: Final = Measure("maximum", "distance, largest")


class Pawn(Method):
    """Distances between distributions."""

    name = "pawn"
    title = "distances (PAWN)"
    how = "all drawn at once from their whole distributions (PAWN)"
    counts = "rows"
    usual = 1000
    least = 50  # five for each slice
    whole = True
    measures = (MEDIAN, MAXIMUM)
    main = MEDIAN
    unit = "distance"
    below = (
        "its distance is within those of a factor that changes nothing",
        "their distances are within those of a factor that changes nothing",
    )
    hedge = ", as far as can be seen"
    relative = True
    beside_nothing = True

    def rows(self, parameters: int, size: int, chance: bool) -> int:
        """How many rows the design has."""
        return size + (min(size, SECOND) if chance else 0)

    def design(self, parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, Whole]:
        """The quantiles (n, parameters) and the replicates (n,)."""
        from SALib.sample import latin

        unit = latin.sample(problem(parameters), size, seed=seed)
        if not chance:
            return unit, np.zeros(size, dtype=np.int64)
        n = self.rows(parameters, size, chance)
        return np.concatenate([unit, unit[: n - size]]), np.arange(n)

    def estimate(self, sample: Sample, y: Numbers, resamples: int) -> Estimate:
        """The median and the largest distance of every parameter and of nothing, from the rows that come first."""
        from SALib.analyze import pawn

        x, y = sample.unit[: sample.size], y[: sample.size]
        found = pawn.analyze(problem(x.shape[1]), x, y, S=SLICES)  # draws nothing; a seed would be set for all of numpy
        values = np.column_stack([found[measure.name] for measure in Pawn.measures])
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

    def floor(self, main: Mapping[str, Index]) -> float:
        """What a factor that changes nothing reaches in 97.5 of 100 tries."""
        return main[NOTHING].high

    def twins(self, sample: Sample) -> Twins:
        """The first rows stand there a second time with other luck."""
        second = np.arange(sample.size, len(sample.replicate))
        first = second - sample.size
        return Twins(first, second, np.concatenate([np.arange(sample.size), first]))

    def told(self, analysis: Analysis, values: Numbers, size: int, factors: Mapping[str, Parameter]) -> Distances:
        """Each factor's distance, and that which a factor that does nothing may have."""
        found = analysis.by_factor
        usual = {label: found[factor.name][MEDIAN] for label, factor in factors.items()}
        rows = [Share(label, index.value, (index.low, index.high)) for label, index in usual.items()]
        return Distances(rows, found[NOTHING][MEDIAN].high)


def _indices(names: Sequence[str], values: Numbers, ends: Numbers) -> tuple[Index, ...]:
    """Both measures of each name, from values (k, 2) and the ends of their intervals (2, k, 2)."""
    each = (indices(names, measure, values[:, n], ends[:, :, n]) for n, measure in enumerate(Pawn.measures))
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
