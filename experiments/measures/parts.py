"""How runs whose measures are read off are told from others, and how what was read off is kept: as outcomes of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

ROOM = Path(__file__).parent


def measures_in(design: Mapping[str, Any]) -> tuple[str, ...]:
    """The measures that the design of an experiment names, in order; none for most experiments."""
    return tuple(design.get("measures", ()))


@cache
def reading_hash() -> str:
    """A digest of the sources of this room, which decide what measures come to.

    How a world itself is read (`model/ledger`) is covered by the engine's hash, which goes into a run's identity as well.
    """
    whole = hashlib.sha256()
    for file in sorted(ROOM.glob("*.py")):
        whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()[:16]


def part_of(measure: str) -> str:
    """The outcome under which the part of a measure is kept."""
    return f"{measure}, part"


def whole_of(measure: str) -> str:
    """The outcome under which the whole of a measure is kept."""
    return f"{measure}, whole"
