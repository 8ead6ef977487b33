"""What Windows does otherwise, as far as Linux can imitate it: line ends, encodings, names, what is open, what POSIX has."""

from __future__ import annotations

import ast
import builtins
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from diversion.experiments import told
from diversion.experiments.cli.app import main
from diversion.experiments.store.address import database_url
from diversion.experiments.wording import day_of
from diversion.scenarios import loader, paths
from diversion.scenarios.errors import InputError

from .recipes import ROOT, copy_of_the_package

Captured = pytest.CaptureFixture[str]
SMALL: Final = ["--regime", "pre-arrest", "--years", "1", "--replicates", "2", "--workers", "1", "--quiet"]
SCENARIO: Final = "format: 1\nlocality: LOCALITY\nregimes: [none, pre-arrest]\nyears: 1\nreplicates: 2\n"
ROOMS: Final = ("agents", "model", "scenarios", "experiments", "viz")
PRODUCT: Final = [*sorted(ROOT.glob("*.py")), *(file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py")))]
DIGESTS: Final = """
import json
from diversion.agents.engine.hashing import engine_hash
from diversion.experiments.measures.parts import reading_hash
from diversion.experiments.plans import make_plan
from diversion.experiments.plans.identity import Variants
from diversion.experiments.validation.record import recorded
from diversion.scenarios import loader
from diversion.scenarios.facts import values_hash
place = loader.locality("blackpool")
print(json.dumps({
    "engine": engine_hash(), "values": values_hash(), "of a question": values_hash([place, loader.regime("pre-arrest")]),
    "reading": reading_hash(), "runs": Variants(make_plan("blackpool", ["pre-arrest"])).identities({}, 0),
    "shown": loader.shipped_text("lead"), "record": repr(recorded()),
}))
"""


def calls(file: Path) -> Iterator[ast.Call]:
    """The calls in a file."""
    return (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


# --- a clone with other line ends ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_clone_with_other_line_ends_has_the_same_digests(tmp_path: Path) -> None:
    """Row 10: Git for Windows writes every text with CR LF, whatever .gitattributes says to an older one."""
    copy_of_the_package(tmp_path)
    changed = 0
    for file in (tmp_path / "diversion").rglob("*"):
        if file.is_file() and b"\0" not in (data := file.read_bytes()):
            file.write_bytes(data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            changed += b"\n" in data
    found = {}
    for name, root in (("crlf", tmp_path), ("ours", None)):
        environment = {**os.environ, **({"PYTHONPATH": str(root)} if root else {})}
        done = subprocess.run(
            [sys.executable, "-c", DIGESTS], env=environment, cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        found[name] = json.loads(done.stdout)
    assert changed > 300 and found["crlf"] == found["ours"]


# --- encodings -------------------------------------------------------------------------------------------------------


def test_no_file_is_opened_in_whatever_encoding_the_system_has() -> None:
    """On Windows that is cp1252 until Python 3.15, where our own files are UTF-8."""
    found = [f"{file.relative_to(ROOT)}:{call.lineno}" for file in PRODUCT for call in calls(file) if _guesses(call)]
    assert found == []


def _guesses(call: ast.Call) -> bool:
    """Whether a call opens text without an encoding; a database or a picture of ours is opened by other calls of that name."""
    name = (
        call.func.attr
        if isinstance(call.func, ast.Attribute)
        else call.func.id
        if isinstance(call.func, ast.Name)
        else ""
    )
    if any(each.arg == "encoding" or each.arg is None for each in call.keywords):
        return False
    words = [each.value for each in call.args if isinstance(each, ast.Constant)]
    modes = [
        *words,
        *(each.value.value for each in call.keywords if each.arg == "mode" and isinstance(each.value, ast.Constant)),
    ]
    binary = any(isinstance(each, str) and re.fullmatch("[rwxa+]*b[rwxa+]*", each) for each in modes)
    if name in ("read_text", "write_text"):
        return "utf-8" not in words and isinstance(call.func, ast.Attribute)
    if name == "open":
        owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else "builtins"
        return not binary and owner not in ("os", "Store", "Image", "Database", "webbrowser")
    return (
        name in ("TextIOWrapper", "NamedTemporaryFile", "fdopen")
        and not binary
        and not (name == "NamedTemporaryFile" and not modes)
    )


COMMANDS: Final = [
    ["compare", "blackpool", *SMALL, "--db", "runs.sqlite", "--out", "r.csv", "--picture", "p.svg"],
    ["compare", "blackpool", *SMALL, "--db", "runs.sqlite", "--tables"],
    ["export", "1", "--db", "runs.sqlite", "--out", "e.csv", "--tables"],
    ["export", "1", "--db", "runs.sqlite", "--out", "e.xlsx"],
    ["runs", "show", "1", "--db", "runs.sqlite"],
    ["new", "b.yaml", "--from", "blackpool"],
    ["check", "a.yaml"],
    ["run", "a.yaml", "--dry-run"],
    ["show", "blackpool"],
    ["list", "parameters"],
    ["validate", "--help"],
]
IN_TURN: Final = """
import json, sys
from diversion.experiments.cli.app import main
for words in json.loads(sys.argv[1]):
    code = main(words)
    assert code == 0, (words, code)
"""


@pytest.mark.slow
def test_every_command_works_where_the_system_is_in_ascii(home: Path) -> None:
    """As in `LC_ALL=C` without UTF-8: nothing relies on the system's encoding, neither of files nor of streams."""
    ascii_only = {
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "cp437",
    }
    command = [sys.executable, "-X", "warn_default_encoding", "-c", IN_TURN, json.dumps(COMMANDS)]
    done = subprocess.run(command, env={**os.environ, **ascii_only}, cwd=home, capture_output=True, check=False)
    said = done.stderr.decode("cp437")
    guessed = [
        line
        for line in said.splitlines()
        if "EncodingWarning" in line and f"{ROOT}/" in line and "site-packages" not in line
    ]
    assert done.returncode == 0 and guessed == [], said
    assert "is in order" in done.stdout.decode("cp437")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario in letters that ASCII lacks."""
    folder = tmp_path_factory.mktemp("Môn")
    (folder / "a.yaml").write_text(
        SCENARIO.replace("LOCALITY", "blackpool") + "title: Ynys Môn − £5\n", encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_a_refusal_is_said_in_every_encoding(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (
        ["show", "Ynys Môn"],
        ["compare", "−", "--json"],
        ["run", "Môn.yaml"],
        ["export", "ä"],
        ["compare", "a", "--ä"],
    ):
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True) for _ in range(2)]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            assert main(words) == 2
        said = b"".join(stream.buffer.getvalue() for stream in streams)
        assert said.decode(encoding).count("\n") == 1


# --- names and paths -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["con.yaml", "NUL", "aux.tar.csv", "Com1.yaml", "lpt9", "prn .csv", "x.yaml.", "x.csv ", "ab:c.csv", "what?.csv", "a|b.yaml",
     'a"b.csv', "a<b>.csv", "a*.csv", "folder/con.yaml", "con/x.yaml", "x./y.csv", "CONOUT$", "tab\there.csv"],
)  # fmt: skip
def test_a_name_that_windows_gives_to_a_device_or_cannot_write_is_a_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.typed_path(name)  # it is any other name elsewhere
    monkeypatch.setattr(paths, "WINDOWS", True)
    with pytest.raises(InputError, match="no file on Windows can have"):
        paths.typed_path(name)
    for words in (["new", name, "--from", "blackpool"], ["check", name]):
        assert main(words) == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["C:/x/town.yaml", "C:\\x\\town.yaml", "C:town.yaml", "\\\\host\\share\\town.yaml", "../x.y/town.yaml", ".", "..",
     "console.yaml", "com.yaml", "com10.csv", ".hidden"]
)  # fmt: skip
def test_a_name_that_windows_can_have_is_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "WINDOWS", True)
    assert str(paths.typed_path(name)) == name


@pytest.mark.parametrize("named", ["places\\my town.yaml", ".\\places\\my town.yaml", "..\\here\\places\\my town.yaml"])
def test_a_file_named_with_backslashes_is_found_everywhere(named: str, tmp_path: Path, capsys: Captured) -> None:
    """Who wrote the scenario on Windows gives it to somebody who has not."""
    here = tmp_path / "here"
    (here / "places").mkdir(parents=True)
    (here / "places" / "my town.yaml").write_text("like: blackpool\nname: my-town\n", encoding="utf-8")
    file = here / "a.yaml"
    file.write_text(SCENARIO.replace("LOCALITY", named), encoding="utf-8")
    assert main(["check", str(file)]) == 0, capsys.readouterr().err


@pytest.mark.parametrize(
    "typed",
    ["C:\\Users\\me\\runs.sqlite", "c:/runs.sqlite", "D:runs.sqlite", "\\\\host\\share\\runs.sqlite", "runs\\a.sqlite"],
)
def test_a_path_of_windows_is_no_address_of_a_server(typed: str) -> None:
    found = database_url(typed)
    assert found.drivername == "sqlite" and found.database == typed


def test_a_drive_and_a_share_are_paths_and_no_names() -> None:
    assert all(
        loader.is_path(each)
        for each in ("C:\\town.yaml", "C:/town", "\\\\host\\share\\town", "places\\town", "town.yml")
    )


def test_a_told_command_is_quoted_for_the_shell_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    assert told.told("check", "C:\\my places\\town.yaml") == 'diversion check "C:\\my places\\town.yaml"'


def test_text_that_is_written_has_the_same_line_ends_everywhere(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A table written on Windows is the same file: where text mode would write CR LF, we say that it shall not."""
    monkeypatch.chdir(tmp_path)
    opened: Any = io.open

    def as_there(file: Any, mode: str = "r", *rest: Any, newline: str | None = None, **more: Any) -> Any:
        if newline is None and "b" not in mode and len(rest) < 4 and set(mode) & set("wax"):
            newline = "\r\n"
        return (
            opened(file, mode, *rest, newline=newline, **more) if len(rest) < 4 else opened(file, mode, *rest, **more)
        )

    monkeypatch.setattr(io, "open", as_there)
    monkeypatch.setattr(builtins, "open", as_there)
    kept = ["--db", str(tmp_path / "runs.sqlite")]
    assert main(["compare", "blackpool", *SMALL, *kept, "--out", "r.csv", "--force"]) == 0
    assert main(["export", "1", *kept, "--out", "e.csv", "--tables"]) == 0
    assert main(["new", "n.yaml", "--from", "blackpool"]) == 0
    written = [file for file in tmp_path.iterdir() if file.suffix in (".csv", ".yaml", ".md", ".txt", ".json")]
    assert len(written) > 4 and not [file.name for file in written if b"\r" in file.read_bytes()]


def test_a_day_is_told_without_the_format_that_windows_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """`%-d` is a ValueError there."""
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in PRODUCT
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"%[-#][a-zA-Z]", node.value)
    ]
    assert found == []
    assert day_of(date(2026, 4, 1), "%b") == "1 Apr 2026"


# --- files that somebody has open ------------------------------------------------------------------------------------


def test_a_table_that_a_spreadsheet_has_open_is_a_sentence_and_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Windows refuses to put a file in the place of one that is open."""
    monkeypatch.chdir(tmp_path)
    kept = ["--db", "runs.sqlite"]
    assert main(["compare", "blackpool", *SMALL, *kept]) == 0
    capsys.readouterr()

    def locked(_part: object, file: object) -> None:
        raise PermissionError(
            13, "The process cannot access the file because it is being used by another process", str(file)
        )

    monkeypatch.setattr(os, "replace", locked)
    for words, name in (
        (["compare", "blackpool", *SMALL, *kept, "--out", "r.csv", "--force"], "r.csv"),
        (["compare", "blackpool", *SMALL, *kept, "--picture", "r.svg", "--force"], "r.svg"),
        (["export", "1", *kept, "--out", "e.csv", "--force"], "e.csv"),
        (["export", "1", *kept, "--out", "e.xlsx", "--force"], "e.xlsx"),
    ):
        Path(name).write_bytes(b"open")
        assert main(words) == 2
        err = capsys.readouterr().err
        assert err.count("\n") == 1 and "used by another process" in err and Path(name).read_bytes() == b"open"
    assert not [file.name for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_a_file_is_put_in_the_place_of_another_by_the_call_that_can() -> None:
    """`os.rename` and `Path.rename` fail on Windows where the file is there."""
    names = ("os.rename", "os.link", "os.symlink", "os.fork", "os.kill", "os.killpg", "shutil.move")
    found = [
        f"{file.name}:{call.lineno}"
        for file in PRODUCT
        for call in calls(file)
        if ast.unparse(call.func) in names or _renames(call)
    ]
    assert found == []


def _renames(call: ast.Call) -> bool:
    frames = ("columns", "index", "axis")
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in ("rename", "symlink_to", "hardlink_to", "chmod")
        and not any(each.arg in frames for each in call.keywords)
    )


# --- what POSIX alone has --------------------------------------------------------------------------------------------

HIDDEN: Final = """
import builtins, importlib, pkgutil, sys
POSIX = "fcntl resource pwd grp termios tty pty posix syslog crypt readline curses spwd nis".split()
kept = builtins.__import__
def importing(name, globals=None, *rest, **more):
    if name.partition(".")[0] in POSIX and globals and str(globals.get("__name__")).startswith("diversion"):
        raise ModuleNotFoundError(f"No module named {name!r}, as on Windows")
    return kept(name, globals, *rest, **more)
builtins.__import__ = importing
import os, select, signal
import alembic, distributed, filelock, platform, platformdirs, psutil
import matplotlib.pyplot, mesa, numba, pandas, pyabc, pyarrow, solara, sqlalchemy, xlsxwriter
import sklearn.gaussian_process, solara.server.kernel_context, solara.server.starlette, uvicorn
lacking = {
    os: "fork forkpty sched_getaffinity O_NONBLOCK getuid geteuid getloadavg killpg setsid mkfifo statvfs chown uname",
    signal: "SIGKILL SIGHUP SIGUSR1 SIGUSR2 SIGALRM SIGCHLD SIGSTOP SIGQUIT pthread_kill pthread_sigmask alarm",
    select: "poll epoll",
}
for owner, names in lacking.items():
    for name in names.split():
        vars(owner).pop(name, None)
import diversion
for module in pkgutil.walk_packages(diversion.__path__, "diversion."):
    parts = module.name.split(".")
    if not {"tests", "benchmarks", "docs", "migrations", "__main__"} & set(parts):
        importlib.import_module(module.name)
from diversion.experiments.cli.app import main
assert main(["check", "a.yaml"]) == 0 and main(["run", "a.yaml", "--dry-run", "--quiet", "--db", "x.sqlite"]) == 0
from diversion.experiments.runs.machine import processors
assert processors() >= 1
"""


@pytest.mark.slow
def test_every_module_loads_and_commands_work_without_what_posix_alone_has(home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", HIDDEN], cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_processes_are_started_afresh_as_windows_can() -> None:
    """There is no fork on Windows: what starts processes says spawn, and starts none where a module is loaded."""
    text = (ROOT / "experiments" / "runs" / "processes.py").read_text(encoding="utf-8")
    starts = [
        file.name
        for file in PRODUCT
        for call in calls(file)
        if ast.unparse(call.func).rpartition(".")[2] in ("ProcessPoolExecutor", "Process")
    ]
    assert set(starts) == {"processes.py"} and text.count('get_context("spawn")') == text.count("SPAWN.Process(") == 1
