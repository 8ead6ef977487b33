"""The terms of a sensitivity analysis: measures, indices and estimates, and what counts as chance, as small or as nothing.

Chance is a factor like any other: a run depends on its parameters and on the number of its replicate, which is a history of
luck. So the last factor of a sample is `CHANCE`, unless all its rows live the same history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..statistics import TAILS
from ..statistics import Numbers as Numbers

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


def indices(names: Sequence[str], measure: Measure, values: Numbers, ends: Numbers) -> tuple[Index, ...]:
    """One index for each name, from its value (k,) and the low and high ends of its interval (2, k)."""
    rows = zip(names, values, *ends, strict=True)
    return tuple(Index(name, measure, float(value), float(low), float(high)) for name, value, low, high in rows)


def zero(name: str, measure: Measure) -> Index:
    """What is said about a factor where nothing varies."""
    return Index(name, measure, 0.0, 0.0, 0.0)


def largest(main: Mapping[str, Index]) -> float:
    """The largest main index of a parameter, of those of every factor."""
    return max(index.value for name, index in main.items() if name not in (CHANCE, NOTHING))


def percentiles(resampled: Numbers) -> Numbers:
    """The ends (2, …) of the central 95% of resamples, which are the first axis."""
    ends: Numbers = np.percentile(resampled, TAILS, axis=0)
    return ends
