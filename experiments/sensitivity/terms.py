"""What a sensitivity analysis is made of: a sample on the unit cube, and the indices found from it.

Chance is a factor like any other: a run depends on its parameters and on the number of its replicate, which is a history of
luck. So the last factor of a sample is `CHANCE`, unless all its rows live the same history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ..statistics import TAILS
from ..statistics import Numbers as Numbers

if TYPE_CHECKING:
    from .method import Method

Whole = NDArray[np.int64]

CHANCE: Final = "chance"  # the factor that is the history of luck
NOTHING: Final = "nothing"  # a factor that changes nothing: what an index says about it is noise
# Screening methods stay between the declared 5th and 95th percentiles.
LOW: Final = 0.05
HIGH: Final = 0.95
# A twentieth, of the variance or of the largest effect, counts as nothing (Sarrazin, Pianosi and Wagener 2016).
SMALL_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Measure:
    """What an index measures: its name in tables, and its heading where it is printed for people, if it is."""

    name: str
    heading: str = ""


SHARE: Final = Measure("share")  # of the variance that is chance alone


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sample:
    """The rows a method wants to be run.

    `factors` are the k parameters in the order of the columns, and `CHANCE` last unless all rows share one history of
    luck. `unit` (n, k) holds quantiles in [0, 1], `replicate` (n,) the number of the history of luck. `size` is how often
    the method repeats itself.
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
        """How many rows belong together, where each repetition has as many: one base row, one trajectory."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What a sample and its n values say.

    `chance_share` is the share of the variance that is chance alone, None where luck was held fixed. `converged` says
    whether the method has what it is for: the values of its indices, or which factors matter.
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


def largest(main: Mapping[str, Index]) -> float:
    """The largest main index of a parameter, of those of every factor."""
    return max(index.value for name, index in main.items() if name not in (CHANCE, NOTHING))


def percentiles(resampled: Numbers) -> Numbers:
    """The ends (2, …) of the central 95% of resamples, which are the first axis."""
    ends: Numbers = np.percentile(resampled, TAILS, axis=0)
    return ends


def rows(analysis: Analysis) -> list[dict[str, Any]]:
    """The analysis as a tidy table: one row for each factor and measure, the share of chance last."""
    shares = () if analysis.chance_share is None else (analysis.chance_share,)
    return [
        {
            "method": analysis.method.name,
            "factor": index.factor,
            "measure": index.measure.name,
            "value": index.value,
            "low": index.low,
            "high": index.high,
            "n": analysis.n,
            "converged": analysis.converged,
        }
        for index in (*analysis.indices, *shares)
    ]
