"""Does a calibration predict what it was not shown? Each group of fitted patterns is left out and predicted from the others.

Core objects: `verdict`, which sets that beside the priors' middle; Left, what became of one group; Verdict, all of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .emulator import Numbers
from .matching import Goals
from .standing_in import StandIn, believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One group left out: the log of the density that was predicted for its targets together, and how far off each was.

    `posterior` and `middle` are log densities; `off` and `middle_off` the root of the mean squared miss, each in its own
    standard deviations. `draws` is how many draws of equal weight the prediction rests on.
    """

    group: str
    targets: int
    posterior: float
    middle: float
    off: float
    middle_off: float
    draws: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the posterior predicts groups left out better than the priors' middle does, by the sum of log densities."""

    groups: tuple[Left, ...]

    @property
    def posterior(self) -> float:
        """The sum of the log densities of the groups, each predicted from the others."""
        return math.fsum(each.posterior for each in self.groups)

    @property
    def middle(self) -> float:
        """The sum of the same by the priors' middle."""
        return math.fsum(each.middle for each in self.groups)

    @property
    def better(self) -> bool:
        """Whether it does; a posterior that does not is not used unless it is asked for."""
        return self.posterior > self.middle

    @property
    def words(self) -> str:
        """The verdict in a sentence."""
        than = "better than" if self.better else "no better than"
        return (
            f"It predicts groups of fitted patterns that are left out {than} the priors' middle "
            f"(log density {self.posterior:.1f} against {self.middle:.1f})."
        )


def verdict(by: StandIn, goals: Goals, middle: Numbers, groups: Mapping[str, Sequence[int]], seed: int) -> Verdict:
    """Leave out each group in turn; `middle` (m,) are the figures that real runs show at the priors' middle."""
    every = range(len(goals.values))
    found = []
    for title, group in groups.items():
        rest = [k for k in every if k not in group]
        draws = believed(by, goals, rest, seed)
        found.append(_left(title, list(group), by, goals, middle, draws.places, draws.weights, draws.effective))
    return Verdict(groups=tuple(found))


def _left(
    title: str,
    group: list[int],
    by: StandIn,
    goals: Goals,
    middle: Numbers,
    places: Numbers,
    weights: Numbers,
    draws: float,
) -> Left:
    expected, variances = by.tell(places)
    together = by.fits(expected, variances, goals)[:, group].sum(axis=1)
    alone = by.fits(middle[None, :], np.zeros((1, len(middle))), goals)[0, group]
    most = float(together.max())
    mean = weights @ expected[:, group]
    spread = weights @ (variances[:, group] + (expected[:, group] - mean) ** 2)
    own = goals.variance(by.luck)[group]
    return Left(
        group=title,
        targets=len(group),
        posterior=most + math.log(float(weights @ np.exp(together - most))),
        middle=float(alone.sum()),
        off=_root((mean - goals.values[group]) ** 2 / (spread + own)),
        middle_off=_root((middle[group] - goals.values[group]) ** 2 / own),
        draws=draws,
    )


def _root(squares: Numbers) -> float:
    return float(np.sqrt(np.mean(squares)))
