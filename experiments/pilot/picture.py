"""The chance that a pilot finds something, by how many people are analysed, as a chart."""

from __future__ import annotations

from typing import Final

import numpy as np

from ...viz.charts import Axis, Chart, Dot, Range, Ranges, Table
from ..wording import phrase, upper_first
from .planning import Findings, power_curve
from .simulated import Trials
from .study import Asked

SIZES: Final = (100, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000)
SURE: Final = (80.0, 100.0)
WHOLE: Final = (0.0, 100.0)


def chart_of(asked: Asked, trials: Trials, found: Findings) -> Chart:
    """Chance to find something by people analysed: over the belief, and for the effect in its middle.

    Raises:
        ValueError: no pilot could be analysed.
    """
    if not found.analysed:
        raise ValueError("no pilot could be analysed, so there is nothing to draw")
    sizes = np.array(SIZES, np.float64)
    belief, middle = (100 * power_curve(truth, trials, sizes) for truth in (trials.truth, np.array(found.truth[1])))
    rows = [_row(*each) for each in zip(SIZES, belief.tolist(), middle.tolist(), strict=True)]
    title = f"{asked.title}: {100 * found.power:.0f} of 100 such pilots would find a significant difference"
    return Chart(
        title=title,
        subtitle=f"{upper_first(phrase(asked.regime))}; % of pilots that find a significant difference, by people analysed",
        mark=Ranges(rows, Axis(ends=WHOLE, line=None)),
        table=Table(("", "Pilots that find something"), [(row.name, row.words) for row in rows]),
        alt=f"{title}. " + "; ".join(f"{row.name}: {row.words}" for row in rows) + ".",
        file=f"diversion-{asked.pool.locality.name}-pilot",
        notes=[
            "Disc: over the whole belief about the effect. Tick: for the effect in its middle. Pale: 80% or more.",
            "As if so many were analysed; of pilots that ask for so many some fall short, and find less.",
        ],
    )


def _row(people: int, belief: float, middle: float) -> Range:
    words = f"{belief:.0f}% over belief, {middle:.0f}% at its middle"
    return Range(f"{people:,} people", words, [Dot(belief)], None, SURE, middle)
