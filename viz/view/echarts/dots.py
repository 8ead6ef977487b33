"""Rows of equally likely values in a browser: a dot each, above one another where they would lie on one another."""

from __future__ import annotations

from typing import Final

from ...charts import Chances, Dot, Dots, Range, Ranges, around, stacked
from .axes import FOOT, Option
from .ranges import ranges

COLUMNS: Final = 30  # dots side by side from one end of the axis to the other
SIZE: Final = 9  # pixels across a dot
ROW: Final = 200  # pixels for a row: as many dots as there are may lie on one another


def dots(mark: Dots) -> Option:
    """The rows as those of ranges, each dot lifted by as many as lie below it."""
    low, high = mark.axis.ends or around(())
    placed = [stacked(row.values, (high - low) / COLUMNS) for row in mark.rows]
    rows = [_row(row, [middle for middle, _ in stack]) for row, stack in zip(mark.rows, placed, strict=True)]
    drawn = ranges(Ranges(rows, mark.axis))
    series = drawn["baseOption"]["series"] if "baseOption" in drawn else drawn["series"]
    for each, stack in zip(series, placed, strict=False):  # the last series is the line across
        each["symbolSize"] = SIZE
        for dot, (_, height) in zip(each["data"], stack, strict=True):
            dot["symbolOffset"] = [0, -SIZE * height]
    return drawn


def _row(row: Chances, places: list[float]) -> Range:
    return Range(row.name, row.words, [Dot(at, row.shape, row.colour) for at in places])


def dots_height(mark: Dots) -> int:
    """How many pixels high it is."""
    return len(mark.rows) * ROW + FOOT + 10
