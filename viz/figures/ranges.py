"""Rows of ranges in a picture: dots, lines and bands on one axis, each row with its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from ...experiments.wording import plain
from ..charts import BLUE, GREY, INK, PALE, SMALL, WHITE, Dot, Range, Ranges, around, shortened, text_width
from .rows import BAR, GAP, named, write_names
from .style import MARKERS, Body, numbers_on, put

ROW: Final = 0.21  # inches for a row that must do with a single line
NAMES: Final = 0.55  # of the width at most for the names of such rows
BESIDE: Final = 0.15  # between a name, what is drawn, and words
EDGE: Final = 0.02  # of the axis: dots at its ends are not cut


def ranges(mark: Ranges, width: float) -> Body:
    """Names and words above what is drawn, or beside it where rows are dense."""
    return _dense(mark, width) if mark.dense else _roomy(mark, width)


def _roomy(mark: Ranges, width: float) -> Body:
    names = [(row.name, row.words) for row in mark.rows]
    placed, bottom = named(names, width, [row.heading for row in mark.rows])

    def draw(axes: Axes) -> None:
        _scale(axes, mark, width, bottom)
        write_names(axes, placed, width)
        for row, at in zip(mark.rows, placed, strict=True):
            if mark.axis.line is not None and not row.heading:  # beside the marks, never through a name
                axes.plot(
                    [mark.axis.line] * 2, [at.middle - BAR / 2, at.middle + BAR / 2 + GAP / 2], color=INK, linewidth=1
                )
            _draw(axes, row, at.middle, BAR)

    return Body(bottom, draw, axis=mark.axis.unit, numbers=not mark.axis.bare)


def _dense(mark: Ranges, width: float) -> Body:
    left = min(NAMES * width, max(text_width(row.name, SMALL, row.heading) for row in mark.rows)) + BESIDE
    right = max(text_width(row.words, SMALL) for row in mark.rows) + BESIDE
    room, tops = width - left - right, _tops(mark.rows)
    bottom = tops[-1] + 1.5 * ROW

    def draw(axes: Axes) -> None:
        _scale(axes, mark, room, bottom)
        if mark.axis.line is not None:
            axes.axvline(mark.axis.line, color=INK, linewidth=1, zorder=1.5)
        for row, y in zip(mark.rows, tops, strict=True):
            _beside(axes, y, -left / room, shortened(row.name, SMALL, left - BESIDE), row.heading)
            _beside(axes, y, 1 + BESIDE / room, row.words)
            _draw(axes, row, y, 0.8 * ROW)

    return Body(bottom, draw, left, right, axis=mark.axis.unit, numbers=not mark.axis.bare)


def _tops(rows: Sequence[Range]) -> list[float]:
    """The middle of each row; a heading has half a row of air above it."""
    tops, top = [], ROW / 2
    for n, row in enumerate(rows):
        top += ROW / 2 if row.heading and n else 0.0
        tops.append(top)
        top += ROW
    return tops


def _beside(axes: Axes, y: float, x: float, text: str, bold: bool = False) -> None:
    weight = "bold" if bold else "normal"
    put(axes, x, y, text, transform=axes.get_yaxis_transform(), clip_on=False, weight=weight)


def _scale(axes: Axes, mark: Ranges, room: float, bottom: float) -> None:
    """The ends of the axis, and the numbers on it."""
    axis = mark.axis
    low, high = axis.ends or around(mark.rows, axis.line or 0.0)
    more = 0.0 if axis.logarithmic else EDGE * (high - low)
    if axis.logarithmic:
        axes.set_xscale("log")
    axes.set_xlim(low - more, high + more)
    axes.set_ylim(bottom, 0)
    axes.set_yticks([])
    if axis.bare:
        axes.set_xticks([])
    elif axis.ticks:
        axes.set_xticks(list(axis.ticks), [plain(tick) for tick in axis.ticks])
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        numbers_on(axes.xaxis, room)


def _draw(axes: Axes, row: Range, y: float, high: float) -> None:
    """What a row shows, at the height of its middle."""
    if row.band:
        low, top = y - high / 2, y + high / 2
        axes.fill_between(row.band, low, top, facecolor=PALE, edgecolor=GREY, linewidth=0.8, zorder=2)
    if row.line:
        colour = row.dots[0].colour if row.dots else BLUE
        axes.plot(row.line, [y, y], color=colour, linewidth=2.6, solid_capstyle="butt", zorder=2.5)
    if row.tick is not None:
        axes.plot([row.tick] * 2, [y - high / 2, y + high / 2], color=INK, linewidth=1.4, zorder=2.6)
    for dot in row.dots:
        _dot(axes, dot, y)


def _dot(axes: Axes, dot: Dot, y: float) -> None:
    face, edge, thick = (dot.colour, WHITE, 0.8) if dot.filled else (WHITE, dot.colour, 1.6)
    look: dict[str, Any] = {
        "markerfacecolor": face,
        "markeredgecolor": edge,
        "markeredgewidth": thick,
        "markersize": 6.5,
    }
    axes.plot([dot.at], [y], MARKERS[dot.shape], zorder=3, clip_on=False, **look)
