"""The page about police time: hours by task and month, cells, full-time equivalents, and where freed hours go."""

from __future__ import annotations

from typing import Final

import solara

from ....experiments.answers import ALL, CELLS, MEASURED, Comparison
from ...charts.comparison import change_chart
from ...charts.police_time import freed_chart, month_chart, task_chart, year_chart
from ..parts import Choice, Figures, Page, Progress, Shown, paragraph, tag
from ..visitor import state


@solara.component
def PoliceTime() -> None:
    """Police time under every regime of the scenario."""
    chosen, answer = state.scenario.value, state.answer.value
    with solara.Div():
        tag("h1", "Police time")
        paragraph(
            "What each regime asks of officers and custody, and what it gives back. Hours are those spent on the people in the "
            "model; everything else that police do goes on beside them.",
            "dv-lede",
        )
        Progress(answer, chosen)
        Figures(answer, chosen, _Charts)


@solara.component
def _Charts(comparison: Comparison) -> None:
    what, choose = solara.use_state(ALL)
    with solara.Div(classes=["dv-halves"]):
        for name in ("officer_hours", "full_time_equivalents", "freed_at_contact", "custody_hours"):
            Shown(change_chart(comparison, name)).key(name)
    tag("h2", "By task")
    Shown(task_chart(comparison)).key("tasks")
    tag("h2", "Where freed hours go")
    Shown(freed_chart(comparison)).key("freed")
    tag("h2", "Month by month, and by financial year")
    with solara.Div(classes=["dv-pick"]):
        Choice("Show", what, {each: each for each in MEASURED if each != CELLS}, choose, name="by-month")
    Shown(month_chart(comparison, what)).key("months")
    Shown(year_chart(comparison, what)).key("years")
    Shown(month_chart(comparison, CELLS)).key("cells")


PAGE: Final = Page("police-time", "Police time", PoliceTime)
