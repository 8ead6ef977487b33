"""Numbers drawn from common distributions by keyed chance: a pick from weights, a gamma number, a Poisson count."""

from __future__ import annotations

import math

import numpy as np

from ...agents.arithmetic import exp, log, normal
from ...agents.chance import Decision, draw, draw_two
from ...agents.engine.behaviour import behaviour

LARGEST_MEAN = 150.0  # for which `poisson` is good


@behaviour
def total(weights: np.ndarray) -> float:
    """The sum of the weights, from the first to the last."""
    found = 0.0
    for k in range(weights.shape[0]):
        found += weights[k]
    return found


@behaviour
def pick(weights: np.ndarray, u: float) -> int:
    """The index that `u` falls on when the weights are laid end to end."""
    left = u * total(weights)
    for k in range(weights.shape[0]):
        left -= weights[k]
        if left < 0.0:
            return k
    return weights.shape[0] - 1


@behaviour
def gamma(seed: int, who: int, shape: float, turn: int) -> float:
    """A gamma number with mean 1, another at each `turn`: Marsaglia and Tsang (2000), with the boost for shapes below 1."""
    boosted = shape + 1.0 if shape < 1.0 else shape
    d = boosted - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    value = d
    for attempt in range(64):
        u, v = draw_two(seed, who, Decision.BUILD, 100 + attempt, turn)
        x = normal(u)
        t = 1.0 + c * x
        if t <= 0.0:
            continue
        cube = t * t * t
        square = x * x
        # The first test, of the same authors, spares nearly everybody the logarithms.
        if v < 1.0 - 0.0331 * square * square or log(v) < 0.5 * square + d - d * cube + d * log(cube):
            value = d * cube
            break
    if shape < 1.0:
        value *= exp(log(draw(seed, who, Decision.BUILD, 99, turn)) / shape)
    return value / shape


@behaviour
def poisson(u: float, mean: float) -> int:
    """The Poisson count (capped at 200) at probability `u`, for a mean up to 150."""
    k = 0
    chance = exp(-mean)
    upto = chance
    while u >= upto and k < 200:
        k += 1
        chance *= mean / k
        upto += chance
    return k
