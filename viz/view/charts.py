"""What ECharts draws, as plain data: pure functions from numbers to options, in the colours and manner of our figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..style import BLUE, GREY, INK, ORANGE, PALE, PLUM, QUIET, TEAL

Option = dict[str, Any]

COLOURS: Final = (BLUE, TEAL, PLUM, ORANGE)  # by a regime's place on the screen, with the shape at the same place
SHAPES: Final = ("circle", "diamond", "rect", "triangle")
DASHES: Final = ("solid", "dashed", "dotted", [8, 3, 2, 3])
FONT: Final = "Arial, Helvetica, sans-serif"
BODY: Final = 14  # pixels
NARROW: Final = 440  # pixels: below this a chart stands on a telephone
ROW: Final = 58  # pixels for a row of differences
FOOT: Final = 44  # pixels for the numbers of the level axis and their unit
TEXT: Final = {"fontFamily": FONT, "fontSize": BODY, "color": INK}


@dataclass(frozen=True, slots=True)
class Range:
    """One row of a chart of differences: its name, how it reads in words, its middle and its range (NaN where there is none)."""

    name: str
    words: str
    middle: float
    low: float
    high: float


def differences(rows: Sequence[Range], unit: str) -> Option:
    """A dot and a line for each row around a line at no change; the numbers stand under the row's name.

    `unit` is written under the level axis. Rows keep their colour and shape by their place.
    """
    series = [_row(row, number, len(rows)) for number, row in enumerate(rows)]
    wide = {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 200, "right": 20, "top": 10, "bottom": FOOT},
        "xAxis": level_axis(unit, _limits(rows)),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [f"{{name|{row.name}}}\n{{words|{row.words}}}" for row in rows],
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": _label(198),
        },
        "series": [*series, _zero()],
    }
    narrow = {"grid": {"left": 160}, "yAxis": {"axisLabel": _label(158)}}
    return {"baseOption": wide, "media": [{"query": {"maxWidth": NARROW}, "option": narrow}, {"option": _again(wide)}]}


def differences_height(rows: int) -> int:
    """How many pixels high a chart of so many differences is."""
    return rows * ROW + FOOT + 10


def lines(
    series: Mapping[str, Sequence[float]], places: Sequence[str], unit: str, colours: Sequence[str] = COLOURS
) -> Option:
    """One line for each series over the same places (months, say), named at its end; NaN leaves a gap.

    Lines differ in dash as well as in colour. `unit` is written above the upright axis.
    """
    drawn = [
        {
            "type": "line",
            "name": name,
            "data": [None if math.isnan(value) else value for value in values],
            "showSymbol": False,
            "lineStyle": {"width": 3, "type": DASHES[n % len(DASHES)], "color": colours[n % len(colours)]},
            "itemStyle": {"color": colours[n % len(colours)]},
            "endLabel": {"show": True, "formatter": "{a}", **TEXT, "color": colours[n % len(colours)]},
            "labelLayout": {"moveOverlap": "shiftY"},
        }
        for n, (name, values) in enumerate(series.items())
    ]
    return {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 150, "top": 36, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": list(places),
            "boundaryGap": False,
            "axisLabel": {**TEXT, "hideOverlap": True},
        },
        "yAxis": {**_upright(unit)},
        "series": drawn,
    }


def bars(
    groups: Sequence[str], series: Mapping[str, Sequence[float]], unit: str, stacked: bool = False,
    colours: Sequence[str] = COLOURS,
) -> Option:  # fmt: skip
    """Level bars: for each group one bar a series, beside one another or stacked; the key stands above."""
    return {
        "textStyle": {"fontFamily": FONT},
        "legend": {"top": 0, "left": 0, "textStyle": TEXT, "icon": "rect", "show": len(series) > 1},
        "grid": {
            "left": 8,
            "right": 24,
            "top": 36 if len(series) > 1 else 10,
            "bottom": FOOT - 8,
            "containLabel": True,
        },
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": level_axis(unit, None),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(groups),
            "axisLine": {"lineStyle": {"color": QUIET}},
            "axisTick": {"show": False},
            "axisLabel": {**TEXT, "width": 170, "overflow": "break", "lineHeight": 18},
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
    return {
        "type": "scatter",
        "id": "no change",
        "data": [],
        "markLine": {
            "silent": True,
            "symbol": ["none", "none"],
            "lineStyle": {"color": INK, "width": 1.5, "type": "solid"},
            "label": {"show": False},
            "data": [{"xAxis": 0}],
            "animation": False,
        },
    }


def _limits(rows: Sequence[Range]) -> tuple[float, float]:
    """Where the level axis ends: all that is drawn, no change among it, and round numbers."""
    ends = [end for row in rows for end in (row.middle, row.low, row.high) if math.isfinite(end)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    if low == high:
        return -1.0, 1.0
    step = _round_step((high - low) / 4)
    return math.floor(low / step) * step, math.ceil(high / step) * step


def _round_step(size: float) -> float:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= size * 0.999999)


def level_axis(unit: str, limits: tuple[float, float] | None) -> Option:
    """A level axis of numbers, `unit` written under it; between these limits, or those of what is drawn."""
    ends: Option = {} if limits is None else {"min": limits[0], "max": limits[1]}
    return {
        "type": "value",
        "name": unit,
        "nameLocation": "middle",
        "nameGap": 28,
        "nameTextStyle": {**TEXT, "color": QUIET},
        "splitNumber": 4,
        "axisLabel": {**TEXT, "hideOverlap": True, "color": QUIET},
        "splitLine": {"lineStyle": {"color": PALE}},
        **ends,
    }


def _upright(unit: str) -> Option:
    return {
        "type": "value",
        "name": unit,
        "nameTextStyle": {**TEXT, "align": "left", "color": QUIET},
        "axisLabel": {**TEXT, "color": QUIET},
        "splitLine": {"lineStyle": {"color": PALE}},
        "axisLine": {"show": False, "lineStyle": {"color": GREY}},
    }


def _label(width: int) -> Option:
    """A name in bold with its numbers below, from the left edge."""
    return {
        "align": "left",
        "margin": width,
        "width": width - 8,
        "overflow": "truncate",
        "lineHeight": 20,
        "rich": {"name": {**TEXT, "fontWeight": "bold", "lineHeight": 20}, "words": {**TEXT, "lineHeight": 20}},
        "interval": 0,
    }


def _again(wide: Option) -> Option:
    """What a chart goes back to when it has room again."""
    return {"grid": {"left": wide["grid"]["left"]}, "yAxis": {"axisLabel": wide["yAxis"]["axisLabel"]}}
