"""Who enters the model: at each age as many as leave, die or grow older there, so that the mix of ages stays as it is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np


def entrants(
    shares: Sequence[float], bounds: Sequence[float], leaving: float, deaths: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """Who must enter in a year for each age band to keep its share, with ages spread evenly within the band.

    A band passes its share divided by its width on to the next one, and loses those who leave and die. Losses are made
    up for at any age within the band. Where a band begins, those whom the band below does not bring must come from
    outside: at 18 everybody. Where more grow into a band than it passes on, it needs fewer to make up for its losses;
    what then is still too many is taken from the entrants of the band below.

    Args:
        shares: Share of the people in the model by age band.
        bounds: The bands' lower ages, and the last one's upper age.
        leaving: Share of people a year who leave, at any age.
        deaths: Share of each band that dies in a year.

    Returns:
        Entrants a year by band, as shares of the pool: those of any age in the band, and those of its first age.
    """
    last = len(shares) - 1
    passed = [share / (bounds[k + 1] - bounds[k]) if k < last else 0.0 for k, share in enumerate(shares)]
    step = [now - before for now, before in zip(passed, [0.0, *passed], strict=False)]
    within = [s * (leaving + d) + min(rise, 0.0) for s, d, rise in zip(shares, deaths, step, strict=True)]
    for k in range(last, 0, -1):
        within[k - 1] += min(within[k], 0.0)
    return np.array([max(each, 0.0) for each in within]), np.array([max(rise, 0.0) for rise in step])


def deaths_by_band(curve: np.ndarray, shares: Sequence[float], bounds: Sequence[float], mean: float) -> list[float]:
    """Deaths a year in each age band: the shape of the curve by year of age, at the level of `mean` over all bands."""
    shape = [
        math.fsum(float(curve[age]) for age in range(int(low), int(high))) / (high - low)
        for low, high in zip(bounds, bounds[1:], strict=False)
    ]
    whole = math.fsum(share * level for share, level in zip(shares, shape, strict=True))
    return [mean * level / whole if whole > 0.0 else 0.0 for level in shape]
