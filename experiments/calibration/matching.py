"""History matching: waves of points, each of which rules out more of the space because the targets cannot be met there.

After Craig and others (1997) and Vernon, Goldstein and Bower (2010).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...scenarios.parameters import InputError
from ..designs import sobol
from .emulator import Emulator, Fit, Numbers, fitted

CUT: Final = 3.0  # standard deviations beyond which a point is ruled out (three-sigma rule of Pukelsheim, 1994)
LOOKED_AT: Final = 2**14  # places at which a wave's share of the space is judged
MOST_LOOKED_AT: Final = 2**18  # and at which points are looked for, where little is left
Flags = NDArray[np.bool_]


class NothingLeft(InputError):
    """No place is left, since the nearest misses the target numbered `target` by too much."""

    def __init__(self, sentence: str, target: int) -> None:
        """Hold which target it is."""
        super().__init__(sentence)
        self.target = target


@dataclass(frozen=True, slots=True)
class Tried:
    """What the simulator showed at points.

    `places` (n, k) of the unit cube, `figures` (n, m), and `luck` (m,): the variance that chance alone gives a figure.
    A point whose run failed has NaN.
    """

    places: Numbers
    figures: Numbers
    luck: Numbers

    @property
    def whole(self) -> Flags:
        """Which points have every figure."""
        return np.asarray(np.isfinite(self.figures).all(axis=1))


Try = Callable[[Numbers, str], Tried]  # places, what to call them


@dataclass(frozen=True, slots=True)
class Goals:
    """Values and tolerances (one standard deviation) of the targets, arrays (m,), and what people call them."""

    values: Numbers
    tolerances: Numbers
    titles: Sequence[str]

    def variance(self, luck: Numbers) -> Numbers:
        """By how much an honest model may miss each, its luck included."""
        return np.asarray(self.tolerances**2 + luck)


def misses(expected: Numbers, variances: Numbers, goals: Goals, luck: Numbers) -> Numbers:
    """How many standard deviations each point is from each target, an array (n, m).

    `expected` and `variances` (n, m) are what emulators say; the tolerance and the luck of the runs are added to the variance.
    """
    deviations = np.sqrt(variances + goals.variance(luck))
    return np.asarray(np.abs(expected - goals.values) / deviations)


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: the emulators made from what was known after it, and the share of the whole space that it leaves.

    `nearest` is the least implausibility found anywhere.
    """

    number: int
    points: int
    emulators: tuple[Emulator, ...]
    luck: Numbers
    left: float = 1.0
    nearest: float = 0.0

    @property
    def fits(self) -> list[Fit]:
        """How well each measure is emulated."""
        return [emulator.fit for emulator in self.emulators]

    def implausibility(self, places: Numbers, goals: Goals) -> Numbers:
        """How implausible places of the unit cube are: the miss (n,) of the target that each misses most."""
        return np.asarray(self.misses(places, goals).max(axis=1))

    def misses(self, places: Numbers, goals: Goals) -> Numbers:
        """How far places of the unit cube are from each target by this wave's emulators, in standard deviations (n, m)."""
        told = [emulator.tell(places) for emulator in self.emulators]
        expected, variances = (np.column_stack(each) for each in zip(*told, strict=True))
        return misses(expected, variances, goals, self.luck)


@dataclass(slots=True)
class Region:
    """What is left of the unit cube: places that no wave has ruled out."""

    names: Sequence[str]
    goals: Goals
    waves: list[Wave] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)

    def holds(self, places: Numbers) -> Flags:
        """Which places (n, k) are left."""
        inside = np.asarray(((places >= 0) & (places <= 1)).all(axis=1))
        for wave in self.waves:
            rest = np.flatnonzero(inside)
            if not len(rest):
                break
            inside[rest] = wave.implausibility(places[rest], self.goals) <= CUT
        return inside

    @property
    def luck(self) -> Numbers:
        """The variance of chance alone, by what is known now."""
        return np.asarray(np.mean([each.luck for each in self.tried], axis=0))

    def spaced(self, count: int, seed: int) -> Numbers:
        """The first `count` points of a Sobol sequence that are left; fewer where hardly any of the space is left."""
        looked = LOOKED_AT
        while True:
            places = sobol(self.names, max(looked, 2 ** math.ceil(math.log2(count))), seed)
            found = places[self.holds(places)][:count]
            if len(found) == count or looked >= MOST_LOOKED_AT:
                return np.asarray(found)
            looked *= 4

    def known(self) -> Tried:
        """Every point tried so far that has every figure and is left."""
        places = np.concatenate([each.places[each.whole] for each in self.tried])
        figures = np.concatenate([each.figures[each.whole] for each in self.tried])
        left = self.holds(places)
        return Tried(places[left], figures[left], self.luck)


def match(attempt: Try, names: Sequence[str], goals: Goals, waves: int, points: int, seed: int) -> Region:
    """Rule out what cannot meet the goals, in waves of so many points.

    Raises:
        InputError: nothing is left: the targets cannot be met within the ranges.
    """
    region = Region(names, goals)
    for number in range(1, waves + 1):
        places = region.spaced(points, seed + number)
        region.tried.append(attempt(places, f"wave {number}"))
        region.waves.append(_learnt(region, number))
    return region


def _learnt(region: Region, number: int) -> Wave:
    """What a wave has shown; points ruled out before are left out, so that emulators fit where it matters."""
    known = region.known()
    if len(known.places) <= len(region.names) + 2:
        raise InputError("Too few points succeeded or are left to learn from; give more points, or wider tolerances.")
    emulators = tuple(fitted(known.places, column) for column in known.figures.T)
    wave = Wave(number, len(region.tried[-1].places), emulators, known.luck)
    places = sobol(region.names, LOOKED_AT, 0)
    before = places[region.holds(places)]
    judged = wave.implausibility(before, region.goals)
    every = np.concatenate([before, known.places])
    far = wave.misses(every, region.goals)
    nearest = far[far.max(axis=1).argmin()]
    if nearest.max() > CUT:
        worst = int(nearest.argmax())
        raise NothingLeft(_nothing_left(region.goals.titles[worst], float(nearest.max())), worst)
    share = float((judged <= CUT).sum() / LOOKED_AT)
    return Wave(number, wave.points, emulators, known.luck, share, float(nearest.max()))


def _nothing_left(title: str, nearest: float) -> str:
    return (
        f"No values in these ranges meet all targets: even the nearest miss “{title}” by {nearest:.1f} standard deviations, "
        f"and more than {CUT:g} is ruled out. Widen the ranges of the parameters or that tolerance."
    )
