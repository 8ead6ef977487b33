"""The picture of what an answer depends on, as its method tells it: a tornado, a scatter, or shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ..experiments.sensitivity.answer import Answer, Target
from ..experiments.sensitivity.terms import CHANCE, NOTHING, Analysis, Index, Measure, Method
from ..experiments.wording import plain
from .figures import scatter, shares, tornado
from .saving import save
from .shapes import Bar, Share, Spot
from .style import Picture

Found = Mapping[str, Mapping[Measure, Index]]  # by factor, then by measure


def draw(answer: Answer, target: Target, path: Path) -> None:
    """Draw what the answer about one target depends on into a file, SVG or PNG by its ending."""
    save(picture(answer, target), path)


def picture(answer: Answer, target: Target) -> Picture:
    """The picture for one target that has indices."""
    analysis = answer.analyses[target]
    return DRAWN[analysis.method](answer, target, analysis, analysis.by_factor)


def _tornado(answer: Answer, target: Target, analysis: Analysis, found: Found) -> Picture:
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
    band = base + luck[Measure.AT_LOW].value, base + luck[Measure.AT_HIGH].value
    return tornado(bars, base, *_words(answer, target), target.described.unit, band)


def _around(base: float, index: Index) -> tuple[float, float]:
    return base + index.low, base + index.high


def _scatter(answer: Answer, target: Target, analysis: Analysis, found: Found) -> Picture:
    def size(name: str) -> tuple[float, float]:
        return found[name][Measure.MU_STAR].value, found[name][Measure.SIGMA].value

    spots = [Spot(answer.labels[factor.name], *size(factor.name)) for factor in answer.study.factors]
    luck = found.get(CHANCE)  # an effect must exceed the upper end of what chance does, as the verdict has it
    floor = (luck[Measure.MU_STAR].high, luck[Measure.SIGMA].value) if luck else None
    return scatter(spots, *_words(answer, target), target.described.unit, floor)


def _shares(answer: Answer, target: Target, analysis: Analysis, found: Found) -> Picture:
    rows = [
        _share(answer.labels[factor.name], found[factor.name], Measure.S1, Measure.ST)
        for factor in answer.study.factors
    ]
    chance = _share("chance", found[CHANCE], Measure.S1, Measure.ST) if CHANCE in found else None
    return shares(rows, *_words(answer, target), "share of variance", chance)


def _distances(answer: Answer, target: Target, analysis: Analysis, found: Found) -> Picture:
    rows = [_share(answer.labels[factor.name], found[factor.name], Measure.MEDIAN) for factor in answer.study.factors]
    level = found[NOTHING][Measure.MEDIAN].high
    return shares(rows, *_words(answer, target), "distance between distributions, 0 to 1", level=level)


def _share(name: str, found: Mapping[Measure, Index], first: Measure, total: Measure | None = None) -> Share:
    alone = found[first]
    if total is None:
        return Share(name, alone.value, (alone.low, alone.high))
    whole = found[total]
    return Share(name, alone.value, (alone.low, alone.high), whole.value, (whole.low, whole.high))


def _words(answer: Answer, target: Target) -> tuple[str, str]:
    """The finding as a title, and what is shown."""
    shown = f"{answer.study.plan.locality.title}, {target.title}"
    return answer.title(target), shown if answer.analyses[
        target
    ].converged else f"{shown}. Not converged: more runs would help"


DRAWN: Final[Mapping[Method, Callable[[Answer, Target, Analysis, Found], Picture]]] = {
    Method.ONE_AT_A_TIME: _tornado,
    Method.MORRIS: _scatter,
    Method.SOBOL: _shares,
    Method.PAWN: _distances,
}
