"""The two functions to call whatever the method: `sample` before the runs, `analyse` after them.

Example:
    >>> design = sample(METHODS["sobol"], ["caseload", "wait"], size=64, seed=1)
    >>> found = analyse(design, [model(u, r) for u, r in zip(design.unit, design.replicate)])
    >>> print(headline(found))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from ...scenarios.parameters import InputError
from .convergence import judge
from .guard import check_factors, check_seed, check_size, complete, untouched
from .method import Analysis, Method, Sample
from .terms import CHANCE, SHARE, Index, Numbers, zero

RESAMPLES: Final = 200


def sample(method: Method, factors: Sequence[str], size: int, seed: int, chance: bool = True) -> Sample:
    """The rows that the method wants to be run.

    Args:
        method: How the factors are varied.
        factors: The names of the parameters that vary, in the order of the columns.
        size: How often the method repeats what it `counts`.
        seed: What the design and, later, the intervals are drawn from; 1 or more.
        chance: Whether luck varies too. Without it every row lives replicate 0, and the indices hold for that one
            history of luck only.

    Returns:
        Quantiles `unit` (rows, factors), each from 0 to 1, and `replicate` (rows,), the history of luck that a row lives.

    Raises:
        InputError: a factor, the size or the seed will not do.

    Example:
        >>> from diversion.experiments.sensitivity.methods import method_of
        >>> design = sample(method_of("sobol"), ["caseload", "wait"], size=64, seed=1)
        >>> design.unit.shape, design.factors
        ((320, 2), ('caseload', 'wait', 'chance'))
    """
    check_factors(factors)
    check_seed(seed)
    check_size(size, method.least, method.counts, method.power_of_two)
    if method.needs_chance and not chance:
        raise InputError("This method needs several histories of luck for its intervals; do not fix chance.")
    with untouched():
        unit, replicate = method.design(len(factors), size, seed, chance)
    names = (*factors, CHANCE) if chance else tuple(factors)
    return Sample(method=method, factors=names, unit=unit, replicate=replicate, seed=seed, size=size)


def analyse(sample: Sample, y: ArrayLike, resamples: int = RESAMPLES) -> Analysis:
    """The indices of a sample from the values of its rows.

    Args:
        sample: What was run.
        y: One finite value for each row, in the order of the rows (rows,).
        resamples: How often rows are drawn anew for the intervals, which are the same for the same sample and values.

    Returns:
        Each measure of each factor with its 95% interval: from 0 to 1 where the method is `relative`, otherwise in the unit
        of `y`.

    Raises:
        Incomplete: a row has no finite value; nothing is computed from the others.

    Example:
        >>> from diversion.experiments.sensitivity.methods import method_of
        >>> design = sample(method_of("sobol"), ["caseload", "wait"], size=256, seed=1)
        >>> found = analyse(design, 3 * design.unit[:, 0] + design.unit[:, 1])
        >>> total = {index.factor: index.value for index in found.indices if index.measure.name == "ST"}
        >>> f"{total['caseload']:.1f}, {total['wait']:.1f}"  # nine tenths of the variance against one
        '0.9, 0.1'
    """
    method = sample.method
    values = complete(sample, y, method.rows(len(sample.parameters), sample.size, sample.chance))
    if np.ptp(values) == 0:
        return _constant(sample, values)
    with untouched():
        estimate = method.estimate(sample, values, resamples)
    verdict = judge(method, estimate)
    share = method.share(sample, values, resamples) if sample.chance else None
    return _analysis(sample, values, estimate.indices, share, verdict.converged, verdict.sentence)


def _constant(sample: Sample, y: Numbers) -> Analysis:
    """Nothing varies, so nothing depends on anything; SALib would say NaN."""
    share = zero(CHANCE, SHARE) if sample.chance else None
    return _analysis(
        sample, y, sample.method.still(sample), share, True, f"Nothing varies: all {len(y):,} rows gave the same value."
    )


def _analysis(
    sample: Sample, y: Numbers, indices: tuple[Index, ...], share: Index | None, converged: bool, verdict: str
) -> Analysis:
    mean, variance = float(y.mean()), float(y.var()) if np.ptp(y) else 0.0
    return Analysis(
        method=sample.method,
        indices=indices,
        chance_share=share,
        converged=converged,
        verdict=verdict,
        mean=mean,
        variance=variance,
        n=len(y),
    )
