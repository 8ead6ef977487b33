"""Rows of a picture, each with its name and its words above what is drawn, so that names may be as long as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from ..charts import QUIET, SMALL, line, text_width, wrapped
from .style import put

BAR: Final = 0.24  # inches: the height of what is drawn
GAP: Final = 0.13  # between rows
BLANK: Final = 0.12  # between a name and its words
ROUNDS: Final = 60  # enough for the limits below to settle
Reach = tuple[float, float, float]  # a place on the axis, and inches it needs to its left and to its right


@dataclass(frozen=True, slots=True)
class Named:
    """Where a row begins, in inches from the top, its name and its words in lines, and the middle of what is drawn."""

    top: float
    name: Sequence[str]
    words: Sequence[str]
    after: float  # inches from the edge where words on the line of the name begin; 0 where they stand below it
    middle: float


def named(rows: Sequence[tuple[str, str]], room: float, heading: Sequence[bool] = ()) -> tuple[list[Named], float]:
    """Rows by their names and words, one below the other in so much room, and where the last ends; a heading has no bar."""
    placed, top = [], 0.0
    for n, (name, words) in enumerate(rows):
        whole = text_width(name, SMALL, bold=True) + BLANK
        beside = whole + text_width(words, SMALL) <= room
        lines = (wrapped(name, SMALL, room, bold=True), wrapped(words, SMALL, room) if words else [])
        text = (max(map(len, lines)) if beside else sum(map(len, lines))) * line(SMALL)
        high = 0.0 if heading and heading[n] else BAR
        placed.append(Named(top, *lines, whole if beside else 0.0, top + text + high / 2))
        top += text + high + GAP
    return placed, top


def write_names(axes: Axes, rows: Sequence[Named], room: float) -> None:
    """Write names in bold and words after or below them, from the left edge of a plot area so many inches wide."""
    for row in rows:
        _write(axes, row.name, 0.0, row.top, weight="bold")
        below = row.top + (0.0 if row.after else len(row.name) * line(SMALL))
        _write(axes, row.words, row.after / room, below, color=QUIET)


def _write(axes: Axes, lines: Sequence[str], x: float, top: float, **how: str) -> None:
    for n, text in enumerate(lines):
        put(axes, x, top + n * line(SMALL), text, va="top", transform=axes.get_yaxis_transform(), **how)


def limits(reaches: Sequence[Reach], inches: float) -> tuple[float, float]:
    """The ends of an axis `inches` long on which every place has the inches it needs on both sides."""
    low, high = min(place for place, _, _ in reaches), max(place for place, _, _ in reaches)
    least = max(abs(low), abs(high)) * 1e-9 or 1.0
    for _ in range(ROUNDS):
        inch = max(high - low, least) / inches
        low = min(place - left * inch for place, left, _ in reaches)
        high = max(place + right * inch for place, _, right in reaches)
    return (low, high) if high - low > least else (low - least, high + least)
