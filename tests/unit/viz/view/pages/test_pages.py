"""The pages without a browser: what stands on them, and what a lever, undo and a wrong value do."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

solara = pytest.importorskip("solara")

from ipyvue import VueWidget  # noqa: E402

from diversion.experiments.answers.limits import BEFORE  # noqa: E402
from diversion.experiments.validation import recorded  # noqa: E402
from diversion.scenarios.parameters import register  # noqa: E402
from diversion.viz.view.app import routes  # noqa: E402
from diversion.viz.view.pages import assumptions, limits, share, what_if  # noqa: E402
from diversion.viz.view.parts.fields import ChoiceField, LeverField, NameField  # noqa: E402
from diversion.viz.view.parts.levers import LEVERS, MOST, levers_for  # noqa: E402
from diversion.viz.view.parts.shown import Figure  # noqa: E402
from diversion.viz.view.serve.environment import DB, GUARDED  # noqa: E402
from diversion.viz.view.visitor import state  # noqa: E402
from diversion.viz.view.visitor.answers import Answer  # noqa: E402
from diversion.viz.view.visitor.chosen import Chosen  # noqa: E402

SMALL = Chosen(regimes=("current", "pre-arrest"), years=1, replicates=2)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv(DB, str(tmp_path / "runs.sqlite"))
    state.desk.cache_clear()
    state.named.cache_clear()
    state.scenario.value, state.past.value, state.problem.value = SMALL, (), ""
    yield
    state.desk.cache_clear()
    state.named.cache_clear()


@solara.component
def Whole(page: Callable[[], Any]) -> None:
    """A page with its answer kept coming, as the shell does."""
    state.use_answer()
    page()


def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    limit = time.monotonic() + 120
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_the_first_page_shows_levers_findings_and_a_chart_for_each_headline() -> None:
    _, page = solara.render(Whole(what_if.PAGE.component), handle_error=False)
    until(lambda: state.answer.value.chosen == SMALL and state.answer.value.finished)
    until(lambda: len(page.find(Figure).widgets) == 6)
    assert 1 <= len(page.find(LeverField)) <= MOST
    figures = page.find(Figure).widgets
    assert all(figure.alt and figure.headline and figure.csv for figure in figures)
    page.close()
    assert state.desk().under_way == 0


def test_a_lever_sets_its_parameter_and_undo_takes_it_back() -> None:
    _, page = solara.render(what_if.PAGE.component(), handle_error=False)
    lever = next(each for each in page.find(LeverField).widgets if each.name == "offer_street")
    lever.vue_moved(20.0)
    assert state.scenario.value.changes == (("offer_street", 0.2),)
    assert lever.changed and lever.value == 20.0
    lever.vue_moved(None)
    assert state.scenario.value == SMALL
    state.undo()
    assert state.scenario.value.changes == (("offer_street", 0.2),)
    page.close()


def test_a_value_that_cannot_be_meant_changes_nothing_and_is_said() -> None:
    _, page = solara.render(what_if.PAGE.component(), handle_error=False)
    lever = next(each for each in page.find(LeverField).widgets if each.name == "offer_street")
    before = lever.refused
    lever.vue_moved(900.0)
    assert state.scenario.value == SMALL
    assert "outside 0 to 1" in state.problem.value
    assert lever.refused == before + 1
    assert {each.refused for each in page.find(ChoiceField).widgets} == {before + 1}
    page.close()


def test_a_choice_that_is_not_on_the_list_is_not_taken() -> None:
    _, page = solara.render(what_if.PAGE.component(), handle_error=False)
    place = next(each for each in page.find(ChoiceField).widgets if each.label == "Place")
    place.vue_chosen("/etc/passwd")
    assert state.scenario.value == SMALL
    place.vue_chosen("leicester")
    assert state.scenario.value.locality == "leicester"
    page.close()


def test_what_was_wrong_before_stands_on_the_first_page_whatever_is_compared() -> None:
    """With a programme in the reference there is no second table, and before an answer there is nothing at all."""
    state.answer.value = Answer()
    _, page = solara.render(what_if.PAGE.component(), handle_error=False)
    texts = [str(each.unsafe_innerHTML or "") for each in page.find(solara.widgets.HTML).widgets]
    page.close()
    assert sum(BEFORE in text for text in texts) == 1


@pytest.mark.parametrize("page", [assumptions.PAGE.component, limits.PAGE.component, share.PAGE.component])
def test_the_other_pages_open(page: Callable[[], Any]) -> None:
    _, drawn = solara.render(page(), handle_error=False)
    assert len(drawn.find(VueWidget, tag="h1").widgets) == 1
    drawn.close()


def test_the_link_says_who_can_use_it_where_a_token_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    def said() -> bool:
        _, drawn = solara.render(share.PAGE.component(), handle_error=False)
        texts = [str(each.unsafe_innerHTML or "") for each in drawn.find(solara.widgets.HTML).widgets]
        drawn.close()
        return any("who have opened the printed link first" in text for text in texts)

    assert not said()
    monkeypatch.setenv(GUARDED, "1")
    assert said()


def test_figures_are_found_by_a_word_and_what_is_changed_comes_first() -> None:
    state.scenario.value = SMALL.with_change("offer_street", 0.2)
    _, drawn = solara.render(assumptions.PAGE.component(), handle_error=False)

    def shown() -> str:
        return "".join(str(each.unsafe_innerHTML or "") for each in drawn.find(solara.widgets.HTML).widgets)

    assert shown().index("yes, usually drawn from") < shown().index("hours_training")
    (field,) = drawn.find(NameField).widgets
    field.vue_given("training_half_life")
    assert "hours_training" not in shown() and "training_half_life" in shown()
    drawn.close()


def test_every_page_has_a_name_of_its_own() -> None:
    assert len({route.path for route in routes}) == len({route.label for route in routes}) == len(routes)


def test_every_lever_is_declared_and_can_be_moved() -> None:
    for lever in LEVERS:
        found = register()[lever.name]
        assert found.low < found.high
    assert [lever.name for lever in levers_for(SMALL.plan())][:2] == ["offer_street", "workers_pre_arrest"]


def test_a_miss_says_what_it_is_put_down_to() -> None:
    kept = recorded()
    assert kept is not None
    missed = [each for each in kept.patterns if each.verdict == "missed"]
    table = assumptions._findings(missed)
    column = table.columns.index("Verdict")
    assert [row[column] for row in table.rows] == [f"missed, {each.cause}" for each in missed]
    assert {each.cause for each in missed} <= {"structure", "parameter", "replay", "target"}
