"""The picture of what an answer depends on, as its method tells it: a tornado, a scatter, or shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ...experiments.sensitivity.answer import Answer, Target
from ...experiments.sensitivity.terms import Method
from ..charts import ranked
from .pictures import scatter, shares, tornado
from .saving import save
from .style import Picture


def draw(answer: Answer, target: Target, path: Path) -> None:
    """Draw what the answer about one target depends on into a file, SVG or PNG by its ending."""
    save(picture(answer, target), path)


def picture(answer: Answer, target: Target) -> Picture:
    """The picture for one target that has indices."""
    return DRAWN[answer.analyses[target].method](answer, target)


def _tornado(answer: Answer, target: Target) -> Picture:
    bars, base, luck = ranked.moves(answer, target)
    return tornado(bars, base, *ranked.words(answer, target), target.described.unit, luck)


def _scatter(answer: Answer, target: Target) -> Picture:
    spots, floor = ranked.spots(answer, target)
    return scatter(spots, *ranked.words(answer, target), target.described.unit, floor)


def _shares(answer: Answer, target: Target) -> Picture:
    rows, chance = ranked.variances(answer, target)
    return shares(rows, *ranked.words(answer, target), "share of variance", chance)


def _distances(answer: Answer, target: Target) -> Picture:
    rows, level = ranked.distances(answer, target)
    return shares(rows, *ranked.words(answer, target), "distance between distributions, 0 to 1", level=level)


DRAWN: Final[Mapping[Method, Callable[[Answer, Target], Picture]]] = {
    Method.ONE_AT_A_TIME: _tornado,
    Method.MORRIS: _scatter,
    Method.SOBOL: _shares,
    Method.PAWN: _distances,
}
