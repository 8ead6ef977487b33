"""A digest of the engine: of the code that decides every result, of the order of the parameters, and of no prose.

Values are no part of it: those of every parameter, place and programme stand in the identity of each run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from ...scenarios.parameters import register
from ...scenarios.schema import Programme, Route, Service, as_they_stand
from .normal_form import normal_form

FOLDERS: Final = ("agents", "model")
# What shows the engine to Mesa and to pandas, and decides nothing of what is computed; and what makes the digest.
FACE: Final = (
    "agents/views.py",
    "model/arguments.py",
    "model/mesa_agents.py",
    "model/model.py",
    "model/tables.py",
)
DIGEST: Final = ("agents/engine/hashing.py", "agents/engine/normal_form.py")
# Of `scenarios` what turns words into numbers: vocabularies, quantities such as `0.5 * workers`, the order of the catalogue,
# which curve a strength is read on, and what a law makes of a number.
DECIDING: Final = (
    "scenarios/words.py",
    "scenarios/fields.py",
    "scenarios/law.py",
    "scenarios/loader.py",
    "scenarios/strengths.py",
)


@cache
def engine_hash() -> str:
    """A digest of what decides every result: the same on all machines and versions of Python."""
    order = json.dumps(list(register()))
    filled = json.dumps({kind.__name__: as_they_stand(kind) for kind in (Programme, Route, Service)})
    return digest([("parameters", order), ("filled", filled), *normal_forms(files(__package__.partition(".")[0]))])


def digest(named: Iterable[tuple[str, str]]) -> str:
    """A digest of named texts, in this order."""
    whole = hashlib.sha256()
    for name, text in named:
        whole.update(f"{name}\0{text}\0".encode())
    return whole.hexdigest()[:16]


def normal_forms(root: Traversable) -> Iterator[tuple[str, str]]:
    """The names of the engine's sources below the package's folder and their normal forms; one without code is left out."""
    for name, file in sorted(_sources(root), key=lambda each: each[0]):
        if text := normal_form(file.read_bytes()).strip("[]"):
            yield name, text


def _sources(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    for folder in FOLDERS:
        yield from _below(root / folder, folder)
    yield from ((name, root / name) for name in DECIDING)


def _below(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        inner = f"{name}/{entry.name}"
        if entry.is_dir():
            yield from _below(entry, inner)
        elif entry.name.endswith(".py") and inner not in (*FACE, *DIGEST):
            yield inner, entry
