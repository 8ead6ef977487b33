"""The one register in which every number of the model is declared once.

The declarations themselves stand in `scenarios/declared/`, one file per subject. Everything else is derived from
them: validation, the record the engine reads, the draws over what is not known, the tables in the documents.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Final, Protocol

from .declared import ALL
from .parameter import InputError, Parameter, Rating, Role, Scale

__all__ = [
    "NOTHING",
    "InputError",
    "Own",
    "Parameter",
    "Rating",
    "Role",
    "Scale",
    "did_you_mean",
    "find",
    "in_place",
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


# --- what holds where ------------------------------------------------------------------------------------------------
# The order of precedence has its one home here: the declared default, then the locality's own value, then the user's.


class Own(Protocol):
    """A locality's own value of a parameter; with a low and a high one it stays uncertain, without them it is known."""

    @property
    def value(self) -> float:
        """What holds there."""

    @property
    def low(self) -> float | None:
        """The 5th percentile of what is believed about the place."""

    @property
    def high(self) -> float | None:
        """The 95th percentile."""

    @property
    def source(self) -> str:
        """Where the value comes from."""

    @property
    def rating(self) -> Rating:
        """How far to trust it."""


NOTHING: Final[Mapping[str, Own]] = MappingProxyType({})


def in_place(own: Mapping[str, Own] = NOTHING) -> Mapping[str, Parameter]:
    """Every declared parameter as it stands in a place that has these values of its `own`, in order of declaration."""
    known = register()
    return {**known, **{name: _held(find(name), value) for name, value in own.items()}} if own else known


def _held(parameter: Parameter, own: Own) -> Parameter:
    """The declaration with a locality's own value for its default, and its own range or none."""
    value = parameter.check(own.value)
    if own.low is not None and own.high is not None:
        low, high, role = own.low, own.high, parameter.role
    elif parameter.role == "lever":
        low, high, role = min(parameter.low, value), max(parameter.high, value), parameter.role
    else:
        low, high, role = value, value, "constant"
    return replace(parameter, default=value, low=low, high=high, role=role, source=own.source, rating=own.rating)


def resolve(changes: Mapping[str, float] | None = None, own: Mapping[str, Own] = NOTHING) -> dict[str, float]:
    """Every parameter's value: its default, the locality's `own`, or what `changes` says, checked against its limits."""
    values = {name: parameter.default for name, parameter in in_place(own).items()}
    for name, value in (changes or {}).items():
        values[name] = find(name).check(value)
    return values


def uncertain(own: Mapping[str, Own] = NOTHING) -> list[Parameter]:
    """The parameters nobody knows well: what a replicate draws unless told otherwise."""
    return [parameter for parameter in in_place(own).values() if parameter.role == "uncertainty"]
