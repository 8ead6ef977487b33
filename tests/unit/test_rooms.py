"""How the house is built: nothing is imported by a string, no module is too long, no room is missing its purpose."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

import diversion

ROOT = Path(str(diversion.__file__)).parent
ROOMS = ("scenarios", "agents", "model", "experiments", "viz")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
LONGEST = 350  # lines
MOST_AT_THE_TOP = 30  # rooms and modules right under experiments, six of which are about a decision
IMPORTERS = {"import_module", "__import__"}

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

every_module = pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(ROOT).as_posix() for path in MODULES])


def loaded_by_name(source: str) -> Iterator[int]:
    """The lines on which a module of ours is imported by its name, in whatever way the name is put together."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [each.value for part in node.args for each in ast.walk(part) if isinstance(each, ast.Constant)]
        if called in IMPORTERS and any(str(text).startswith((".", "diversion")) for text in texts):
            yield node.lineno


@every_module
def test_no_module_of_ours_is_imported_by_a_string(path: Path) -> None:
    assert list(loaded_by_name(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        'import_module("diversion.viz")',
        'importlib.import_module("..viz", __package__)',
        '__import__(f"diversion.{name}")',
    ],
)
def test_an_import_by_a_string_would_be_found(line: str) -> None:
    assert list(loaded_by_name(line)) == [1]


@every_module
def test_no_module_is_longer_than_a_reader_can_hold(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@every_module
def test_every_module_says_in_its_first_line_what_it_is_for(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert text and text.split("\n")[0].endswith((".", ":", "`", "?"))


def test_few_rooms_lie_right_under_experiments() -> None:
    names = {path.relative_to(ROOT / "experiments").parts[0] for path in MODULES if "experiments" in path.parts}
    assert len(names - {"__init__.py"}) <= MOST_AT_THE_TOP


def test_the_contract_about_mesa_names_every_module_but_the_three_that_may_import_it() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (named,) = (each["source_modules"] for each in contracts if each["name"] == "Mesa stays in its face")
    may = {"diversion.model.model", "diversion.model.mesa_agents", "diversion.agents.views"}
    below = {path.relative_to(ROOT).with_suffix("") for path in MODULES if path.name != "__init__.py"}
    engine = {".".join(("diversion", *path.parts[:2])) for path in below if path.parts[0] in ("agents", "model")}
    assert set(named) == engine - may | {"diversion.scenarios", "diversion.experiments", "diversion.viz"}


@pytest.mark.parametrize("page", PAGES, ids=[path.name for path in PAGES])
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = re.findall(
        r"`((?:scenarios|agents|model|experiments|viz|tests|docs)/[\w./-]+\.(?:py|md|yaml|j2|json))`", text
    )
    new = set(re.findall(r"New file `([^`]+)`", text))
    assert [name for name in found if not (ROOT / name).exists() and name not in new] == []


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    """Pytest passes over folders named build, as its list stands, and the tests of how people are made lay in one."""
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    left_out = pytestconfig.getini("norecursedirs")
    for folder in sorted(folders):
        names = folder.relative_to(ROOT).parts
        assert not [name for name in names for pattern in left_out if fnmatch(name, pattern)], folder
