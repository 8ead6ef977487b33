"""What differs from the usual is said alike wherever a plan is told, and the usual is that of the place (rows 6 and 7)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diversion.experiments.cli.app import main
from diversion.experiments.plans import differing, make_plan, plan_from, plan_of
from diversion.scenarios.scenario import scenario

SHORT = ("--years", "1", "--run-in", "0", "--replicates", "1", "--quiet")
OWN = """format: 1
locality: {like: blackpool, name: my-town, title: My town, officers: {value: 300, source: test, rating: judgement}}
regimes:
  - like: pre-arrest
    name: my-regime
    title: Mine
    routes: [my-door]
    own_routes:
      - {like: lead-street, name: my-door, age_max: 40}
years: 1
run_in: 0
replicates: 1
"""


def told(locality: str, **changes: float) -> list[str]:
    return differing(make_plan(locality, changes=changes)).header


def test_what_is_usual_is_what_the_place_has() -> None:
    assert told("leicestershire", workers_pre_arrest=12) == ["Changed: workers_pre_arrest = 12 (usually 25)"]
    assert told("blackpool", workers_pre_arrest=12) == ["Changed: workers_pre_arrest = 12 (usually 6)"]


def test_an_uncertain_parameter_that_is_fixed_is_usually_drawn() -> None:
    assert "(usually drawn from 0.02 to 0.35)" in told("blackpool", offer_street=0.2)[0]


def test_nothing_is_said_where_nothing_differs() -> None:
    for regimes in (None, ["current"], ["combined"]):
        for place in ("blackpool", "leicestershire", "lancashire"):
            plan = make_plan(place, regimes)
            assert differing(plan).header == differing(plan_from(plan.content)).header == []


def test_a_preset_is_named_where_it_changes_the_very_same() -> None:
    plan = make_plan("blackpool", preset="all-ages")
    (line,) = differing(plan).header
    assert line.startswith("Changed, as the preset all-ages says: every-route.age_min = 18 (each had its own)")
    more = make_plan("blackpool", preset="all-ages", changes={"caseload_pre_arrest": 12})
    assert "preset" not in differing(more).header[0]


def test_places_regimes_and_doors_of_ones_own_are_named_before_and_after_they_are_kept(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(OWN, encoding="utf-8")
    plan = plan_of(scenario(tmp_path / "mine.yaml"))
    own = ("locality my-town", "regime my-regime", "route my-door")
    assert differing(plan).own == own
    assert differing(plan_from(json.loads(json.dumps(plan.content)))).own == own


def test_every_output_tells_a_changed_field_and_a_changed_parameter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = ("--db", str(tmp_path / "runs.sqlite"))
    asked = ("--set", "lead.length_days=180", "--set", "caseload_pre_arrest=12", *SHORT, *db)

    def said(*words: str) -> str:
        assert main([*words]) == 0
        return " ".join(capsys.readouterr().out.split())

    header = "Changed: caseload_pre_arrest = 12 (usually 18), lead.length_days = 180 (usually null)"
    table = tmp_path / "table.csv"
    assert header in said("compare", "blackpool", *asked, "--dry-run")
    assert header in said("compare", "blackpool", *asked, "--out", str(table))
    found = json.loads(said("compare", "blackpool", *asked, "--json"))["differing"]
    assert [(each["name"], each["value"]) for each in found["changes"]] == [
        ("caseload_pre_arrest", 12),
        ("lead.length_days", 180),
    ]
    assert "changed: caseload_pre_arrest = 12, lead.length_days = 180" in said("runs", *db)
    assert "lead.length_days: 180, usually null" in said("runs", "show", "1", *db)
    assert "lead.length_days = 180" in (tmp_path / "table-notes.csv").read_text(encoding="utf-8")
