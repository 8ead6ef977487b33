"""The sandbox: three levers over a locked baseline, whatever a link says."""

import pytest

pytest.importorskip("solara")

from diversion.viz.view.parts.levers import LEVERS, SANDBOX, levers_for
from diversion.viz.view.serve import environment
from diversion.viz.view.visitor import state
from diversion.viz.view.visitor.chosen import Chosen
from diversion.viz.view.visitor.sandbox import LEFT_OUT, restore

from .test_pages import fresh

__all__ = ["fresh"]

FREE = [lever.name for lever in levers_for(Chosen().plan(), SANDBOX)]
LOCKED = next(lever.name for lever in LEVERS if lever.name not in FREE)


@pytest.fixture
def meeting(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(environment.SANDBOX, "1")


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize(
    "rest",
    [
        "place=leicester",
        "regimes=combined",
        "preset=optimistic",
        "years=1",
        "replicates=3",
        "seed=9",
        f"set={LOCKED}:0.3",
    ],
)
def test_a_link_to_the_sandbox_moves_no_more_than_its_levers(rest: str) -> None:
    restore(f"{rest}&set=offer_street:0.2")
    assert state.scenario.value == Chosen(changes=(("offer_street", 0.2),))
    assert state.problem.value == LEFT_OUT


@pytest.mark.usefixtures("meeting")
def test_a_link_of_the_sandbox_itself_is_restored_without_a_word() -> None:
    assert len(FREE) == SANDBOX
    restore("place=blackpool&set=offer_street:0.2")
    assert state.scenario.value == Chosen(changes=(("offer_street", 0.2),))
    assert state.problem.value == ""


@pytest.mark.usefixtures("meeting")
def test_a_wrong_link_to_the_sandbox_still_gets_its_sentence() -> None:
    restore("place=nowhere")
    assert state.scenario.value == Chosen()
    assert "not in the library" in state.problem.value


@pytest.mark.usefixtures("fresh")
def test_without_the_sandbox_a_link_sets_what_it_says() -> None:
    restore("place=leicester&years=1")
    assert state.scenario.value == Chosen(locality="leicester", years=1)
    assert state.problem.value == ""
