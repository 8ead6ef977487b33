"""Drawing what is not known: each replicate's own value of each uncertain parameter, shared by all regimes."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from ..model.uncertainty import SCALES, luck, quantiles
from ..scenarios.parameters import NOTHING, Own, Parameter, resolve, uncertain


def quantile(parameter: Parameter, u: float) -> float:
    """The value of a parameter at probability `u`; see `quantiles` for how belief is spread."""
    return float(quantiles_of(parameter, np.array([u]))[0])


def quantiles_of(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    """The values (float64) of one parameter at many probabilities, an array of the shape of `u`."""
    return _values([parameter] * len(u), u)


def _values(parameters: Sequence[Parameter], u: np.ndarray) -> np.ndarray:
    rows = np.array([[p.low, p.default, p.high, SCALES.index(p.scale), p.floor, p.ceiling] for p in parameters])
    values = np.empty(len(parameters))
    quantiles(rows, np.ascontiguousarray(u), values)
    return values


def draw_values(
    changes: Mapping[str, float], seed: int, fixed: bool, own: Mapping[str, Own] = NOTHING
) -> dict[str, float]:
    """Every parameter's value in the replicate with this seed.

    What the user changed stands as changed; the rest is drawn, or at its default when `fixed`, where a locality's `own`
    value and range take the place of the declared ones. A draw is keyed by the parameter's name, so declaring or changing
    another parameter never shifts it.
    """
    values = resolve(changes, own)
    free = [p for p in uncertain(own) if p.name not in changes]
    if fixed or not free:
        return values
    names = np.array([zlib.crc32(p.name.encode()) for p in free], np.int64)
    u = np.empty(len(free))
    luck(seed, names, u)
    return values | dict(zip((p.name for p in free), _values(free, u).tolist(), strict=True))
