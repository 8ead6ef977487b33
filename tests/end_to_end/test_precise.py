"""Histories of luck, precision and the best regime, with the real engine on a very small town."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diversion import compare
from diversion.experiments.cli.app import main
from diversion.experiments.statistics.paired import Band

Captured = pytest.CaptureFixture[str]
TOWN = "name: hamlet\nlike: england-mix\nresidents: {value: 8000, source: test, rating: judgement}\n"


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """The command for the small town, two regimes and one year, with a database of its own."""
    file = tmp_path / "hamlet.yaml"
    file.write_text(TOWN, encoding="utf-8")
    common = ["--regime", "pre-arrest", "--years", "1", "--workers", "2", "--quiet"]
    return ["compare", str(file), *common, "--db", str(tmp_path / "runs.sqlite")]


def answer(words: list[str], captured: Captured) -> Any:
    assert main([*words, "--json"]) == 0
    return json.loads(captured.readouterr().out)


def test_replicates_are_added_until_the_change_is_known(words: list[str], capsys: Captured) -> None:
    asked = [*words, "--fixed-parameters", "--replicates", "8", "--precision"]
    rough = answer([*asked, "1000"], capsys)
    assert rough["precision"]["met"] and rough["replicates"] == 8
    headline = rough["outcomes"][0]
    error = (headline["mean_high"] - headline["mean_low"]) / 2
    assert rough["precision"]["mean_error"] == pytest.approx(error)
    # Half the error takes about four times the replicates, in at least two steps; none is computed twice.
    fine = answer([*asked, str(error / 2)], capsys)
    found, runs = fine["precision"], fine["runs"]
    assert found["met"] and found["mean_error"] <= error / 2 and found["ends_error"] is None
    assert fine["replicates"] > 8
    assert (runs["read"], runs["computed"]) == (16, 2 * fine["replicates"] - 16)
    again = answer([*asked, str(error / 2)], capsys)
    assert (again["replicates"], again["runs"]["computed"]) == (fine["replicates"], 0)
    assert again["outcomes"] == fine["outcomes"]


def test_a_limit_that_is_met_first_says_so(words: list[str], capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [*words, "--replicates", "4", "--precision", "1", "--most-replicates", "11"]
    assert main([*asked, "--dry-run"]) == 0
    assert "up to 11 replicates, 22 runs" in capsys.readouterr().out
    data = answer(asked, capsys)
    assert not data["precision"]["met"] and data["replicates"] == 11
    monkeypatch.setenv("COLUMNS", "200")
    assert main(asked) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "11 replicates were not enough for ±1.0: the change in offences is known to ±" in text
    assert "fewer than 146 draws" in text and "does not shrink" in text


def test_a_scenario_file_can_be_run_to_a_precision(tmp_path: Path, words: list[str], capsys: Captured) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "format: 1\nlocality: hamlet.yaml\nregimes: [pre-arrest]\nyears: 1\nreplicates: 4\n", encoding="utf-8"
    )
    more = ["--precision", "1", "--most-replicates", "6", "--histories", "2"]
    data = answer(["run", str(file), *more, *words[-2:], "--quiet"], capsys)
    assert (data["replicates"], data["histories"], data["precision"]["most_replicates"]) == (6, 2, 6)


def test_histories_share_their_draw_and_differ_in_luck(
    words: list[str], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = compare(words[1], ["pre-arrest"], years=1, replicates=40, histories=2, db=words[-1], workers=2)
    assert answered.band is Band.DRAW_MEANS
    offences = answered.values("none", "latent_offences")
    assert offences.shape == (20, 2)
    assert (offences[:, 0] != offences[:, 1]).all()
    pair = answered.differences["pre-arrest", "latent_offences"]
    assert (pair.n, pair.histories) == (20, 2)
    changes = answered.changes("pre-arrest", "latent_offences")
    both = answered.values("pre-arrest", "latent_offences") - offences
    assert changes.tolist() == both.mean(axis=1).tolist()
    assert (pair.low, pair.high) == pytest.approx(tuple(np.percentile(changes, (2.5, 97.5))))
    monkeypatch.setenv("COLUMNS", "200")
    assert main([*words, "--histories", "2", "--tables"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "40 replicates: 20 draws of" in text and "each lived in 2 histories of luck" in text
    assert "each draw the mean of its histories" in text
    assert "With fewer than 40 draws the ranges are rough" in text
    assert "least and most" in text and "Of the 2 histories of luck of each draw, half choose" in text


def test_the_best_regime_is_told_in_the_table_in_json_and_in_python(
    words: list[str], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [*words, "--replicates", "20"]
    found = {each["outcome"]: each for each in answer(asked, capsys)["best"]}
    cost = found["net_cost"]
    assert set(cost["probability"]) == {"none", "pre-arrest"}
    assert sum(cost["probability"].values()) == pytest.approx(1.0)
    assert cost["perfect_information"]["value"] >= 0 and cost["luck_apart"] is None
    python = compare(words[1], ["pre-arrest"], years=1, replicates=20, db=words[-1]).best(["net_cost"])
    assert [each.to_dict() for each in python] == [cost]
    monkeypatch.setenv("COLUMNS", "200")
    assert main([*asked, "--tables"]) == 0
    text = capsys.readouterr().out
    assert "What knowing more would be worth" in text and "at most" in text
    assert " ".join(text.split()).count("Choosing with every parameter known") == 1
    assert "best" not in text.replace(str(words[-1]), ""), "a share of draws is no ranking"


def test_with_fixed_parameters_no_regime_is_said_to_be_best(words: list[str], capsys: Captured) -> None:
    asked = [*words, "--replicates", "4", "--fixed-parameters"]
    assert answer(asked, capsys)["best"] == []
    assert main([*asked, "--tables"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Parameters were fixed, so there are no draws in which one regime or another comes first." in text
    assert "Choosing with every parameter known" not in text and "does more" not in text


def test_what_makes_no_sense_is_one_sentence(words: list[str], capsys: Captured, tmp_path: Path) -> None:
    wrong = {
        ("--precision", "0"): "precision must be",
        ("--precision", "nan"): "precision must be",
        ("--precision", "5", "--most-replicates", "39"): "fewer than the 40 replicates",
        ("--most-replicates", "500"): "say as well how precise",
        ("--precision", "5", "--fresh"): "cannot go with fresh",
        ("--histories", "0"): "histories must be",
        ("--histories", "3"): "multiple of the 3 histories",
        ("--histories", "2", "--fixed-parameters"): "nothing is drawn",
    }
    for more, hint in wrong.items():
        assert main([*words, *more]) == 2
        error = capsys.readouterr().err
        assert hint in error and error.count("\n") == 1
    assert not (tmp_path / "runs.sqlite").exists()
