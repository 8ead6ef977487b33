"""What many runs say: differences paired by replicate, how wide they spread, and what that width means.

Three bands exist and are never mixed. `Band.DRAWS` is what we do not know: the central 95% of the paired differences
when every replicate drew its own parameters (each draw also lives one history of luck, which widens the range a
little). `Band.MEAN` is luck only: the 95% interval of the mean difference when the parameters were fixed.
`Band.SPREAD` is how far single replicates lie apart, whatever made them differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .plan import RunResult

Numbers = NDArray[np.float64]

CONFIDENCE: Final = 0.95
TAILS: Final = (100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2)
NAN: Final = math.nan


class Band(StrEnum):
    """What stands behind a low and a high; the value is the name people read."""

    DRAWS = "what we do not know: central 95% of draws"
    MEAN = "luck only: 95% interval of the mean"
    SPREAD = "spread of replicates: central 95%"


class Unpaired(ValueError):
    """The runs of two regimes do not belong to the same replicates, so their difference would mean little."""


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome under one regime: how many runs have a value, its mean and middle, and the central 95% of runs."""

    n: int
    mean: float
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Paired:
    """The paired difference of one outcome, regime minus reference, over the replicates where both have a value.

    `share_lower` counts a tie as half, `ties` says how many there were. `variance_unpaired` is what the difference
    would have had with separate luck, `saving` how many times smaller pairing made it. `mc_error` is the Monte Carlo
    standard error of the mean difference. `missing` counts replicates left out because a run failed or had no value.
    """

    n: int
    missing: int
    reference_mean: float
    regime_mean: float
    mean: float
    median: float
    low: float
    high: float
    share_lower: float
    ties: int
    variance: float
    variance_unpaired: float
    saving: float
    mc_error: float
    band: Band

    @property
    def no_difference(self) -> bool:
        """Whether every single pair is equal, to the bit."""
        return self.n > 0 and self.ties == self.n


def interval(values: ArrayLike, band: Band) -> tuple[float, float]:
    """The low and high of `values` in the sense of `band`; both are NaN for fewer than two values."""
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.size < 2:
        return NAN, NAN
    if band is Band.MEAN:
        return _mean_interval(numbers)
    low, high = np.percentile(numbers, TAILS)
    return float(low), float(high)


def _mean_interval(numbers: Numbers) -> tuple[float, float]:
    from scipy.stats import t  # takes a third of a second to import, so only when asked for

    half = float(t.ppf((1 + CONFIDENCE) / 2, numbers.size - 1)) * _standard_error(numbers)
    mean = float(numbers.mean())
    return mean - half, mean + half


def _standard_error(numbers: Numbers) -> float:
    return math.sqrt(_variance(numbers) / numbers.size) if numbers.size > 1 else NAN


def _variance(numbers: Numbers) -> float:
    return float(numbers.var(ddof=1)) if numbers.size > 1 else NAN


def _ratio(above: float, below: float) -> float:
    if not below > 0:
        return NAN if math.isnan(below) or above == 0 else math.inf
    return above / below


def share_lower(differences: ArrayLike) -> float:
    """The share of differences below zero, a tie counted as half; NaN when there is none."""
    numbers = np.asarray(differences, dtype=np.float64)
    if not numbers.size:
        return NAN
    return float((np.count_nonzero(numbers < 0) + 0.5 * np.count_nonzero(numbers == 0)) / numbers.size)


def level(values: ArrayLike) -> Level:
    """Summarise one outcome under one regime; runs without a value (NaN) are left out and not counted."""
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return Level(0, NAN, NAN, NAN, NAN)
    low, high = interval(numbers, Band.SPREAD)
    return Level(numbers.size, float(numbers.mean()), float(np.median(numbers)), low, high)


def difference(reference: ArrayLike, regime: ArrayLike, band: Band) -> Paired:
    """Compare two equally long lists whose entries belong together, replicate by replicate.

    Args:
        reference: The outcome under the reference, one value per replicate; NaN where there is none.
        regime: The outcome under the regime, the same replicates in the same order.
        band: What the low and high shall mean.
    """
    a, b = np.asarray(reference, dtype=np.float64), np.asarray(regime, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1:
        raise Unpaired(f"{a.size} runs of the reference cannot be paired with {b.size} of the regime.")
    both = np.isfinite(a) & np.isfinite(b)
    missing = int(a.size - np.count_nonzero(both))
    return _summary(a[both], b[both], missing, band)


def _summary(a: Numbers, b: Numbers, missing: int, band: Band) -> Paired:
    differences = b - a
    filled = differences.size > 0
    low, high = interval(differences, band)
    variance, unpaired = _variance(differences), _variance(a) + _variance(b)
    return Paired(
        n=differences.size,
        missing=missing,
        reference_mean=float(a.mean()) if filled else NAN,
        regime_mean=float(b.mean()) if filled else NAN,
        mean=float(differences.mean()) if filled else NAN,
        median=float(np.median(differences)) if filled else NAN,
        low=low,
        high=high,
        share_lower=share_lower(differences),
        ties=int(np.count_nonzero(differences == 0)),
        variance=variance,
        variance_unpaired=unpaired,
        saving=_ratio(unpaired, variance),
        mc_error=_standard_error(differences),
        band=band,
    )


def by_replicate(runs: Iterable[RunResult], regime: str) -> Mapping[int, RunResult]:
    """The runs of one regime keyed by replicate, in order; a replicate that stands there twice is refused."""
    found: dict[int, RunResult] = {}
    for run in runs:
        if run.regime != regime:
            continue
        if run.replicate in found:
            raise Unpaired(f"Replicate {run.replicate} of {regime} is there twice.")
        found[run.replicate] = run
    return dict(sorted(found.items()))


def column(runs: Mapping[int, RunResult], outcome: str) -> Numbers:
    """One outcome of one regime in replicate order; NaN where the run failed or the outcome has no value."""
    return np.array([NAN if run.error else run.outcomes.get(outcome, NAN) for run in runs.values()], dtype=np.float64)


def check_paired(reference: Mapping[int, RunResult], regime: Mapping[int, RunResult]) -> None:
    """Refuse two sets of runs that do not have the same replicates with the same seeds."""
    if reference.keys() != regime.keys():
        alone = sorted(reference.keys() ^ regime.keys())
        raise Unpaired(f"Replicate {alone[0]} has no partner in the other regime.")
    for replicate, run in reference.items():
        partner = regime[replicate]
        if run.seed != partner.seed and not (run.error or partner.error):
            raise Unpaired(f"Replicate {replicate} has seed {run.seed} in one regime and {partner.seed} in the other.")


def paired(runs: Iterable[RunResult], reference: str, regime: str, outcome: str, band: Band) -> Paired:
    """Pair the runs of two regimes by replicate and summarise one outcome; unpaired runs raise `Unpaired`."""
    runs = list(runs)
    a, b = by_replicate(runs, reference), by_replicate(runs, regime)
    check_paired(a, b)
    return difference(column(a, outcome), column(b, outcome), band)
