"""A file that is there already is never replaced unasked, by any command that writes one."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from diversion.experiments.cli.app import main

Captured = pytest.CaptureFixture[str]
SMALL = ("--regime", "pre-arrest", "--years", "1", "--run-in", "0", "--quiet")
PLACE = (
    "like: england-mix\nname: hamlet\ntitle: A hamlet\nresidents: {value: 900, source: made up, rating: judgement}\n"
)
SCENARIO = "format: 1\nlocality: hamlet.yaml\nregimes: [pre-arrest]\nyears: 1\nrun_in: 0\nreplicates: 1\n"
TARGETS = Path(__file__).resolve().parents[2] / "docs" / "examples" / "calibrate-blackpool.yaml"
WRITERS: tuple[tuple[list[str], str], ...] = (
    (["compare", "hamlet.yaml", *SMALL, "--replicates", "1", "--out", "a.csv"], "a.csv"),
    (["compare", "hamlet.yaml", *SMALL, "--replicates", "1", "--out", "a.csv"], "a-notes.csv"),
    (["compare", "hamlet.yaml", *SMALL, "--replicates", "1", "--picture", "a.svg"], "a.svg"),
    (["run", "scenario.yaml", "--quiet", "--out", "a.csv"], "a.csv"),
    (["run", "scenario.yaml", "--quiet", "--picture", "a.png"], "a.png"),
    (["sensitivity", "hamlet.yaml", *SMALL, "--out", "a.csv"], "a.csv"),
    (["sensitivity", "hamlet.yaml", *SMALL, "--picture", "a.svg"], "a.svg"),
    (["validate", "--short", "--out", "a.csv"], "a.csv"),
    (["validate", "--short", "--picture", "a.svg"], "a.svg"),
    (["calibrate", "blackpool", "--targets", str(TARGETS), "--out", "a.csv"], "a.csv"),
    (["calibrate", "blackpool", "--targets", str(TARGETS)], "posterior-blackpool.csv"),
    (["calibrate", "blackpool", "--targets", str(TARGETS), "--picture", "a.svg"], "a.svg"),
    (["export", "1", "--out", "a.csv"], "a.csv"),
    (["export", "1", "--out", "a.csv"], "a-runs.csv"),
    (["export", "1", "--out", "a.csv", "--tables"], "a-years.csv"),
    (["export", "1", "--out", "a.csv", "--tables"], "a-year-hours.csv"),
    (["export", "1", "--out", "a.parquet"], "a-differences.parquet"),
    (["export", "1", "--out", "a.xlsx"], "a.xlsx"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hamlet.yaml").write_text(PLACE)
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    return tmp_path


def keeping(words: Sequence[str]) -> list[str]:
    return list(words) if words[0] == "validate" else [*words, "--db", "runs.sqlite"]


@pytest.mark.parametrize(("words", "file"), WRITERS)
def test_where_nobody_can_be_asked_it_is_refused_before_anything_is_computed(
    folder: Path, capsys: Captured, words: list[str], file: str
) -> None:
    (folder / file).write_text("mine")
    assert main(keeping(words)) == 2
    err = capsys.readouterr().err
    assert err == f"{file} is there already; name another file, or add --force to replace it.\n"
    assert (folder / file).read_text() == "mine" and not (folder / "runs.sqlite").exists()


def test_a_file_that_would_not_be_written_is_in_nobodys_way(folder: Path, capsys: Captured) -> None:
    (folder / "a-months.csv").write_text("mine")
    assert main(keeping(["export", "1", "--out", "a.csv"])) == 2
    assert "There is no experiment 1" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("YES\n", 0), ("n\n", 2), ("\n", 2), ("", 2)])
def test_at_a_terminal_it_asks_once_about_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    said = Terminal()
    for name in ("a.csv", "a.svg"):
        (folder / name).write_text("mine")
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", said)
    assert main(keeping(["run", "scenario.yaml", "--quiet", "--out", "a.csv", "--picture", "a.svg"])) == code
    assert said.getvalue().startswith("a.csv and a.svg are there already; replace them? [y/N] ")
    assert ((folder / "a.csv").read_text() == "mine") == (code == 2)


def test_forced_it_is_replaced_and_a_dry_run_asks_nothing(folder: Path, capsys: Captured) -> None:
    (folder / "a.csv").write_text("mine")
    words = keeping(["run", "scenario.yaml", "--quiet", "--out", "a.csv"])
    assert main([*words, "--dry-run"]) == 0 and (folder / "a.csv").read_text() == "mine"
    assert main([*words, "--force"]) == 0, capsys.readouterr().err
    assert (folder / "a.csv").read_text().startswith("regime,outcome")
    assert main(keeping(["export", "1", "--out", "a.csv", "--force"])) == 0
    assert (folder / "a.csv").read_text().startswith("scenario,")
