"""The one place that knows where net benefit comes from: pounds over the horizon against the reference, one for each draw."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..answers import Comparison
from ..economics import Terms

Numbers = NDArray[np.float64]
DISCOUNT: Final = Terms().discount  # a year
SAYS: Final = f"net benefit to the public purse against the reference, discounted at {100 * DISCOUNT:g}% a year"


def annuity(since: float, until: float, rate: float = DISCOUNT) -> float:
    """What a pound a year between two moments, in years from now, is worth today.

    Example:
        >>> round(annuity(0, 1), 3), annuity(2, 2)
        (0.983, 0.0)
    """
    growth = np.log1p(rate)
    return float((np.exp(-growth * since) - np.exp(-growth * until)) / growth)


def net_benefit(comparison: Comparison, regime: str) -> Numbers:
    """Pounds of present value over the horizon against the reference, one for each draw; above zero: better.

    NaN where a run failed.
    """
    money = comparison.economics()
    known = money.has(regime)
    found: Numbers = np.full(known.shape, np.nan)
    found[known] = money.net_benefit(regime, "public")
    return found
