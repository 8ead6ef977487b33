"""What is printed arrives: in every encoding, at every width, whoever reads it, and without commands to the terminal.

Rows 4, 14 and 35.
"""

from __future__ import annotations

import ast
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from diversion.experiments.cli.app import main
from diversion.experiments.streams import plainer

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["blackpool", "--years", "1", "--run-in", "0", "--replicates", "2", "--workers", "1", "--quiet"]
PROGRAM = [sys.executable, "-m", "diversion"]
ENCODINGS = ["cp1252", "ascii", "latin-1", "cp437", "cp037", "shift_jis", "utf-16"]
SCENARIO = """format: 1
locality: {like: blackpool, name: mine, title: "Ynys Môn − “north” 中 TITLE"}
regimes: [none, pre-arrest]
years: 1
replicates: 2
"""

Run = Callable[[list[str], str], tuple[int, str, str]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds one small comparison."""
    db = tmp_path_factory.mktemp("kept") / "runs.sqlite"
    assert main(["compare", *SMALL, "--db", str(db)]) == 0
    return db


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A scenario whose title few encodings can hold."""
    file = tmp_path / "mine.yaml"
    file.write_text(SCENARIO.replace(" TITLE", ""), encoding="utf-8")
    return file


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command whose two streams have an encoding, and gives its exit code and what it wrote to each."""

    def go(words: list[str], encoding: str) -> tuple[int, str, str]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True) for _ in range(2)]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            code = main(words)
        out, err = (stream.buffer.getvalue().decode(encoding) for stream in streams)
        return code, out, err

    return go


def diversion(*words: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program."""
    return subprocess.run([*PROGRAM, *words], env={**os.environ, **variables}, capture_output=True, check=False)


# --- encodings -------------------------------------------------------------------------------------------------------


def test_a_character_that_is_lacking_becomes_one_that_can_be_read() -> None:
    assert (
        plainer("−12 – “so” ‘it’… £5 × ±3 ≤ ≥ → Ynys Môn ½ ²")
        == "-12 - \"so\" 'it'... GBP 5 x +/-3 <= >= -> Ynys Mon 1/2 2"
    )
    assert plainer("中\udc80") == "??"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_answer_is_whole_in_every_encoding(encoding: str, kept: Path, run: Run) -> None:
    _, full, _ = run(["compare", *SMALL, "--db", str(kept)], "utf-8")
    code, out, err = run(["compare", *SMALL, "--db", str(kept)], encoding)

    assert (code, err) == (0, "")
    assert "−" in full and len(out.splitlines()) == len(full.splitlines())
    words = [plainer(word) for line in full.splitlines() for word in line.split() if word.strip("─━—-╶╴")]
    assert [word for word in words if word.isalnum() and word not in plainer(out)] == []


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["list", "parameters"],
        ["show", "lead"],
        ["show", "caseload_pre_arrest"],
        ["runs"],
        ["runs", "show", "1"],
        ["compare", *SMALL, "--tables"],
        ["compare", *SMALL, "--dry-run"],
        ["check", "FILE"],
        ["run", "FILE", "--dry-run"],
        ["compare", "blackpôol"],
        ["show", "−\udcff"],
    ],
    ids=" ".join,
)
def test_nothing_that_is_printed_fails_for_its_characters(
    words: list[str], encoding: str, kept: Path, mine: Path, run: Run
) -> None:
    words = [str(mine) if word == "FILE" else word for word in words]
    stored = ["--db", str(kept)] if words[0] in ("compare", "runs", "run") and len(words) != 2 else []
    if words == ["runs"]:
        stored = ["--db", str(kept)]
    code, out, err = run([*words, *stored], encoding)

    assert code == (2 if words[1:] in (["blackpôol"], ["−\udcff"]) else 0), err
    assert (out or err) and "Traceback" not in err

    code, out, _ = run([*words, *stored, *([] if "--tables" in words else ["--json"])], encoding)
    assert "--tables" in words or json.loads(out) is not None


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_says_the_same_in_every_encoding(encoding: str, kept: Path, mine: Path, run: Run) -> None:
    for words in (
        ["compare", *SMALL, "--dry-run", "--db", str(kept)],
        ["check", str(mine)],
        ["show", "lead"],
        ["runs", "show", "1"],
    ):
        stored = ["--db", str(kept)] if words[0] == "runs" else []
        _, full, _ = run([*words, *stored, "--json"], "utf-8")
        code, out, err = run([*words, *stored, "--json"], encoding)
        assert (code, err) == (0, "") and json.loads(out) == json.loads(full)
    assert "Ynys Môn − “north” 中" in json.dumps(
        json.loads(run(["check", str(mine), "--json"], encoding)[1]), ensure_ascii=False
    )


def test_how_somebody_chose_to_write_what_is_lacking_stands(mine: Path) -> None:
    done = diversion("check", str(mine), PYTHONIOENCODING="ascii:xmlcharrefreplace")
    assert done.returncode == 0 and b"M&#244;n" in done.stdout


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1:strict", "utf-8"])
def test_the_program_itself_writes_into_a_file_of_another_encoding(encoding: str, kept: Path) -> None:
    done = diversion("compare", *SMALL, "--db", str(kept), PYTHONIOENCODING=encoding)
    assert done.returncode == 0 and b"What this says" in done.stdout and done.stderr == b""


@pytest.mark.parametrize(
    "command", ["compare", "run", "sensitivity", "sweep", "validate", "calibrate", "export", "view"]
)
def test_help_is_plain_ascii_since_it_is_printed_by_others(command: str, run: Run) -> None:
    code, out, _ = run([command, "--help"], "utf-8")
    assert code == 0 and "Usage" in out and out.isascii()


def test_everything_is_printed_through_one_door() -> None:
    """A module that prints by itself would fail where a stream lacks a character, and let control characters through."""
    doors = {"streams.py", "consoles.py", "fitting.py"}  # the last is run by hand, when a study is added
    found = []
    for file in (ROOT / "experiments").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "print",
                "typer.echo",
                "Console",
                "sys.stdout.write",
            ):
                found.append(file.name)
    assert set(found) - doors == set()


# --- commands to the terminal ----------------------------------------------------------------------------------------


def test_a_title_gives_the_terminal_no_command(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "mine.yaml"
    evil = r"\e]0;owned\a\e[31m[bold]\x9b2J\u202e:smile:"
    file.write_text(SCENARIO.replace("TITLE", evil), encoding="utf-8")
    db = str(tmp_path / "runs.sqlite")
    for words in (["check"], ["run", "--db", db, "--workers", "1"], ["run", "--dry-run", "--quiet"]):
        code, out, err = run([words[0], str(file), *words[1:]], "utf-8")
        assert code == 0 and "[bold]" in out and ":smile:" in out
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(out + err)
    for words in (["runs", "--db", db], ["runs", "show", "1", "--db", db], ["check", str(file), "--json"]):
        code, out, _ = run(words, "utf-8")
        assert code == 0 and not {"\x1b", "\x07", "\x9b", "\u202e"} & set(out)
    assert "\x9b2J\u202e" in json.dumps(json.loads(out), ensure_ascii=False)  # nothing is lost for a program
    assert "\x1b" not in run(["show", "\x1b[31mlead"], "utf-8")[2]


def test_a_title_gives_no_command_to_a_real_terminal_either(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SCENARIO.replace("TITLE", r"\e]0;owned\a\e[5m"), encoding="utf-8")
    ours, theirs = os.openpty()
    words = ["run", str(file), "--db", str(tmp_path / "runs.sqlite"), "--quiet", "--workers", "1"]
    with subprocess.Popen(
        [*PROGRAM, *words], stdout=theirs, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    ) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # Linux's way to say that nobody writes any more
                break
            if not more:
                break
            seen += more
    os.close(ours)
    assert process.returncode == 0 and b"What this says" in seen
    assert b"]0;owned" in seen and b"\x1b]" not in seen and b"\x1b[5m" not in seen and b"\x07" not in seen


# --- widths, readers that go, full disks -----------------------------------------------------------------------------


@pytest.mark.parametrize("columns", ["0", "1", "7", "-5", "wide", "", "²", "٦", "99999999999999999999", "1e3", "40"])
def test_an_odd_width_gives_the_whole_answer(
    columns: str, kept: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for words in (["compare", *SMALL], ["runs"], ["runs", "show", "1"]):
        code, out, err = run([*words, "--db", str(kept)], "utf-8")
        assert code == 0 and err == "" and "Blackpool" in out
        assert max(map(len, out.splitlines())) < 1000


@pytest.mark.parametrize("words", [["list", "parameters"], ["show", "blackpool", "--json"], ["--help"], ["compare"]])
def test_a_reader_that_goes_is_no_failure(words: list[str], kept: Path) -> None:
    words = [*words, *SMALL, "--tables", "--db", str(kept)] if words == ["compare"] else words
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*PROGRAM, *words], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [["list", "parameters"], ["list", "presets"], ["compare"]])
def test_a_full_disk_under_the_answer_is_one_sentence(words: list[str], kept: Path) -> None:
    words = [*words, *SMALL, "--db", str(kept)] if words == ["compare"] else words
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1 and b"No space left" in done.stderr


@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_failure(closing: str, kept: Path) -> None:
    command = " ".join([*(f"'{word}'" for word in [*PROGRAM, "compare", *SMALL, "--db", str(kept)]), closing])
    assert subprocess.run(["sh", "-c", command], capture_output=True, check=False).returncode == 0
