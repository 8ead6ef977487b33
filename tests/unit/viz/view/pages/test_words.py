"""What regimes are called on pages, where sliders end, and words between numbers that seem to contradict each other."""

import pytest

pytest.importorskip("solara")

from diversion.experiments.wording import phrase
from diversion.scenarios import loader
from diversion.viz.charts.comparison import short
from diversion.viz.view.parts.levers import LEVERS, reach, usual_of
from diversion.viz.view.visitor.chosen import Chosen, regime_titles, scenario_file


@pytest.mark.parametrize("locality", loader.names("locality"))
def test_current_practice_is_that_of_the_place_on_the_screen(locality: str) -> None:
    """Row 25: Leicestershire was offered "Current practice (Blackpool)", and got its own."""
    found = regime_titles(Chosen(locality=locality))
    assert found["current"].startswith("Current practice here")
    assert not any("Blackpool" in title for title in found.values())
    assert ("no dedicated programme" in found["current"]) == (loader.locality(locality).current == "none")
    assert "Blackpool" not in scenario_file(Chosen(locality=locality)).replace("Blackpool: ", "")


def test_a_place_offers_its_own_practice_once_unless_a_link_names_it() -> None:
    """Row 25: the same regime stood there under two names."""
    assert "current-london" not in regime_titles(Chosen(locality="london"))
    assert regime_titles(Chosen(locality="leicester"))["current-london"] == "Current practice (London)"
    named = Chosen(locality="london", regimes=("current-london",))
    assert "current-london" in regime_titles(named)


def test_a_regime_of_the_library_goes_by_its_title() -> None:
    """Row 25: "the regime turning-point" stood in tables, with its title unused."""
    assert phrase("turning-point") == short("turning-point") == "Turning Point"
    assert phrase("cara-caution") == "CARA"
    assert phrase("my-own") == "the regime my-own"
    assert not [name for name in loader.names("regime") if phrase(name).startswith("the regime")]


@pytest.mark.parametrize("locality", loader.names("locality"))
def test_a_slider_goes_both_ways_from_its_usual_value(locality: str) -> None:
    """Row 25: in a place with many workers, the slider ended at their usual number."""
    plan = Chosen(locality=locality).plan()
    for lever in LEVERS:
        usual = usual_of(plan, lever)
        low, high = reach(usual)
        assert usual.floor <= low < usual.default < high <= usual.ceiling, lever.name
