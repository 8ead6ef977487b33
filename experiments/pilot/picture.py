"""The chance that a pilot finds something, by how many people are analysed, as a chart."""

from __future__ import annotations

from typing import Final

import numpy as np

from ...viz.charts import Chart, Lines, Table
from ..wording import phrase
from .planning import Findings, power_curve
from .simulated import Trials
from .study import Asked

SIZES: Final = (100, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000)
SURE: Final = (80.0, 100.0)


def chart_of(asked: Asked, trials: Trials, found: Findings) -> Chart:
    """Chance to find something by people analysed: over the belief, and for the effect in its middle.

    Raises:
        ValueError: no pilot could be analysed.
    """
    if not found.analysed:
        raise ValueError("no pilot could be analysed, so there is nothing to draw")
    sizes = np.array(SIZES, np.float64)
    belief = 100 * power_curve(trials.truth, trials, sizes)
    middle = 100 * power_curve(np.array(found.truth[1]), trials, sizes)
    series = {"over the whole belief": belief.tolist(), "for the effect in its middle": middle.tolist()}
    title = f"A pilot of this kind finds something {100 * found.power:.0f} times in 100"
    rows = [(f"{size:,}", f"{one:.0f}%", f"{two:.0f}%") for size, one, two in zip(SIZES, belief, middle, strict=True)]
    return Chart(
        title=title,
        subtitle=f"{asked.title}, {phrase(asked.regime)}; chance of a significant difference by people analysed, %",
        mark=Lines(series, [f"{size:,}" for size in SIZES], "% of pilots", band=SURE),
        table=Table(("People analysed", *series), rows),
        alt=f"{title}. Chance by people analysed: "
        + "; ".join(
            f"{people} people, {one} {a} and {two} {b}"
            for (people, one, two), (a, b) in ((row, tuple(series)) for row in rows)
        ),
        file=f"diversion-{asked.pool.locality.name}-pilot",
        notes=["Pale: a chance of 80% or more.", "Numbers of people are not evenly spaced."],
    )
