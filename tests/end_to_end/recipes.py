"""Carries out the recipes of `docs/extending.md` on a copy of the package, word for word as a reader would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "extending.md"
ROOMS = ("scenarios", "agents", "model", "experiments", "viz")
# «New file `path`:», «In `path`, after `line`:», «Then:» and the like, each with a block of code under it.
STEP = re.compile(
    r"^(?:New file `(?P<new>[^`]+)`"
    r"|In `(?P<into>[^`]+)`, (?P<how>after|before|in place of) `(?P<line>[^`]+)`"
    r"|(?P<then>Then)):\n\n```\w*\n(?P<text>.*?)^```$",
    re.M | re.S,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: write a file, put lines somewhere, or give commands."""

    path: str
    how: str
    line: str
    text: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is added, and how."""

    name: str
    steps: tuple[Step, ...]

    @property
    def files(self) -> set[str]:
        """The files that somebody writes or changes by hand."""
        return {step.path for step in self.steps if step.path}


def recipes() -> list[Recipe]:
    """Every recipe of the page, in its order."""
    parts = re.split(r"^## (?=A |An )", PAGE.read_text(encoding="utf-8"), flags=re.M)[1:]
    return [Recipe(part.partition("\n")[0].strip(), tuple(_steps(part))) for part in parts]


def _steps(part: str) -> list[Step]:
    found = []
    for match in STEP.finditer(part):
        path = match["new"] or match["into"] or ""
        found.append(
            Step(path, match["how"] or ("then" if match["then"] else "new"), match["line"] or "", match["text"])
        )
    return found


def copy_of_the_package(folder: Path) -> Path:
    """A copy that imports as `diversion`; the path to put first."""
    target = folder / "diversion"
    target.mkdir(parents=True)
    for name in ROOMS:
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "__init__.py", target / "__init__.py")
    return folder


def carry_out(recipe: Recipe, folder: Path) -> str:
    """Do everything that a recipe says in a copy of the package; what its commands printed."""
    printed = []
    for step in recipe.steps:
        if step.how == "then":
            printed += [_run(command, folder) for command in step.text.strip().splitlines()]
        else:
            _write(step, folder / "diversion" / step.path)
    return "\n".join(printed)


def _write(step: Step, path: Path) -> None:
    if step.how == "new":
        assert not path.exists(), f"{step.path} is there already"
        path.write_text(step.text, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.strip() == step.line.strip()]
    assert len(places) == 1, f"{step.path} has {len(places)} lines «{step.line}», not one"
    (place,) = places
    first, last = {"after": (place + 1, place + 1), "before": (place, place), "in place of": (place, place + 1)}[
        step.how
    ]
    path.write_text("".join([*lines[:first], step.text, *lines[last:]]), encoding="utf-8")


def _run(command: str, folder: Path) -> str:
    """Give a command as it stands on the page, to the copy."""
    words = command.split()
    assert words[0] in {"diversion", "python"}, command
    start = [sys.executable, "-m", "diversion.experiments.cli.app"] if words[0] == "diversion" else [sys.executable]
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "COLUMNS": "120",
    }
    done = subprocess.run(
        [*start, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout
