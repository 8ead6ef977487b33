"""Draws lines over an axis of numbers, each with its range around it and its name beside it."""

from __future__ import annotations

import math
from typing import Any, Final

from matplotlib.axes import Axes

from ...experiments.wording import plain
from ..charts import COLOURS, INK, PALE, SMALL, WHITE, Curves, Shape, line, shortened, text_width
from .style import MARKERS, Body, numbers_on, put

HIGH: Final = 2.6  # inches
LEFT: Final = 0.6  # inches for the numbers of the upright axis
KEY: Final = 0.3  # inches of its line before a name
GAP: Final = 0.08  # inches beside that
MOST: Final = 0.4  # of the width for names
DASHES: Final = ("-", "--", ":", "-.")
SHAPES: Final = tuple(Shape)
ROOM: Final = 0.08  # of the axis beyond what is drawn


def curves(mark: Curves, width: float) -> Body:
    """The lines, told apart by colour, dash and shape; one alone needs no name."""
    names = [shortened(each.name, SMALL, MOST * width) for each in mark.curves] if len(mark.curves) > 1 else []
    right = max(text_width(name, SMALL) for name in names) + KEY + 2 * GAP if names else GAP

    def draw(axes: Axes) -> None:
        _draw(axes, mark, width - LEFT - right, names)

    above = mark.up.unit[:1].upper() + mark.up.unit[1:]
    return Body(HIGH, draw, left=LEFT, right=right, axis=mark.across.unit, above=above)


def _draw(axes: Axes, mark: Curves, room: float, names: list[str]) -> None:
    _scale(axes, mark, room)
    axes.grid(axis="y", color=PALE, linewidth=0.8)
    if mark.up.line is not None:
        axes.axhline(mark.up.line, color=INK, linewidth=0.8)
    for n, each in enumerate(mark.curves):
        colour, dash = COLOURS[n % len(COLOURS)], DASHES[n // len(COLOURS) % len(DASHES)]
        axes.fill_between(each.at, each.low, each.high, color=colour, alpha=0.15, linewidth=0, zorder=2)
        marker = MARKERS[SHAPES[n % len(SHAPES)]]
        how: dict[str, Any] = {
            "color": colour,
            "linewidth": 1.6,
            "markersize": 5.5,
            "markeredgecolor": WHITE,
            "zorder": 3,
        }
        axes.plot(each.at, each.middle, dash, marker=marker, **how)
        if names:
            y = 1 - (n + 0.5) * 1.3 * line(SMALL) / HIGH
            ends = [1 + GAP / room, 1 + (GAP + KEY) / room]
            axes.plot(ends, [y, y], dash, marker=marker, transform=axes.transAxes, clip_on=False, **how)
            put(axes, ends[1] + GAP / room, y, names[n], transform=axes.transAxes)


def _scale(axes: Axes, mark: Curves, room: float) -> None:
    """Room for everything that is drawn, the line across among it."""
    places = [at for each in mark.curves for at in each.at]
    values = [
        v for each in mark.curves for part in (each.middle, each.low, each.high) for v in part if math.isfinite(v)
    ]
    values += [] if mark.up.line is None else [mark.up.line]
    for axis, found in ((axes.set_xlim, places), (axes.set_ylim, values or [0.0])):
        low, high = min(found), max(found)
        more = ROOM * (high - low) or 1.0
        axis(low - more, high + more)
    if mark.across.ticks:
        axes.set_xticks(list(mark.across.ticks), [plain(tick) for tick in mark.across.ticks])
    else:
        numbers_on(axes.xaxis, room)
    numbers_on(axes.yaxis, HIGH, apart=0.5)
