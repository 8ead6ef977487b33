"""From an effect as it was measured to the ratio of all offences, by thinning.

If everybody's events are thinned to the share rho, somebody with n of them has none with probability (1 - rho)^n. So who has
any, and from it an odds ratio, a risk ratio, points or a hazard ratio, follows from rho and from how often people of the
comparison group have the event; turned round, a measured effect says rho. It makes no assumption about how rates differ between
people, and knowing only some of somebody's offences does not change it. Where there are more events than without (rho above 1)
the arms change places.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from scipy.optimize import brentq

from ...scenarios.errors import InputError
from ...scenarios.evidence import OF_COUNTS
from ..trials import OddsRatio
from ..trials.effects import StandardisedDifference, odds_ratio_of
from .counts import Shares

FARTHEST: Final = 9.0  # of the log of a ratio, between which it is looked for
FINE: Final = 1e-12


def with_base(shares: Shares, base: float) -> Shares:
    """Shares of people by count where `base` of them have any, those who do being spread over counts as before."""
    found: Shares = shares * (base / shares[1:].sum())
    found[0] = 1 - base
    return found


def share_with_any(shares: Shares, rho: float) -> float:
    """The share of people with any event when everybody's are thinned to `rho`."""
    none = (1 - rho) ** np.arange(len(shares))
    return float(1 - shares @ none)


def _time_at_risk(shares: Shares, rho: float) -> float:
    """The mean share of the time that passes before the first event, or all of it, events lying anywhere in the time alike."""
    after = np.arange(len(shares)) + 1.0
    return float(shares @ ((1 - (1 - rho) ** after) / (rho * after)))


def _odds_ratio(shares: Shares, rho: float) -> float:
    share, base = share_with_any(shares, rho), share_with_any(shares, 1.0)
    return share / (1 - share) * (1 - base) / base


def _risk_ratio(shares: Shares, rho: float) -> float:
    return share_with_any(shares, rho) / share_with_any(shares, 1.0)


def _hazard_ratio(shares: Shares, rho: float) -> float:
    """First events a time at risk, against the same without: what a Cox model finds where hazards hardly change."""
    first = _risk_ratio(shares, rho)
    return first * _time_at_risk(shares, 1.0) / _time_at_risk(shares, rho)


def _points(shares: Shares, rho: float) -> float:
    return 100 * (share_with_any(shares, rho) - share_with_any(shares, 1.0))


MEASURED: Final[Mapping[str, Callable[[Shares, float], float]]] = {
    "odds ratio": _odds_ratio,
    "risk ratio": _risk_ratio,
    "hazard ratio": _hazard_ratio,
    "points": _points,
}


def measured(measure: str, shares: Shares, rho: float) -> float:
    """What a study would measure if the ratio of all offences were `rho`; it rises with it.

    Args:
        measure: An odds ratio, a risk ratio, a hazard ratio or points.
        shares: Of the comparison group, with 0, 1, 2, … events.
        rho: The ratio of all offences, above 0.
    """
    if rho <= 1:
        return MEASURED[measure](shares, rho)
    turned = MEASURED[measure](shares, 1 / rho)
    return -turned if measure == "points" else 1 / turned


def ratio_behind(measure: str, value: float, shares: Shares | None = None) -> float:
    """The ratio of all offences that a measured effect comes to.

    Args:
        measure: What kind of number it is.
        value: The number.
        shares: Of the comparison group, with 0, 1, 2, … events; a ratio of counts needs none.

    Raises:
        InputError: no ratio gives such an effect at this base.
    """
    if measure in OF_COUNTS:
        return value
    if measure == "d":
        return ratio_behind(OddsRatio.unit, odds_ratio_of(StandardisedDifference(value)).value, shares)
    assert shares is not None, "who has any hangs on how many have none"

    def beyond(log_rho: float) -> float:
        return measured(measure, shares, math.exp(log_rho)) - value

    if beyond(-FARTHEST) > 0 or beyond(FARTHEST) < 0:
        base = share_with_any(shares, 1.0)
        raise InputError(f"{measure} {value:g} cannot hold where {100 * base:.0f}% of the others have the outcome.")
    return math.exp(brentq(beyond, -FARTHEST, FARTHEST, xtol=FINE))
