"""Turns a paired difference into quantile dots: twenty equally likely changes, so that a chance can be counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from ...experiments.answers import Comparison
from ...experiments.statistics import ENOUGH_DRAWS, Band, Numbers
from ...experiments.wording import number, phrase
from ...model.ledger.outcomes import outcome_of
from .chart import Axis, Chances, Chart, Dots, Range, Ranges
from .comparison import change_chart, short, when
from .scales import around
from .style import COLOURS, SHAPES

DOTS: Final = 20


def quantile_dots(values: Numbers) -> list[float]:
    """Twenty equally likely values, lowest first; where there are fewer draws than that, the draws themselves.

    Args:
        values: One change for each draw (n,), in any unit.
    """
    if values.size < ENOUGH_DRAWS:
        return sorted(values.tolist())
    return [float(each) for each in np.quantile(values, (np.arange(DOTS) + 0.5) / DOTS)]


def dots_of(comparison: Comparison, name: str) -> dict[str, list[float]]:
    """The dots of every regime that changes an outcome, in the outcome's own unit; none for a regime without a draw."""
    found = {regime: quantile_dots(comparison.changes(regime, name)) for regime in comparison.others}
    return {regime: values for regime, values in found.items() if values}


def quantile_chart(comparison: Comparison, name: str) -> Chart | None:
    """The paired differences of one outcome as dots, under what was found of it; nothing where there is no difference at all."""
    found = dots_of(comparison, name)
    if not found:
        return None
    usual = change_chart(comparison, name)
    rows = [
        Chances(short(regime), _words(values), values, SHAPES[n % len(SHAPES)], COLOURS[n % len(COLOURS)])
        for n, (regime, values) in enumerate(found.items())
    ]
    ends = around([Range(row.name, line=(row.values[0], row.values[-1])) for row in rows])
    outcome = outcome_of(name)
    against = f"change from {phrase(comparison.plan.reference)}, {outcome.unit}"
    unit = usual.mark.axis.unit if isinstance(usual.mark, Ranges) else ""
    told = "; ".join(f"{row.name}: {row.words}" for row in rows)
    return replace(
        usual,
        subtitle=f"{outcome.label}: {against}. {_each(comparison)}. {when(comparison)}",
        mark=Dots(rows, Axis(f"change, {outcome.unit}" if unit else "", ends)),
        alt=f"{usual.title}. {outcome.label}, {against}. {_each(comparison)}. {told}.",
        file=f"{usual.file}-dots",
        source="",
    )


def _each(comparison: Comparison) -> str:
    """What one dot is."""
    if comparison.plan.draws < ENOUGH_DRAWS:
        what = "replicate" if comparison.band is Band.MEAN else "draw"
        return f"Each dot is one {what}: they are too few to be more than examples"
    if comparison.band is Band.MEAN:
        return f"Each dot is one of {DOTS} equally likely changes by luck alone, since parameters were fixed"
    return f"Each dot is one of {DOTS} equally likely changes"


def _words(values: list[float]) -> str:
    """How many dots lie on either side of no change."""
    lower, higher = sum(value < 0 for value in values), sum(value > 0 for value in values)
    none = len(values) - lower - higher
    parts = [f"{number(lower)} of {number(len(values))} below no change", f"{number(higher)} above"]
    return ", ".join([*parts, *([f"{number(none)} at it"] if none else [])])
