"""Turns the arguments of a `DiversionModel` into what the engine needs, and refuses what cannot be meant."""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from ..scenarios import loader
from ..scenarios.law import Law
from ..scenarios.parameters import InputError, did_you_mean, register, resolve
from ..scenarios.schema import Locality, Regime

DEFAULT_REGIMES: Final = ("none", "current", "custody-stage", "pre-arrest")


def seed_of(base: int, replicate: int = 0) -> int:
    """The seed of a replicate: 62 bits of a digest, so that neighbouring replicates have nothing in common."""
    digest = hashlib.sha256(f"diversion {base} {replicate}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 2


def whole(name: str, value: int, low: int, high: int) -> int:
    """The value as an int, or `InputError` when it is not a whole number from `low` to `high`."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise InputError(f"{name} must be a whole number, not {value!r}.")
    if not low <= number <= high:
        raise InputError(f"{name} must be {low:,} to {high:,}, not {number:,}.")
    return number


def regime_of(place: Locality, given: str | Path | Regime) -> Regime:
    """The regime meant; `current` keeps that name whatever stands behind it in this locality."""
    if isinstance(given, Regime):
        return given
    if given == "current":
        return loader.regime(place.current).model_copy(update={"name": "current"})
    return loader.regime(given)


def distinct(regimes: Iterable[Regime]) -> tuple[Regime, ...]:
    """Each regime once; two different ones of the same name could not be told apart."""
    found: dict[str, Regime] = {}
    for regime in regimes:
        if found.setdefault(regime.name, regime) != regime:
            raise InputError(f"Two different regimes are both called {regime.name}; give one of them another name.")
    return tuple(found.values())


def usual_laws() -> tuple[Law, ...]:
    """The laws that are in force from a known day on, unless somebody says otherwise."""
    return tuple(law for law in map(loader.law, loader.names("law")) if law.starts is not None)


def laws_of(given: Sequence[str | Path | Law] | None) -> tuple[Law, ...]:
    """The laws meant, each once, by name or file or as they were read; the usual ones where nothing is said.

    Raises:
        InputError: there is no such law, or two different ones have one name.
    """
    if given is None:
        return usual_laws()
    found: dict[str, Law] = {}
    for each in [given] if isinstance(given, str | Path) else given:
        law = each if isinstance(each, Law) else loader.law(each)
        if found.setdefault(law.name, law) != law:
            raise InputError(f"Two different laws are both called {law.name}; give one of them another name.")
    return tuple(found[name] for name in sorted(found))


def values_of(place: Locality, changes: Mapping[str, float], arguments: Iterable[str]) -> dict[str, float]:
    """Every parameter's value in a place; a name that is no parameter and none of `arguments` gets a suggestion."""
    if "seed" in changes:
        raise InputError("Say rng= instead of seed=, as Mesa does.")
    for name in changes:
        if name not in register():
            near = did_you_mean(name, [*arguments, *register()])
            raise InputError(f"DiversionModel has no argument or parameter called {name}.{near}")
    return resolve(changes, place.parameters)
