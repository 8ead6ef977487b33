"""Whatever is typed as a path is opened, or refused in one sentence: no home folder, long names, devices, folders, pipes."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from diversion import compare
from diversion.experiments.cli.app import main
from diversion.model.model import DiversionModel
from diversion.scenarios import loader
from diversion.scenarios.errors import InputError
from diversion.scenarios.paths import read_typed, typed_path
from diversion.scenarios.scenario import scenario

Captured = pytest.CaptureFixture[str]
SCENARIO = "format: 1\nlocality: blackpool\nregimes: [none, pre-arrest]\nyears: 1\nreplicates: 2\n"
DESIGN = SCENARIO + "levers: {design: grid, of: {caseload_pre_arrest: [10, 20]}}\n"
NEVER = ["--dry-run", "--quiet"]
# Every place in which a path is typed; PATH stands for it.
TYPED = [
    ["compare", "PATH.yaml", *NEVER],
    ["compare", "blackpool", "--regime", "PATH.yaml", *NEVER],
    ["compare", "blackpool", "--reference", "PATH.yaml", *NEVER],
    ["compare", "blackpool", "--db", "PATH.sqlite", *NEVER],
    ["compare", "blackpool", "--out", "PATH.csv", *NEVER],
    ["compare", "blackpool", "--picture", "PATH.svg", *NEVER],
    ["compare", "blackpool", "--posterior", "PATH.csv", *NEVER],
    ["check", "PATH.yaml"],
    ["run", "PATH.yaml", *NEVER],
    ["sweep", "PATH.yaml", *NEVER],
    ["sensitivity", "PATH.yaml", *NEVER],
    ["sensitivity", "blackpool", "--out", "PATH.csv", *NEVER],
    ["calibrate", "PATH.yaml", "--targets", "targets.yaml", *NEVER],
    ["calibrate", "blackpool", "--targets", "PATH.yaml", *NEVER],
    ["new", "PATH.yaml", "--from", "blackpool"],
    ["new", "new.yaml", "--from", "PATH.yaml"],
    ["validate", "--out", "PATH.csv"],
    ["runs", "--db", "PATH.sqlite"],
    ["runs", "show", "1", "--db", "PATH.sqlite"],
    ["runs", "rerun", "1", "--db", "PATH.sqlite"],
    ["export", "1", "--out", "PATH.csv"],
    ["view", "--no-open", "--db", "PATH.sqlite"],
]
WRONG = ["~nobody-there/x", "./~nobody-there/x", "x" * 260, "no/such/folder/x", "x\0y", f"{'d' * 200}/{'e' * 300}"]


@pytest.mark.parametrize("path", WRONG, ids=["no user", "tilde", "long", "no folder", "null", "long inside"])
@pytest.mark.parametrize("words", TYPED, ids=" ".join)
def test_a_path_that_cannot_be_is_one_sentence(
    words: list[str], path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert main([word.replace("PATH", path) for word in words]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1
    assert len(captured.err) < 500 and list(tmp_path.iterdir()) == []


CALLED = {
    "locality": lambda path: loader.locality(path),
    "regime": lambda path: loader.regime(path),
    "model of a place": lambda path: DiversionModel(path, "none"),
    "model of a regime": lambda path: DiversionModel("blackpool", path),
    "comparison": lambda path: compare(path, db=":memory:"),
    "scenario": lambda path: scenario(path),
}


@pytest.mark.parametrize("path", [*WRONG, "/dev/zero", "/dev", "/proc/1/mem"], ids=lambda path: repr(path)[:20])
@pytest.mark.parametrize("call", CALLED.values(), ids=CALLED)
def test_a_path_given_in_python_is_judged_like_one_that_is_typed(call: Any, path: str) -> None:
    """Rows 2, 15 and 28, where nobody types: notebooks and scripts."""
    with pytest.raises(InputError) as raised:
        call(f"{path}.yaml" if path in WRONG else Path(path))
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 500


def test_a_user_without_a_home_folder_needs_only_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "USER", "LOGNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: {}[uid])
    monkeypatch.chdir(tmp_path)
    for words in (["compare", "blackpool", *NEVER[:1], "--quiet"], ["runs"]):
        assert main([*words, "--db", str(tmp_path / "x.sqlite")]) == 0
    assert capsys.readouterr().err == ""
    for path in ([], ["--db", "~/x.sqlite"]):
        assert main(["runs", *path]) == 2
        assert "no home folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [SCENARIO, DESIGN], ids=["scenario", "design"])
def test_a_file_from_a_pipe_is_checked_as_any_other(text: str) -> None:
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    command = [sys.executable, "-m", "diversion", "check", f"/dev/fd/{reading}"]
    done = subprocess.run(command, pass_fds=[reading], capture_output=True, text=True, check=False)
    os.close(reading)
    assert (done.returncode, done.stderr) == (0, "") and "is in order" in done.stdout


def test_a_folder_and_a_device_are_named_as_such(tmp_path: Path, capsys: Captured) -> None:
    for path, why in ((tmp_path, "folder"), (Path("/dev/zero"), "device"), (Path("/dev/null"), "device")):
        with pytest.raises(InputError, match=why):
            read_typed(path)
        assert main(["check", str(path)]) == 2 and why in capsys.readouterr().err
    assert main(["compare", "/dev/zero", *NEVER]) == 2 and "device" in capsys.readouterr().err


def test_no_more_is_read_than_a_person_would_write(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"x" * 4_000_001)
    with pytest.raises(InputError, match="larger than 4 MB"):
        read_typed(file)


def test_a_place_that_may_not_be_entered_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: object) -> SimpleNamespace:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "lstat", refuse)
    with pytest.raises(InputError, match="cannot be reached: Permission denied"):
        typed_path("/secret/x.csv")


def test_line_ends_and_a_byte_order_mark_are_no_matter(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes("\ufeffa: 1\r\nb: 2\rc: 3\n".encode())
    assert read_typed(file) == "a: 1\nb: 2\nc: 3\n"
