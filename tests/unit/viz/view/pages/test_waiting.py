"""What stands on a page while its answer is not there yet: nothing of another place, nothing that looks new and is old."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

solara = pytest.importorskip("solara")

from ipyvue import VueWidget  # noqa: E402

from diversion import compare  # noqa: E402
from diversion.viz.view.pages import for_whom, police_time, what_if  # noqa: E402
from diversion.viz.view.parts import progress  # noqa: E402
from diversion.viz.view.parts.shown import Figure  # noqa: E402
from diversion.viz.view.serve.environment import DB  # noqa: E402
from diversion.viz.view.visitor import state  # noqa: E402
from diversion.viz.view.visitor.answers import Answer  # noqa: E402
from diversion.viz.view.visitor.chosen import Chosen  # noqa: E402

SMALL = Chosen(regimes=("current", "pre-arrest"), years=1, replicates=2)
ANSWERED = [page.PAGE.component for page in (what_if, police_time, for_whom)]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """A whole answer about a small scenario."""
    db = tmp_path_factory.mktemp("waiting") / "runs.sqlite"
    comparison = compare(SMALL.locality, list(SMALL.regimes), years=1, replicates=2, db=db)
    return Answer(SMALL, comparison, 2, 2)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, found: Answer) -> Iterator[None]:
    monkeypatch.setenv(DB, str(tmp_path / "runs.sqlite"))
    state.scenario.value, state.past.value, state.problem.value, state.answer.value = SMALL, (), "", found
    yield
    state.answer.value = Answer()


def drawn(page: Callable[[], Any], chosen: Chosen) -> tuple[int, bool, str]:
    """How many charts stand there, whether any is marked as old, and what is said of progress."""
    state.scenario.value = chosen
    _, shown = solara.render(page(), handle_error=False)
    old = bool(shown.find(VueWidget, class_="dv-old").widgets)
    said = " ".join(str(child) for each in shown.find(VueWidget, tag="span").widgets for child in each.children)
    count = len(shown.find(Figure).widgets)
    shown.close()
    return count, old, said


@pytest.mark.parametrize("page", ANSWERED)
def test_no_figure_of_another_place_stands_under_the_heading_of_this_one(page: Callable[[], Any]) -> None:
    """V6: London's heading stood above Blackpool's figures for 96 seconds."""
    count, old, _ = drawn(page, SMALL)
    assert count > 0 and not old
    count, _, said = drawn(page, replace(SMALL, locality="leicester"))
    assert count == 0
    assert "Leicester" in said


@pytest.mark.parametrize("page", ANSWERED)
def test_figures_from_before_a_change_are_marked_as_old(page: Callable[[], Any]) -> None:
    """V6: what a lever changes is not there yet, so that what is there must not look as if it were."""
    count, old, said = drawn(page, SMALL.with_change("offer_street", 0.2))
    assert count > 0 and old
    assert "from before" in said


def test_who_waits_for_a_large_place_reads_that_it_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """V8: "compiling" was said where the place was merely large."""
    large = replace(SMALL, locality="london")
    monkeypatch.setattr(progress, "compiled", lambda: True)
    said = drawn(what_if.PAGE.component, large)[2]
    assert "compiled" not in said and "simulated people" in said
    assert "simulated people" not in drawn(what_if.PAGE.component, replace(SMALL, locality="leicester"))[2]
    monkeypatch.setattr(progress, "compiled", lambda: False)
    assert "compiled" in drawn(what_if.PAGE.component, large)[2]
