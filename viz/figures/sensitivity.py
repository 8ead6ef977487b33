"""The picture of what an answer depends on, in the shape its method tells it: a tornado, a scatter, or shares."""

from __future__ import annotations

from pathlib import Path

from ...experiments.sensitivity.answer import Answer, Target
from ...experiments.sensitivity.shapes import Distances, Effects, Moves, Shares
from .pictures import scatter, shares, tornado
from .saving import save
from .style import Picture


def draw(answer: Answer, target: Target, path: Path) -> None:
    """Draw what the answer about one target depends on into a file, SVG or PNG by its ending."""
    save(picture(answer, target), path)


def picture(answer: Answer, target: Target) -> Picture:
    """The picture for one target that has indices."""
    told, words, unit = answer.told(target), _words(answer, target), target.described.unit
    match told:
        case Moves():
            return tornado(told.bars, told.base, *words, unit, told.luck)
        case Effects():
            return scatter(told.spots, *words, unit, told.floor)
        case Shares():
            return shares(told.rows, *words, "share of variance", told.luck)
        case Distances():
            return shares(told.rows, *words, "distance between distributions, 0 to 1", level=told.level)


def _words(answer: Answer, target: Target) -> tuple[str, str]:
    """The finding as a title, and what is shown."""
    shown = f"{answer.study.plan.locality.title}, {target.title}"
    if answer.analyses[target].converged:
        return answer.title(target), shown
    return answer.title(target), f"{shown}. Not converged: more runs would help"
