"""Level bars in a picture: stacked, each group is one bar of parts from left to right; otherwise each series has its own."""

from __future__ import annotations

import math
from typing import Final

from matplotlib.axes import Axes

from ...experiments.wording import number
from ..charts import COLOURS, INK, ORANGE, SMALL, WHITE, Bars, text_width
from .rows import BAR, named, write_names
from .style import Body, numbers_on, put

EDGE: Final = 0.02  # of the axis: the longest bar is not cut
Segment = tuple[float, float, str]  # where it begins, how long it is, and its colour


def bars(mark: Bars, width: float) -> Body:
    """The name and the numbers of each bar above it, in the order of its parts."""
    rows = _stacked(mark) if mark.stacked else _beside(mark)
    placed, bottom = named([(name, words) for name, words, _ in rows], width)
    ends = [end for _, _, parts in rows for start, size, _ in parts for end in (start, start + size)]
    low, high = mark.axis.ends or (min([0.0, *ends]), max([0.0, *ends]) or 1.0)
    edge = EDGE * (high - low)

    def draw(axes: Axes) -> None:
        axes.set_xlim(low - edge, high + edge)
        axes.set_ylim(bottom, 0)
        axes.set_yticks([])
        numbers_on(axes.xaxis, width)
        write_names(axes, placed, width)
        for (_, _, parts), at in zip(rows, placed, strict=True):
            for part in parts:
                _draw(axes, part, at.middle, width / (high - low + 2 * edge))

    return Body(bottom, draw, axis=mark.axis.unit)


def _stacked(mark: Bars) -> list[tuple[str, str, list[Segment]]]:
    found = []
    for n, group in enumerate(mark.groups):
        values = {name: series[n] for name, series in mark.series.items() if math.isfinite(series[n])}
        parts, start = [], 0.0
        for k, name in enumerate(mark.series):
            if values.get(name):
                parts.append((start, values[name], _colour(mark, k)))
                start += values[name]
        words = "; ".join(f"{number(value)} {name[:1].lower()}{name[1:]}" for name, value in values.items())
        found.append((group, words, parts))
    return found


def _beside(mark: Bars) -> list[tuple[str, str, list[Segment]]]:
    return [
        (f"{group}: {name}", number(series[n], 1), [(0.0, series[n], _colour(mark, k))])
        for n, group in enumerate(mark.groups)
        for k, (name, series) in enumerate(mark.series.items())
        if math.isfinite(series[n])
    ]


def _colour(mark: Bars, place: int) -> str:
    colours = mark.colours or COLOURS
    return colours[place % len(colours)]


def _draw(axes: Axes, part: Segment, middle: float, inches: float) -> None:
    """A part between white edges, with its number where there is room for it."""
    start, size, colour = part
    axes.barh(middle, size, height=BAR, left=start, color=colour, edgecolor=WHITE, linewidth=1.5, zorder=3)
    told = number(size)
    if text_width(told, SMALL) + 0.1 < abs(size) * inches:
        ink = INK if colour in (ORANGE, COLOURS[1]) else WHITE
        put(axes, start + size / 2, middle, told, ha="center", color=ink, zorder=4)
