"""Uniform draws turned into parameter values by a kernel, so that a process loads it instead of compiling it."""

from __future__ import annotations

import numpy as np

from ...agents.arithmetic import exp, expit, log, logit
from ...agents.chance import Decision, draw
from ...agents.engine.behaviour import behaviour, kernel

LINEAR, LOG, LOGIT = range(3)
SCALES = ("linear", "log", "logit")


@behaviour
def stretch(value: float, scale: int) -> float:
    """A value on the scale on which belief about it is spread."""
    if scale == LOG:
        return log(value)
    return logit(value) if scale == LOGIT else value


@behaviour
def shrink(value: float, scale: int) -> float:
    """Back from that scale."""
    if scale == LOG:
        return exp(value)
    return expit(value) if scale == LOGIT else value


@kernel
def quantiles(rows: np.ndarray, u: np.ndarray, values: np.ndarray) -> int:
    """The value of each row at probability `u`.

    A row is low, middle, high, scale, floor, ceiling. Straight lines, on the row's scale, run through the 5th, 50th and
    95th percentiles and on to 0 and 1; the hard limits cut them off.
    """
    for k in range(rows.shape[0]):
        scale = int(rows[k, 3])
        middle = stretch(rows[k, 1], scale)
        end = stretch(rows[k, 0], scale) if u[k] < 0.5 else stretch(rows[k, 2], scale)
        away = (u[k] - 0.5) / 0.45
        value = middle + away * (end - middle) if u[k] >= 0.5 else middle - away * (end - middle)
        values[k] = min(max(shrink(value, scale), rows[k, 4]), rows[k, 5])
    return rows.shape[0]


@kernel
def luck(seed: int, names: np.ndarray, u: np.ndarray) -> int:
    """A uniform number for each name's number, keyed by the replicate's seed and the name alone."""
    for k in range(names.shape[0]):
        u[k] = draw(seed, names[k], Decision.PARAMETER, 0, 0)
    return names.shape[0]


@kernel
def natural_log(x: float) -> float:
    """The natural logarithm, for use from Python with the engine's own bits."""
    return log(x)


@kernel
def exponential(x: float) -> float:
    """E to the power `x`, for use from Python with the engine's own bits."""
    return exp(x)
