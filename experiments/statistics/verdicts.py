"""What may be said about one paired difference, and of two regimes beside each other: the rules, fixed before any result."""

from __future__ import annotations

import math
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from .paired import OF_A_MEAN, Band, Paired, share_lower

# A range that excludes no change, and at most one draw in forty pointing the other way: the same 95% on both sides.
CLEAR_SHARE: Final = 0.975
# Nine draws in ten agree: worth acting on where little is at stake, not certain.
PROBABLE_SHARE: Final = 0.90
# Below twenty draws even full agreement leaves up to 15% of what is possible unseen (three divided by n).
ENOUGH_DRAWS: Final = 20
# With fewer than forty draws the ends of a 95% range lie beyond the outermost draws: no more than "probably".
ENOUGH_FOR_CLEAR: Final = 40
# The interval of a mean holds for few runs, if not for a handful.
ENOUGH_FOR_MEAN: Final = 10
# A rate among fewer people than this is mostly luck, and is not shown.
ENOUGH_PEOPLE: Final = 100


class Verdict(Enum):
    """What may be said about one difference."""

    LOWER = "lower"
    PROBABLY_LOWER = "probably lower"
    UNCLEAR = "cannot tell"
    PROBABLY_HIGHER = "probably higher"
    HIGHER = "higher"
    SAME = "no difference"
    TOO_FEW = "too few runs"
    NO_VALUE = "no value"


FALLS: Final = (Verdict.LOWER, Verdict.PROBABLY_LOWER)
RISES: Final = (Verdict.HIGHER, Verdict.PROBABLY_HIGHER)
SILENT: Final = (Verdict.UNCLEAR, Verdict.TOO_FEW, Verdict.NO_VALUE)
# What is clear comes before what is probable, so that a clear harm never stands behind a probable benefit.
ORDER: Final = (
    Verdict.LOWER,
    Verdict.HIGHER,
    Verdict.PROBABLY_LOWER,
    Verdict.PROBABLY_HIGHER,
    Verdict.SAME,
    Verdict.UNCLEAR,
    Verdict.TOO_FEW,
    Verdict.NO_VALUE,
)


def verdict(paired: Paired) -> Verdict:
    """Judge one paired difference by the rules above.

    Args:
        paired: The difference; one whose band is the spread of replicates is refused.

    Raises:
        ValueError: its band says nothing about a difference.

    Example:
        >>> from diversion.experiments.statistics.paired import Band, difference
        >>> before = list(range(40))
        >>> verdict(difference(before, [value - 3 for value in before], Band.DRAWS)).value
        'lower'
        >>> verdict(difference(before[:10], before[1:11], Band.DRAWS)).value
        'too few runs'
    """
    if paired.band is Band.SPREAD:
        raise ValueError("The spread of replicates says nothing about a difference; use draws or the mean.")
    if paired.n == 0:
        return Verdict.NO_VALUE
    if paired.n < (ENOUGH_FOR_MEAN if paired.band in OF_A_MEAN else ENOUGH_DRAWS):
        return Verdict.TOO_FEW
    if paired.no_difference:
        return Verdict.SAME
    return _by_mean(paired) if paired.band in OF_A_MEAN else _by_draws(paired)


def _by_mean(paired: Paired) -> Verdict:
    if paired.high < 0:
        return Verdict.LOWER
    return Verdict.HIGHER if paired.low > 0 else Verdict.UNCLEAR


def _by_draws(paired: Paired) -> Verdict:
    enough = paired.n >= ENOUGH_FOR_CLEAR
    if _at_least(paired.share_lower, PROBABLE_SHARE):
        clear = enough and paired.high < 0 and _at_least(paired.share_lower, CLEAR_SHARE)
        return Verdict.LOWER if clear else Verdict.PROBABLY_LOWER
    if _at_least(1 - paired.share_lower, PROBABLE_SHARE):
        clear = enough and paired.low > 0 and _at_least(1 - paired.share_lower, CLEAR_SHARE)
        return Verdict.HIGHER if clear else Verdict.PROBABLY_HIGHER
    return Verdict.UNCLEAR


def _at_least(share: float, wanted: float) -> bool:
    """Whether a share reaches a threshold; 36 draws of 40 must, though 0.1 and 0.9 have no exact value in binary."""
    return share > wanted - 1e-9


# --- two regimes beside each other -----------------------------------------------------------------------------------


class Ranking(Enum):
    """What may be said of one regime beside another."""

    MORE = "does more"
    BELIEF = "does more because its programme is believed to work better"
    UNCLEAR = "cannot tell"


def ranking(probability: float, exchanged: float) -> Ranking:
    """Whether one regime may be said to do more than another: the one rule behind every sentence that ranks regimes.

    It may where that is likely under what is believed of both programmes, and still more likely than not where the two
    beliefs are exchanged. Where only the first holds, it is the belief that does it. What is not known names nobody.

    Args:
        probability: That it does more, under the declared beliefs, 0 to 1.
        exchanged: The same where each programme works as well as the other is believed to.

    Example:
        >>> ranking(0.95, 0.8).value, ranking(0.95, 0.1).value, ranking(0.6, 0.9).value
        ('does more', 'does more because its programme is believed to work better', 'cannot tell')
        >>> ranking(0.95, float("nan")) is Ranking.UNCLEAR
        True
    """
    if math.isnan(exchanged) or math.isnan(probability) or not _at_least(probability, PROBABLE_SHARE):
        return Ranking.UNCLEAR
    return Ranking.MORE if exchanged > 0.5 else Ranking.BELIEF


def does_more(one: ArrayLike, other: ArrayLike, better: str = "lower") -> float:
    """The probability that one regime does more than another, from draws that belong together; NaN where they are too few.

    Args:
        one: An outcome under the first regime, one value for each draw (n,); NaN where there is none.
        other: The same under the second, the same draws in the same order (n,).
        better: Which direction of the outcome is a benefit.

    Returns:
        0 to 1, a tie counted as half.

    Example:
        >>> does_more([9.0] * 19 + [11.0], [10.0] * 20), does_more([9.0] * 19, [10.0] * 19)
        (0.95, nan)
    """
    apart = np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    apart = apart[np.isfinite(apart)]
    if apart.size < ENOUGH_DRAWS:
        return math.nan
    return share_lower(-apart if better == "higher" else apart)
