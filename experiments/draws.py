"""Drawing what is not known: each replicate's value of each uncertain parameter, keyed, so that all regimes share it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Final

from ..agents.arithmetic import exp, expit, log, logit
from ..agents.chance import D_PARAMETER, draw
from ..scenarios.parameters import Parameter, resolve, uncertain

_SCALES: Final[Mapping[str, tuple[Callable[[float], float], Callable[[float], float]]]] = {
    "linear": (float, float),
    "log": (log, exp),
    "logit": (logit, expit),
}


def quantile(parameter: Parameter, u: float) -> float:
    """The value at probability `u`: straight lines, on the parameter's scale, through its 5th, 50th and 95th percentiles.

    The outer lines go on to 0 and 1, and the hard limits cut them off. Our own arithmetic, so the same bits everywhere.
    """
    there, back = _SCALES[parameter.scale]
    low, middle, high = there(parameter.low), there(parameter.default), there(parameter.high)
    slope = (middle - low) / 0.45 if u < 0.5 else (high - middle) / 0.45
    return min(max(float(back(middle + (u - 0.5) * slope)), parameter.floor), parameter.ceiling)


def drawn(parameter: Parameter, seed: int) -> float:
    """A replicate's draw of a parameter, keyed by its name: declaring another parameter never shifts it."""
    return quantile(parameter, float(draw(seed, zlib.crc32(parameter.name.encode()), D_PARAMETER, 0, 0)))


def draw_values(changes: Mapping[str, float], seed: int, fixed: bool) -> dict[str, float]:
    """Every parameter's value in the replicate with this seed.

    What the user changed stands as changed; the rest is drawn, or at its default when `fixed`.
    """
    values = resolve(changes)
    if not fixed:
        values |= {p.name: drawn(p, seed) for p in uncertain() if p.name not in changes}
    return values
