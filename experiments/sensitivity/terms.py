"""What a sensitivity analysis is made of: a method, a sample on the unit cube, and the indices found from it.

Chance is a factor like any other: a run depends on its parameters and on the number of its replicate, which is a history of
luck. So the last factor of a sample is `CHANCE`, unless all its rows live the same history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..statistics.paired import TAILS
from ..statistics.samples import Numbers as Numbers

Whole = NDArray[np.int64]

CHANCE: Final = "chance"  # the factor that is the history of luck
NOTHING: Final = "nothing"  # a factor that changes nothing: what an index says about it is noise
# Screening methods stay between the declared 5th and 95th percentiles.
LOW: Final = 0.05
HIGH: Final = 0.95


class Method(StrEnum):
    """How the factors are varied, and what is said about them."""

    ONE_AT_A_TIME = "one-at-a-time"
    MORRIS = "morris"
    SOBOL = "sobol"
    PAWN = "pawn"


class Measure(StrEnum):
    """What an index measures."""

    AT_LOW = "at_low"  # one at a time: the change when the factor alone is low
    AT_HIGH = "at_high"  # one at a time: the change when the factor alone is high
    EFFECT = "effect"  # one at a time: the size of the larger of the two
    MU = "mu"  # Morris: the mean effect of going from low to high
    MU_STAR = "mu_star"  # Morris: the mean size of that effect
    SIGMA = "sigma"  # Morris: how much that effect depends on the other factors
    S1 = "S1"  # Sobol: the share of the variance the factor makes on its own
    ST = "ST"  # Sobol: the share it has a part in
    MEDIAN = "median"  # PAWN: the usual distance between the distributions with the factor known and unknown
    MAXIMUM = "maximum"  # PAWN: the largest such distance
    SHARE = "share"  # the share of the variance that is chance alone


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The rows a method wants to be run.

    `factors` are the k parameters in the order of the columns, and `CHANCE` last unless all rows share one history of
    luck. `unit` (n, k) holds quantiles in [0, 1], `replicate` (n,) the number of the history of luck. `size` is what
    the method repeats: base rows (Sobol), trajectories (Morris), replicates (one at a time) or rows (PAWN).
    """

    method: Method
    factors: tuple[str, ...]
    unit: Numbers
    replicate: Whole
    seed: int
    size: int

    @property
    def chance(self) -> bool:
        """Whether luck varies as well."""
        return CHANCE in self.factors

    @property
    def parameters(self) -> tuple[str, ...]:
        """The factors that are columns of `unit`."""
        return tuple(name for name in self.factors if name != CHANCE)

    @property
    def block(self) -> int:
        """How many rows of a Sobol or Morris sample belong together: one base row, one trajectory."""
        return len(self.replicate) // self.size


@dataclass(frozen=True, slots=True)
class Index:
    """What one measure says about one factor, and its 95% interval."""

    factor: str
    measure: Measure
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """The indices of a sample, and the method's main measure of each parameter in every resample (resamples, k)."""

    indices: tuple[Index, ...]
    resampled: Numbers


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a sample and its n values say.

    `chance_share` is the share of the variance that is chance alone, None where luck was held fixed. `converged` says
    whether the method has what it is for: the values of the indices for Sobol, for the others which factors matter.
    `verdict` says so in a sentence. `mean` and `variance` are those of all values.
    """

    method: Method
    indices: tuple[Index, ...]
    chance_share: Index | None
    converged: bool
    verdict: str
    mean: float
    variance: float
    n: int

    @property
    def by_factor(self) -> dict[str, dict[Measure, Index]]:
        """The indices by factor, then by measure."""
        found: dict[str, dict[Measure, Index]] = {}
        for index in self.indices:
            found.setdefault(index.factor, {})[index.measure] = index
        return found


def indices(names: Sequence[str], measure: Measure, values: Numbers, ends: Numbers) -> tuple[Index, ...]:
    """One index for each name, from its value (k,) and the low and high ends of its interval (2, k)."""
    rows = zip(names, values, *ends, strict=True)
    return tuple(Index(name, measure, float(value), float(low), float(high)) for name, value, low, high in rows)


def percentiles(resampled: Numbers) -> Numbers:
    """The ends (2, …) of the central 95% of resamples, which are the first axis."""
    ends: Numbers = np.percentile(resampled, TAILS, axis=0)
    return ends


def rows(analysis: Analysis) -> list[dict[str, Any]]:
    """The analysis as a tidy table: one row for each factor and measure, the share of chance last."""
    shares = () if analysis.chance_share is None else (analysis.chance_share,)
    return [
        {
            "method": analysis.method.value,
            "factor": index.factor,
            "measure": index.measure.value,
            "value": index.value,
            "low": index.low,
            "high": index.high,
            "n": analysis.n,
            "converged": analysis.converged,
        }
        for index in (*analysis.indices, *shares)
    ]
