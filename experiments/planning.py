"""Turns what a person typed into a plan, and refuses what cannot be meant before anything is computed or written."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from ..model.arguments import DEFAULT_REGIMES, LARGEST_SEED, MOST_YEARS, distinct, regime_of, whole
from ..scenarios import loader
from ..scenarios.parameters import InputError, did_you_mean, find
from ..scenarios.schema import Locality, Regime
from .plan import Plan

__all__ = ["CURRENT", "DEFAULT_REGIMES", "check_out", "check_workers", "make_plan", "read_changes", "regime_names"]

CURRENT: Final = "current"  # stands for whatever regime the locality has today

MOST_REPLICATES: Final = 1_000_000  # catches a slip of the finger; nothing in the engine needs it


def make_plan(
    locality: str | Path,
    regimes: Sequence[str | Path] = DEFAULT_REGIMES,
    reference: str | Path = "none",
    years: int = 3,
    run_in: int = 1,
    replicates: int = 40,
    seed: int = 1,
    changes: Mapping[str, float] | None = None,
    fixed_parameters: bool = False,
) -> Plan:
    """A plan for a comparison, everything in it checked.

    Args:
        locality: A name from the library or the path of a file.
        regimes: Names or paths; `current` means the locality's own regime. The reference is added when it is missing.
        reference: The regime all others are compared with.
        years: How many years to simulate after the run-in.
        run_in: How many years of current practice come first.
        replicates: How many pairs of worlds.
        seed: The number all chance is derived from.
        changes: Parameters fixed to a value, by name.
        fixed_parameters: Whether every other parameter keeps its default, so that only luck differs.

    Raises:
        InputError: with one plain sentence saying what is wrong.
    """
    whole("years", years, 1, MOST_YEARS)
    whole("run-in", run_in, 0, MOST_YEARS)
    whole("replicates", replicates, 1, MOST_REPLICATES)
    whole("seed", seed, 0, LARGEST_SEED)
    place = loader.locality(locality)
    first = _regime(place, reference)
    others = [_regime(place, name) for name in regimes]
    checked = {name: find(name).check(value) for name, value in (changes or {}).items()}
    chosen = _compared(distinct(place, [first, *others]))
    loader.catalogue([*chosen, loader.regime(place.current)])  # refuses regimes whose own routes contradict each other
    return Plan(place, chosen, first.name, years, run_in, replicates, seed, fixed_parameters, checked)


def _regime(place: Locality, name: str | Path) -> Regime:
    """The regime as the comparison calls it: `current` keeps that name whatever stands behind it."""
    try:
        return regime_of(place, name)
    except InputError as error:
        near = did_you_mean(str(name), regime_names())
        if isinstance(name, str) and str(error).startswith("There is no regime called"):
            raise InputError(f"There is no regime called {name}.{near}") from None
        raise


def regime_names() -> tuple[str, ...]:
    """Every name `--regime` understands."""
    return (CURRENT, *(name for name in loader.names("regime") if name != CURRENT))


def _compared(regimes: tuple[Regime, ...]) -> tuple[Regime, ...]:
    """The regimes, of which a comparison needs two."""
    if len(regimes) < 2:
        raise InputError(f"There is nothing to compare {regimes[0].name} with: name at least one other regime.")
    return regimes


def read_changes(typed: Iterable[str]) -> dict[str, float]:
    """Turn `name=value` as typed after --set into numbers by name."""
    changes: dict[str, float] = {}
    for text in typed:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise InputError(f"--set needs name=value, not {text!r}.")
        parameter = find(name)
        if name in changes:
            raise InputError(f"--set names {name} twice.")
        changes[name] = parameter.check(_number(name, value))
    return changes


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{name} must be a number ({find(name).unit}), not {text!r}.")
    return value


def check_out(path: str | Path) -> Path:
    """Make sure a CSV file can be written there, without writing it."""
    out = Path(path).expanduser()
    if out.suffix.lower() != ".csv":
        raise InputError(f"--out writes a CSV file, so its name must end in .csv, not {out.name!r}.")
    if out.is_dir():
        raise InputError(f"{out} is a folder; --out needs a file name.")
    if not out.parent.is_dir():
        raise InputError(f"{out} cannot be written: there is no folder {out.parent}.")
    if not os.access(out.parent, os.W_OK) or (out.exists() and not os.access(out, os.W_OK)):
        raise InputError(f"{out} cannot be written; name another file with --out.")
    return out


def check_workers(workers: int | None) -> None:
    """Refuse a number of threads that makes no sense."""
    if workers is not None:
        whole("workers", workers, 1, 1024)
