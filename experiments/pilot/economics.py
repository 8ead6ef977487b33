"""The one place that knows where net benefit comes from: pounds over the horizon against the reference, one for each draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..answers import Comparison
from ..economics import Perspective, Terms, economics

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Benefit:
    """Net benefit of a regime in pounds of present value, one for each draw, NaN where a run failed; above zero: better.

    `whole` is over the horizon, `later` over what is left of it once a pilot is known.
    """

    whole: Numbers
    later: Numbers


def terms_of(perspective: Perspective) -> Terms:
    """On what terms money is weighed: the Treasury's, for somebody's money."""
    return Terms(perspective=perspective)


def net_benefit(comparison: Comparison, regime: str, perspective: Perspective, known_after: float) -> Benefit:
    """What a regime is worth against the reference, over the horizon and from so many years on."""
    found = economics(comparison, terms_of(perspective))
    years, has = found.by_year(regime), found.has(regime)
    whole, later = np.full(len(has), np.nan), np.full(len(has), np.nan)
    whole[has] = years.sum(axis=1)
    later[has] = years @ left_of(years.shape[1], known_after)
    return Benefit(whole, later)


def left_of(years: int, known_after: float) -> Numbers:
    """How much of each year is left once a pilot is known.

    Example:
        >>> left_of(4, 1.5).tolist()
        [0.0, 0.5, 1.0, 1.0]
    """
    left: Numbers = np.clip(np.arange(1, years + 1) - known_after, 0.0, 1.0)
    return left
