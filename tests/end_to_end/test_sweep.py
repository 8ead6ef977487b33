"""The commands that run many scenarios, used as people use them: sweep and sensitivity on a hamlet."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from diversion.experiments.cli.app import main
from diversion.experiments.designs.design import read_design
from diversion.experiments.plans.identity import at
from diversion.experiments.plans.plan import RunResult
from diversion.experiments.runs.replicate import simulate
from diversion.experiments.store.store import Store
from diversion.model.simulation import NEVER

Captured = pytest.CaptureFixture[str]
HAMLET = "name: hamlet\nlike: england-mix\nresidents: {value: 4000, source: test, rating: judgement}\n"
DESIGN = """
format: 1
title: Two levers and three assumptions
locality: hamlet.yaml
regimes: [none, pre-arrest]
years: 1
run_in: 0
replicates: 2
fixed_parameters: true
levers:
  design: grid
  of:
    caseload_pre_arrest: [10, 20]
    lead-street.age_max: [25, 64]
uncertainties:
  design: latin-hypercube
  points: 3
  of: [offer_street, effect_lead, need_correlation]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the hamlet and a design of 4 × 3 scenarios, in 2 replicates, under 2 regimes."""
    (tmp_path / "hamlet.yaml").write_text(HAMLET, encoding="utf-8")
    (tmp_path / "design.yaml").write_text(DESIGN, encoding="utf-8")
    return tmp_path


def sweep(folder: Path, *more: str) -> int:
    return main(["sweep", str(folder / "design.yaml"), "--db", str(folder / "runs.sqlite"), "--quiet", *more])


def said(captured: Captured) -> Any:
    return json.loads(captured.readouterr().out)


def test_a_dry_run_says_how_many_runs_how_long_and_how_much_disk(folder: Path, capsys: Captured) -> None:
    assert sweep(folder, "--dry-run") == 0
    out = capsys.readouterr().out
    assert "12 scenarios, 48 runs; 0 are kept, 48 would be computed." in out
    assert "England mix (a made-up town): none and pre-arrest." in out
    assert "ms a run, as timed just now" in out and "less than 1 MB of disk" in out
    assert not (folder / "runs.sqlite").exists()
    assert sweep(folder, "--dry-run", "--json") == 0
    data = said(capsys)
    assert (data["scenarios"], data["runs"], data["kept"], data["to_compute"]) == (12, 48, 0, 48)
    assert data["seconds"] == pytest.approx(48 * data["seconds_a_run"] / (1 + 0.82 * (data["workers"] - 1)))


def test_every_scenario_is_what_a_plan_with_its_changes_says(folder: Path, capsys: Captured) -> None:
    assert sweep(folder, "--json") == 0
    batch = said(capsys)
    assert (batch["total"], batch["computed"], batch["failed"]) == (48, 48, 0)
    experiment = read_design(folder / "design.yaml")
    with Store.open(folder / "runs.sqlite") as store:
        counted = {
            (each.scenario, each.replicate, each.regime): each.outcomes
            for some in store.outcomes(batch["number"])
            for each in some
        }
    assert len(counted) == 48
    for number in (0, 4, 11):
        plan = at(experiment.plan, experiment.points[number].changes)
        again: list[RunResult] = list(simulate(plan, 1, NEVER))
        for run in again:
            kept = counted[number, 1, run.regime]
            assert {name: kept[name] for name in run.outcomes if run.outcomes[name] == run.outcomes[name]} == {
                name: value for name, value in run.outcomes.items() if value == value
            }
    differ = {repr(sorted(counted[number, 0, "pre-arrest"].items())) for number in range(12)}
    assert len(differ) == 12


def test_what_is_kept_is_not_computed_again_and_more_points_only_add(folder: Path, capsys: Captured) -> None:
    assert sweep(folder, "--json") == 0
    capsys.readouterr()
    assert sweep(folder) == 0
    out = capsys.readouterr().out
    assert "48 runs: 48 read from the store, 0 computed" in out
    assert "Kept as experiment 1 in" in out
    path = folder / "design.yaml"
    path.write_text(DESIGN.replace("replicates: 2", "replicates: 3"), encoding="utf-8")
    assert sweep(folder, "--json") == 0
    batch = said(capsys)
    assert (batch["number"], batch["total"], batch["read"], batch["computed"]) == (2, 72, 48, 24)


def test_a_wrong_design_is_one_sentence_and_nothing_is_written(folder: Path, capsys: Captured) -> None:
    path = folder / "design.yaml"
    path.write_text(DESIGN.replace("offer_street,", "offer_streat,"), encoding="utf-8")
    assert sweep(folder) == 2
    err = capsys.readouterr().err
    assert f"{path}, line 18: " in err and "Did you mean offer_street?" in err and err.count("\n") == 1
    assert not (folder / "runs.sqlite").exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--scheduler", "tcp://127.0.0.1:9", "--workers", "2"], "leave out --workers"),
        (["--workers", "0"], "workers"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(
    folder: Path, capsys: Captured, more: list[str], sentence: str
) -> None:
    assert sweep(folder, *more) == 2
    assert sentence in capsys.readouterr().err


# --- sensitivity -----------------------------------------------------------------------------------------------------


def sensitivity(folder: Path, *more: str) -> int:
    place = ["sensitivity", str(folder / "hamlet.yaml"), "--regime", "pre-arrest", "--years", "1", "--quiet"]
    return main([*place, "--db", str(folder / "runs.sqlite"), *more])


BEGINS = {"one-at-a-time": "each", "morris": "moved", "shapley": "changed"}  # how it is said what becomes of factors
FACTORS = ["--factor", "offer_street", "--factor", "hours_diversion", "--factor", "half_life_months"]


@pytest.mark.parametrize(
    ("method", "size", "points"),
    [
        ("morris", 4, 20),
        ("sobol", 8, 48),
        ("one-at-a-time", 3, 21),
        ("pawn", 50, 100),
        ("shapley", 8, 40),
        ("sobol-pairs", 8, 80),
    ],
)
def test_every_method_gives_a_headline_a_table_and_a_picture(
    folder: Path, capsys: Captured, method: str, size: int, points: int
) -> None:
    how = ["--method", method, "--size", str(size), *FACTORS, "--outcome", "arrests"]
    files = ["--out", str(folder / "found.csv"), "--picture", str(folder / "found.svg")]
    assert sensitivity(folder, *how, *files) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"3 factors, {BEGINS.get(method, 'all')}" in out
    assert f"{points} scenarios with 2 regimes each." in out
    assert "Arrests (a year): pre-arrest diversion against no diversion" in out
    table = pd.read_csv(folder / "found.csv")
    assert set(table.factor) >= {"offer_street", "hours_diversion", "half_life_months", "chance"}
    assert {"none", "pre-arrest"} == set(table.regime) and {"arrests"} == set(table.outcome)
    assert np.isfinite(table[["value", "low", "high"]]).all().all()
    picture = (folder / "found.svg").read_text(encoding="utf-8")
    assert "<desc>" in picture and "Arrests" in picture
    assert sensitivity(folder, *how, "--json") == 0
    data = said(capsys)
    assert data["experiment"]["read"] == 2 * points
    pd.testing.assert_frame_equal(pd.DataFrame(data["indices"]).replace("", np.nan), table, check_dtype=False)


@pytest.mark.parametrize(
    ("method", "size", "points"), [("morris", 4, 16), ("sobol", 8, 40), ("shapley", 8, 32), ("sobol-pairs", 8, 64)]
)
def test_own_ranges_and_groups_are_told_kept_shown_and_computed_again(
    folder: Path, capsys: Captured, method: str, size: int, points: int
) -> None:
    own = ["--range", "offer_street=0.2:0.3", "--group", "hours=hours_diversion,half_life_months"]
    how = ["--method", method, "--size", str(size), "--factor", "offer_street", *own, "--outcome", "arrests"]
    assert sensitivity(folder, *how, "--out", str(folder / "found.csv"), "--picture", str(folder / "found.svg")) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"2 factors, {BEGINS.get(method, 'all')}" in out and f"{points} scenarios" in out
    assert "Hours is hours_diversion and half_life_months, moved together." in out
    assert "Over a range of your own, evenly: offer_street from 0.2 to 0.3." in out
    named = {name for factor in pd.read_csv(folder / "found.csv").factor for name in factor.split(" × ")}
    assert named == {"offer_street", "hours", "chance"}
    db = ["--db", str(folder / "runs.sqlite")]
    assert main(["runs", "show", "1", *db]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "offer_street from 0.2 to 0.3" in shown and "hours, moved together: hours_diversion and" in shown
    assert main(["runs", "rerun", "1", *db]) == 0
    capsys.readouterr()
    assert sensitivity(folder, *how, "--json") == 0
    data = said(capsys)
    assert (data["experiment"]["read"], data["experiment"]["computed"]) == (2 * points, 0)
    assert data["design"]["ranges"] == {"offer_street": [0.2, 0.3]}
    assert data["design"]["groups"] == {"hours": ["hours_diversion", "half_life_months"]}


def test_a_factor_that_does_nothing_has_an_index_of_nothing(folder: Path, capsys: Captured) -> None:
    """What a client costs is added up and decides nothing about anybody, so it has no part in arrests."""
    factors = ["--factor", "cost_client_year_pre_arrest", "--factor", "offer_street"]
    how = ["--method", "sobol", "--size", "16", *factors, "--outcome", "arrests", "--json"]
    assert sensitivity(folder, *how) == 0
    rows = [row for row in said(capsys)["indices"] if row["factor"] == "cost_client_year_pre_arrest"]
    assert {row["measure"] for row in rows} == {"S1", "ST"}
    assert all(row["low"] <= 0 <= row["high"] for row in rows)


def test_a_row_without_a_value_is_an_error_that_names_it(folder: Path, capsys: Captured) -> None:
    how = ["--method", "morris", "--size", "4", *FACTORS, "--outcome", "arrests"]
    assert sensitivity(folder, *how) == 0
    capsys.readouterr()
    wrong = (
        "UPDATE outcome SET value = NULL WHERE measure_id = (SELECT id FROM measure WHERE name = 'arrests') AND run_id IN "
        "(SELECT run_id FROM scenario_run JOIN scenario ON scenario.id = scenario_id WHERE number = 7)"
    )
    with sqlite3.connect(folder / "runs.sqlite") as database:
        database.execute(wrong)
    assert sensitivity(folder, *how) == 1
    assert "1 of the 20 rows of the design have no finite value: row 7" in capsys.readouterr().out


def test_factors_that_cannot_be_varied_are_refused(folder: Path, capsys: Captured) -> None:
    for more, sentence in (
        (["--factor", "offer_streat"], "Did you mean offer_street?"),
        (["--factor", "offer_street", "--set", "offer_street=0.4"], "both a factor and set"),
        (["--factor", "move_rate"], "has no range"),
        (["--method", "moris"], "Did you mean morris?"),
        (["--outcome", "arests"], "Did you mean arrests?"),
        (["--method", "sobol", "--size", "12"], "power of two"),
        (["--range", "offer_street=0.5"], "write it as NAME=LOW:HIGH"),
        (["--range", "offer_street=0.5:2"], "offer_street = 2 is outside 0 to 1"),
        (["--group", "offers"], "write it as NAME=a,b,c"),
        (["--group", "g=offer_street,effect_lead", "--method", "pawn"], "pawn moves each parameter on its own"),
        (["--picture", "found.jpg"], "--picture writes a file whose name ends in .svg or .png"),
    ):
        assert sensitivity(folder, *more) == 2
        assert sentence in capsys.readouterr().err
    assert not (folder / "runs.sqlite").exists()


def test_a_scenario_file_says_its_years_unless_somebody_says_others(folder: Path, capsys: Captured) -> None:
    file = folder / "mine.yaml"
    file.write_text("format: 1\nlocality: hamlet.yaml\nregimes: [pre-arrest]\nyears: 1\nrun_in: 0\n", encoding="utf-8")
    command = ["sensitivity", str(file), "--db", str(folder / "runs.sqlite"), "--method", "morris", "--size", "4"]
    assert main([*command, *FACTORS, "--outcome", "arrests", "--quiet"]) == 0
    assert "3 factors" in (out := capsys.readouterr().out) and "depend" in out and "Not as the file" not in out
    assert main([*command, *FACTORS, "--outcome", "arrests", "--quiet", "--years", "2"]) == 0
    assert "Not as the file says: years = 2 (there 1)" in capsys.readouterr().out
