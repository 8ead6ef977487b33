"""Says on standard error which rows of a store are damaged and left out, each once, and not too many of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from ..streams import put

MOST: Final = 10  # rows that are named


@contextmanager
def told_of_damage() -> Iterator[None]:
    """Print what is warned of damaged rows inside a `with` statement as sentences; other warnings go their usual way."""
    told: set[str] = set()

    def show(message: Any, category: type[Warning], *rest: Any, **more: Any) -> None:
        if category.__name__ != "DamagedRow":  # by its name, for the store is slow to load
            usual(message, category, *rest, **more)
        elif str(message) not in told:
            told.add(str(message))
            if len(told) <= MOST:
                put(str(message), aside=True)

    usual = warnings.showwarning
    with warnings.catch_warnings():
        warnings.filterwarnings("always", ".* is damaged .* and left out")
        warnings.showwarning = show
        try:
            yield
        finally:
            _rest(len(told) - MOST)


def _rest(more: int) -> None:
    if more > 0:
        put(f"{more:,} more rows are damaged and left out.", aside=True)
