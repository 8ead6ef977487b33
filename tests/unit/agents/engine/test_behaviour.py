"""How behaviours are compiled: once each, for one signature, into a folder that any change to the engine's code makes new."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

import diversion
from diversion.agents.engine import behaviour as compiling
from diversion.agents.engine import compiling as pieces
from diversion.agents.engine.behaviour import COMPILED, behaviour, kernel
from diversion.agents.engine.cache import cache_folder, compiled_hash
from diversion.agents.states import State, Whereabouts

pytestmark = pytest.mark.skipif(not COMPILED, reason="nothing is compiled with NUMBA_DISABLE_JIT=1")
PACKAGE = Path(diversion.__file__).parent

# A small kernel of the engine, whose own file stays as it is while a behaviour of another file is edited.
PROBE = """
from diversion.agents.par import par_record
from diversion.agents.records import Officer
from diversion.model.build import population
from diversion.scenarios.parameters import resolve
officers = Officer.table(3)
par = par_record(resolve({"officer_severity_spread": 1.0}))
cached = population.make_officers.cached
population.make_officers(officers, par, 1)
print(cached, *[float(each).hex() for each in officers.severity])
"""


@behaviour
def _square(x: float) -> float:
    return x * x


@behaviour
def _add(a: int, b: int) -> int:
    return a + b


@behaviour
def _less(a: int, b: int) -> int:
    return a - b


def _sums(a: np.ndarray, b: int) -> int:
    three: Any = np.int32(3)
    four: Any = np.uint8(4)
    return _add(a[0], 1) + _add(2, b) + _add(a[0], b) + _add(three, four)


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of Python in a process of its own."""
    # Without byte code on disk, a source edited twice within a second is still read anew.
    given = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | environment
    return subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True)


@pytest.fixture
def twin(tmp_path: Path) -> Path:
    """A copy of the package that may be edited; the folder to put first on the path comes back."""
    for folder in ("agents", "model", "scenarios"):
        kept = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PACKAGE / folder, tmp_path / "diversion" / folder, ignore=kept)
    shutil.copy(PACKAGE / "__init__.py", tmp_path / "diversion")
    return tmp_path


def replaced(path: Path, old: str, new: str) -> None:
    """Edit a file by hand, so to speak."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} no longer has {old!r}: choose another number to edit"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
def test_editing_one_behaviour_changes_results_at_once(twin: Path, tmp_path: Path) -> None:
    def probe() -> list[str]:
        return run(PROBE, PYTHONPATH=str(twin), DIVERSION_CACHE=str(tmp_path / "cache")).stdout.split()

    first, again = probe(), probe()
    assert (first[0], again[0]) == ("False", "True"), "the second process should have found the compiled copy"
    assert again[1:] == first[1:]
    # A called function of another file: numba's own cache would not notice.
    replaced(twin / "diversion" / "agents" / "arithmetic.py", "+ 2.506628277459239", "+ 5.013256554918478")
    edited = probe()
    assert edited[0] == "False"
    assert edited[1:] != first[1:]
    replaced(twin / "diversion" / "agents" / "arithmetic.py", "+ 5.013256554918478", "+ 2.506628277459239")
    assert probe() == again, "the old copy is still good for the old source"


@pytest.mark.parametrize("flag", ["NUMBA_BOUNDSCHECK", "NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES"])
def test_flags_of_the_compiler_name_another_cache(flag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = compiled_hash
    monkeypatch.delenv(flag, raising=False)
    before = plain()
    assert before == plain()
    monkeypatch.setenv(flag, "1")
    assert plain() != before


def test_an_unwritable_cache_folder_means_a_temporary_one_and_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("a regular file, in which not even root can make a folder", encoding="utf-8")
    monkeypatch.setenv("DIVERSION_CACHE", str(tmp_path / "file" / "below"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = cache_folder.__wrapped__()
    said = capsys.readouterr().err
    assert folder.is_dir() and folder.parent == tmp_path
    assert said.count("\n") == 1
    assert str(tmp_path / "file" / "below") in said and str(folder) in said


@pytest.mark.slow
def test_results_are_the_same_without_a_cache_folder(tmp_path: Path) -> None:
    usual = run(PROBE, DIVERSION_CACHE=str(tmp_path / "cache"))
    spare = run(PROBE, DIVERSION_CACHE="/dev/null/x", TMPDIR=str(tmp_path))
    assert spare.stdout == usual.stdout
    assert not usual.stderr
    assert "/dev/null/x" in spare.stderr and "Traceback" not in spare.stderr


def test_other_settings_of_numba_do_not_move_the_compiled_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", "somebody else's")
    dispatcher = kernel(lambda x: _square(x) + 1.0)._decorate()
    assert dispatcher.stats.cache_path == str(cache_folder())
    assert numba.config.CACHE_DIR == "somebody else's"


def test_numba_is_left_as_it_was() -> None:
    methods = [(owner, name, getattr(owner, name)) for owner, names in pieces._NEEDED.items() for name in names]
    with pieces.only_kept(), pieces.in_one_piece():
        assert getattr(*methods[0][:2]) is not methods[0][2]
    assert all(getattr(owner, name) is method for owner, name, method in methods)
    assert kernel(_sums)(np.array([5]), 6) == 32
    assert all(getattr(owner, name) is method for owner, name, method in methods)


def test_this_numba_can_compile_in_one_piece() -> None:
    assert pieces.IN_ONE_PIECE, "kernels would take twice as long to compile: see agents/engine/compiling.py"


@pytest.mark.slow
def test_results_are_the_same_when_numba_compiles_its_own_way(tmp_path: Path) -> None:
    usual = run(PROBE, DIVERSION_CACHE=str(tmp_path / "one"))
    parted = "from diversion.agents.engine import compiling; compiling.IN_ONE_PIECE = False\n" + PROBE
    assert run(parted, DIVERSION_CACHE=str(tmp_path / "other")).stdout == usual.stdout


def test_importing_the_engine_sets_no_environment_and_compiles_nothing() -> None:
    code = (
        "import os; before = dict(os.environ); import diversion.model.day as day; import numba;"
        "print(before == dict(os.environ), repr(numba.config.CACHE_DIR), day.run_days._ready)"
    )
    given = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    done = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "''", "None"]


def test_a_kernel_takes_the_types_of_its_first_call_only() -> None:
    first = kernel(_sums)
    assert first(np.array([5]), 6) == 6 + 8 + 11 + 7
    for other in ((np.array([5.0]), 6), (np.array([[5]]), 6), (np.array([5], np.int32), 6), (np.array([5]), "6")):
        with pytest.raises(TypeError):
            first(*other)
    assert first(np.array([5]), 7) == 6 + 9 + 12 + 7


def test_a_behaviour_is_compiled_once_for_literals_and_all_widths() -> None:
    assert numba.njit(_sums)(np.array([5]), 6) == 32  # not through the cache, from which nothing would be compiled
    dispatcher: Any = _add
    assert [tuple(map(str, signature)) for signature in dispatcher.inner.overloads] == [("int64", "int64")]


def _counts(a: np.ndarray, b: int) -> int:
    a[Whereabouts.DETAINED] = Whereabouts.ON_REMAND
    return _less(Whereabouts.IMPRISONED, 1) + _less(b, Whereabouts.DETAINED) + _less(a[1], State.PRESENT)


def test_a_behaviour_is_compiled_once_for_members_of_vocabularies_and_for_whole_numbers() -> None:
    assert numba.njit(_counts)(np.array([5, 6]), 9) == 1 + 8 + 2 == _counts(np.array([5, 6]), 9)
    dispatcher: Any = _less
    assert [tuple(map(str, signature)) for signature in dispatcher.inner.overloads] == [("int64", "int64")]


@pytest.mark.parametrize("name", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"])
def test_integers_are_widened(name: str) -> None:
    kind = getattr(numba.types, name)
    assert compiling._widened(kind) == numba.types.int64
    assert compiling._widened(numba.types.literal(7)) == numba.types.int64
    assert compiling._widened(numba.typeof(State.PRESENT)) == numba.types.int64


@pytest.mark.parametrize("name", ["uint64", "float32", "float64", "boolean"])
def test_what_is_no_narrow_integer_stays_as_it_is(name: str) -> None:
    kind = getattr(numba.types, name)
    assert compiling._widened(kind) == kind


def test_a_kernel_is_compiled_once_however_many_threads_call_it_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import ThreadPoolExecutor

    made: list[Any] = []
    shared = kernel(_sums)
    decorate: Callable[[], Any] = shared._decorate

    def counted() -> Any:
        made.append(decorate())
        return made[-1]

    monkeypatch.setattr(shared, "_decorate", counted)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda k: shared(np.array([k]), 1), range(40)))
    assert len(made) == 1
    assert answers == [_sums(np.array([k]), 1) for k in range(40)]


def test_compiled_copies_lie_in_the_folder_of_this_engine() -> None:
    kernel(_sums)(np.array([5]), 6)
    assert any(cache_folder().glob("*_sums.*.nbc"))
    assert cache_folder().name == compiled_hash()
