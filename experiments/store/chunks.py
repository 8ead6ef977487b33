"""Long things in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

Item = TypeVar("Item")

CHUNK: Final = 500  # values that a database is asked for at once; they limit how many one question may hold


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter (the standard library has this from Python 3.12)."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
