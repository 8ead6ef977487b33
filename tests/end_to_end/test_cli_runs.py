"""Kept runs from the command line, with the real engine in a hamlet: list, show, compute again, export."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import create_engine, text

from diversion.experiments.cli.app import main
from diversion.experiments.plans import making as planning
from diversion.experiments.plans.experiment import comparison
from diversion.experiments.plans.plan import RunResult
from diversion.experiments.store.kept import Finished
from diversion.experiments.store.store import Store

Captured = pytest.CaptureFixture[str]
PLACE = """like: england-mix
name: hamlet
title: A hamlet
residents: {value: 900, source: made up, rating: judgement}
"""
SCENARIO = """format: 1
title: A door of our own
locality: hamlet.yaml
regimes:
  - none
  - like: pre-arrest
    name: my-regime
    routes: [my-door]
    own_routes:
      - {like: lead-street, name: my-door, programme: my-programme, age_max: 40}
    own_programmes:
      - {like: lead, name: my-programme, length_days: 365}
years: 1
replicates: 4
changes:
  caseload_pre_arrest: 12
  ordinary-treatment.length_days: 200
"""
SWEEP = """format: 1
title: How long and how many
locality: hamlet.yaml
regimes: [none, pre-arrest]
years: 1
run_in: 1
replicates: 2
fixed_parameters: true
changes:
  lead-street.age_min: 21
levers:
  design: grid
  of:
    caseload_pre_arrest: [10, 20]
    lead.length_days: [180, null]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a comparison, a scenario with items of its own, a sweep and a sensitivity analysis, files deleted."""
    folder = tmp_path_factory.mktemp("made")
    place, db = folder / "hamlet.yaml", folder / "runs.sqlite"
    for name, words in (("hamlet", PLACE), ("scenario", SCENARIO), ("sweep", SWEEP)):
        (folder / f"{name}.yaml").write_text(words)
    usual = ["--db", str(db), "--quiet"]
    small = ["--years", "1", "--regime", "pre-arrest"]
    assert main(["compare", str(place), *small, "--replicates", "4", "--histories", "2", *usual]) == 0
    assert main(["run", str(folder / "scenario.yaml"), *usual]) == 0
    assert main(["sweep", str(folder / "sweep.yaml"), *usual]) == 0
    study = ["sensitivity", str(folder / "scenario.yaml"), "--factor", "offer_street", "--outcome", "latent_offences"]
    assert main([*study, "--size", "4", *usual]) == 0
    for file in folder.glob("*.yaml"):
        file.unlink()
    return db


@pytest.fixture
def db(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copy(made, tmp_path / "runs.sqlite"))


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Path]:
    """A database with one comparison of 60 replicates: one run failed, the last 20 replicates never begun."""
    plan = planning.make_plan("england-mix", ["none", "pre-arrest"], years=1, replicates=60)
    error = "ValueError: the bound was exceeded\nin the second year"
    runs = [
        Finished(
            0,
            f"{r} {name}",
            RunResult(regime=name, replicate=r, seed=2**64 - 1 - r, seconds=0.5, outcomes={"arrests": r + 0.25}),
        )
        for r in range(40)
        for name in ("none", "pre-arrest")
    ]
    runs[-1] = Finished(
        0, "39 pre-arrest", RunResult(regime="pre-arrest", replicate=39, seed=5, seconds=0.5, outcomes={}, error=error)
    )
    with Store.open(tmp_path / "broken.sqlite") as store:
        store.save(store.begin(comparison(plan)), runs)
    yield tmp_path / "broken.sqlite"


def said(capsys: Captured, words: Sequence[str], code: int = 0) -> str:
    capsys.readouterr()
    assert main(list(words)) == code
    return capsys.readouterr().out


def data(capsys: Captured, words: Sequence[str], code: int = 0) -> Any:
    return json.loads(said(capsys, [*words, "--json"], code))


# --- runs and runs show ----------------------------------------------------------------------------------------------


def test_the_list_has_a_line_for_each_experiment(made: Path, capsys: Captured) -> None:
    out = said(capsys, ["runs", "--db", str(made)])
    lines = [line.split() for line in out.splitlines() if line[:3].strip().isdigit()]
    assert [(line[1], line[4]) for line in lines] == [
        ("comparison", "8/8"), ("comparison", "8/8"), ("sweep", "16/16"), ("sensitivity", "24/24"),
    ]  # fmt: skip
    assert (
        "A hamlet, 1 year, pre-arrest against none, 4 scenarios (grid), 2 replicates, changed: lead-street.age_min = 21"
        in " ".join(out.split())
    )
    assert "(morris)" in " ".join(out.split())
    assert all(len(line) <= 100 for line in out.splitlines()[:-1])
    assert [item["design"].get("method") for item in data(capsys, ["runs", "--db", str(made)])] == [None] * 3 + [
        "morris"
    ]


def test_one_experiment_is_shown_with_what_was_asked(made: Path, capsys: Captured) -> None:
    out = said(capsys, ["runs", "show", "3", "--db", str(made)])
    words = " ".join(out.split())
    for part in (
        "A hamlet, 1 year from 1 April 2026, after 1 year of current practice",
        "pre-arrest, compared with none",
        "a sweep: 4 scenarios × 2 replicates × 2 regimes = 16 runs",
        "lead-street.age_min: 21, usually 18",
        "levers, grid: caseload_pre_arrest and lead.length_days",
        "16 succeeded, 0 failed, 0 running and 0 pending, of 16",
        "numpy",
    ):
        assert part in words, part
    assert out.count("succeeded  ") == 16
    assert all(len(line) <= 100 for line in out.splitlines())


def test_failed_runs_come_first_and_fifty_lines_are_enough(broken: Path, capsys: Captured) -> None:
    command = ["runs", "show", "1", "--db", str(broken)]
    lines = said(capsys, command).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("scenario"))
    assert lines[start + 1].split()[1:4] == ["39", "pre-arrest", "failed"]
    assert [line.strip() for line in lines[start + 2 : start + 4]] == [
        "ValueError: the bound was exceeded", "in the second year",
    ]  # fmt: skip
    assert lines[start + 4].split()[1:4] == ["0", "none", "succeeded"]
    assert "30 more: --all lists them." in lines
    assert sum(" succeeded  " in line for line in said(capsys, [*command, "--all"]).splitlines()) == 79
    found = data(capsys, command)
    assert (found["succeeded"], found["failed"], found["pending"], len(found["runs"])) == (79, 1, 40, 80)
    assert found["plan"]["locality"]["name"] == "england-mix" and found["provenance"]["python"]


@pytest.mark.parametrize("command", [["runs", "show", "9"], ["runs", "rerun", "9"], ["export", "9", "--out", "r.csv"]])
def test_an_experiment_that_is_not_there_is_one_sentence(
    command: list[str], made: Path, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for where in (made, tmp_path / "nothing.sqlite"):
        assert main([*command, "--db", str(where)]) == 2
        error = capsys.readouterr().err
        assert error.startswith("There is no experiment 9 in ") and error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


# --- runs rerun ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "runs"), [(1, 8), (2, 8), (3, 16), (4, 24)])
def test_every_kind_is_the_same_to_the_bit_without_its_files(
    number: int, runs: int, made: Path, capsys: Captured
) -> None:
    before = made.read_bytes()
    command = ["runs", "rerun", str(number), "--db", str(made), "--quiet"]
    assert said(capsys, command) == f"{runs} runs of {runs} computed again: every number is the same to the bit.\n"
    assert made.read_bytes() == before


def test_what_was_kept_goes_before_the_library_of_today(
    db: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The practice of the run-in, which a sweep over fields looks up again, is the one that was kept."""
    from diversion.scenarios import loader

    real = loader.regime
    monkeypatch.setattr(loader, "regime", lambda name: real("combined" if name == "none" else name))
    assert "every number is the same" in said(capsys, ["runs", "rerun", "3", "--db", str(db), "--quiet"])


@pytest.mark.parametrize("by", [1e-12, 1.0])
def test_a_value_that_was_tampered_with_is_found(db: Path, capsys: Captured, by: float) -> None:
    change(db, f"UPDATE outcome SET value = value * (1 + {by}) WHERE {A_RUN} AND measure_id = {ARRESTS}")
    command = ["runs", "rerun", "3", "--db", str(db), "--quiet"]
    out = said(capsys, command, 1)
    assert out.startswith("16 runs of 16 computed again: 1 of them differs.\n  scenario 2, replicate 1, pre-arrest\n")
    assert "    person_years: kept " in out and ", now " in out
    (found,) = data(capsys, command, 1)["differing"]
    kept, now = found["differing"]["person_years"]
    assert kept != now and math.isclose(kept, now * (1 + by), rel_tol=1e-13)


def test_a_table_that_was_tampered_with_is_found(db: Path, capsys: Captured) -> None:
    others = "(SELECT data FROM run_table WHERE name = 'hours' AND run_id = 2)"
    change(db, f"UPDATE run_table SET data = {others} WHERE name = 'hours' AND run_id = 1")
    out = said(capsys, ["runs", "rerun", "1", "--db", str(db), "--quiet"], 1)
    assert "table hours: kept " in out


def test_another_version_of_the_engine_is_said_first(db: Path, capsys: Captured) -> None:
    change(db, "UPDATE provenance SET content = json_set(content, '$.engine_version', '0.0.9+0123456789abcdef')")
    out = said(capsys, ["runs", "rerun", "1", "--db", str(db), "--quiet"]).splitlines()
    assert out[0].startswith("These runs were kept with version 0.0.9+0123456789abcdef of the engine; this is ")
    assert out[0].endswith("so differences are to be expected.")
    assert len(out) == 2
    assert data(capsys, ["runs", "rerun", "1", "--db", str(db), "--quiet"])["other_engine"] is True


def test_other_declared_values_are_said_first(db: Path, capsys: Captured) -> None:
    change(db, "UPDATE provenance SET content = json_set(content, '$.\"values\"', 'of that time')")
    out = said(capsys, ["runs", "rerun", "1", "--db", str(db), "--quiet"]).splitlines()
    assert out[0].startswith("These runs were kept when other values of the parameters were declared")
    assert len(out) == 2


def test_what_another_engine_has_kept_is_computed_anew_and_said(db: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "hamlet.yaml").write_text(PLACE)
    how = ["--years", "1", "--regime", "pre-arrest", "--replicates", "4", "--histories", "2", "--db", str(db)]
    asked = ["compare", str(tmp_path / "hamlet.yaml"), *how]
    assert "8 are kept" in said(capsys, [*asked, "--dry-run"])
    change(db, "UPDATE provenance SET content = json_set(content, '$.engine_version', '0.0.9+0123456789abcdef')")
    change(db, "UPDATE experiment SET fingerprint = 'then ' || id")
    change(db, "UPDATE run SET identity = 'then ' || id")
    sentence = (
        "What is kept of this question was computed by another version of the engine (0.0.9+0123456789abcdef); "
        "it is computed anew."
    )
    dry = said(capsys, [*asked, "--dry-run"]).splitlines()
    assert dry[1].startswith("0 are kept") and dry[2] == sentence
    assert data(capsys, [*asked, "--dry-run"])["outdated"] == sentence
    for wanted in (True, False):  # the second time it is there
        assert main(asked) == 0
        assert (sentence in capsys.readouterr().err) is wanted


def test_at_most_so_many_replicates_are_computed(made: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    from diversion.experiments.cli import rerun as again

    monkeypatch.setattr(again, "MOST_AGAIN", 3)
    command = ["runs", "rerun", "3", "--db", str(made), "--quiet"]
    assert said(capsys, command).startswith("6 runs of 16 computed again")
    assert said(capsys, [*command, "--all"]).startswith("16 runs of 16 computed again")


def test_nothing_to_compute_again_is_one_sentence(tmp_path: Path, capsys: Captured) -> None:
    plan = planning.make_plan("england-mix", ["none", "pre-arrest"], years=1, replicates=1)
    with Store.open(tmp_path / "runs.sqlite") as store:
        store.begin(comparison(plan))
    assert main(["runs", "rerun", "1", "--db", str(tmp_path / "runs.sqlite")]) == 2
    assert "No run of experiment 1 has succeeded yet" in capsys.readouterr().err


A_RUN = """run_id = (
    SELECT run.id FROM run JOIN scenario_run ON run_id = run.id JOIN scenario ON scenario_id = scenario.id
    WHERE experiment_id = 3 AND number = 2 AND replicate = 1 AND regime = 'pre-arrest')"""
ARRESTS = "(SELECT id FROM measure WHERE name = 'person_years')"


def change(db: Path, order: str) -> None:
    engine = create_engine(f"sqlite:///{db}")
    with engine.begin() as connection:
        assert connection.execute(text(order)).rowcount > 0
    engine.dispose()


# --- export ----------------------------------------------------------------------------------------------------------


def test_an_export_says_what_it_wrote(made: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "results.xlsx"
    command = ["export", "1", "--out", str(out), "--tables", "--db", str(made)]
    lines = said(capsys, command).splitlines()
    assert [line.split()[2] for line in lines] == [
        "outcomes", "differences", "alike", "runs", "months", "hours", "years", "year-hours", "groups", "places",
        "draws",
    ]  # fmt: skip
    book = openpyxl.load_workbook(out)
    assert [book[line.split()[2]].max_row - 1 for line in lines] == [
        int(line.split()[0].replace(",", "")) for line in lines
    ]
    notes = dict(list(book["Notes"].iter_rows(min_row=1, values_only=True)))
    assert notes["Runs"] == "All 8 runs succeeded."
    assert "2 draws, each lived in 2 histories of luck" in notes["Parameters"]
    assert "rest on judgement" in notes["How far to trust it"]
    found = data(capsys, [*command, "--force"])
    assert [(each["table"], Path(each["file"])) for each in found["tables"]][0] == ("outcomes", out)


def test_an_export_agrees_with_what_compare_says(made: Path, tmp_path: Path, capsys: Captured) -> None:
    """The paired differences of an export are those of the comparison."""
    (tmp_path / "hamlet.yaml").write_text(PLACE)
    small = ["--years", "1", "--regime", "pre-arrest", "--replicates", "4", "--histories", "2"]
    rows = data(capsys, ["compare", str(tmp_path / "hamlet.yaml"), *small, "--db", str(made)])["outcomes"]
    said(capsys, ["export", "1", "--out", str(tmp_path / "r.parquet"), "--db", str(made)])
    table = pd.read_parquet(tmp_path / "r-differences.parquet").set_index("outcome")
    assert len(rows) == len(table)
    for row in rows:
        mine = table.loc[row["outcome"]]
        for name, theirs in (("mean", "mean_difference"), ("low", "low"), ("n", "n"), ("share_better", "share_better")):
            there = math.nan if row[theirs] is None else row[theirs]
            assert mine[name] == there or math.isnan(mine[name]) and math.isnan(there), (row["outcome"], name)


def test_an_unfinished_export_says_how_much_is_missing(broken: Path, tmp_path: Path, capsys: Captured) -> None:
    out = said(capsys, ["export", "1", "--out", str(tmp_path / "r.csv"), "--db", str(broken)])
    assert out.splitlines()[-1] == "About 79 of 120 runs: 1 failed and 40 are missing."
    assert len(pd.read_csv(tmp_path / "r.csv")) == 79


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--out", "r.txt"], "must end|ends in"),
        (["--out", "no/such/r.csv"], "no folder"),
        (["--out", "r.csv", "--outcome", "arests"], "Did you mean arrests?"),
        (["--out", "r.csv", "--tables"], "leave out --tables"),
        ([], "--out"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    words: list[str], hint: str, made: Path, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "4", *words, "--db", str(made)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and any(each in error for each in hint.split("|"))
    assert list(tmp_path.iterdir()) == []
