"""Draws lines over places that follow one another, each named at its end, and the band within which they should stay."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes

from ..charts import COLOURS, INK, PALE, SMALL, Lines, line, text_width
from .style import Body, numbers_on, put

HIGH: Final = 3.4  # inches
LEFT: Final = 0.5  # inches for the numbers of the upright axis
KEY: Final = 0.3  # inches of its line before a name
GAP: Final = 0.08  # inches beside that
DASHES: Final = ("-", "--", ":", "-.")
ROOM: Final = 1.1  # times the farthest value, above and below


def lines(mark: Lines, width: float) -> Body:
    """The lines, told apart by colour and dash, with their names on the right."""
    right = max(text_width(name, SMALL) for name in mark.series) + KEY + 2 * GAP
    room = width - LEFT - right

    def draw(axes: Axes) -> None:
        _draw(axes, mark, room)

    return Body(HIGH, draw, left=LEFT, right=right, above=mark.unit[:1].upper() + mark.unit[1:], numbers=False)


def _draw(axes: Axes, mark: Lines, room: float) -> None:
    values = [value for series in mark.series.values() for value in series if value == value]
    low, high = min(*values, *(mark.band or ())), max(*values, *(mark.band or ()))
    axes.set_xlim(0, len(mark.places) - 1)
    axes.set_ylim(ROOM * low, ROOM * high)
    axes.set_xticks([])
    axes.grid(axis="y", color=PALE, linewidth=0.8)
    if mark.band is not None:
        axes.axhspan(*mark.band, color=PALE, zorder=0)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    numbers_on(axes.yaxis, HIGH, apart=0.6)
    for n, series in enumerate(mark.series.values()):
        dash = DASHES[n // len(COLOURS) % len(DASHES)]
        axes.plot(range(len(series)), series, dash, color=COLOURS[n % len(COLOURS)], linewidth=1.4, zorder=3)
    _name(axes, mark, room)


def _name(axes: Axes, mark: Lines, room: float) -> None:
    """Names in a row from the top, a piece of its line before each."""
    for n, name in enumerate(mark.series):
        y = 1 - (n + 0.5) * 1.3 * line(SMALL) / HIGH
        dash = DASHES[n // len(COLOURS) % len(DASHES)]
        ends = [1 + GAP / room, 1 + (GAP + KEY) / room]
        axes.plot(
            ends, [y, y], dash, color=COLOURS[n % len(COLOURS)], linewidth=1.4, transform=axes.transAxes, clip_on=False
        )
        put(axes, ends[1] + GAP / room, y, name, transform=axes.transAxes)
