"""Drawing what is not known: each replicate's own value of each uncertain parameter, shared by all regimes."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from ...model.build.uncertainty import SCALES, exponential, luck, quantiles
from ...scenarios.parameters import NOTHING, Own, Parameter, find, register, resolve, uncertain
from .posterior import Posterior

BIAS_IN: Final = "effect_bias_in_"  # what a parameter is called that says how much of a belief is bias taken off
JOINT: Final = "posterior"  # the name under which luck picks a whole draw of a posterior


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
    changes: Mapping[str, float],
    seed: int,
    fixed: bool,
    own: Mapping[str, Own] = NOTHING,
    posterior: Posterior | None = None,
) -> dict[str, float]:
    """Every parameter's value in the replicate with this seed.

    What the user changed stands as changed; what a `posterior` has comes from one of its draws, taken whole, or is its
    median when `fixed`; the rest is drawn, or at its default when `fixed`, where a locality's `own` value and range take the
    place of the declared ones. A draw is keyed by the parameter's name, so declaring or changing another parameter
    never shifts it. What programmes are believed to do moves with `bias_ratio`, unless the user says what they do.
    """
    joint = posterior.names if posterior else ()
    free = [] if fixed else [p for p in uncertain(own) if p.name not in changes and p.name not in joint]
    values = resolve(changes, own)
    if free:
        u = _luck(seed, [p.name for p in free])
        values |= zip((p.name for p in free), _values(free, u).tolist(), strict=True)
    values |= _with_bias(values, changes)
    if posterior:
        whole = posterior.middle() if fixed else posterior.row(float(_luck(seed, [JOINT])[0]))
        values |= {name: value for name, value in whole.items() if name not in changes}
    return values


def _with_bias(values: Mapping[str, float], changes: Mapping[str, float]) -> dict[str, float]:
    """The effects that rest on studies, with `bias_ratio` times the usual bias taken off; nothing where that is once."""
    more = values["bias_ratio"] - 1
    if more == 0:
        return {}
    behind = {f"effect_{name.removeprefix(BIAS_IN)}": name for name in register() if name.startswith(BIAS_IN)}
    moved = {
        name: values[name] * exponential(more * values[bias]) for name, bias in behind.items() if name not in changes
    }
    return {name: min(max(value, find(name).floor), find(name).ceiling) for name, value in moved.items()}


def _luck(seed: int, names: Sequence[str]) -> np.ndarray:
    """A uniform number for each name."""
    u = np.empty(len(names))
    luck(seed, np.array([zlib.crc32(name.encode()) for name in names], np.int64), u)
    return u
