"""What a sample of numbers tells about its mean and its quantiles: formulas of statistics, free of regimes and runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

CONFIDENCE: Final = 0.95
NAN: Final = math.nan
UPPER: Final = (1 + CONFIDENCE) / 2
BEYOND_COUNTING: Final = 1e7  # standard deviations to one half-width: 10^14 replicates


@lru_cache(maxsize=1024)
def student(df: float) -> float:
    """How many standard errors a 95% interval reaches to each side, with so many degrees of freedom.

    Args:
        df: Degrees of freedom, whole or not; at 0 or below the answer is NaN.

    Example:
        >>> f"{student(9):.3f}"
        '2.262'
    """
    from scipy.special import stdtrit  # what scipy.stats asks itself, without the third of a second it takes to load

    return float(stdtrit(df, UPPER)) if df > 0 else NAN


def variance(numbers: Numbers) -> float:
    """The variance of what the numbers are a sample of; NaN for fewer than two."""
    return float(numbers.var(ddof=1)) if numbers.size > 1 else NAN


def standard_error(numbers: Numbers) -> float:
    """The standard error of their mean; NaN for fewer than two.

    Args:
        numbers: A sample, shape (n,).

    Example:
        >>> import numpy as np
        >>> round(standard_error(np.array([2.0, 4.0, 6.0])), 4)
        1.1547
    """
    return math.sqrt(variance(numbers) / numbers.size) if numbers.size > 1 else NAN


def ratio(above: float, below: float) -> float:
    """One variance over another: infinite over zero, and NaN where both are zero or there is none."""
    if not below > 0:
        return NAN if math.isnan(below) or above == 0 else math.inf
    return above / below


# --- two samples that do not belong together -------------------------------------------------------------------------


def welch(a: Numbers, b: Numbers) -> tuple[float, float]:
    """The standard error of the difference of two means, and Welch's degrees of freedom; NaN for fewer than two in one.

    After Welch (1947), with the degrees of freedom of Satterthwaite (1946).

    Args:
        a: One sample, shape (n,).
        b: The other, shape (m,), in the same unit.

    Example:
        >>> import numpy as np
        >>> error, df = welch(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
        >>> f"{error:.3f}, {df:.2f}"
        '1.291, 2.94'
    """
    if a.size < 2 or b.size < 2:
        return NAN, NAN
    one, other = variance(a) / a.size, variance(b) / b.size
    if one + other == 0:
        return 0.0, float(a.size + b.size - 2)
    df = (one + other) ** 2 / (one**2 / (a.size - 1) + other**2 / (b.size - 1))
    return math.sqrt(one + other), df


def share_of_pairs_lower(a: Numbers, b: Numbers) -> float:
    """How likely any of `b` is lower than any of `a`, a tie counted as half; NaN when one is empty.

    It is the U statistic of Mann and Whitney (1947) as a share of all pairs.

    Args:
        a: One sample, shape (n,).
        b: The other, shape (m,), in the same unit.

    Example:
        >>> import numpy as np
        >>> share_of_pairs_lower(np.array([2.0, 3.0]), np.array([1.0, 3.0]))
        0.625
    """
    if not a.size or not b.size:
        return NAN
    ordered = np.sort(b)
    below = np.searchsorted(ordered, a, side="left").sum()
    not_above = np.searchsorted(ordered, a, side="right").sum()
    return float((below + not_above) / 2 / (a.size * b.size))


# --- draws of parameters and the histories of luck within them -------------------------------------------------------


def by_draw(numbers: Numbers, histories: int) -> Numbers:
    """One row for each draw, one column for each history of luck, shape (draws, histories); NaN where there is none.

    Raises:
        ValueError: they do not fill whole draws.
    """
    if numbers.size % histories:
        raise ValueError(f"{numbers.size} replicates cannot be {histories} histories of each draw.")
    return numbers.reshape(-1, histories)


def draw_means(numbers: Numbers, histories: int) -> Numbers:
    """The mean of each draw over the histories that have a value, one for each draw; NaN where none has.

    Args:
        numbers: One for each replicate (draws × histories,), those of a draw one after the other; NaN where there is none.
        histories: How many replicates share a draw.

    Returns:
        Shape (draws,), in the same unit.

    Raises:
        ValueError: they do not fill whole draws.

    Example:
        >>> import numpy as np
        >>> draw_means(np.array([1.0, 3.0, 5.0, np.nan]), 2).tolist()
        [2.0, 5.0]
    """
    rows = by_draw(numbers, histories)
    counts = np.isfinite(rows).sum(axis=1)
    totals = np.where(np.isfinite(rows), rows, 0.0).sum(axis=1)
    means: Numbers = np.divide(totals, counts, out=np.full(counts.size, NAN), where=counts > 0)
    return means


def luck_share(numbers: Numbers, histories: int) -> float:
    """How much of the variance between replicates is luck within a draw, 0 to 1; NaN when it cannot be told.

    The variance components of a one-way layout with random effects, from the draws that have every history (Searle, Casella
    and McCulloch 1992).

    Args:
        numbers: One for each replicate (draws × histories,), those of a draw one after the other; NaN where there is none.
        histories: How many replicates share a draw; with one, luck cannot be told.

    Raises:
        ValueError: they do not fill whole draws.

    Example:
        >>> import numpy as np
        >>> f"{luck_share(np.array([10.0, 12.0, 30.0, 32.0]), 2):.3f}"
        '0.010'
    """
    rows = by_draw(numbers, histories)
    rows = rows[np.isfinite(rows).all(axis=1)]
    if histories < 2 or rows.shape[0] < 2:
        return NAN
    within = float(rows.var(axis=1, ddof=1).mean())
    between = max(0.0, variance(rows.mean(axis=1)) - within / histories)
    return ratio(within, within + between)


# --- how many are needed ---------------------------------------------------------------------------------------------


def needed(half_width: float, spread: float) -> float:
    """The fewest replicates whose 95% interval of the mean is `half_width` to each side; NaN when that is unknown.

    Student's t falls as replicates are added, so it is solved for them, not put at 1.96.

    Args:
        half_width: How far the interval may reach, above zero, in the outcome's unit.
        spread: The variance of one replicate, in the square of that unit; where it is not finite, nothing is known.

    Returns:
        2 or more; infinite where it is beyond counting.

    Raises:
        ValueError: `half_width` is not above zero.

    Example:
        >>> needed(half_width=10, spread=400)
        18
    """
    return _fewest(half_width, spread, lambda n: n - 1)


def needed_apart(half_width: float, spread: float) -> float:
    """The same without pairing: the fewest replicates of each of two regimes whose variances come to `spread`.

    With the degrees of freedom of equal variances.
    """
    return _fewest(half_width, spread, lambda n: 2 * (n - 1))


def _fewest(half_width: float, spread: float, df: Callable[[int], int]) -> float:
    if not half_width > 0:
        raise ValueError(f"A half-width must be above zero, not {half_width:g}.")
    if not math.isfinite(spread):
        return NAN
    if math.sqrt(spread) / BEYOND_COUNTING > half_width:
        return math.inf
    enough = 2
    while not _reaches(enough, half_width, spread, df):
        enough *= 2
    low = enough // 2  # too few, or one, of which there is no interval
    while enough - low > 1:
        middle = (low + enough) // 2
        low, enough = (low, middle) if _reaches(middle, half_width, spread, df) else (middle, enough)
    return enough


def _reaches(n: int, half_width: float, spread: float, df: Callable[[int], int]) -> bool:
    return student(df(n)) * math.sqrt(spread / n) <= half_width


# --- quantiles -------------------------------------------------------------------------------------------------------


def quantile_error(numbers: Numbers, share: float) -> float:
    """How far the quantile of the sample may lie from the true one, at 95%, whatever the distribution.

    It is the larger distance from numpy's estimate to the order statistics that hold the true quantile 95 times in a
    hundred (by the binomial distribution; Hahn and Meeker 1991). Infinite for samples too small to have both.

    Args:
        numbers: A sample, shape (n,).
        share: Which quantile, 0 to 1.

    Returns:
        A distance in the unit of the numbers.

    Example:
        >>> import numpy as np
        >>> quantile_error(np.arange(101.0), 0.5)  # the median, from 101 values
        10.0
        >>> quantile_error(np.arange(20.0), 0.975)
        inf
    """
    if not numbers.size:
        return math.inf
    from scipy.stats import binom

    first = int(binom.ppf(1 - UPPER, numbers.size, share))
    last = int(binom.ppf(UPPER, numbers.size, share)) + 1
    if first < 1 or last > numbers.size:
        return math.inf
    ordered, found = np.sort(numbers), float(np.quantile(numbers, share))
    return max(found - float(ordered[first - 1]), float(ordered[last - 1]) - found)
