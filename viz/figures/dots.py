"""Rows of equally likely values in a picture: a dot each, stacked where they would lie on one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from matplotlib.axes import Axes

from ..charts import INK, SMALL, WHITE, Chances, Dots, around, line, stacked
from .rows import GAP, Named, named, write_names
from .style import MARKERS, Body, numbers_on

SIZE: Final = 0.15  # inches across a dot
POINTS: Final = 72
Stack = Sequence[tuple[float, int]]  # of each dot the middle of its column, and how many lie below it
EDGE: Final = 0.02  # of the axis: dots at its ends are not cut


def dots(mark: Dots, width: float) -> Body:
    """Each row's name and words, and below them its dots in columns on the line of the row."""
    low, high = mark.axis.ends or around(())
    edge = EDGE * (high - low)
    column = SIZE / width * (high - low + 2 * edge)
    stacks = [stacked(row.values, column) for row in mark.rows]
    tops, bottom = _tops(mark, stacks, width)

    def draw(axes: Axes) -> None:
        axes.set_xlim(low - edge, high + edge)
        axes.set_ylim(bottom, 0)
        axes.set_yticks([])
        numbers_on(axes.xaxis, width)
        for row, stack, (names, floor) in zip(mark.rows, stacks, tops, strict=True):
            write_names(axes, names, width)
            _draw(axes, row, stack, floor, mark.axis.line)

    return Body(bottom, draw, axis=mark.axis.unit)


def _tops(mark: Dots, stacks: Sequence[Stack], width: float) -> tuple[list[tuple[list[Named], float]], float]:
    """For each row its name where it stands, and the line on which its dots stand; then where the last ends."""
    found, top = [], 0.0
    for row, stack in zip(mark.rows, stacks, strict=True):
        (name,), _ = named([(row.name, row.words)], width)
        text = name.middle - line(SMALL) / 2
        floor = top + text + SIZE * (1 + max(height for _, height in stack))
        found.append(([_lower(name, top)], floor))
        top = floor + GAP
    return found, top


def _lower(name: Named, by: float) -> Named:
    """The same name so many inches further down."""
    return replace(name, top=name.top + by, middle=name.middle + by)


def _draw(axes: Axes, row: Chances, stack: Stack, floor: float, at: float | None) -> None:
    tallest = max(height for _, height in stack) + 1
    if at is not None:
        axes.plot([at, at], [floor - SIZE * tallest, floor + GAP / 2], color=INK, linewidth=1, zorder=2)
    look: dict[str, Any] = {"markerfacecolor": row.colour, "markeredgecolor": WHITE, "markeredgewidth": 0.8}
    for middle, height in stack:
        y = floor - SIZE * (height + 0.5)
        axes.plot([middle], [y], MARKERS[row.shape], zorder=3, markersize=SIZE * POINTS * 0.9, clip_on=False, **look)
