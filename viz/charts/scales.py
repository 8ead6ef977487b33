"""Where axes end: at round numbers, with room for all that is drawn; and where dots stand that would lie on one another."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from .chart import Ends, Range


def round_step(size: float) -> float:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= size * 0.999999)


def round_up(most: float) -> float:
    """A round number at or above: one, two or five times a power of ten, in halves of it."""
    power = 10.0 ** math.floor(math.log10(most)) if most > 0 else 1.0
    return math.ceil(2 * most / power) * power / 2


def within(value: float, ends: Ends) -> float:
    """The value, or the end of the axis beyond which it lies."""
    return min(max(value, ends[0]), ends[1])


def around(rows: Iterable[Range], line: float = 0.0) -> Ends:
    """Ends between which all that rows draw fits, and the line across them."""
    ends = [end for row in rows for end in row.numbers]
    low, high = min([line, *ends]), max([line, *ends])
    if low == high:
        return low - 1.0, high + 1.0
    step = round_step((high - low) / 4)
    return math.floor(low / step) * step, math.ceil(high / step) * step


def stacked(values: Sequence[float], column: float) -> list[tuple[float, int]]:
    """Where each value stands: the middle of its column, and how many lie below it there.

    Columns begin at no change, so that no dot stands on the wrong side of it.
    """
    seen: Counter[float] = Counter()
    placed = []
    for value in values:
        middle = 0.0 if value == 0 else (value // column + 0.5) * column
        placed.append((middle, seen[middle]))
        seen[middle] += 1
    return placed
