"""What many runs say: differences paired by replicate, how wide they spread, and what that width means.

Three bands exist and are never mixed. `Band.DRAWS` is what we do not know: the central 95% of the paired differences
when every replicate drew its own parameters (each draw also lives one history of luck, which widens the range a
little; where it lives several, `Band.DRAW_MEANS` is the same of their means, in which luck is averaged out). `Band.MEAN`
is luck only: the 95% interval of the mean difference when the parameters were fixed. `Band.SPREAD` is how far single
replicates lie apart, whatever made them differ. `Band.UNPAIRED`, only for who asks for it, is the interval of a
difference between runs that do not belong together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from ...model.ledger.outcome import Better
from .samples import (
    CONFIDENCE,
    NAN,
    Numbers,
    draw_means,
    luck_share,
    needed,
    needed_apart,
    ratio,
    standard_error,
    student,
    variance,
)

TAILS: Final = (100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2)


class Band(StrEnum):
    """What stands behind a low and a high; the value is the name people read."""

    DRAWS = "what we do not know: central 95% of draws"
    DRAW_MEANS = "what we do not know: central 95% of draws, each the mean of several histories of luck"
    MEAN = "luck only: 95% interval of the mean"
    SPREAD = "spread of replicates: central 95%"
    UNPAIRED = "unpaired: 95% Welch interval of the difference of means"


# Those whose low and high are the interval of a mean.
OF_A_MEAN: Final = (Band.MEAN, Band.UNPAIRED)


def band_of(fixed_parameters: bool, histories: int) -> Band:
    """What the ranges of paired differences mean: what we do not know or, when the parameters were fixed, luck only."""
    if fixed_parameters:
        return Band.MEAN
    return Band.DRAWS if histories == 1 else Band.DRAW_MEANS


class Unpaired(ValueError):
    """The runs of two regimes do not belong to the same replicates, so their difference would mean little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One outcome under one regime: how many runs have a value, its mean and middle, and the central 95% of runs."""

    n: int
    mean: float
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """The paired difference of one outcome, regime minus reference, over the replicates where both have a value.

    `share_lower` counts a tie as half, `ties` says how many there were. `variance_unpaired` is what the difference
    would have had with separate luck, `saving` how many times smaller pairing made it. `mc_error` is the Monte Carlo
    standard error of the mean difference and `df` its degrees of freedom. `missing` counts replicates left out because a
    run failed or had no value.

    Where each draw of parameters lived several `histories` of luck, all of this is about draws, each the mean of its
    histories, and `luck_share` is how much of the variance between replicates is luck within a draw. Where nothing is
    paired (`Band.UNPAIRED`), `n` is the smaller number of runs, `median` the difference of the medians, `share_lower` how
    often any run of the regime is lower than any of the reference, and there are no ties.
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
    df: float = NAN
    better: Better = "neither"
    histories: int = 1
    luck_share: float = NAN

    @property
    def no_difference(self) -> bool:
        """Whether every single pair is equal, to the bit."""
        return self.n > 0 and self.ties == self.n

    @property
    def share_better(self) -> float:
        """The probability of benefit, a tie counted as half; NaN where neither direction is better."""
        return {"lower": self.share_lower, "higher": 1 - self.share_lower, "neither": NAN}[self.better]

    @property
    def mean_interval(self) -> tuple[float, float]:
        """The 95% interval of the mean difference, whatever `low` and `high` are; NaN for fewer than two."""
        half = student(self.df) * self.mc_error
        return self.mean - half, self.mean + half

    def replicates_needed(self, half_width: float, paired: bool = True) -> float:
        """How many replicates make the 95% interval of the mean `half_width` to each side; NaN when it is unknown.

        With `paired=False`, how many it would take if every regime had luck of its own.

        Raises:
            ValueError: `half_width` is not above zero.
        """
        found = needed(half_width, self.variance) if paired else needed_apart(half_width, self.variance_unpaired)
        return found * self.histories


def interval(values: ArrayLike, band: Band) -> tuple[float, float]:
    """The low and high of `values` in the sense of `band`; both are NaN for fewer than two values.

    For a mean it is Student's (1908) t with n − 1 degrees of freedom; else the 2.5th and 97.5th percentiles, between
    neighbouring values in a straight line.

    Args:
        values: Numbers of any unit, shape (n,), which the ends have too.
        band: What they shall mean; `Band.UNPAIRED` cannot be told from one list.

    Raises:
        ValueError: the band is that of unpaired runs.

    Example:
        >>> low, high = interval([1, 2, 3, 4, 5], Band.MEAN)
        >>> f"{low:.2f} to {high:.2f}"
        '1.04 to 4.96'
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.size < 2:
        return NAN, NAN
    if band is Band.UNPAIRED:
        raise ValueError("An unpaired interval needs the runs of both regimes; ask `paired` for it.")
    if band is Band.MEAN:
        half, mean = student(numbers.size - 1) * standard_error(numbers), float(numbers.mean())
        return mean - half, mean + half
    low, high = np.percentile(numbers, TAILS)
    return float(low), float(high)


def share_lower(differences: ArrayLike) -> float:
    """The share of differences below zero, a tie counted as half; NaN when there is none.

    Args:
        differences: Regime minus reference, shape (n,).

    Returns:
        0 to 1: how likely the regime has less.

    Example:
        >>> share_lower([-3, -1, 0, 2])
        0.625
    """
    numbers = np.asarray(differences, dtype=np.float64)
    if not numbers.size:
        return NAN
    return float((np.count_nonzero(numbers < 0) + 0.5 * np.count_nonzero(numbers == 0)) / numbers.size)


def level(values: ArrayLike) -> Level:
    """Summarise one outcome under one regime; runs without a value (NaN) are left out and not counted.

    Args:
        values: The outcome, one value for each run (n,).

    Returns:
        In the outcome's unit; all NaN where no run has a value.

    Example:
        >>> found = level([10, 20, 60, float("nan")])
        >>> found.n, found.mean, found.median
        (3, 30.0, 20.0)
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return Level(n=0, mean=NAN, median=NAN, low=NAN, high=NAN)
    low, high = interval(numbers, Band.SPREAD)
    return Level(n=numbers.size, mean=float(numbers.mean()), median=float(np.median(numbers)), low=low, high=high)


def difference(
    reference: ArrayLike, regime: ArrayLike, band: Band, better: Better = "neither", histories: int = 1
) -> Paired:
    """Compare two equally long lists whose entries belong together, replicate by replicate.

    Args:
        reference: The outcome under the reference, one value per replicate (replicates,); NaN where there is none.
        regime: The outcome under the regime, the same replicates in the same order (replicates,).
        band: What the low and high shall mean.
        better: Which direction is a benefit.
        histories: How many replicates, one after the other, share one draw of the parameters.

    Returns:
        Regime minus reference, in the outcome's unit, over the replicates in which both have a value.

    Raises:
        Unpaired: the lists are not equally long.
        ValueError: the replicates do not fill whole draws, or the band is that of unpaired runs.

    Example:
        >>> found = difference([100, 200, 300], [90, 195, 280], Band.DRAWS, better="lower")
        >>> found.n, found.median, found.share_better
        (3, -10.0, 1.0)
        >>> found.saving > 100  # pairing took away what differs between replicates
        True
    """
    a, b = np.asarray(reference, dtype=np.float64), np.asarray(regime, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1:
        raise Unpaired(f"{a.size} runs of the reference cannot be paired with {b.size} of the regime.")
    both = np.isfinite(a) & np.isfinite(b)
    missing = int(a.size - np.count_nonzero(both))
    if histories == 1:
        return _summary(a[both], b[both], missing, band, better)
    share = luck_share(b - a, histories)
    a, b = (draw_means(np.where(both, values, NAN), histories) for values in (a, b))
    whole = np.isfinite(a)
    return _summary(a[whole], b[whole], missing, band, better, histories, share)


def _summary(
    a: Numbers, b: Numbers, missing: int, band: Band, better: Better, histories: int = 1, share: float = NAN
) -> Paired:
    differences = b - a
    if differences.size < 2:  # a large sensitivity analysis has millions of these
        return _too_few(a, b, missing, band, better, histories, share)
    low, high = interval(differences, band)
    spread, unpaired = variance(differences), variance(a) + variance(b)
    return Paired(
        n=differences.size,
        missing=missing,
        reference_mean=float(a.mean()),
        regime_mean=float(b.mean()),
        mean=float(differences.mean()),
        median=float(np.median(differences)),
        low=low,
        high=high,
        share_lower=share_lower(differences),
        ties=int(np.count_nonzero(differences == 0)),
        variance=spread,
        variance_unpaired=unpaired,
        saving=ratio(unpaired, spread),
        mc_error=standard_error(differences),
        band=band,
        df=differences.size - 1.0,
        better=better,
        histories=histories,
        luck_share=share,
    )


def _too_few(a: Numbers, b: Numbers, missing: int, band: Band, better: Better, histories: int, share: float) -> Paired:
    """The same for one pair, which is its own mean and has no range, or for none."""
    n = a.size
    first, other = (float(a[0]), float(b[0])) if n else (NAN, NAN)
    change = other - first
    ties = int(n == 1 and change == 0)
    return Paired(
        n=n,
        missing=missing,
        reference_mean=first,
        regime_mean=other,
        mean=change,
        median=change,
        low=NAN,
        high=NAN,
        share_lower=(float(change < 0) + 0.5 * ties) if n else NAN,
        ties=ties,
        variance=NAN,
        variance_unpaired=NAN,
        saving=NAN,
        mc_error=NAN,
        band=band,
        df=n - 1.0,
        better=better,
        histories=histories,
        luck_share=share,
    )


def middle(pair: Paired) -> float:
    """What stands for a difference: the median of the draws, or the mean where only its luck is known."""
    return pair.mean if pair.band is Band.MEAN else pair.median
