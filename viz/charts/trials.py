"""Turns replayed studies into a chart: where the published estimate lies among what such trials find in the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...experiments.trials.words import FIGURES, cells, headline, verdict_of
from ...experiments.validation import TrialFinding
from ...experiments.wording import number, upper_first
from .chart import Axis, Chart, Dot, Range, Ranges, Table
from .scales import within
from .style import BLUE, ORANGE, Shape

ENDS: Final = (0.22, 2.3)
AXIS: Final = Axis("times the control group; 1 is no effect", ENDS, 1.0, (0.25, 0.5, 1.0, 2.0), logarithmic=True)
SUBTITLE: Final = (
    "Bar: the middle 95% of what trials like the published one find in the model (of a test, the middle 90% to be expected), "
    "disc their middle. Open diamond: what was published. Tick: the same people with and without. Right: model and, in "
    "brackets, published"
)
COLUMNS: Final = ("Outcome", "Use", *(upper_first(name) for name in FIGURES), "Verdict")


def trials_chart(findings: Sequence[TrialFinding]) -> Chart:
    """Every outcome that is a ratio, a row each, on a logarithmic axis.

    Raises:
        ValueError: there is nothing to draw.
    """
    rows = [each for each in findings if "ratio" in each.unit and each.value is not None and None not in each.simulated]
    return Chart(
        title=headline(findings),
        subtitle=SUBTITLE,
        mark=Ranges([_row(each) for each in rows], AXIS, dense=True),
        table=Table(COLUMNS, [(each.title, each.use, *cells(each, tuple(FIGURES)), verdict_of(each)) for each in rows]),
        alt="; ".join(f"{row.title}: {_figures(row)}, {row.verdict}" for row in rows) + ".",
        file="diversion-trials",
    )


def _row(each: TrialFinding) -> Range:
    dots = [Dot(within(each.value or 1.0, ENDS), Shape.DISC, BLUE)]
    if each.published:
        dots.append(Dot(within(each.published, ENDS), Shape.DIAMOND, ORANGE, filled=False))
    ends = each.simulated if each.predicted[0] is None else each.predicted
    first, last = (within(end or ENDS[0], ENDS) for end in ends)
    tick = within(each.same_people, ENDS) if each.same_people else None
    return Range(each.title, _figures(each), dots, band=(first, last), tick=tick)


def _figures(row: TrialFinding) -> str:
    published = "none read" if row.published is None else number(row.published, 2)
    return f"{number(row.value or 0.0, 2)} ({published})"
