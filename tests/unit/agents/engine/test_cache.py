"""Compiled copies on disk: found again wherever the code stands, never for other code, and thrown away when damaged."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from diversion.agents.engine import cache
from diversion.agents.engine.behaviour import COMPILED

pytestmark = pytest.mark.skipif(not COMPILED, reason="nothing is compiled with NUMBA_DISABLE_JIT=1")

# A kernel in a file of its own, so that it compiles in a moment.
SOURCE = '''"""A file."""
from diversion.agents.engine.behaviour import kernel


@kernel
def plus(x):
    """What it says."""
    return x + 1  # and no more
'''

Tried = Callable[[str], tuple[list[int], str]]


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tried:
    """Runs the kernel of a source: whether a copy was there, what it gives, whether it was loaded; and what was said."""
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path / "cache")

    def run(source: str) -> tuple[list[int], str]:
        file = tmp_path / "small.py"
        file.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("small", file)
        assert spec is not None and spec.loader is not None
        small = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "small", small)
        exec(compile(source, str(file), "exec"), vars(small))  # not by way of byte code, which is stamped by the second
        found = [int(small.plus.cached), small.plus(1), sum(small.plus._ready.stats.cache_hits.values())]
        return found, capsys.readouterr().err

    return run


def copies(folder: Path) -> list[Path]:
    return sorted((folder / "cache").rglob("*.nbc"))


def test_prose_finds_the_compiled_copy_and_code_does_not(tried: Tried, tmp_path: Path) -> None:
    assert tried(SOURCE) == ([0, 2, 0], "")
    told = SOURCE.replace("What it says", "Another sentence").replace('"""A file."""', '"""A file.\n\nLonger."""')
    assert tried(told) == ([1, 2, 1], "")
    assert tried(SOURCE.replace("  # and no more", "").replace('    """What it says."""\n', "")) == (
        [1, 2, 1],
        "",
    )
    assert tried(SOURCE.replace("x + 1", "x + 2")) == ([1, 3, 0], "")
    assert len(copies(tmp_path)) == 2
    assert tried(SOURCE) == ([1, 2, 1], ""), "the old copy is still good for the old source"


@pytest.mark.parametrize(
    "damage",
    {
        "cut short": lambda whole: whole[: len(whole) // 2],
        "empty": lambda whole: b"",
        "a bit": lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
        "nonsense": lambda whole: b"nonsense" * 20,
    }.items(),
    ids=lambda each: each[0],
)
def test_a_damaged_copy_is_made_anew_with_a_word(
    tried: Tried, tmp_path: Path, damage: tuple[str, Callable[[bytes], bytes]]
) -> None:
    tried(SOURCE)
    (copy,) = copies(tmp_path)
    copy.write_bytes(damage[1](copy.read_bytes()))
    answer, said = tried(SOURCE)
    assert answer == [1, 2, 0]
    assert said == f"The compiled plus in {copy} is damaged; it is thrown away and made anew.\n"
    assert tried(SOURCE) == ([1, 2, 1], "")


def test_a_sealed_copy_that_is_none_is_made_anew_too(tried: Tried, tmp_path: Path) -> None:
    tried(SOURCE)
    (copy,) = copies(tmp_path)
    copy.write_bytes(cache._sealed(b"no pickle"))
    answer, said = tried(SOURCE)
    assert answer == [1, 2, 0] and said.count("\n") == 1


def test_a_copy_that_cannot_be_kept_serves_this_time(tried: Tried, tmp_path: Path) -> None:
    tried(SOURCE)
    (copy,) = copies(tmp_path)
    copy.unlink()
    copy.mkdir()  # a folder where the file should be: not even root can replace it
    answer, said = tried(SOURCE)
    assert answer[1:] == [2, 0]
    assert "cannot be kept in" in said and "Traceback" not in said
    assert [path.name for path in copy.parent.iterdir()] == [copy.name], "nothing half written stays behind"


def test_what_is_typed_in_is_compiled_without_a_copy(tmp_path: Path) -> None:
    code = f"exec({SOURCE!r}); print(plus.cached, plus(1), plus.cached)"
    given = os.environ | {"DIVERSION_CACHE": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "2", "False"]


def in_a_process(before: str, tmp_path: Path, **environment: str | None) -> tuple[list[str], str]:
    """What a process prints that does `before` and then needs the kernel, and what it says beside that."""
    file = tmp_path / "small.py"
    file.write_text(SOURCE, encoding="utf-8")
    code = f"{before}\nimport runpy\nsmall = runpy.run_path({str(file)!r})\nprint(small['plus'](1))"
    given = {name: value for name, value in (os.environ | environment).items() if value is not None}
    done = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, cwd=tmp_path)
    return done.stdout.split(), done.stderr


def test_a_full_disk_costs_a_word_and_nothing_else(tmp_path: Path) -> None:
    """Row 35: the system itself refuses, in the midst of writing."""
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))"
    answer, said = in_a_process(full, tmp_path, DIVERSION_CACHE=str(tmp_path / "cache"))
    assert answer == ["2"]
    assert said.count("\n") == 1 and "it will be made anew next time" in said
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


NOBODY = "import pwd\ndef nobody(uid): raise KeyError(uid)\npwd.getpwuid = nobody"  # as in a container with any uid


def test_without_a_home_folder_compiled_code_goes_to_a_folder_for_this_time(tmp_path: Path) -> None:
    """Rows 2 and 3: a folder that is called ~ was made wherever one stood."""
    answer, said = in_a_process(NOBODY, tmp_path, DIVERSION_CACHE=None, HOME=None, XDG_CACHE_HOME=None)
    assert answer == ["2"]
    assert said.startswith("Compiled code cannot be kept, since there is no home folder; it goes to ")
    assert said.count("\n") == 1 and not (tmp_path / "~").exists()


def test_where_there_is_no_room_at_all_a_sentence_says_what_to_set(tmp_path: Path) -> None:
    """Rows 2 and 3: no home folder and no folder for temporary files."""
    nowhere = f"{NOBODY}\nimport tempfile\ntempfile.tempdir = {str(tmp_path / 'nowhere')!r}"
    answer, said = in_a_process(nowhere, tmp_path, DIVERSION_CACHE=None, HOME=None, XDG_CACHE_HOME=None)
    assert answer == [] and "let DIVERSION_CACHE name a folder for it." in said.splitlines()[-1]
