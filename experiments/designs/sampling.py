"""The points of a design: places in the unit cube, the values they stand for, and the scenarios, each made when it is asked for.

Core objects: `latin_hypercube` and `sobol`, places in the unit cube; `Choices` and `Spread`, what a place means for one
name; `Side`, the points of one half of a design; `Points`, levers × uncertainties.

The same seed gives the same bits everywhere: numpy promises the raw stream of a bit generator (not what its distributions make of
it), and scipy's Sobol sequence is left as published and shifted by our own key. A name's luck is keyed by the name, so that
varying something else as well never shifts it, but for the dimension of the Sobol sequence that the name comes to stand on.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, overload

import numpy as np

from ...scenarios.parameters import Parameter, Scale
from ..plans import Point, quantiles_of

ABSENT: Final = object()  # stands in a row of a list for a name that the row does not give
SOBOL_BITS: Final = 30
LOW_END, HIGH_END = 0.05, 0.95  # the probabilities of a parameter's low and high


# --- places in the unit cube -----------------------------------------------------------------------------------------


def _raw(seed: int, name: str, count: int) -> np.ndarray:
    """Random 64-bit integers, keyed by the design's seed and the name alone."""
    key = hashlib.sha256(f"diversion design {seed} {name}".encode()).digest()[:16]
    return np.random.Philox(key=int.from_bytes(key, "big")).random_raw(count)


def latin_hypercube(names: Sequence[str], count: int, seed: int) -> np.ndarray:
    """Places (count × names) of which every `count`-th part of every axis holds exactly one."""
    return np.column_stack([_one_in_each(_raw(seed, name, 2 * count), count) for name in names])


def _one_in_each(raw: np.ndarray, count: int) -> np.ndarray:
    order = np.argsort(raw[:count], kind="stable")
    within = (raw[count:] >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return np.asarray((order + within) / count)


def sobol(names: Sequence[str], count: int, seed: int) -> np.ndarray:
    """The first places (count × names) of the Sobol sequence, shifted by random bits; `count` is a power of two.

    Twice the count keeps the first half as it was.
    """
    from scipy.stats import qmc  # takes a third of a second to load, so only when asked for

    plain = qmc.Sobol(len(names), scramble=False, bits=SOBOL_BITS).random(count)
    shift = np.array([_raw(seed, name, 1)[0] >> np.uint64(64 - SOBOL_BITS) for name in names])
    shifted = (plain * 2.0**SOBOL_BITS).astype(np.uint64) ^ shift
    return np.asarray((shifted.astype(np.float64) + 0.5) * 2.0**-SOBOL_BITS)


SAMPLERS: Final = {"latin-hypercube": latin_hypercube, "sobol": sobol}


# --- what a place means for one name ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choices:
    """Values to take one of, of any kind."""

    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers spread as `belief` says, or, where `even`, evenly on its scale between its low and high."""

    name: str
    belief: Parameter
    even: bool

    def at(self, u: np.ndarray) -> np.ndarray:
        """The values at these places of the axis, from 0 to 1."""
        if not self.even:
            return quantiles_of(self.belief, u)
        low, high = self.belief.low, self.belief.high
        if self.belief.scale == "linear":
            return np.clip(low + u * (high - low), low, high)
        # Between low and high, a belief whose middle lies half-way on its scale is spread evenly.
        middle = replace(self.belief, default=_half_way(low, high, self.belief.scale), floor=low, ceiling=high)
        return quantiles_of(middle, LOW_END + (HIGH_END - LOW_END) * u)

    def steps(self, count: int) -> tuple[float, ...]:
        """Equal steps from low to high, both included, without the last digits that no person would write."""
        inner = self.at(np.arange(1, count - 1) / (count - 1))
        return (self.belief.low, *(float(f"{value:.12g}") for value in inner), self.belief.high)


def _half_way(low: float, high: float, scale: Scale) -> float:
    """The middle on a log or logit scale; square roots are the same to the bit everywhere, logarithms are not."""
    if scale == "log":
        return min(max(math.sqrt(low) * math.sqrt(high), low), high)
    odds = math.sqrt(low / (1 - low)) * math.sqrt(high / (1 - high))
    return min(max(odds / (1 + odds), low), high)


Factor = Choices | Spread


# --- one half of a design, and the whole -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picked:
    """Which of its values a name takes at every point; −1 where a point does not give it."""

    name: str
    values: tuple[Any, ...]
    places: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The points of the levers or of the uncertainties: `numbers` (points × names, float64), and what is picked from lists."""

    length: int
    names: tuple[str, ...]
    numbers: np.ndarray
    picked: tuple[Picked, ...]

    def changes(self, place: int) -> dict[str, Any]:
        """What is changed at a point."""
        found: dict[str, Any] = dict(zip(self.names, self.numbers[place].tolist(), strict=True))
        for each in self.picked:
            chosen = each.places[place]
            if chosen >= 0:
                found[each.name] = each.values[chosen]
        return found

    def distinct(self, names: Container[str], most: int) -> list[dict[str, Any]]:
        """The first `most` points that differ in what they say about these names, without the rest of what they say."""
        columns = [each.places for each in self.picked if each.name in names]
        columns += [column for name, column in zip(self.names, self.numbers.T, strict=True) if name in names]
        if not columns:
            return [{}]
        _, first = np.unique(np.column_stack(columns), axis=0, return_index=True)
        found = (self.changes(place) for place in np.sort(first)[:most])
        return [{name: value for name, value in each.items() if name in names} for each in found]


def one_point() -> Side:
    """The side of a design that varies nothing."""
    return _picked(1, [])


def _picked(length: int, picked: Sequence[Picked]) -> Side:
    return Side(length, (), np.empty((length, 0)), tuple(picked))


def grid(factors: Sequence[Choices]) -> Side:
    """Every combination; the first name varies slowest."""
    shape = [len(factor.values) for factor in factors]
    length = math.prod(shape)
    places = np.unravel_index(np.arange(length), shape)
    chosen = (each.astype(np.int32) for each in places)
    return _picked(length, [Picked(f.name, f.values, each) for f, each in zip(factors, chosen, strict=True)])


def rows(factors: Sequence[Choices]) -> Side:
    """The first value of every name together, then the second, and so on; all have equally many, some of them `ABSENT`."""
    length = len(factors[0].values)
    return _picked(length, [_row(factor) for factor in factors])


def _row(factor: Choices) -> Picked:
    places = np.array([-1 if value is ABSENT else place for place, value in enumerate(factor.values)], np.int32)
    return Picked(factor.name, tuple(None if value is ABSENT else value for value in factor.values), places)


def sampled(design: str, factors: Sequence[Factor], count: int, seed: int) -> Side:
    """`count` points of a sampled design."""
    unit = SAMPLERS[design]([factor.name for factor in factors], count, seed)
    numbers: dict[str, np.ndarray] = {}
    picked = []
    for factor, u in zip(factors, unit.T, strict=True):
        if isinstance(factor, Spread):
            numbers[factor.name] = factor.at(np.ascontiguousarray(u))
        else:
            size = len(factor.values)
            picked.append(Picked(factor.name, factor.values, np.minimum(u * size, size - 1).astype(np.int32)))
    matrix = np.column_stack([*numbers.values()]) if numbers else np.empty((count, 0))
    return Side(count, tuple(numbers), matrix, tuple(picked))


@dataclass(frozen=True, slots=True, eq=False)
class Points(Sequence[Point]):
    """Levers × uncertainties, levers outermost; a point is made when it is asked for, and never kept."""

    levers: Side
    uncertainties: Side
    replicates: range

    def __len__(self) -> int:
        return self.levers.length * self.uncertainties.length

    @overload
    def __getitem__(self, place: int) -> Point: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Point]: ...
    def __getitem__(self, place: int | slice) -> Point | Sequence[Point]:
        if isinstance(place, slice):
            return [self[each] for each in range(len(self))[place]]
        outer, inner = divmod(range(len(self))[place], self.uncertainties.length)
        return Point({**self.levers.changes(outer), **self.uncertainties.changes(inner)}, self.replicates)
