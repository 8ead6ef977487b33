"""Commands that people are told to give do what was done, where it was done, when they are pasted into a shell (row 8)."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from diversion.experiments.cli.app import main
from diversion.experiments.runs import sentences
from diversion.experiments.runs.books import Batch
from diversion.experiments.store.address import database_url, shown
from diversion.experiments.told import MEMORY, told, usual_place

NASTY = ["other.sqlite", "my runs.sqlite", "it's $HOME;&.sqlite", 'a"b.sqlite', "ü*.sqlite", "-x.sqlite"]
SHORT = ("--years", "1", "--run-in", "0", "--replicates", "1", "--quiet")


def pasted(told: str) -> list[str]:
    words = shlex.split(told)
    assert words[0] == "diversion"
    return words[1:]


def last_told(text: str) -> list[str]:
    """The words of the last command that a text tells."""
    return pasted(re.findall(r"(?:Next: |then: |`)(diversion [^`\n]*)", text)[-1])


@pytest.mark.parametrize("name", NASTY)
def test_the_database_that_was_named_is_named_again_so_that_a_shell_reads_it(name: str) -> None:
    words = pasted(told("export", 1, "--out", "results.csv", kept_in=shown(database_url(name))))
    assert words[:4] == ["export", "1", "--out", "results.csv"]
    assert (words[5:] == [name]) if name[0] != "-" else (words[4:] == [f"--db=./{name}"])


def test_the_users_own_place_is_not_named() -> None:
    assert told("runs", kept_in=str(usual_place())) == told("runs", kept_in=shown(database_url())) == "diversion runs"


def test_a_server_is_named_without_its_password_and_asks_for_it() -> None:
    words = pasted(told("runs", kept_in=shown(database_url("postgres://me:s@cret@host/runs"))))
    assert words == ["runs", "--db", "postgresql://me:***@host/runs"]
    assert main(words) == 2


def test_what_lay_in_memory_has_no_next_command() -> None:
    assert "diversion" not in "".join(sentences(Batch(1, 4, computed=4, failed=1), MEMORY))


def test_every_sentence_about_a_batch_names_where_it_is_kept() -> None:
    lines = sentences(Batch(7, 4, computed=4, failed=1), "my runs.sqlite")
    assert "diversion runs show 7 --db 'my runs.sqlite' says why." in lines[1]
    assert lines[2].endswith("Next: diversion export 7 --out results.csv --db 'my runs.sqlite'")


def test_commands_can_be_followed_from_one_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["compare", "blackpool", "--regime", "current", *SHORT, "--db", "my runs.sqlite"]) == 0
    assert main(["runs", "--db", "my runs.sqlite"]) == 0
    show = last_told(capsys.readouterr().out)
    assert main([word.replace("ID", "1") for word in show]) == 0
    assert main(last_told(capsys.readouterr().out)) == 0
    assert Path("results.csv").exists()
    assert main(["runs", "--db", "my runs.sqlite", "show", "9"]) == 2
    assert last_told(capsys.readouterr().err) == ["runs", "--db", "my runs.sqlite"]


def test_a_file_that_was_written_or_checked_is_named_so_that_a_shell_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my town's.yaml", "--from", "blackpool"]) == 0
    check = last_told(capsys.readouterr().out)
    assert check == ["check", "my town's.yaml"]
    assert main(check) == 0
    assert last_told(capsys.readouterr().out) == ["run", "my town's.yaml"]
    assert told("check", "my town's.yaml") in Path("my town's.yaml").read_text()
