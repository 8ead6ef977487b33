"""What ECharts draws, as plain data: pure functions from numbers to options, in the colours and manner of our figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...figures.style import INK, ORANGE, POINT, QUIET, TEAL, wrapped
from .axes import (
    BODY,
    COLOURS,
    FONT,
    FOOT,
    LINE,
    NARROW,
    SHAPES,
    TELEPHONE,
    TEXT,
    Option,
    by_width,
    headed,
    key_lines,
    level_axis,
    line_at,
    pixels,
    round_step,
    upright,
)

ROW: Final = 66  # pixels for a row of differences
NAMES: Final = 190  # pixels at most for the names of rows; longer ones take more lines
NAMES_NARROW: Final = 142  # the same on a telephone
APART: Final = 0.07  # of the upright axis: lines that end nearer to one another than this cannot be named at their ends
DASHES: Final = ("solid", "dashed", "dotted", [8, 3, 2, 3])
EDGE: Final = 36  # pixels to the right of lines: half a date stands there


@dataclass(frozen=True, slots=True)
class Range:
    """One row of a chart of differences: its name, how it reads in words, its middle and its range (NaN where there is none)."""

    name: str
    words: str
    middle: float
    low: float
    high: float


def differences(rows: Sequence[Range], unit: str) -> Option:
    """A dot and a line for each row around a line at no change; the numbers stand under the row's name, never cut.

    `unit` is written under the level axis. Rows keep their colour and shape by their place.
    """
    series = [_row(row, number, len(rows)) for number, row in enumerate(rows)]
    wide, narrow = (
        _names(rows, most) | {"xAxis": {"splitNumber": parts}} for most, parts in ((NAMES, 4), (NAMES_NARROW, 3))
    )
    base = {
        "textStyle": {"fontFamily": FONT},
        "grid": {"right": 20, "top": 10, "bottom": FOOT, **wide["grid"]},
        "xAxis": level_axis(unit, _limits(rows)),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            **wide["yAxis"],
        },
        "series": [*series, _zero()],
    }
    return by_width(base, narrow, wide)


def differences_height(rows: int) -> int:
    """How many pixels high a chart of so many differences is."""
    return rows * ROW + FOOT + 10


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


def lines(
    series: Mapping[str, Sequence[float]], places: Sequence[str], unit: str, colours: Sequence[str] = COLOURS
) -> Option:
    """One line for each series over the same places (months, say); NaN leaves a gap.

    Each is named at its end; where two end together, or on a telephone, a key above names them. Lines differ in dash as well
    as in colour. `unit` is written above the upright axis.
    """
    named = len(series) > 1
    crosses = any(value < 0 for values in series.values() for value in values)
    direct = named and _part_at_their_ends(list(series.values()))
    drawn = [
        {
            "type": "line",
            "id": name,
            "name": name,
            "data": [None if math.isnan(value) else value for value in values],
            "symbol": "none",
            "lineStyle": {"width": 3, "type": DASHES[n % len(DASHES)], "color": colours[n % len(colours)]},
            "itemStyle": {"color": colours[n % len(colours)]},
            "endLabel": {
                "show": direct,
                "formatter": "{a}",
                "distance": 8,
                **TEXT,
                "color": _dark(colours[n % len(colours)]),
            },
            "labelLayout": {"moveOverlap": "shiftY"},
            **(line_at({"yAxis": 0}) if n == 0 and crosses else {}),
        }
        for n, (name, values) in enumerate(series.items())
    ]
    room = math.ceil(max(pixels(name) for name in series)) + 16 if direct else EDGE
    key = {"top": 0, "left": 0, "textStyle": TEXT, "itemWidth": 36}
    names = list(series) if named else []
    wide = headed(0 if direct else key_lines(names, NARROW), room, key)
    narrow = headed(key_lines(names, TELEPHONE), EDGE, key)
    base = {
        "textStyle": {"fontFamily": FONT},
        **wide,
        "grid": {"left": 32, "bottom": 8, "containLabel": True, **wide["grid"]},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": list(places),
            "boundaryGap": False,
            "axisLine": {"onZero": False},
            "axisLabel": {**TEXT, "hideOverlap": True, "margin": 14},
        },
        "yAxis": {**upright(unit)},
        "series": drawn,
    }
    unnamed = {"series": [{"id": name, "endLabel": {"show": False}} for name in series]}
    again = {"series": [{"id": name, "endLabel": {"show": direct}} for name in series]}
    return by_width(base, {**narrow, **unnamed}, {**wide, **again})


def _part_at_their_ends(series: Sequence[Sequence[float]]) -> bool:
    """Whether lines end far enough apart to be named there."""
    known = [value for values in series for value in values if not math.isnan(value)]
    ends = sorted(values[-1] for values in series if len(values))
    if not known or any(math.isnan(end) for end in ends):
        return False
    least = APART * ((max(*known, 0.0) - min(*known, 0.0)) or 1.0)
    return all(high - low >= least for low, high in zip(ends, ends[1:], strict=False))


def _dark(colour: str) -> str:
    """The colour, or ink where letters in it would be too pale to read on white."""
    return INK if colour in (TEAL, ORANGE) else colour


def bars(
    groups: Sequence[str], series: Mapping[str, Sequence[float]], unit: str, stacked: bool = False,
    colours: Sequence[str] = COLOURS,
) -> Option:  # fmt: skip
    """Level bars: for each group one bar a series, beside one another or stacked; the key stands above."""
    names = list(series) if len(series) > 1 else []
    key = {"top": 0, "left": 0, "textStyle": TEXT, "icon": "rect"}
    wide, narrow = (headed(key_lines(names, room), 24, key, 10) for room in (NARROW, TELEPHONE))
    labels = {**TEXT, "overflow": "break", "lineHeight": LINE}
    base = {
        "textStyle": {"fontFamily": FONT},
        **wide,
        "grid": {"left": 8, "bottom": FOOT - 8, "containLabel": True, **wide["grid"]},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": level_axis(unit, None),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(groups),
            "axisLine": {"lineStyle": {"color": QUIET}},
            "axisTick": {"show": False},
            "axisLabel": {**labels, "width": 170, "interval": 0},
        },
        "series": [
            {
                "type": "bar",
                "name": name,
                "stack": "all" if stacked else None,
                "data": [None if math.isnan(value) else value for value in values],
                "itemStyle": {"color": colours[n % len(colours)], "borderColor": "#fff", "borderWidth": 1},
            }
            for n, (name, values) in enumerate(series.items())
        ],
    }
    thin, thick = (
        {"yAxis": {"axisLabel": {"width": width}}, "xAxis": {"splitNumber": parts}}
        for width, parts in ((118, 2), (170, 4))
    )
    return by_width(base, {**narrow, **thin}, {**wide, **thick})


# --- parts -----------------------------------------------------------------------------------------------------------


def _row(row: Range, number: int, of: int) -> Option:
    """The dot at the middle and the line of the range, at the height of the row."""
    colour, shape = COLOURS[number % len(COLOURS)], SHAPES[number % len(SHAPES)]
    known = all(math.isfinite(end) for end in (row.low, row.high))
    line = [[{"coord": [row.low, number]}, {"coord": [row.high, number]}]] if known else []
    return {
        "type": "scatter",
        "id": f"row {number}",
        "name": row.name,
        "symbol": shape,
        "symbolSize": 15,
        "itemStyle": {"color": colour, "borderColor": "#fff", "borderWidth": 1.5, "opacity": 1},
        "z": 5,
        "data": [[row.middle, number]] if math.isfinite(row.middle) else [],
        "markLine": {
            "silent": True,
            "symbol": ["none", "none"],
            "lineStyle": {"color": colour, "width": 5, "type": "solid", "cap": "round"},
            "label": {"show": False},
            "data": line,
            "animation": False,
        },
    }


def _zero() -> Option:
    """A dark line at no change."""
    return {"type": "scatter", "id": "no change", "data": [], **line_at({"xAxis": 0})}


def _limits(rows: Sequence[Range]) -> tuple[float, float]:
    """Where the level axis ends: all that is drawn, no change among it, and round numbers."""
    ends = [end for row in rows for end in (row.middle, row.low, row.high) if math.isfinite(end)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    if low == high:
        return -1.0, 1.0
    step = round_step((high - low) / 4)
    return math.floor(low / step) * step, math.ceil(high / step) * step


def _label(room: int) -> Option:
    """A name in bold with its numbers below, from the left edge."""
    rich = {**TEXT, "lineHeight": LINE}
    return {
        "align": "left",
        "margin": room - 2,
        "rich": {"name": {**rich, "fontWeight": "bold"}, "words": rich},
        "interval": 0,
    }
