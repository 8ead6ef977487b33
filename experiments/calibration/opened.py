"""What a calibration in the open found, kept with the package: written by `openly`, read by the documents.

Core objects: Opened, read by `opened`; Sought, one parameter of it; Shown, one fitted pattern.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from ..files import written_whole
from .leaving_out import Left, Verdict
from .made_up import Even, SelfCheck

FILE: Final = "found.json"
PLACES: Final = 5  # significant figures that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """One parameter: between which ends it was looked for, its value so far, and the middle and 90% of what is left."""

    name: str
    low: float
    high: float
    declared: float
    middle: float
    after: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One fitted pattern: its target, what the priors' middle shows, and the middle and 90% of what the posterior does.

    `widened` is by what its tolerance was multiplied, because nothing within the ranges met it.
    """

    title: str
    group: str
    unit: str
    target: tuple[float, float]
    declared: float
    middle: float
    after: tuple[float, float]
    widened: float = 1.0

    @property
    def met(self) -> bool:
        """Whether the posterior's middle lies in the target."""
        return self.target[0] <= self.middle <= self.target[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One time through: points and share of the space left by each wave, draws, and how far the middle moved that moved most."""

    points: tuple[int, ...]
    left: tuple[float, ...]
    draws: int
    equal_draws: float
    moved: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """All of it, and with which engine it was found; `stable` says whether the last round moved hardly anything."""

    place: str
    engine: str
    values: str
    made: str
    quick: bool
    scenes: int
    seeds: int
    tolerance: float
    stable: bool
    rounds: tuple[Round, ...]
    parameters: tuple[Sought, ...]
    patterns: tuple[Shown, ...]
    verdict: Verdict
    check: SelfCheck
    runs: int
    seconds: float


def opened() -> Opened | None:
    """What was found last; nothing where it never was."""
    file = files(__package__) / FILE
    return read(file.read_text(encoding="utf-8")) if file.is_file() else None


def read(text: str) -> Opened:
    """What such a file holds."""
    data = _tuples(json.loads(text))
    return Opened(
        **data
        | {
            "rounds": _each(Round, data["rounds"]),
            "parameters": _each(Sought, data["parameters"]),
            "patterns": _each(Shown, data["patterns"]),
            "verdict": Verdict(groups=_each(Left, data["verdict"]["groups"])),
            "check": SelfCheck(**data["check"] | {"parameters": _each(Even, data["check"]["parameters"])}),
        }
    )


def _each(kind: type[Any], rows: Sequence[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind(**row) for row in rows)


def _tuples(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _tuples(value) for name, value in data.items()}
    return tuple(map(_tuples, data)) if isinstance(data, list) else data


def write(found: Opened, file: Path) -> None:
    """Keep what was found, whole or not at all."""
    with written_whole(file) as (part,):
        part.write_text(json.dumps(_rounded(asdict(found)), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _rounded(data: Any) -> Any:
    """The same with as many figures as say something."""
    if isinstance(data, dict):
        return {name: _rounded(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_rounded(each) for each in data]
    return float(f"{data:.{PLACES}g}") if isinstance(data, float) else data
