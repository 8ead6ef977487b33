"""Sobol's shares of the variance, after Saltelli and others (2010), with chance as one of the factors.

A base row i has the rows A, one AB for each factor, and B. All live replicate i, except B and the AB of chance, which live
replicate N + i; so no share depends on one history of luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np

from ....scenarios.parameters import Parameter
from ..chance import Twins
from ..guard import problem
from ..method import Analysis, Method, Sample
from ..shapes import Share, Shares
from ..terms import CHANCE, SMALL_SHARE, Estimate, Index, Measure, Numbers, Whole, indices, percentiles

# Half a cell of scipy's sequence, so that no quantile is 0 or 1, where a distribution may have no finite value.
EDGE: Final = 2.0**-31
S1: Final = Measure("S1", "share alone (S1)")  # the share of the variance the factor makes on its own
ST: Final = Measure("ST", "share with others (ST)")  # the share it has a part in


class Sobol(Method):
    """Shares of the variance."""

    name = "sobol"
    title = "shares of variance (Sobol)"
    how = "all drawn at once from their whole distributions (Sobol)"
    counts = "base rows"
    usual = 256
    least = 8
    power_of_two = True
    in_groups = True
    whole = True
    pairs: ClassVar[bool] = False  # whether each base row also has the rows that tell what two factors do together
    measures = (S1, ST)
    main = ST
    unit = "part in the variance"
    below = (f"its share is below {SMALL_SHARE}", f"their shares are below {SMALL_SHARE}")
    relative = True
    for_values = True

    def rows(self, parameters: int, size: int, chance: bool) -> int:
        """How many rows the design has."""
        return size * (parameters + chance + 2)

    def design(self, parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, Whole]:
        """The quantiles (n, parameters) and the replicates (n,)."""
        from SALib.sample import sobol  # takes seconds to import, so only when asked for

        factors = parameters + chance
        whole = sobol.sample(problem(factors), size, calc_second_order=self.pairs, seed=seed)
        replicate = np.zeros((size, len(whole) // size), dtype=np.int64)
        if chance:
            replicate += np.arange(size)[:, np.newaxis]
            replicate[:, factors:] += size
            replicate[:, factors + 1 : -1][:, -1:] -= size  # the BA of chance, where there is one
        return np.clip(whole[:, :parameters], EDGE, 1 - EDGE), replicate.ravel()

    def estimate(self, sample: Sample, y: Numbers, resamples: int) -> Estimate:
        """First and total shares, with percentile intervals from resampled base rows.

        SALib's own interval is a symmetric normal one around its resamples; these are the resamples' percentiles.
        """
        from SALib.analyze import sobol

        k = len(sample.factors)
        if np.ptp(y.reshape(sample.size, -1)[:, [0, -1]]) == 0:
            return _unknown(sample, resamples)
        found = sobol.analyze(
            problem(k), y, calc_second_order=False, num_resamples=resamples, keep_resamples=True, seed=sample.seed
        )
        first = indices(sample.factors, S1, found["S1"], percentiles(found["S1_conf_all"]))
        total = indices(sample.factors, ST, found["ST"], percentiles(found["ST_conf_all"]))
        return Estimate((*first, *total), found["ST_conf_all"][:, : len(sample.parameters)])

    def floor(self, main: Mapping[str, Index]) -> float:
        """A twentieth of the variance."""
        return SMALL_SHARE

    def twins(self, sample: Sample) -> Twins:
        """A and the AB of chance are the same point with other luck."""
        first = np.arange(0, len(sample.replicate), sample.block)
        return Twins(first, first + len(sample.factors), np.arange(len(sample.replicate)) // sample.block)

    def told(self, analysis: Analysis, values: Numbers, size: int, factors: Mapping[str, Parameter]) -> Shares:
        """Each factor's share of the variance on its own and with the others, and that of chance."""
        found = analysis.by_factor
        rows = [_share(label, found[factor.name]) for label, factor in factors.items()]
        return Shares(rows, _share("chance", found[CHANCE]) if CHANCE in found else None)


def _unknown(sample: Sample, resamples: int) -> Estimate:
    """Rows A and B are all equal though others are not: no share can be computed, and it may be anything."""
    k = len(sample.factors)
    ends = np.array([np.zeros(k), np.ones(k)])
    found = (indices(sample.factors, measure, np.zeros(k), ends) for measure in (S1, ST))
    return Estimate(tuple(index for each in found for index in each), np.zeros((resamples, len(sample.parameters))))


def _share(name: str, found: Mapping[Measure, Index]) -> Share:
    alone, whole = found[S1], found[ST]
    return Share(name, alone.value, (alone.low, alone.high), whole.value, (whole.low, whole.high))
