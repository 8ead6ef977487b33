"""What each sum gains at best, as a chart: where more money levels off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...viz.charts import Axis, Chart, Dot, Range, Ranges, Table
from ..economics import Pounds
from ..wording import number, years
from .study import OBJECTIVES

if TYPE_CHECKING:
    from .answer import Level, Mix


def chart_of(found: Mix) -> Chart:
    """The best mix of each sum, with the range of what it gains."""
    rows = [_row(level) for level in found.frontier]
    unit = OBJECTIVES[found.asked.objective][1]
    plan = found.asked.plan
    title = f"{plan.locality.title}: what each sum gains at best"
    return Chart(
        title=title,
        subtitle=f"{unit} over {years(plan.years)} against spending nothing, by pounds a year",
        mark=Ranges(rows, Axis()),
        table=Table(("", "Gain and mix"), [(row.name, row.words) for row in rows]),
        alt=f"{title}. " + "; ".join(f"{row.name}: {row.words}" for row in rows) + ".",
        file=f"diversion-{plan.locality.name}-mix",
        notes=["Disc: the mean of the draws. Line: 95% of them.", *found.lines()[1:3]],
    )


def _row(level: Level) -> Range:
    gain = Pounds.of(level.best.known)
    words = f"{number(gain.mean)} ({number(gain.low)} to {number(gain.high)}): {level.best.mix.words()}"
    return Range(f"£{number(level.spends)}", words, [Dot(gain.mean)], (gain.low, gain.high))
