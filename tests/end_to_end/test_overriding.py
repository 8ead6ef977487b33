"""What is typed wins over what a file says, for every command that takes one, and the header says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diversion.experiments.cli.app import main
from diversion.experiments.plans import comparison, plan_of
from diversion.scenarios.scenario import scenario

Captured = pytest.CaptureFixture[str]
PLACE = (
    "like: england-mix\nname: hamlet\ntitle: A hamlet\nresidents: {value: 900, source: made up, rating: judgement}\n"
)
SCENARIO = "format: 1\nlocality: hamlet.yaml\nregimes: [pre-arrest]\nyears: 2\nrun_in: 0\nreplicates: 4\nseed: 5\n"
DESIGN = f"{SCENARIO}levers:\n  design: grid\n  of: {{workers_pre_arrest: [2, 3]}}\n"
TYPED = ("--years", "1", "--replicates", "1", "--seed", "6")
SAYS = "Not as the file says: years = 1 (there 2), replicates = 1 (there 4), seed = 6 (there 5)"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("hamlet", PLACE), ("scenario", SCENARIO), ("design", DESIGN)):
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def said(capsys: Captured, *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(list(words)) == code
    captured = capsys.readouterr()
    return " ".join((captured.err if code else captured.out).split())


@pytest.mark.parametrize("command", [["run", "scenario.yaml"], ["sweep", "design.yaml"]])
def test_what_is_typed_wins_and_the_header_says_so(capsys: Captured, command: list[str]) -> None:
    usual = ("--db", "runs.sqlite", "--quiet")
    assert SAYS in said(capsys, *command, *TYPED, "--dry-run", *usual)
    assert SAYS in said(capsys, *command, *TYPED, *usual)
    found = json.loads(said(capsys, *command, *TYPED, "--json", *usual))
    assert found["differing"]["overridden"]["seed"] == {"value": 6, "file": 5}
    kept = json.loads(said(capsys, "runs", "--json", "--db", "runs.sqlite"))[0]
    assert (kept["years"], kept["replicates"], kept["seed"]) == (1, 1, 6)


def test_the_same_as_the_file_says_is_not_told(capsys: Captured) -> None:
    out = said(capsys, "run", "scenario.yaml", "--seed", "5", "--dry-run", "--db", "runs.sqlite")
    assert "Not as the file says" not in out


def test_the_answer_is_that_of_a_file_that_says_so(folder: Path) -> None:
    (folder / "other.yaml").write_text(SCENARIO.replace("years: 2", "years: 1").replace("seed: 5", "seed: 6"))
    typed = plan_of(scenario("scenario.yaml"), instead={"years": 1, "seed": 6, "replicates": None})
    assert comparison(typed).fingerprint == comparison(plan_of(scenario("other.yaml"))).fingerprint


def test_an_analysis_of_a_file_takes_other_years_and_another_seed(capsys: Captured) -> None:
    words = [
        "sensitivity",
        "scenario.yaml",
        "--factor",
        "offer_street",
        "--size",
        "4",
        "--db",
        "runs.sqlite",
        "--quiet",
    ]
    assert "Not as the file says: years = 1 (there 2)" in said(capsys, *words, "--years", "1", "--dry-run")
    assert "seed = 1 (there 5)" in said(capsys, *words, "--seed", "1", "--dry-run")
    assert "Not as the file says" not in said(capsys, *words, "--dry-run")
    assert "leave out --run-in" in said(capsys, *words, "--run-in", "1", code=2)


@pytest.mark.parametrize(("file", "then"), [("scenario.yaml", "run"), ("design.yaml", "sweep")])
def test_check_says_it_and_tells_the_command_that_does_the_same(capsys: Captured, file: str, then: str) -> None:
    out = said(capsys, "check", file, *TYPED)
    assert SAYS in out and out.endswith(f"Next: diversion {then} {file} --years 1 --replicates 1 --seed 6")


@pytest.mark.parametrize("command", [["run", "scenario.yaml"], ["sweep", "design.yaml"], ["check", "design.yaml"]])
@pytest.mark.parametrize(("option", "value"), [("--years", "51"), ("--replicates", "0"), ("--seed", "-1")])
def test_what_cannot_be_meant_is_refused_by_the_option_and_not_by_the_file(
    capsys: Captured, command: list[str], option: str, value: str
) -> None:
    err = said(capsys, *command, option, value, code=2)
    assert err.startswith(f"{option} must be ") and "line" not in err
