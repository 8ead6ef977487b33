"""`diversion pilot` as people use it: every design, files, a dry run, what is refused, and the same answer from Python."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from diversion import pilot
from diversion.experiments.cli.app import main

Captured = pytest.CaptureFixture[str]
HAMLET = "name: hamlet\nlike: england-mix\nresidents: {value: 20000, source: test, rating: judgement}\n"
SMALL = ["--people", "60", "--months", "6", "--follow", "6", "--draws", "10", "--trials", "100", "--quiet"]


@pytest.fixture
def hamlet(tmp_path: Path) -> str:
    (tmp_path / "hamlet.yaml").write_text(HAMLET, encoding="utf-8")
    return str(tmp_path / "hamlet.yaml")


def told(hamlet: str, capsys: Captured, *more: str) -> dict[str, Any]:
    assert main(["pilot", hamlet, *SMALL, "--json", *more]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("design", ["lot", "shifts", "areas", "wedge", "matched"])
def test_every_design_gives_all_its_numbers(hamlet: str, capsys: Captured, design: str) -> None:
    found = told(hamlet, capsys, "--design", design, "--regime", "custody-stage", "--no-value")
    facts = found["findings"]
    assert 0 <= facts["power"] <= 1 and 0 <= facts["size"] <= 1
    assert found["cost"]["total"] > found["cost"]["evaluation"] > 0
    assert found["worth"] is None
    assert f"{found['people']:,} people" in found["paragraph"] or facts["analysed"] == 0


def test_files_and_python_say_what_the_command_says(hamlet: str, capsys: Captured, tmp_path: Path) -> None:
    table, picture, db = tmp_path / "pilot.csv", tmp_path / "pilot.svg", str(tmp_path / "runs.sqlite")
    found = told(hamlet, capsys, "--design", "shifts", "--db", db, "--out", str(table), "--picture", str(picture))
    assert "<desc>" in picture.read_text("utf-8")
    written = pd.read_csv(table).set_index("name").value
    assert written["power"] == pytest.approx(found["findings"]["power"])
    assert found["paragraph"] in (tmp_path / "pilot-notes.csv").read_text("utf-8")
    small = {"people": 60, "months": 6, "follow": 6, "draws": 10, "trials": 100}
    again = pilot(hamlet, design="shifts", value=False, **small)  # type: ignore[arg-type]
    assert again.findings.power == found["findings"]["power"]
    assert again.table().set_index("name").value["smallest"] == pytest.approx(written["smallest"])
    assert "<li>" in again._repr_html_() and again.plot().get_axes()


def test_every_number_of_the_paragraph_stands_in_the_sentences_or_was_asked_for(hamlet: str, capsys: Captured) -> None:
    found = told(hamlet, capsys, "--design", "lot", "--no-value")
    known = " ".join([*found["lines"], "5% 12 6 60 100 10 12-hour", f"{100 * found['findings']['base']:.0f}%"])
    for number in re.findall(r"[\d,.]*\d", found["paragraph"]):
        assert number in known, number


def test_a_dry_run_writes_nothing(hamlet: str, capsys: Captured, tmp_path: Path) -> None:
    assert main(["pilot", hamlet, *SMALL, "--dry-run", "--out", str(tmp_path / "pilot.csv")]) == 0
    assert "Nothing was computed or written." in capsys.readouterr().out
    assert not (tmp_path / "pilot.csv").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--design", "coin"], "design must be one of"),
        (["--people", "3"], "people"),
        (["--evaluation", "-1"], "--evaluation must be pounds"),
        (["--horizon", "1"], "horizon"),
        (["--perspective", "mine"], "perspective must be one of police, public, society"),
        (["--regime", "none"], "nothing to compare"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(hamlet: str, capsys: Captured, more: list[str], said: str) -> None:
    assert main(["pilot", hamlet, *SMALL, *more]) == 2
    out = capsys.readouterr()
    assert said in out.err and len(out.err.splitlines()) == 1 and not out.out
