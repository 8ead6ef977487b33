"""What `diversion validate` keeps and prints of results: a line of the log for each recorded run, causes, and both lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from diversion.experiments.faces import validate
from diversion.experiments.reports.validation import Wanted, answer
from diversion.experiments.validation import held_back, record
from diversion.experiments.validation.answer import Result
from diversion.experiments.validation.study import parse

FILE = """
scenes:
  - {name: town, title: A town, locality: blackpool}
patterns:
  - {name: fitted, title: Fitted, evidence: V14, measure: arrests_per_1000, scene: town, published: 10, target: [8, 12],
     source: S, rating: weak, use: fit, use_before: held-back, cause: parameter, note: too few}
  - {name: kept, title: Kept, evidence: 3c, measure: charges_per_arrest, scene: town, published: 30, target: [25, 35],
     source: S, rating: weak, use: held-back}
"""
WANTED = Wanted(seeds=range(1, 3), changes={}, short=False, trials=False, workers=None, as_json=True, table=None,
                picture=None, record=True, quiet=True)  # fmt: skip


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the log goes, with nothing on record, and two patterns that are missed."""
    patterns = parse(FILE, "mine.yaml").patterns
    monkeypatch.setattr(validate, "below", lambda *_: [Result(each, 50.0, 0.1) for each in patterns])
    monkeypatch.setattr(record, "FILE", str(tmp_path / "found.json"))
    monkeypatch.setattr(held_back, "FILE", str(tmp_path / "held_back.jsonl"))
    record.recorded.cache_clear()
    yield tmp_path / "held_back.jsonl"
    record.recorded.cache_clear()


def test_each_recorded_run_is_a_line_of_the_log_and_no_other_is(log: Path) -> None:
    answer(replace(WANTED, record=False))
    assert not log.exists()
    answer(WANTED)
    first = log.read_bytes()
    answer(WANTED)
    assert log.read_bytes().startswith(first) and len(held_back.looks()) == 2
    assert held_back.looks()[0].verdicts == {"fitted": "missed", "kept": "missed"}


def test_json_has_causes_and_counts_by_both_lists(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(replace(WANTED, record=False))
    data = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["cause"]) for row in data["patterns"]] == [("fitted", "parameter"), ("kept", "")]
    assert (data["met"]["fit"], data["met"]["held-back"]) == ({"met": 0, "of": 1}, {"met": 0, "of": 1})
    assert data["met_until_november_2026"] == {"fit": {"met": 0, "of": 0}, "held-back": {"met": 0, "of": 2}}


def test_whoever_records_is_told_which_miss_nobody_explained(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(replace(WANTED, as_json=False))
    text = " ".join(capsys.readouterr().out.split())
    assert "missed, parameter" in text
    assert "Missed: 2, put down to parameter (1) and nothing yet (1)." in text
    assert "stands): kept." in text


def test_the_table_has_a_column_for_the_cause(log: Path, tmp_path: Path) -> None:
    answer(replace(WANTED, record=False, table=tmp_path / "found.csv"))
    head, first, second = (tmp_path / "found.csv").read_text(encoding="utf-8").splitlines()
    column = head.split(",").index("cause")
    assert (first.split(",")[column], second.split(",")[column]) == ("parameter", "")
