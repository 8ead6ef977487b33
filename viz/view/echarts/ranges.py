"""Rows of ranges in a browser: a dot and a line for each, the numbers under its name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from ...charts import INK, PALE, POINT, Axis, Dot, Range, Ranges, wrapped
from .axes import BODY, FONT, FOOT, LINE, SYMBOLS, TEXT, Option, by_width, level_axis, line_at, pixels

ROW: Final = 66  # pixels for a row
NAMES: Final = 190  # pixels at most for the names of rows; longer ones take more lines
NAMES_NARROW: Final = 142  # the same on a telephone
BAND: Final = 18  # pixels: how high a pale band is


def ranges(mark: Ranges) -> Option:
    """A dot and a line for each row around a dark line; the numbers stand under the row's name, never cut."""
    wide, narrow = (
        _names(mark.rows, most) | {"xAxis": {"splitNumber": parts}} for most, parts in ((NAMES, 4), (NAMES_NARROW, 3))
    )
    base = {
        "textStyle": {"fontFamily": FONT},
        "grid": {"right": 20, "top": 10, "bottom": FOOT, **wide["grid"]},
        "xAxis": level_axis(mark.axis),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            **wide["yAxis"],
        },
        "series": [*(_row(row, number) for number, row in enumerate(mark.rows)), _line(mark.axis)],
    }
    return by_width(base, narrow, wide)


def ranges_height(mark: Ranges) -> int:
    """How many pixels high it is."""
    return len(mark.rows) * ROW + FOOT + 10


def _names(rows: Sequence[Range], most: float) -> Option:
    """The names of rows with their numbers below, in lines of at most so many pixels, and the room that they need."""
    labels = [(_broken(row.name, most, bold=True), _numbers(row.words, most)) for row in rows]
    widths = [
        pixels(line, bold) for name, words in labels for part, bold in ((name, True), (words, False)) for line in part
    ]
    room = math.ceil(max(widths, default=0)) + 12
    data = [
        "\n".join([*(f"{{name|{each}}}" for each in name), *(f"{{words|{each}}}" for each in words)])
        for name, words in labels
    ]
    return {"grid": {"left": room}, "yAxis": {"data": data, "axisLabel": _label(room)}}


def _numbers(words: str, most: float) -> list[str]:
    """A middle and its range on one line where there is room, else the range below; a range is never torn apart."""
    if pixels(words) <= most:
        return [words]
    middle, bracket, width = words.partition(" (")
    return [middle, f"({width}"] if bracket else _broken(words, most)


def _broken(text: str, most: float, bold: bool = False) -> list[str]:
    return wrapped(text, BODY, most * POINT, bold)


def _row(row: Range, number: int) -> Option:
    """The dots and the line of the range, at the height of the row."""
    return {
        "type": "scatter",
        "id": f"row {number}",
        "name": row.name,
        "symbolSize": 15,
        "z": 5,
        "data": [*_tick(row, number), *({"value": [dot.at, number], **_dot(dot)} for dot in row.dots)],
        "markLine": {
            "silent": True,
            "symbol": ["none", "none"],
            "label": {"show": False},
            "data": list(_stretches(row, number)),
            "animation": False,
        },
    }


def _dot(dot: Dot) -> Option:
    fill, edge, width = (dot.colour, "#fff", 1.5) if dot.filled else ("#fff", dot.colour, 2.5)
    return {
        "symbol": SYMBOLS[dot.shape],
        "itemStyle": {"color": fill, "borderColor": edge, "borderWidth": width, "opacity": 1},
    }


def _tick(row: Range, number: int) -> list[Option]:
    """The short line across, where there is one."""
    look = {"symbol": "rect", "symbolSize": [2, BAND], "itemStyle": {"color": INK}}
    return [] if row.tick is None else [{"value": [row.tick, number], **look}]


def _stretches(row: Range, number: int) -> Iterator[list[Option]]:
    """The pale band and the line of the range, as far as the row has them."""
    colour = row.dots[0].colour if row.dots else INK
    for ends, shade, width, cap in ((row.band, PALE, BAND, "butt"), (row.line, colour, 5, "round")):
        if ends:
            look = {"color": shade, "width": width, "type": "solid", "cap": cap}
            yield [{"coord": [ends[0], number], "lineStyle": look}, {"coord": [ends[1], number]}]


def _line(axis: Axis) -> Option:
    """The dark line across all rows."""
    return {
        "type": "scatter",
        "id": "line",
        "data": [],
        **(line_at({"xAxis": axis.line}) if axis.line is not None else {}),
    }


def _label(room: int) -> Option:
    """A name in bold with its numbers below, from the left edge."""
    rich = {**TEXT, "lineHeight": LINE}
    return {
        "align": "left",
        "margin": room - 2,
        "rich": {"name": {**rich, "fontWeight": "bold"}, "words": rich},
        "interval": 0,
    }
