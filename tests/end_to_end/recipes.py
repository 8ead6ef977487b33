"""Carries out the recipes of `docs/extending.md` on a copy of the package, word for word as a reader would."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "extending.md"
ROOMS = ("scenarios", "agents", "model", "experiments", "viz")
# «New file `path`:», «In `path`, after `line`:», «At the end of `path`:», «Then:», each with a block of code under it.
STEP = re.compile(
    r"^(?:New file `(?P<new>[^`]+)`"
    r"|In `(?P<into>[^`]+)`, (?P<how>after|before|in place of) `(?P<line>[^`]+)`"
    r"|At the end of `(?P<end>[^`]+)`"
    r"|(?P<then>Then)):\n\n```\w*\n(?P<text>.*?)^```$",
    re.M | re.S,
)
# «prints `this`, `that` and `more`», in which «…» stands for anything on the same line.
PRINTS = re.compile(r"\bprints((?:(?:,| and|, and)?\s+`[^`]+`)+)")
QUOTED = re.compile(r"`([^`]+)`")


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
    prints: tuple[str, ...]

    @property
    def files(self) -> set[str]:
        """The files that somebody writes or changes by hand."""
        return {step.path for step in self.steps if step.path}

    @property
    def written(self) -> set[str]:
        """Those of them that are new."""
        return {step.path for step in self.steps if step.how == "new"}

    def not_in(self, printed: str) -> list[str]:
        """What the page says that the commands print, and they did not."""
        patterns = {said: ".*".join(map(re.escape, said.split("…"))) for said in self.prints}
        return [said for said, pattern in patterns.items() if not re.search(pattern, printed)]


def recipes() -> list[Recipe]:
    """Every recipe of the page, in its order."""
    parts = re.split(r"^## (?=A |An )", PAGE.read_text(encoding="utf-8"), flags=re.M)[1:]
    return [Recipe(_title(part), tuple(_steps(part)), tuple(_printed(part))) for part in parts]


def _printed(part: str) -> list[str]:
    return [said for several in PRINTS.findall(part) for said in QUOTED.findall(several)]


def _title(part: str) -> str:
    return part.partition("\n")[0].strip()


def _steps(part: str) -> list[Step]:
    found = []
    for match in STEP.finditer(part):
        path = match["new"] or match["into"] or match["end"] or ""
        how = match["how"] or next(name for name in ("new", "end", "then") if match[name])
        found.append(Step(path, how, match["line"] or "", match["text"]))
    return found


def copy_of_the_package(folder: Path) -> Path:
    """A copy that imports as `diversion`; the path to put first."""
    target = folder / "diversion"
    target.mkdir(parents=True)
    for name in ROOMS:
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "__init__.py", target / "__init__.py")
    return folder


def write(recipe: Recipe, folder: Path) -> None:
    """Write what a recipe says into a copy of the package, and give no commands."""
    for step in recipe.steps:
        if step.how != "then":
            _write(step, folder / "diversion" / step.path)


def carry_out(recipe: Recipe, folder: Path) -> str:
    """Do everything that a recipe says in a copy of the package; what its commands printed."""
    write(recipe, folder)
    blocks = [step.text for step in recipe.steps if step.how == "then"]
    return "\n".join(_run(words, folder) for block in blocks for words in commands(block))


def commands(text: str) -> list[list[str]]:
    """The words of every command of a block; one goes on over lines inside quotation marks and after a backslash."""
    found: list[list[str]] = []
    begun = ""
    for line in text.splitlines(keepends=True):
        begun += line
        if begun.count('"') % 2 == 0 and not begun.endswith("\\\n"):
            found += [words] if (words := shlex.split(begun.replace("\\\n", ""))) else []
            begun = ""
    assert not begun, f"a command does not end: {begun}"
    return found


def _write(step: Step, path: Path) -> None:
    if step.how == "new":
        assert not path.exists(), f"{step.path} is there already"
        path.write_text(step.text, encoding="utf-8")
        return
    if step.how == "end":
        path.write_text(path.read_text(encoding="utf-8") + step.text, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.strip() == step.line.strip()]
    assert len(places) == 1, f"{step.path} has {len(places)} lines «{step.line}», not one"
    (place,) = places
    first, last = {"after": (place + 1, place + 1), "before": (place, place), "in place of": (place, place + 1)}[
        step.how
    ]
    path.write_text("".join([*lines[:first], step.text, *lines[last:]]), encoding="utf-8")


def _run(words: list[str], folder: Path) -> str:
    """Give a command as it stands on the page, to the copy."""
    assert words[0] in {"diversion", "python"}, words
    start = [sys.executable, "-m", "diversion.experiments.cli.app"] if words[0] == "diversion" else [sys.executable]
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "120"}
    done = subprocess.run(
        [*start, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout
