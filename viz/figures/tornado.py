"""What an answer hangs on in a picture: level bars from a line at no change, a row for each assumption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matplotlib.axes import Axes

from ..charts import INK, WHITE, Ends, Look, Swing, Tornado, paint, text_width
from .rows import BAR, GAP, Named, Reach, limits, named, write_names
from .style import Body, numbers_on, put

BESIDE: Final = 0.06  # inches between a bar and what it is called
NEAR: Final = 0.1  # inches between the end of a bar and the edge
TINY: Final = 7.0  # points: what a bar is called, which has half the height of a row


def tornado(mark: Tornado, width: float) -> Body:
    """Two bars a row, as one or, where they have names, one above the other."""
    placed, bottom = named([(row.name, row.words) for row in mark.rows], width)

    def draw(axes: Axes) -> None:
        axes.set_xlim(
            *limits([(0.0, 0.0, 0.0), *(reach for row in mark.rows for reach in _reaches(row, mark.ends))], width)
        )
        axes.set_ylim(bottom, 0)
        write_names(axes, placed, width)
        for row, at in zip(mark.rows, placed, strict=True):
            _draw(axes, row, at, mark.ends, width)
        axes.set_yticks([])
        numbers_on(axes.xaxis, width)

    return Body(bottom, draw, axis=mark.unit)


def _bars(row: Swing, ends: tuple[str, str] | None) -> Iterator[tuple[float, Ends | None, str]]:
    """Each bar of a row: where it ends, how uncertain that is, and what it is called."""
    yield from zip((row.first, row.second), row.ranges, ends or ("", ""), strict=True)


def _outer(value: float, interval: Ends | None) -> float:
    """The end of what is drawn of a bar, on the side to which it goes."""
    return min(value, *(interval or (value,))) if value < 0 else max(value, *(interval or (value,)))


def _reaches(row: Swing, ends: tuple[str, str] | None) -> Iterator[Reach]:
    for value, interval, name in _bars(row, ends):
        room = text_width(name, TINY) + 2 * BESIDE if name else NEAR
        outer = _outer(value, interval)
        yield (outer, room, 0.0) if value < 0 else (outer, 0.0, room)
        yield from ((end, 0.0, 0.0) for end in interval or ())


def _draw(axes: Axes, row: Swing, at: Named, ends: tuple[str, str] | None, width: float) -> None:
    inch = (axes.get_xlim()[1] - axes.get_xlim()[0]) / width
    for which, (value, interval, name) in enumerate(_bars(row, ends)):
        high, y = (BAR / 2, at.middle + (which - 0.5) * BAR / 2) if ends else (0.7 * BAR, at.middle)
        fill, edge = paint(row.look, bool(ends and which))
        dashes = "--" if row.look is Look.LUCK else "-"
        axes.barh(y, value, height=0.9 * high, color=fill, edgecolor=edge, linewidth=1, linestyle=dashes, zorder=2)
        if interval:
            for thickness, shade in ((3.2, WHITE), (1.2, INK)):  # white around it, so that it is seen on the bar
                axes.plot(interval, [y, y], color=shade, linewidth=thickness, zorder=4)
        if name:
            x = _outer(value, interval) + (-BESIDE if value < 0 else BESIDE) * inch
            put(axes, x, y, name, ha="right" if value < 0 else "left", size=TINY)
    axes.plot([0, 0], [at.middle - BAR / 2, at.middle + BAR / 2 + GAP / 4], color=INK, linewidth=1.2, zorder=3)
