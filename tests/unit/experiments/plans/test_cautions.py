"""A combination that means nothing is told, and so is what a place has taken over; the library itself gives no cause.

Rows 22 and 23.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from diversion.experiments.answers.support import support
from diversion.experiments.cli import app as cli
from diversion.experiments.plans.cautions import caution_lines
from diversion.experiments.plans.making import make_plan, plan_of
from diversion.scenarios import loader
from diversion.scenarios.scenario import parse_scenario

HEAD = "format: 1\nlocality: {}\nregimes:\n  - {}\n"
REGIME = (
    "{{like: pre-arrest, name: mine, routes: [my-door], own_routes: [{{{}, name: my-door}}], own_programmes: [{}]{}}}"
)
CUSTODY = "like: divert-lancashire-custody"
TRAUMA = "needs_any: [trauma], min_severity: 0.5"
SUPPORT = "programme: my-programme"
LEAD = "{like: lead, name: my-programme"


def told(regime: str, place: str = "blackpool") -> list[str]:
    return caution_lines(plan_of(parse_scenario(HEAD.format(place, regime), "my.yaml", Path())))


HISTORY = ("adder", "adder-with-young", "young-people-outreach")  # with programmes that have ended


@pytest.mark.parametrize("name", HISTORY)
def test_what_has_ended_is_tried_with_a_note_and_without_one_where_it_had_not(name: str) -> None:
    now = make_plan("blackpool", [name])
    told = caution_lines(now)
    assert told and all(
        "ended on 31 March 2025, so this tries what is history on 1 April 2026" in line for line in told
    )
    place = loader.locality("blackpool").model_copy(update={"start": date(2025, 3, 31)})
    assert caution_lines(make_plan(place, [name])) == []


@pytest.mark.parametrize("name", loader.names("locality"))
def test_no_place_has_what_is_history_for_its_current_practice(name: str) -> None:
    place = loader.locality(name)
    parts = loader.catalogue([loader.regime(place.current)])
    assert not [each.name for each in parts.programmes if each.until is not None and each.until < place.start]


@pytest.mark.parametrize("name", [each for each in loader.names("regime") if each not in ("none", *HISTORY)])
def test_no_regime_of_the_library_gives_cause(name: str) -> None:
    assert caution_lines(make_plan("blackpool", [name])) == []


@pytest.mark.parametrize("name", loader.names("locality"))
def test_no_place_of_the_library_has_taken_over_anything(name: str) -> None:
    assert caution_lines(make_plan(name, ["pre-arrest"])) == []


@pytest.mark.parametrize(
    ("route", "programme", "more", "said"),
    [
        (f"{CUSTODY}, stage: street", "", "", "at the stage street: replaces is false, so .* nobody is spared an arrest"),
        (f"{CUSTODY}, offer: 0", "", "", "offer is 0, so nobody is offered it"),
        (f"{CUSTODY}, starts_after_days: 1095", "", "", "so it never opens"),
        (f"{CUSTODY}, {SUPPORT}, {TRAUMA}", LEAD + ", needs_met: {drugs: 1}}", "", "meets none of these"),
        (f"{CUSTODY}, {SUPPORT}", LEAD + ", needs_met: {drugs: 0}}", "", "my-programme meets no need"),
        (f"{CUSTODY}, {SUPPORT}", LEAD + ", fidelity: 0}", "", "fidelity of my-programme is 0"),
        (CUSTODY, "", ", workers: {navigators: 9}", "pays for workers of navigators, which none of its routes leads to"),
        (CUSTODY, "", ", enforcement_categories: [burglary]", "its enforcement is 1, as everywhere"),
    ],
)  # fmt: skip
def test_a_combination_that_means_nothing_is_told(route: str, programme: str, more: str, said: str) -> None:
    (line,) = told(REGIME.format(route, programme, more))
    assert line.startswith("Note: ") and line.endswith(".")
    assert re.search(said, line), line


@pytest.mark.parametrize("more", ["", ", starts_after_days: 1094", ", offer: 0.01"])
def test_what_means_something_is_not_told(more: str) -> None:
    assert told(REGIME.format(CUSTODY + more, "", "")) == []


def test_what_a_place_has_taken_over_is_told_by_check_and_in_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = "{like: lancashire, name: cumbria-like, title: Mine, cells: {value: 40, source: mine, rating: weak}}"
    file = tmp_path / "my.yaml"
    file.write_text(HEAD.format(place, "pre-arrest"), encoding="utf-8")
    assert cli.main(["check", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Note: cumbria-like has from lancashire what may be particular to it: " in said
    assert "workers_pre_arrest 36" in said and "size_of_place 5.94" in said and "cells 113" not in said
    plan = plan_of(parse_scenario(file.read_text("utf-8"), "my.yaml", tmp_path))
    assert list(support(plan).cautions) == caution_lines(plan)


def test_a_place_that_gives_its_own_workers_is_told_of_what_is_left() -> None:
    own = "parameters: {workers_pre_arrest: {value: 9, source: mine, rating: weak}}"
    (line,) = told("pre-arrest", "{like: lancashire, name: my-county, " + own + "}")
    assert "workers" not in line and "officers 3,600" in line
