"""Morris's elementary effects on four levels between the 5th and the 95th percentile, with chance as one of the factors.

A trajectory changes one factor after the other; when it is chance's turn, its second replicate takes over from the first.
An effect is scaled to the whole way from the 5th to the 95th percentile, as SALib does it, and that of chance alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from ....scenarios.parameters import Parameter
from ..chance import Twins, turned
from ..guard import problem
from ..method import Analysis, Method, Sample
from ..shapes import LUCK, Effect, Effects, Spot
from ..terms import (
    CHANCE,
    HIGH,
    LOW,
    SMALL_SHARE,
    Estimate,
    Index,
    Measure,
    Numbers,
    Whole,
    indices,
    largest,
    percentiles,
)

LEVELS: Final = 4
STEP: Final = LEVELS / (2 * (LEVELS - 1))  # of the way from the lowest level to the highest
MU: Final = Measure("mu")  # the mean effect of going from low to high
MU_STAR: Final = Measure("mu_star", "mean effect (μ*)")  # the mean size of that effect
SIGMA: Final = Measure("sigma", "its spread (σ)")  # how much that effect depends on the other factors


class Morris(Method):
    """Elementary effects, for screening."""

    name = "morris"
    title = "screening (Morris)"
    how = "moved one after the other from many starting points (Morris)"
    counts = "trajectories"
    usual = 20
    least = 4
    in_groups = True
    reach = (LOW, HIGH)
    measures = (MU, MU_STAR, SIGMA)
    main = MU_STAR
    unit = "mean effect"
    below = (
        "its effect stays below what chance may do or a twentieth of the largest",
        "their effects stay below what chance may do or a twentieth of the largest",
    )
    hedge = ", or no more than on luck"

    def rows(self, parameters: int, size: int, chance: bool) -> int:
        """How many rows the design has."""
        return size * (parameters + chance + 1)

    def design(self, parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, Whole]:
        """The quantiles (n, parameters) and the replicates (n,)."""
        from SALib.sample import morris

        factors = parameters + chance
        levels = morris.sample(problem(factors), size, num_levels=LEVELS, seed=seed).reshape(size, factors + 1, factors)
        replicate = np.zeros((size, factors + 1), dtype=np.int64)
        if chance:
            turned = levels[:, :, -1] != levels[:, :1, -1]
            replicate = 2 * np.arange(size)[:, np.newaxis] + turned
        unit = LOW + (HIGH - LOW) * levels[:, :, :parameters]
        return unit.reshape(-1, parameters), replicate.ravel()

    def estimate(self, sample: Sample, y: Numbers, resamples: int) -> Estimate:
        """The mean, mean size and spread of the effects, with percentile intervals from resampled trajectories."""
        from SALib.analyze import morris

        x = _columns(sample)
        found = morris.analyze(problem(x.shape[1]), x, y, num_resamples=2, num_levels=LEVELS, seed=sample.seed)
        effects = _effects(x.reshape(sample.size, sample.block, -1), y.reshape(sample.size, -1))
        picks = np.random.default_rng(sample.seed).integers(sample.size, size=(resamples, sample.size))
        again = effects[picks]
        resampled = {
            MU: again.mean(axis=1),
            MU_STAR: np.abs(again).mean(axis=1),
            SIGMA: again.std(axis=1, ddof=1),
        }
        each = (
            indices(sample.factors, measure, np.asarray(found[measure.name]), percentiles(values))
            for measure, values in resampled.items()
        )
        main = resampled[MU_STAR][:, : len(sample.parameters)]
        return Estimate(tuple(index for several in each for index in several if _has(sample, index)), main)

    def floor(self, main: Mapping[str, Index]) -> float:
        """The effect of chance at the upper end of its interval, and at least a twentieth of the largest effect."""
        part = SMALL_SHARE * largest(main)
        return max(part, main[CHANCE].high) if CHANCE in main else part

    def twins(self, sample: Sample) -> Twins:
        """The rows before and after chance had its turn are the same point with other luck."""
        return turned(sample.replicate, sample.block)

    def told(self, analysis: Analysis, values: Numbers, size: int, factors: Mapping[str, Parameter]) -> Effects:
        """How far each factor moves the answer up and down on average, and how much that varies."""
        found = analysis.by_factor
        rows = [_effect(label, found[factor.name]) for label, factor in factors.items()]
        spots = [
            Spot(label, found[factor.name][MU_STAR].value, found[factor.name][SIGMA].value)
            for label, factor in factors.items()
            if SIGMA in found[factor.name]
        ]
        luck = found.get(CHANCE)
        if luck is None:
            return Effects(effects=rows, spots=spots, luck=None, floor=None)
        # An effect must exceed the upper end of what chance does, as the verdict has it.
        return Effects(
            effects=rows, spots=spots, luck=_effect(LUCK, luck), floor=(luck[MU_STAR].high, luck[SIGMA].value)
        )


def _columns(sample: Sample) -> Numbers:
    """The quantiles with a column for chance (n, factors), which only says at which step it changes."""
    if not sample.chance:
        return sample.unit
    return np.column_stack([sample.unit, np.float64(sample.replicate % 2)])


def _effects(x: Numbers, y: Numbers) -> Numbers:
    """Every elementary effect (trajectories, factors), which SALib does not give; x is (trajectories, rows, factors)."""
    effects: Numbers = np.einsum("ts,tsj->tj", np.diff(y, axis=1), np.sign(np.diff(x, axis=1))) / STEP
    return effects


def _has(sample: Sample, index: Index) -> bool:
    """A group has the size of its effects alone: its members go different ways, so there is no low and no high of it."""
    return index.measure is MU_STAR or index.factor not in sample.together


def _effect(name: str, found: Mapping[Measure, Index]) -> Effect:
    """The mean size of the effects is that of the rises and of the falls together, their mean the one less the other.

    A group rises as often as it falls, as each of its steps could be taken backwards.
    """
    size, net = found[MU_STAR], found[MU].value if MU in found else 0.0
    return Effect(name, (size.value - net) / 2, (size.value + net) / 2, (size.low, size.high))
