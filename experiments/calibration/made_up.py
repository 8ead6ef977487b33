"""Simulation-based calibration: made-up places whose truth is known, calibrated like a real one (Talts and others 2018).

Where the method is right, the truth's rank among the draws is as likely to be any as any other. Core objects: `ranks_of`, the
ranks of many made-up places; `judged`, whether they are even; Even, what came of one parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from .emulator import Numbers
from .matching import Goals
from .standing_in import Believed, StandIn, believed

DRAWS: Final = 99  # equal draws of each posterior, so that a rank is 0 to 99
EACH: Final = 20  # places that are expected in a bin, where there are enough
BINS: Final = (4, 5, 10, 20)  # of which each holds as many ranks as the others
LEVEL: Final = 0.05  # of the verdict on all parameters together
SETS: Final = 4000  # of even ranks, from which the band is found
GRID: Final = 101  # places at which ranks are counted up for the picture

Ranks = NDArray[np.int64]
Posterior = Callable[[StandIn, Goals, int], Believed]  # by these emulators, for these targets, with this seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Even:
    """Whether the ranks of one parameter are even: chi-square, its probability if they are, and whether the ECDF leaves its band.

    `apart` (`GRID` numbers) is the share of ranks up to a place less what is expected there.
    """

    name: str
    chi_square: float
    p: float
    apart: tuple[float, ...]
    farthest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCheck:
    """All parameters: `band` is how far ECDFs of even ranks stray at the most, in 95% of times all parameters together."""

    places: int
    bins: int
    band: float
    parameters: tuple[Even, ...]
    seconds: float = 0.0

    @property
    def least(self) -> float:
        """What the smallest probability must be above, over all parameters together (Bonferroni)."""
        return LEVEL / len(self.parameters)

    @property
    def uneven(self) -> list[str]:
        """The parameters whose ranks are not even."""
        return [each.name for each in self.parameters if each.p < self.least]

    @property
    def even(self) -> bool:
        """Whether every parameter's ranks are."""
        return not self.uneven


def by_emulators(by: StandIn, goals: Goals, seed: int) -> Believed:
    """The posterior of all targets by the emulators alone."""
    return believed(by, goals, range(len(goals.values)), seed)


def made_up(by: StandIn, goals: Goals, count: int, seed: int) -> tuple[Numbers, Numbers]:
    """So many places: what holds there (count, k), drawn from the prior, and the targets that come of it (count, m).

    A target is what the emulators say, with their own error, chance and the model's discrepancy. A place is the same however
    many there are.
    """
    every = [np.random.Generator(np.random.Philox([seed, place])) for place in range(count)]
    truth = np.array([each.random(len(by.names)) for each in every])
    expected, variances = by.tell(truth)
    spread = np.sqrt(variances + goals.variance(by.luck))
    return truth, expected + spread * np.array([each.standard_normal(len(by.emulators)) for each in every])


def ranks_of(
    by: StandIn,
    goals: Goals,
    count: int,
    seed: int,
    posterior: Posterior = by_emulators,
    known: Sequence[Sequence[int]] = (),
    done: Callable[[int, list[int]], None] = lambda _place, _ranks: None,
) -> Ranks:
    """The rank of the truth among `DRAWS` draws in every made-up place: (count, k), 0 to `DRAWS`.

    `known` are the ranks of the first places, where some were found before; `done` is told each place's as it is found.
    """
    truth, values = made_up(by, goals, count, seed)
    found = [list(map(int, row)) for row in known[:count]]
    for place in range(len(found), count):
        mine = Goals(values[place], goals.tolerances, goals.titles)
        random = np.random.Generator(np.random.Philox([seed + 2**32, place]))
        draws = posterior(by, mine, seed + place + 1).cut(DRAWS, float(random.random()))
        ranks = [int(rank) for rank in (draws < truth[place]).sum(axis=0)]
        found.append(ranks)
        done(place, ranks)
    return np.array(found, dtype=np.int64)


def judged(ranks: Ranks, names: Sequence[str], seconds: float = 0.0) -> SelfCheck:
    """Whether ranks (places, parameters) are even."""
    count = len(ranks)
    bins = max(each for each in BINS if each == BINS[0] or each <= count // EACH)
    grid = np.linspace(0.0, 1.0, GRID)
    band = _band(count, grid, 1 - LEVEL / len(names))
    found = tuple(_even(name, column, bins, grid) for name, column in zip(names, ranks.T, strict=True))
    return SelfCheck(places=count, bins=bins, band=band, parameters=found, seconds=seconds)


def _even(name: str, ranks: Ranks, bins: int, grid: Numbers) -> Even:
    seen = np.bincount(ranks * bins // (DRAWS + 1), minlength=bins)
    expected = len(ranks) / bins
    statistic = float(((seen - expected) ** 2 / expected).sum())
    apart = _apart((ranks + 0.5) / (DRAWS + 1), grid)
    return Even(
        name=name,
        chi_square=statistic,
        p=float(chi2.sf(statistic, bins - 1)),
        apart=tuple(float(each) for each in apart),
        farthest=float(np.abs(apart).max()),
    )


def _apart(shares: Numbers, grid: Numbers) -> Numbers:
    """The share of ranks up to each place less the place itself."""
    return np.asarray(np.searchsorted(np.sort(shares), grid, side="right") / len(shares) - grid)


def _band(count: int, grid: Numbers, share: float) -> float:
    """How far the ECDF of so many even ranks strays at the most, in this share of all sets."""
    random = np.random.Generator(np.random.Philox(0))
    sets = (random.integers(DRAWS + 1, size=(SETS, count)) + 0.5) / (DRAWS + 1)
    strays = [float(np.abs(_apart(each, grid)).max()) for each in sets]
    return float(np.quantile(strays, share))
