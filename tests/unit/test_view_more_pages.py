"""The pages on a place day by day, journeys, police time and for whom, without a browser."""

from collections.abc import Callable
from typing import Any

import pytest

solara = pytest.importorskip("solara")

from ipyvue import VueWidget  # noqa: E402

from diversion.viz.view import state  # noqa: E402
from diversion.viz.view.fields import ChoiceField  # noqa: E402
from diversion.viz.view.pages import for_whom, journeys, live, police_time  # noqa: E402
from diversion.viz.view.shown import Figure  # noqa: E402

from .test_view_pages import SMALL, Whole, fresh, until  # noqa: E402

__all__ = ["fresh"]


def press(page: Any, label: str) -> None:
    """Press the button that is called so."""
    (button,) = [each for each in page.find(VueWidget, tag="button").widgets if each.children == [label]]
    button.fire_event("click", {})


def text_of(page: Any) -> str:
    """Whatever stands on the page as plain children or inner HTML."""
    widgets = page.find(VueWidget).widgets
    said = [str(getattr(each, "unsafe_innerHTML", "") or getattr(each, "innerHTML", "")) for each in widgets]
    return " ".join(said + [child for each in widgets for child in each.children if isinstance(child, str)])


def test_a_place_is_played_stepped_and_started_again() -> None:
    _, page = solara.render(live.Page(), handle_error=False)
    until(lambda: "The regimes part today" in text_of(page))
    assert len(page.find(Figure).widgets) == 6
    press(page, "One day on")
    until(lambda: "Day 1 of 365" in text_of(page))
    press(page, "Play")
    until(lambda: "The two have parted" in text_of(page))
    press(page, "Pause")
    until(lambda: "Standing still." in text_of(page))
    shade = next(each for each in page.find(ChoiceField).widgets if each.label.startswith("Shade"))
    shade.vue_chosen("workload")
    until(lambda: any("is busiest" in each.headline for each in page.find(Figure).widgets))
    press(page, "Start again")
    until(lambda: "The regimes part today" in text_of(page))
    page.close()


def test_other_people_and_other_regimes_can_be_looked_at() -> None:
    _, page = solara.render(journeys.Page(), handle_error=False)
    until(lambda: len(page.find(Figure).widgets) == 3)
    first = [each.alt for each in page.find(Figure).widgets]
    press(page, "Next person")
    assert [each.alt for each in page.find(Figure).widgets] != first
    press(page, "Somebody helped")
    assert "years old" in text_of(page)
    page.close()


@pytest.mark.parametrize(("page", "charts"), [(police_time.Page, 8), (for_whom.Page, 5)])
def test_a_page_of_the_answer_draws_all_its_charts(page: Callable[[], Any], charts: int) -> None:
    _, drawn = solara.render(Whole(page), handle_error=False)
    until(lambda: state.answer.value.chosen == SMALL and state.answer.value.finished)
    until(lambda: len(drawn.find(Figure).widgets) == charts)
    assert all(each.alt and each.headline and each.csv for each in drawn.find(Figure).widgets)
    for choice in drawn.find(ChoiceField).widgets:
        choice.vue_chosen(choice.options[-1][0])
    assert all(each.alt and each.headline and each.csv for each in drawn.find(Figure).widgets)
    drawn.close()
