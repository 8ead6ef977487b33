"""The page about for whom: rates by ethnicity, age and sex, and who is drawn in that police would have left alone."""

from __future__ import annotations

from typing import Final

import solara

from ....experiments.answers import RATES, Comparison
from ...charts.comparison import change_chart
from ...charts.for_whom import DIMENSIONS, SHOWN, group_charts, instead_chart
from ..parts import Choice, Figures, Page, Progress, Shown, paragraph, tag
from ..visitor import state


@solara.component
def ForWhom() -> None:
    """For whom each regime of the scenario works, and for whom less."""
    chosen, answer = state.scenario.value, state.answer.value
    with solara.Div():
        tag("h1", "For whom")
        paragraph(
            "A regime can work on average and yet pass some people by, or draw in people whom police would have left alone. "
            "Where a rate rests on fewer than 100 people, offers or times, it is too few to say."
            " One person can be offered diversion more than once, and each time counts.",
            "dv-lede",
        )
        Progress(answer, chosen)
        Figures(answer, chosen, _Charts)


@solara.component
def _Charts(comparison: Comparison) -> None:
    dimension, by = solara.use_state("ethnicity")
    which, ask = solara.use_state("arrests")
    shown, show = solara.use_state("rate")
    tag("h2", "Rates by group")
    with solara.Div(classes=["dv-choices"]):
        Choice("By", dimension, DIMENSIONS, by)
        Choice("What", which, {name: rate.label for name, rate in RATES.items()}, ask)
        Choice("Show", shown, SHOWN, show, name="rate-or-ratio")
    charts = group_charts(comparison, dimension, which, shown)
    if not charts:
        change = shown == "change"
        paragraph(
            f"Nobody is offered diversion {'without it, so there is no change' if change else 'under these regimes'}."
        )
    with solara.Div(classes=["dv-halves"]):
        for number, chart in enumerate(charts):
            Shown(chart).key(f"group {number}")
    tag("h2", "Who is drawn in")
    paragraph(
        "Net-widening: people who are diverted although police would have taken no action. What each of them would have had is "
        "known exactly here, because the officer's choice without diversion is made first.",
    )
    drawn = instead_chart(comparison)
    with solara.Div(classes=["dv-halves"]):
        if drawn is not None:
            Shown(drawn).key("instead")
        Shown(change_chart(comparison, "widened_people")).key("widened")


PAGE: Final = Page("for-whom", "For whom", ForWhom)
