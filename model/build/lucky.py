"""The numbers by which chance knows routes and services: of their names alone, so that what else is compared changes none."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from ...scenarios.parameters import InputError
from ...scenarios.schema import Named

# Bits of a number: as many as `draw` in agents/chance.py takes of an alternative, and of who it is.
OF_ROUTES: Final = 24
OF_SERVICES: Final = 32


def number_of_name(name: str, bits: int) -> int:
    """A whole number below 2 to the power `bits`, the same for a name at all times and everywhere."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - bits)


def lucky(kind: str, items: Sequence[Named], bits: int) -> list[int]:
    """The number of each item's name.

    Raises:
        InputError: two items have the same number, and so would have the same luck.
    """
    found: dict[int, str] = {}
    for item in items:
        number = number_of_name(item.name, bits)
        if number in found:
            raise InputError(f"The {kind} {found[number]} and {item.name} draw the same luck; give one another name.")
        found[number] = item.name
    return list(found)
