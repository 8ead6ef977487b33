"""The normal form of the sources and the digest of the engine: what is only said does not count, what decides does."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import diversion
from diversion.agents.engine import hashing, normal_form
from diversion.agents.engine.hashing import DECIDING, DIGEST, FACE, engine_hash, normal_forms
from diversion.scenarios.parameters import register
from diversion.scenarios.schema import as_they_stand

ROOT = Path(str(diversion.__file__)).resolve().parent
# What the engine takes from `scenarios` that is not in its digest: values and items, all of which stand in a run's identity, and
# the fields of items that fill records as they stand, which the digest holds by name.
IN_THE_IDENTITY = ("scenarios/parameters/__init__.py", "scenarios/schema.py", "scenarios/evidence.py")
REFUSING = (
    "scenarios/errors.py",
    "scenarios/contradictions.py",
)  # with which no run comes about, and which so decide none

SOURCE = '''"""What it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

if TYPE_CHECKING:
    from elsewhere import Thing

__all__ = ["Row", "share"]

RATE: Final = 0.25  # a year
NAMES = ("first", "second")


class Row(NamedTuple):
    """One row."""

    state: int
    """Where somebody is."""
    rate: Annotated[float, "offences a year"]
    kept: Outcome = Outcome("kept", "What is kept of it", "a year")
    trust: F8 = field("0 to 1", "what they think of police", size=3)


def share(of: int, whole: float = 3.0) -> float:
    """A share."""
    found: float = of / whole
    if found < 0:
        raise ValueError(f"{of} is below nothing, " "which cannot be")
    assert found < 9, "too much"
    print(f"done with {of}")
    return found * RATE + NAMES.index(f"{of!r:>{2}}st" "b" f"{whole}") - 1
'''
# One digest for all versions of Python: they differ in how they cut f-strings and in the fields of their nodes.
ITS_DIGEST = "a54233fcfc813b88"

PROSE = {
    "docstring of a module": ("What it is for", "What it was for"),
    "docstring of a function": ('"""A share."""', '"""A share of\n    the whole."""'),
    "no docstring": ('    """A share."""\n', ""),
    "words under a field": ("Where somebody is", "Where they are"),
    "comment": ("  # a year", ""),
    "a line more": ("\n\n\nclass", "\n\n\n# Rows\n\n\nclass"),
    "quotes": ('"first"', "'first'"),
    "line break": ("share(of: int, whole", "share(\n    of: int,\n    whole"),
    "type of an argument": ("of: int", "of: 'int | None'"),
    "type of a result": (" -> float", ""),
    "type of a variable": ("found: float =", "found ="),
    "type of a constant": ("RATE: Final =", "RATE ="),
    "for checkers of types": ("    from elsewhere import Thing", "    from elsewhere import Thing, Other"),
    "what is public": ('["Row", "share"]', '["Row"]'),
    "words of an error": ("is below nothing", "is too little"),
    "words of an assertion": ("too much", "much too much"),
    "what is printed": ("done with", "at an end with"),
    "remark on a type": ("offences a year", "latent offences a year"),
    "label of an outcome": ("What is kept of it", "What is left"),
    "meaning of a field": ("what they think", "what people think"),
    "line endings": ("\n", "\r\n"),
}
CODE = {
    "number": ("0.25", "0.26"),
    "kind of number": ("3.0", "3"),
    "operator": ("of / whole", "of * whole"),
    "comparison": ("found < 0", "found <= 0"),
    "name": ("RATE: Final", "OTHER: Final"),
    "word that is looked up": ('"second"', '"third"'),
    "order": ('("first", "second")', '("second", "first")'),
    "usual value": ("whole: float = 3.0", "whole: float"),
    "type of a field": ("state: int", "state: float"),
    "name of an outcome": ('"kept"', '"lost"'),
    "size of a field": ("size=3", "size=4"),
    "kind of error": ("ValueError", "KeyError"),
    "text in an f-string": ("}st", "}nd"),
    "format": (":>", ":<"),
    "conversion": ("!r", "!s"),
}


def digest_of(text: str) -> str:
    return hashlib.sha256(normal_form.normal_form(text).encode()).hexdigest()[:16]


def edited(old: str, new: str) -> str:
    assert old in SOURCE
    return SOURCE.replace(old, new)


def test_it_is_the_same_on_every_version_of_python() -> None:
    assert digest_of(SOURCE) == ITS_DIGEST


@pytest.mark.parametrize(("old", "new"), PROSE.values(), ids=PROSE)
def test_prose_does_not_count(old: str, new: str) -> None:
    assert digest_of(edited(old, new)) == digest_of(SOURCE)


@pytest.mark.parametrize(("old", "new"), CODE.values(), ids=CODE)
def test_code_counts(old: str, new: str) -> None:
    assert digest_of(edited(old, new)) != digest_of(SOURCE)


def test_a_mark_at_the_beginning_of_a_file_does_not_count() -> None:
    assert normal_form.normal_form(b"\xef\xbb\xbfx = 1\r\n") == normal_form.normal_form("x = 1")


FORMS = """
import hashlib, runpy, sys
from pathlib import Path
form = runpy.run_path(sys.argv[1])["normal_form"]
for name in sys.stdin.read().split():
    print(name, hashlib.sha256(form(Path(sys.argv[2], name).read_bytes()).encode()).hexdigest())
"""


def _other_pythons() -> list[str]:
    """Other versions that lie on this machine, for the normal form needs none of what we depend on."""
    here = f"3.{sys.version_info.minor}"
    found = [shutil.which(f"python3.{minor}") for minor in range(11, 16) if f"3.{minor}" != here]
    answers = [path for path in found if path and not subprocess.run([path, "-c", ""], capture_output=True).returncode]
    return [*answers, sys.executable]


@pytest.mark.parametrize("python", _other_pythons())
def test_every_source_of_the_engine_has_one_form_on_all_versions_that_are_here(python: str) -> None:
    names = [name for name, _ in hashing._sources(ROOT)]
    command = [python, "-c", FORMS, str(normal_form.__file__), str(ROOT)]
    done = subprocess.run(command, input="\n".join(names), capture_output=True, text=True, check=True)
    told = dict(line.split() for line in done.stdout.splitlines())
    ours = {name: normal_form.normal_form((ROOT / name).read_bytes()) for name in names}
    assert told == {name: hashlib.sha256(text.encode()).hexdigest() for name, text in ours.items()}


def test_the_digest_is_the_same_in_every_process_and_brings_no_compiler_along() -> None:
    code = (
        "import sys; from diversion.agents.engine.hashing import engine_hash;"
        "print(engine_hash(), 'numba' in sys.modules, 'numpy' in sys.modules)"
    )
    for seed in ("0", "1"):
        given = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True)
        assert done.stdout.split() == [engine_hash(), "False", "False"]


def test_what_is_left_out_is_there() -> None:
    for name in (*FACE, *DIGEST, *DECIDING, *IN_THE_IDENTITY, *REFUSING):
        assert (ROOT / name).is_file(), f"{name} has moved: say so in agents/engine/hashing.py"


def _imported(name: str) -> set[str]:
    """The files of ours that a file imports from."""
    folder = (ROOT / name).parent
    found = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            start = folder.joinpath(*[".."] * (node.level - 1), *(node.module or "").split(".")).resolve()
            modules = [start, *(start / alias.name for alias in node.names)]
            files = [file for path in modules for file in (path.with_suffix(".py"), path / "__init__.py")]
            found |= {file for file in files if file.is_file() and file.read_text(encoding="utf-8").count("import ")}
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_all_that_the_engine_is_made_of_is_in_its_digest() -> None:
    covered = {name for name, _ in normal_forms(ROOT)}
    engine = [name for name in covered if name.startswith(("agents/", "model/"))]
    needed = set().union(*map(_imported, engine))
    assert needed - covered - {*IN_THE_IDENTITY, *DIGEST, *REFUSING} == set()


def test_every_file_with_code_counts_by_its_name_and_none_without(tmp_path: Path) -> None:
    for name, _ in hashing._sources(ROOT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    before = dict(normal_forms(tmp_path))
    (tmp_path / "model" / "another.py").write_text('"""Nothing yet."""\n', encoding="utf-8")
    assert dict(normal_forms(tmp_path)) == before
    (tmp_path / "model" / "another.py").write_text("x = 1\n", encoding="utf-8")
    assert dict(normal_forms(tmp_path)).keys() - before.keys() == {"model/another.py"}


def test_the_order_of_the_parameters_counts_and_their_values_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = engine_hash.__wrapped__
    known = register()
    before = plain()
    monkeypatch.setattr(hashing, "register", lambda: dict.fromkeys(known, "another value"))
    assert plain() == before
    monkeypatch.setattr(hashing, "register", lambda: {name: known[name] for name in reversed(list(known))})
    assert plain() != before


def test_which_fields_fill_a_record_as_they_stand_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = engine_hash.__wrapped__
    before = plain()
    monkeypatch.setattr(hashing, "as_they_stand", lambda kind: as_they_stand(kind)[1:])
    assert plain() != before
