"""The one register in which every number of the model is declared once.

The declarations themselves stand in `scenarios/declared/`, one file per subject. Everything else is derived from
them: validation, the record the engine reads, the draws over what is not known, the tables in the documents.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache

from .declared import ALL
from .parameter import InputError, Parameter, Rating, Role, Scale

__all__ = [
    "InputError",
    "Parameter",
    "Rating",
    "Role",
    "Scale",
    "did_you_mean",
    "find",
    "register",
    "resolve",
    "uncertain",
]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint to add to an error: the known name nearest to what was typed, or nothing."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""


@cache
def register() -> Mapping[str, Parameter]:
    """Every declared parameter by name, in order of declaration."""
    found: dict[str, Parameter] = {}
    for parameter in ALL:
        if parameter.name in found:
            raise ValueError(f"{parameter.name} is declared twice")
        found[parameter.name] = parameter
    return found


def find(name: str) -> Parameter:
    """The declaration called `name`; `InputError` with a suggestion when there is none."""
    known = register()
    if name not in known:
        raise InputError(f"There is no parameter called {name}.{did_you_mean(name, known)}")
    return known[name]


def resolve(changes: Mapping[str, float] | None = None) -> dict[str, float]:
    """Every parameter's value: its default, or what `changes` says, checked against its limits."""
    values = {name: parameter.default for name, parameter in register().items()}
    for name, value in (changes or {}).items():
        values[name] = find(name).check(value)
    return values


def uncertain() -> list[Parameter]:
    """The parameters nobody knows well: what a replicate draws unless told otherwise."""
    return [parameter for parameter in register().values() if parameter.role == "uncertainty"]
