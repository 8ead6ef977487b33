"""`diversion validate` as people use it: the answer, what used to be met, and wrong input."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from diversion.experiments.cli.app import main
from diversion.experiments.trials.study import studies
from diversion.experiments.validation import record
from diversion.experiments.validation.record import recorded

Captured = pytest.CaptureFixture[str]
SHORT = ["validate", "--short", "--quiet"]


def as_json(captured: Captured) -> Any:
    return json.loads(captured.readouterr().out)


def test_the_short_form_answers_at_once_and_nothing_fails(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    out, drawn = tmp_path / "found.csv", tmp_path / "found.svg"
    assert main([*SHORT, "--out", str(out), "--picture", str(drawn)]) == 0
    text = capsys.readouterr().out
    lines = text.splitlines()
    assert "fitted patterns are met" in lines[0] and "held back" in lines[0]
    places = [
        text.index(words) for words in ("Fitted", "Held back:", "Inputs", "Outside the model", "Nothing that was")
    ]
    assert places == sorted(places)
    assert all(len(line) <= 100 for line in lines)
    with out.open(newline="", encoding="utf-8") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert float(rows["reoffending"]["low"]) == 25.3
    assert rows["youth-diversion"]["verdict"] == "outside"
    assert "<desc>" in drawn.read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_study_is_replayed_in_the_short_form_and_nothing_that_was_met_is_missed(capsys: Captured) -> None:
    assert main([*SHORT, "--trials", "--json"]) == 0
    data = as_json(capsys)
    found = {row["name"]: row for row in data["trials"]}
    for row in found.values():
        assert (row["draws"] > 0 and row["predicted_low"] < row["predicted_high"]) == (row["use"] == "test"), row[
            "name"
        ]
        assert (row["if_half_exaggeration"] is not None) == (row["use"] == "belief" and row["published"] is not None)
        assert bool(row["belief"]) == (row["use"] == "belief")
    assert data["studies"]["test"]["of"] >= 4 and data["trials_headline"].partition(" of ")[0].isdigit()
    assert {name.partition("/")[0] for name in found} == {study.name for study in studies()}
    assert all(row["trials"] == 100 and row["reported"] for row in found.values())
    kept = recorded()
    assert kept is not None
    for each in kept.trials:
        row = found[each.name]
        low, high = each.simulated
        assert low is not None and high is not None
        assert low <= row["value"] <= high, "few worlds say roughly what many say"


def test_a_pattern_that_used_to_be_met_and_is_missed_gives_3(capsys: Captured) -> None:
    """So few convictions that hardly anybody reoffends by what is proven, whatever is declared of people."""
    command = [*SHORT, "--replicates", "1", "--set", "proven_share=0.05"]
    assert main([*command, "--json"]) == 3
    data = as_json(capsys)
    kept = recorded()
    assert kept is not None
    met = {each.name for each in kept.patterns if each.verdict == "met"}
    found = {row["name"]: row for row in data["patterns"]}
    assert data["failing"] and all(name in met and found[name]["verdict"] == "missed" for name in data["failing"])
    assert data["changes"] == {"proven_share": 0.05}
    worse = found["reoffending-priors-11-or-more"]
    assert worse["verdict"] == "missed" and worse["error_percent"] < -20
    assert data["met"]["fit"]["met"] < data["met"]["fit"]["of"]


def test_where_nothing_is_on_record_nothing_can_fail(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "FILE", str(tmp_path / "none.json"))
    recorded.cache_clear()
    try:
        assert main([*SHORT, "--replicates", "1", "--set", "proven_share=0.3"]) == 0
    finally:
        recorded.cache_clear()
    assert "Nothing was recorded before" in capsys.readouterr().out


def test_the_options_are_those_of_the_contract(capsys: Captured) -> None:
    assert main(["validate", "--help"]) == 0
    out = capsys.readouterr().out
    options = "trials short replicates seed set workers json out picture record quiet"
    assert [option for option in options.split() if f"--{option}" not in out] == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--replicates", "0"], "replicates must be"),
        (["--workers", "0"], "workers must be"),
        (["--seed", "-1"], "seed must be"),
        (["--set", "proven_shar=1"], "Did you mean proven_share?"),
        (["--set", "lead.length_days=9"], "lead.length_days is a field"),
        (["--out", "found.xlsx"], ".csv"),
        (["--picture", "found.jpg"], ".svg or .png"),
        (["--record", "--short"], "leave out --short"),
        (["--record", "--set", "proven_share=0.5"], "leave out --set"),
        (["--record", "--seed", "2"], "leave out --seed"),
        (["--sort"], "--sort"),
    ],
)
def test_wrong_input_is_one_sentence(words: list[str], hint: str, capsys: Captured) -> None:
    assert main(["validate", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and hint in captured.err and captured.err.count("\n") == 1
