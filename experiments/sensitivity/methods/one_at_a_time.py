"""One factor at a time from a base point: every factor alone at its 5th and its 95th percentile, in the same replicates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from ....scenarios.parameters import Parameter
from ...statistics import Band, interval
from ...wording import plain
from ..chance import bounded
from ..method import Analysis, Method, Sample
from ..shapes import Bar, Moves, Range
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

BASE: Final = 0.5
AT_LOW: Final = Measure("at_low", "when low")  # the change when the factor alone is low
AT_HIGH: Final = Measure("at_high", "when high")  # the change when the factor alone is high
EFFECT: Final = Measure("effect")  # the size of the larger of the two


class OneAtATime(Method):
    """Every factor alone at its low and its high value."""

    name = "one-at-a-time"
    title = "one at a time"
    how = "each moved alone between its 5th and 95th percentile"
    counts = "replicates"
    usual = 20
    least = 2
    needs_chance = True
    reach = (LOW, HIGH)
    measures = (AT_LOW, AT_HIGH, EFFECT)
    main = EFFECT
    unit = "changes it by up to"
    below = (
        "its effect is less than a twentieth of the largest",
        "their effects are less than a twentieth of the largest",
    )

    def rows(self, parameters: int, size: int, chance: bool) -> int:
        """How many rows the design has."""
        return (2 * parameters + 1) * size

    def design(self, parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, Whole]:
        """The quantiles (n, parameters) and the replicates (n,): all replicates of the base, then of each low and high."""
        points = np.full((2 * parameters + 1, parameters), BASE)
        for j in range(parameters):
            points[1 + 2 * j, j], points[2 + 2 * j, j] = LOW, HIGH
        return np.repeat(points, size, axis=0), np.tile(np.arange(size), len(points))

    def estimate(self, sample: Sample, y: Numbers, resamples: int) -> Estimate:
        """The effect of every low and high, with the 95% interval of the mean paired by replicate; for chance its spread."""
        table = y.reshape(-1, sample.size)
        effects = (table[1:] - table[0]).reshape(-1, 2, sample.size)
        means = effects.mean(axis=2)
        ends = np.array([[interval(row, Band.MEAN) for row in pair] for pair in effects])
        found = [
            *indices(sample.parameters, AT_LOW, means[:, 0], ends[:, 0].T),
            *indices(sample.parameters, AT_HIGH, means[:, 1], ends[:, 1].T),
            *(_larger(name, means[j], ends[j]) for j, name in enumerate(sample.parameters)),
        ]
        picks = _picks(sample, resamples)
        resampled = np.array([np.abs(effects[:, :, pick].mean(axis=2)).max(axis=1) for pick in picks])
        return Estimate((*found, *_chance(table[0], picks)), resampled)

    def floor(self, main: Mapping[str, Index]) -> float:
        """A twentieth of the largest effect."""
        return SMALL_SHARE * largest(main)

    def share(self, sample: Sample, y: Numbers, resamples: int) -> Index:
        """The share of the variance that is chance alone: within points, of what lies within and between them."""
        table = y.reshape(-1, sample.size)
        value = _within(table)
        resampled = np.array([_within(table[:, pick]) for pick in _picks(sample, resamples)])
        # A replicate drawn twice does not differ from itself, which makes the resamples too small by one in so many.
        return bounded(value, resampled * sample.size / (sample.size - 1))

    def told(self, analysis: Analysis, values: Numbers, size: int, factors: Mapping[str, Parameter]) -> Moves:
        """Where each factor takes the answer, the answer with all as usual, and what chance alone gives."""
        found, base = analysis.by_factor, float(values[:size].mean())
        bars = [_bar_of(label, factor, found[factor.name], base) for label, factor in factors.items()]
        luck = found[CHANCE]
        return Moves(bars, base, (base + luck[AT_LOW].value, base + luck[AT_HIGH].value))


def _larger(name: str, means: Numbers, ends: Numbers) -> Index:
    """The size of the larger of two effects; its interval begins at 0 where that of the effect contains 0."""
    which = int(np.argmax(np.abs(means)))
    low, high = ends[which]
    nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return Index(name, EFFECT, float(abs(means[which])), float(nearest), float(max(abs(low), abs(high))))


def _chance(base: Numbers, picks: Whole) -> tuple[Index, ...]:
    """How far single replicates of the base lie from their mean: the central 95% of them."""
    value, found = _bar(base), np.array([_bar(base[pick]) for pick in picks])
    ends = percentiles(found)
    measures = (AT_LOW, AT_HIGH, EFFECT)
    return tuple(
        Index(CHANCE, measure, float(value[n]), float(ends[0, n]), float(ends[1, n]))
        for n, measure in enumerate(measures)
    )


def _bar(base: Numbers) -> Numbers:
    low, high = percentiles(base - base.mean())
    return np.array([low, high, max(abs(low), abs(high))])


def _picks(sample: Sample, resamples: int) -> Whole:
    """Replicates drawn anew (resamples, replicates)."""
    return np.random.default_rng(sample.seed).integers(sample.size, size=(resamples, sample.size))


def _within(table: Numbers) -> float:
    within = float(table.var(axis=1, ddof=1).mean())
    whole = within + float(table.mean(axis=1).var())
    return within / whole if whole > 0 else 0.0


def _bar_of(label: str, factor: Parameter, found: Mapping[Measure, Index], base: float) -> Bar:
    low, high = found[AT_LOW], found[AT_HIGH]
    return Bar(
        label,
        base + low.value,
        base + high.value,
        low_label=f"low, {plain(factor.low)}",
        high_label=f"high, {plain(factor.high)}",
        low_interval=_around(base, low),
        high_interval=_around(base, high),
    )


def _around(base: float, index: Index) -> Range:
    return base + index.low, base + index.high
