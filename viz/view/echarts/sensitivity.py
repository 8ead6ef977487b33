"""The charts of what an answer hangs on, as options for ECharts: a row for each assumption, and size against steadiness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from ...figures.style import BLUE, GREY, INK, ORANGE, QUIET
from .axes import BODY, FONT, FOOT, TEXT, Option, by_width, level_axis

ROW: Final = 46  # pixels: a name, and its bar below
BAR: Final = 13
TWO: Final = 58  # pixels for a row with two bars, one above the other
HALF: Final = 11  # and for each of these
TALL: Final = 360  # pixels: the scatter
NAMED: Final = 4  # marks of the scatter that are called by their names


class Look(Enum):
    """How a row stands out; its words say the same."""

    MATTERS = "matters"
    OPEN = "open"
    SMALL = "small"
    LUCK = "luck"


FILL: Final[Mapping[Look, Option]] = {
    Look.MATTERS: {"color": BLUE, "borderColor": BLUE},
    Look.OPEN: {"color": "#fff", "borderColor": BLUE, "borderWidth": 2},
    Look.SMALL: {"color": GREY, "borderColor": QUIET},
    Look.LUCK: {"color": "#fff", "borderColor": INK, "borderWidth": 1.5, "borderType": "dashed"},
}
SHAPE: Final = {Look.MATTERS: "circle", Look.OPEN: "diamond", Look.SMALL: "rect", Look.LUCK: "triangle"}


@dataclass(frozen=True, slots=True)
class Row:
    """One assumption: its name, what its bars come to in words, and where its two bars end, both from zero."""

    name: str
    words: str
    first: float
    second: float
    look: Look = Look.MATTERS


@dataclass(frozen=True, slots=True)
class Mark:
    """One assumption in the scatter: how large its effect is on average, and how much that varies."""

    name: str
    size: float
    spread: float
    look: Look


def tornado(rows: Sequence[Row], unit: str, ends: tuple[str, str] | None = None) -> Option:
    """Level bars from a line at no change, the name of each above it, so that it reads on a telephone as well.

    The two bars of a row make one, to the left and to the right; where `ends` says what they are called, they stand one above
    the other, each with its name at its end.
    """
    wide: Option = {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 44 if ends else 28, "right": 86 if ends else 28, "top": 8, "bottom": FOOT},
        "xAxis": level_axis(unit, None),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "z": 10,
            "data": [f"{{name|{row.name}}}  {{words|{row.words}}}" for row in rows],
            "axisLine": {"show": False, "onZero": False},
            "axisTick": {"show": False},
            "axisLabel": _above(HALF if ends else BAR / 2),
        },
        "series": [
            _bars(rows, [row.first for row in rows], 0, ends),
            _bars(rows, [row.second for row in rows], 1, ends),
            _no_change(len(rows), 2 * HALF if ends else BAR),
        ],
    }
    narrow = {"yAxis": {"data": [f"{{name|{row.name}}}" for row in rows]}}
    again = {"yAxis": {"data": wide["yAxis"]["data"]}}
    return by_width(wide, narrow, again)


def _no_change(rows: int, high: float) -> Option:
    """A dark tick at no change beside every bar; a whole line would run through the names."""
    return {
        "type": "scatter",
        "id": "no change",
        "silent": True,
        "symbol": "rect",
        "symbolSize": [2, high + 3],
        "itemStyle": {"color": INK, "opacity": 1},
        "data": [[0, number] for number in range(rows)],
    }


def tornado_height(option: Mapping[str, Any]) -> int:
    """How many pixels high such a chart is."""
    whole = option["baseOption"]
    return len(whole["yAxis"]["data"]) * (ROW if "stack" in whole["series"][0] else TWO) + FOOT + 8


def _above(half: float) -> Option:
    """A name in bold and its words, from the left edge of the plot area, above the bar."""
    return {
        "inside": True,
        "align": "left",
        "verticalAlign": "bottom",
        "margin": 0,
        "padding": [0, 0, half + 8, 0],
        "interval": 0,
        "rich": {
            "name": {**TEXT, "fontWeight": "bold", "backgroundColor": "#fff"},
            "words": {**TEXT, "color": QUIET, "backgroundColor": "#fff"},
        },
    }


def _bars(rows: Sequence[Row], values: Sequence[float], which: int, ends: tuple[str, str] | None) -> Option:
    looks = [FILL[row.look] for row in rows]
    if ends and which:
        looks = [fill | ({"color": ORANGE, "borderColor": ORANGE} if fill["color"] == BLUE else {}) for fill in looks]
    found: Option = {
        "type": "bar",
        "id": f"bars {which}",
        "name": ends[which] if ends else ("down", "up")[which],
        "barWidth": HALF if ends else BAR,
        "barGap": "0%",
        "data": [
            {"value": value, "itemStyle": look}
            | ({"label": {"position": "left" if value < 0 else "right"}} if ends else {})
            for value, look in zip(values, looks, strict=True)
        ],
    }
    if ends is None:
        return found | {"stack": "both"}
    return found | {"label": {"show": True, "formatter": "{a}", **TEXT, "fontSize": 11}}


def scatter(marks: Sequence[Mark], unit: str) -> Option:
    """How large each effect is against how much it varies, the largest called by their names; shapes say how it stands."""
    lines = [_guide(slope, marks) for slope in (1.0, 0.5)]
    return {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 30, "top": 48, "bottom": FOOT, "containLabel": True},
        "xAxis": level_axis(f"average size of the effect, {unit}", None),
        "yAxis": {
            **level_axis("", None),
            "name": "how much the effect varies",
            "nameLocation": "end",
            "nameTextStyle": {**TEXT, "align": "left", "color": QUIET},
        },
        "tooltip": {"formatter": "{b}"},
        "series": [*lines, *(_cloud(marks, look) for look in Look)],
    }


def _cloud(marks: Sequence[Mark], look: Look) -> Option:
    """The marks that stand alike; those that stand out are named, to the side where there is room."""
    named = [mark for mark in marks if mark.look in (Look.MATTERS, Look.OPEN)][:NAMED]
    middle = max((mark.size for mark in marks), default=0.0) / 2
    return {
        "type": "scatter",
        "id": look.value,
        "symbol": SHAPE[look],
        "symbolSize": 12,
        "itemStyle": FILL[look],
        "data": [
            {
                "name": mark.name,
                "value": [mark.size, mark.spread],
                "label": {
                    "show": mark in named or look is Look.LUCK,
                    "formatter": "{b}",
                    "position": ("top", "bottom")[number % 2] if mark.size > middle else "right",
                    **TEXT,
                    "fontSize": BODY - 1,
                },
            }
            for number, mark in enumerate(marks)
            if mark.look is look
        ],
    }


def _guide(slope: float, marks: Sequence[Mark]) -> Option:
    """A thin line where the effect varies so many times as much as its size."""
    far, high = max((mark.size for mark in marks), default=1.0), max((mark.spread for mark in marks), default=1.0)
    reach = min(far, high / slope)
    return {
        "type": "line",
        "id": f"guide {slope}",
        "silent": True,
        "symbol": "none",
        "data": [[0, 0], [reach, reach * slope]],
        "lineStyle": {"color": QUIET, "width": 1, "type": "solid" if slope == 1 else "dashed"},
    }
