"""What the pictures of a sensitivity analysis show, made ready once: for the figures of a report and for those of the view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...experiments.sensitivity.answer import Answer, Target
from ...experiments.sensitivity.terms import CHANCE, NOTHING, Index, Measure
from ...experiments.wording import plain
from .shapes import Bar, Effect, Range, Share, Spot

LUCK: Final = "chance alone"
Found = Mapping[Measure, Index]


def moves(answer: Answer, target: Target) -> tuple[list[Bar], float, Range]:
    """One at a time: where each factor takes the answer, the answer with all as usual, and what chance alone gives."""
    found = answer.analyses[target].by_factor
    base = float(answer.values(target)[: answer.study.sample.size].mean())
    bars = [
        Bar(
            answer.labels[factor.name],
            base + found[factor.name][Measure.AT_LOW].value,
            base + found[factor.name][Measure.AT_HIGH].value,
            f"low, {plain(factor.low)}",
            f"high, {plain(factor.high)}",
            _around(base, found[factor.name][Measure.AT_LOW]),
            _around(base, found[factor.name][Measure.AT_HIGH]),
        )
        for factor in answer.study.factors
    ]
    luck = found[CHANCE]
    return bars, base, (base + luck[Measure.AT_LOW].value, base + luck[Measure.AT_HIGH].value)


def _around(base: float, index: Index) -> Range:
    return base + index.low, base + index.high


def effects(answer: Answer, target: Target) -> tuple[list[Effect], Effect | None]:
    """Morris: how far each factor moves the answer up and down on average, and how far chance does."""
    found = answer.analyses[target].by_factor
    rows = [_effect(answer.labels[factor.name], found[factor.name]) for factor in answer.study.factors]
    return rows, _effect(LUCK, found[CHANCE]) if CHANCE in found else None


def _effect(name: str, found: Found) -> Effect:
    """The mean size of the effects is that of the rises and of the falls together, their mean the one less the other."""
    size, net = found[Measure.MU_STAR], found[Measure.MU].value
    return Effect(name, (size.value - net) / 2, (size.value + net) / 2, (size.low, size.high))


def spots(answer: Answer, target: Target) -> tuple[list[Spot], tuple[float, float] | None]:
    """Morris: size and spread of each factor's effect, and those below which an effect may be chance."""
    found = answer.analyses[target].by_factor
    rows = [
        Spot(
            answer.labels[factor.name],
            found[factor.name][Measure.MU_STAR].value,
            found[factor.name][Measure.SIGMA].value,
        )
        for factor in answer.study.factors
    ]
    luck = found.get(CHANCE)  # an effect must exceed the upper end of what chance does, as the verdict has it
    return rows, (luck[Measure.MU_STAR].high, luck[Measure.SIGMA].value) if luck else None


def variances(answer: Answer, target: Target) -> tuple[list[Share], Share | None]:
    """Sobol: each factor's share of the variance on its own and with the others, and that of chance."""
    found = answer.analyses[target].by_factor
    rows = [
        _share(answer.labels[factor.name], found[factor.name], Measure.S1, Measure.ST)
        for factor in answer.study.factors
    ]
    return rows, _share("chance", found[CHANCE], Measure.S1, Measure.ST) if CHANCE in found else None


def distances(answer: Answer, target: Target) -> tuple[list[Share], float]:
    """PAWN: each factor's distance, and that which a factor that does nothing may have."""
    found = answer.analyses[target].by_factor
    rows = [_share(answer.labels[factor.name], found[factor.name], Measure.MEDIAN) for factor in answer.study.factors]
    return rows, found[NOTHING][Measure.MEDIAN].high


def _share(name: str, found: Found, first: Measure, total: Measure | None = None) -> Share:
    alone = found[first]
    if total is None:
        return Share(name, alone.value, (alone.low, alone.high))
    whole = found[total]
    return Share(name, alone.value, (alone.low, alone.high), whole.value, (whole.low, whole.high))


def words(answer: Answer, target: Target) -> tuple[str, str]:
    """The finding as a title, and what is shown."""
    shown = f"{answer.study.plan.locality.title}, {target.title}"
    if answer.analyses[target].converged:
        return answer.title(target), shown
    return answer.title(target), f"{shown}. Not converged: more runs would help"
