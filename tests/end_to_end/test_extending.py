"""Every recipe of `docs/extending.md` works as it stands, asks for no more files than it should, and keeps the house's rules."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .recipes import ROOT, Recipe, carry_out, commands, copy_of_the_package, recipes, write

# New files, and files that get a line or two.
HANDS = {
    "A programme's mechanism": (0, 4),
    "An outcome": (0, 1),
    "A sensitivity method": (1, 1),
    "A page of the view": (3, 1),
    "A report": (3, 1),
}
COMPILED_ANEW = ("A programme's mechanism", "An outcome")  # what they change makes the engine another one
ALL = recipes()
each_recipe = pytest.mark.parametrize("recipe", ALL, ids=[recipe.name for recipe in ALL])


def checked(folder: Path, *words: str) -> None:
    """A tool of ours says nothing against the copy."""
    environment = os.environ | {"PYTHONPATH": str(folder), "MYPYPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_has_the_recipes_that_are_counted_here() -> None:
    assert [recipe.name for recipe in ALL] == list(HANDS)


@each_recipe
def test_few_files_are_written_by_hand(recipe: Recipe) -> None:
    assert (len(recipe.written), len(recipe.files - recipe.written)) == HANDS[recipe.name]


@each_recipe
def test_what_is_written_is_clean_and_formatted(recipe: Recipe, tmp_path: Path) -> None:
    copy_of_the_package(tmp_path)
    write(recipe, tmp_path)
    files = [str(tmp_path / "diversion" / name) for name in recipe.files if name.endswith(".py")]
    config = str(ROOT / "pyproject.toml")
    checked(tmp_path, "ruff", "check", "--no-cache", "--config", config, *files)
    checked(tmp_path, "ruff", "format", "--no-cache", "--check", "--config", config, *files)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ALL, ids=[recipe.name for recipe in ALL])
def test_a_recipe_does_what_the_page_says(recipe: Recipe, tmp_path: Path) -> None:
    printed = carry_out(recipe, copy_of_the_package(tmp_path))
    assert recipe.prints
    assert recipe.not_in(printed) == [], printed


@pytest.mark.slow
def test_a_mechanism_that_is_not_switched_on_changes_no_number(tmp_path: Path) -> None:
    command = "compare blackpool --regime pre-arrest --years 1 --run-in 0 --replicates 2 --quiet --db :memory: --out found.csv"
    found = []
    for name in ("as-it-is", "with-it"):
        folder = copy_of_the_package(tmp_path / name)
        if name == "with-it":
            write(ALL[0], folder)
        checked(folder, "diversion.experiments.cli.app", *command.split())
        found.append((folder / "found.csv").read_bytes())
    assert found[0] == found[1]


@pytest.mark.slow
def test_all_of_them_together_keep_the_types_and_the_directions_of_imports(tmp_path: Path) -> None:
    copy_of_the_package(tmp_path)
    for recipe in ALL:
        write(recipe, tmp_path)
    config = str(ROOT / "pyproject.toml")
    checked(tmp_path, "mypy", "--config-file", config, "--cache-dir", str(tmp_path / "types"), "-p", "diversion")
    command = (
        f"import sys; from importlinter.cli import lint_imports_command as l; l(['--no-cache', '--config', {config!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


# --- the reader of the page ------------------------------------------------------------------------------------------


def test_a_command_goes_on_inside_quotation_marks_and_after_a_backslash() -> None:
    assert commands('python -c "\nprint(1)\n"\ndiversion list \\\n  parameters\n') == [
        ["python", "-c", "\nprint(1)\n"],
        ["diversion", "list", "parameters"],
    ]


def test_what_the_page_says_and_nothing_printed_is_found() -> None:
    recipe = Recipe("A thing", (), ("so many: …, done", "never"))
    assert recipe.not_in("so many: 12, done") == ["never"]
    assert recipe.not_in("so many: 12\n, done. never") == ["so many: …, done"]
