"""How runs whose measures are read off are told from others, and how what was read off is kept: as outcomes of their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ...agents.engine.hashing import digest
from ...agents.engine.normal_form import normal_form

ROOM = Path(__file__).parent


def measures_in(design: Mapping[str, Any]) -> tuple[str, ...]:
    """The measures that the design of an experiment names, in order; none for most experiments."""
    return tuple(design.get("measures", ()))


@cache
def reading_hash() -> str:
    """A digest of the code of this room, which decides what measures come to.

    How a world itself is read (`model/ledger`) is covered by the engine's hash, which goes into a run's identity as well.
    """
    return digest((file.name, normal_form(file.read_bytes())) for file in sorted(ROOM.glob("*.py")))


def part_of(measure: str) -> str:
    """The outcome under which the part of a measure is kept."""
    return f"{measure}, part"


def whole_of(measure: str) -> str:
    """The outcome under which the whole of a measure is kept."""
    return f"{measure}, whole"
