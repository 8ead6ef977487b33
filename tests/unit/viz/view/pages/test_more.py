"""The pages on a place day by day, journeys, police time and for whom, without a browser."""

from collections.abc import Callable
from typing import Any

import pytest

solara = pytest.importorskip("solara")

from ipyvue import VueWidget  # noqa: E402

from diversion.viz.charts import Table  # noqa: E402
from diversion.viz.view.pages import day_by_day as live  # noqa: E402
from diversion.viz.view.pages import for_whom, journeys, police_time  # noqa: E402
from diversion.viz.view.parts.fields import ChoiceField  # noqa: E402
from diversion.viz.view.parts.shown import Figure, html  # noqa: E402
from diversion.viz.view.visitor import state  # noqa: E402

from .test_pages import SMALL, Whole, fresh, until  # noqa: E402

__all__ = ["fresh"]


def press(page: Any, label: str) -> None:
    """Press the button that is called so."""
    (button,) = [each for each in page.find(VueWidget, tag="button").widgets if each.children == [label]]
    button.fire_event("click", {})


def status(page: Any) -> str:
    """The line that says which day it is, and whether it plays."""
    lines = page.find(VueWidget, tag="div", class_="dv-status").widgets
    return " ".join(str(part.children[0]) for line in lines for part in line.children)


def headlines(page: Any) -> list[str]:
    """What the charts say."""
    return [each.headline for each in page.find(Figure).widgets]


def test_a_place_is_played_stepped_and_started_again() -> None:
    _, page = solara.render(live.PAGE.component(), handle_error=False)
    until(lambda: "Day 0 of 365" in status(page))
    until(lambda: len(headlines(page)) == 6)
    press(page, "One day on")
    until(lambda: "Day 1 of 365" in status(page))
    press(page, "Play")
    until(lambda: "Playing" in status(page) and "Day 8 of" not in status(page))
    press(page, "Pause")
    until(lambda: "Standing still" in status(page))
    assert all(": 0 contacts" not in each for each in headlines(page)[:2])
    shade = next(each for each in page.find(ChoiceField).widgets if each.label.startswith("Shade"))
    shade.vue_chosen("workload")
    until(lambda: any("is busiest" in each for each in headlines(page)))
    press(page, "Start again")
    until(lambda: "Day 0 of 365" in status(page))
    page.close()


def test_other_people_can_be_looked_at() -> None:
    _, page = solara.render(journeys.PAGE.component(), handle_error=False)
    until(lambda: len(headlines(page)) == 3)
    first = [each.alt for each in page.find(Figure).widgets]
    press(page, "Next person")
    assert [each.alt for each in page.find(Figure).widgets] != first
    page.close()


@pytest.mark.parametrize(("page", "charts"), [(police_time.PAGE.component, 9), (for_whom.PAGE.component, 5)])
def test_a_page_of_the_answer_draws_all_its_charts(page: Callable[[], Any], charts: int) -> None:
    _, drawn = solara.render(Whole(page), handle_error=False)
    until(lambda: state.answer.value.chosen == SMALL and state.answer.value.finished)
    until(lambda: len(drawn.find(Figure).widgets) == charts)
    assert all(each.alt and each.headline and each.csv for each in drawn.find(Figure).widgets)
    for choice in drawn.find(ChoiceField).widgets:
        choice.vue_chosen(choice.options[-1][0])
    assert all(each.alt and each.headline and each.csv for each in drawn.find(Figure).widgets)
    drawn.close()


def test_rows_under_one_heading_stand_together_and_the_heading_once() -> None:
    """The second table said in every row what its rows are made alike by."""
    table = Table(
        ("Under", "Offences"),
        [("a", "1"), ("b", "–"), ("a", "3")],
        groups=["For each £1", "For each £1", "For each offer"],
    )
    found = html(table, "Like with like")
    assert found.count("<tbody") == 2 and found.count("For each £1") == 1
    assert found.index("For each £1") < found.index(">a<") < found.index("For each offer") < found.rindex(">a<")
    assert 'colspan="2"' in found and 'class="dv-none"' in found
    assert html(Table(("Under",), [("a",), ("b",)]), "Plain").count("<tbody") == 1
