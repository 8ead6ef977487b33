"""The four methods side by side, and the two functions to call: `sample` before the runs, `analyse` after them.

Example:
    >>> design = sample(Method.SOBOL, ["caseload", "wait"], size=64, seed=1)
    >>> found = analyse(design, [model(u, r) for u, r in zip(design.unit, design.replicate)])
    >>> print(headline(found))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from ....scenarios.parameters import InputError
from ..convergence import judge
from ..guard import check_factors, check_seed, check_size, complete, untouched
from ..terms import CHANCE, NOTHING, Analysis, Estimate, Index, Measure, Method, Numbers, Sample, Whole
from . import chance as luck
from . import morris, one_at_a_time, pawn, sobol

RESAMPLES: Final = 200


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one method is done; `counts` is what its size counts, `least` the smallest that says anything."""

    counts: str
    least: int
    rows: Callable[[int, int, bool], int]
    design: Callable[[int, int, int, bool], tuple[Numbers, Whole]]
    estimate: Callable[[Sample, Numbers, int], Estimate]
    share: Callable[[Sample, Numbers, int], Index]
    measures: tuple[Measure, ...]
    power_of_two: bool = False
    needs_chance: bool = False


def _by_twins(twins: Callable[[Sample], luck.Twins]) -> Callable[[Sample, Numbers, int], Index]:
    return lambda sample, y, resamples: luck.share(y, twins(sample), sample.seed, resamples)


RECIPES: Final = {
    Method.ONE_AT_A_TIME: Recipe(
        "replicates",
        one_at_a_time.LEAST,
        one_at_a_time.rows,
        one_at_a_time.design,
        one_at_a_time.estimate,
        one_at_a_time.share,
        (Measure.AT_LOW, Measure.AT_HIGH, Measure.EFFECT),
        needs_chance=True,
    ),
    Method.MORRIS: Recipe(
        "trajectories",
        morris.LEAST,
        morris.rows,
        morris.design,
        morris.estimate,
        _by_twins(morris.twins),
        (Measure.MU, Measure.MU_STAR, Measure.SIGMA),
    ),
    Method.SOBOL: Recipe(
        "base rows",
        sobol.LEAST,
        sobol.rows,
        sobol.design,
        sobol.estimate,
        _by_twins(sobol.twins),
        (Measure.S1, Measure.ST),
        power_of_two=True,
    ),
    Method.PAWN: Recipe(
        "rows",
        pawn.LEAST,
        pawn.rows,
        pawn.design,
        pawn.estimate,
        _by_twins(pawn.twins),
        (Measure.MEDIAN, Measure.MAXIMUM),
    ),
}


def design_rows(method: Method, parameters: int, size: int, chance: bool = True) -> int:
    """How many rows a sample of so many parameters has, without making it."""
    return RECIPES[method].rows(parameters, size, chance)


def sample(method: Method, factors: Sequence[str], size: int, seed: int, chance: bool = True) -> Sample:
    """The rows that the method wants to be run.

    Args:
        method: How the factors are varied.
        factors: The names of the parameters that vary, in the order of the columns.
        size: What the method repeats: base rows (Sobol, a power of two), trajectories (Morris), replicates (one at a
            time) or rows (PAWN).
        seed: What the design and, later, the intervals are drawn from; 1 or more.
        chance: Whether luck varies too. Without it every row lives replicate 0, and the indices hold for that one
            history of luck only.

    Raises:
        InputError: a factor, the size or the seed will not do.
    """
    recipe = RECIPES[method]
    check_factors(factors)
    check_seed(seed)
    check_size(size, recipe.least, recipe.counts, recipe.power_of_two)
    if recipe.needs_chance and not chance:
        raise InputError("One factor at a time needs several histories of luck for its intervals; do not fix chance.")
    with untouched():
        unit, replicate = recipe.design(len(factors), size, seed, chance)
    names = (*factors, CHANCE) if chance else tuple(factors)
    return Sample(method, names, unit, replicate, seed, size)


def analyse(sample: Sample, y: ArrayLike, resamples: int = RESAMPLES) -> Analysis:
    """The indices of a sample from the values of its rows.

    Args:
        sample: What was run.
        y: One finite value for each row, in the order of the rows (n,).
        resamples: How often rows are drawn anew for the intervals, which are the same for the same sample and values.

    Raises:
        Incomplete: a row has no finite value; nothing is computed from the others.
    """
    recipe = RECIPES[sample.method]
    values = complete(sample, y, recipe.rows(len(sample.parameters), sample.size, sample.chance))
    if np.ptp(values) == 0:
        return _constant(sample, values)
    with untouched():
        estimate = recipe.estimate(sample, values, resamples)
    verdict = judge(sample.method, estimate)
    share = recipe.share(sample, values, resamples) if sample.chance else None
    return _analysis(sample, values, estimate.indices, share, verdict.converged, verdict.sentence)


def _constant(sample: Sample, y: Numbers) -> Analysis:
    """Nothing varies, so nothing depends on anything; SALib would say NaN."""
    names = (*sample.parameters, NOTHING) if sample.method is Method.PAWN else sample.factors
    measures = RECIPES[sample.method].measures
    zeros = tuple(Index(name, measure, 0.0, 0.0, 0.0) for measure in measures for name in names)
    share = Index(CHANCE, Measure.SHARE, 0.0, 0.0, 0.0) if sample.chance else None
    return _analysis(sample, y, zeros, share, True, f"Nothing varies: all {len(y):,} rows gave the same value.")


def _analysis(
    sample: Sample, y: Numbers, indices: tuple[Index, ...], share: Index | None, converged: bool, verdict: str
) -> Analysis:
    mean, variance = float(y.mean()), float(y.var()) if np.ptp(y) else 0.0
    return Analysis(sample.method, indices, share, converged, verdict, mean, variance, len(y))
