"""What all charts in the browser share: type and sizes, axes, keys, and what changes where there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ...charts import GREY, INK, PALE, POINT, QUIET, Axis, Look, Shape, paint, text_width

Option = dict[str, Any]

SYMBOLS: Final = {
    Shape.DISC: "circle", Shape.DIAMOND: "diamond", Shape.SQUARE: "rect", Shape.TRIANGLE: "triangle",
}  # fmt: skip
FONT: Final = "Arial, Helvetica, sans-serif"
BODY: Final = 14  # pixels
NARROW: Final = 440  # pixels: below this a chart stands on a telephone
LINE: Final = 18  # pixels for a line of a label
FOOT: Final = 46  # pixels for the numbers of the level axis and their unit
KEY: Final = 26  # pixels for a line of a key
MARK: Final = 50  # pixels for a mark in a key and the room around it
LOOSE: Final = 0.9  # of what a text is at most, that it is on average
TELEPHONE: Final = 280  # pixels: as wide as a chart is on the narrowest
TEXT: Final = {"fontFamily": FONT, "fontSize": BODY, "color": INK}


def by_width(wide: Option, narrow: Option, again: Option) -> Option:
    """A chart that looks otherwise on a telephone, and like this `again` when it has room again."""
    return {"baseOption": wide, "media": [{"query": {"maxWidth": NARROW}, "option": narrow}, {"option": again}]}


def headed(lines_of_key: int, right: int, key: Option, least: int = 34) -> Option:
    """Room at the top for so many lines of a key, and for what else needs `least` pixels there; and at the right."""
    return {
        "legend": {**key, "show": lines_of_key > 0},
        "grid": {"top": KEY * lines_of_key + least, "right": right},
    }


def key_lines(names: Sequence[str], room: float) -> int:
    """How many lines a key of these names takes in so many pixels."""
    count, left = 0, 0.0
    for name in names:
        needed = LOOSE * pixels(name) + MARK
        if needed > left:
            count, left = count + 1, room
        left -= needed
    return count


def pixels(text: str, bold: bool = False) -> float:
    """How wide a text is at most: measured in a font that runs wider than those that browsers take here."""
    return text_width(text, BODY, bold) / POINT


def level_axis(axis: Axis) -> Option:
    """A level axis; its unit ends where it ends, so that there is room for a long one on a telephone."""
    ends: Option = {} if axis.ends is None else {"min": axis.ends[0], "max": axis.ends[1]}
    apart = {"interval": axis.ticks[1] - axis.ticks[0]} if len(axis.ticks) > 1 and not axis.logarithmic else {}
    return {
        "type": "log" if axis.logarithmic else "value",
        "name": axis.unit,
        "nameLocation": "end",
        "nameGap": 0,
        "nameTextStyle": {**TEXT, "color": QUIET, "align": "right", "verticalAlign": "top", "padding": [26, 0, 0, 0]},
        "splitNumber": 4,
        "axisLabel": {**TEXT, "hideOverlap": True, "color": QUIET},
        "splitLine": {"lineStyle": {"color": PALE}},
        **ends,
        **apart,
    }


def upright(unit: str) -> Option:
    """An upright axis of numbers, `unit` written above it."""
    return {
        "type": "value",
        "name": unit,
        "nameTextStyle": {**TEXT, "align": "left", "color": QUIET},
        "axisLabel": {**TEXT, "color": QUIET},
        "splitLine": {"lineStyle": {"color": PALE}},
        "axisLine": {"show": False, "lineStyle": {"color": GREY}},
    }


def filled(look: Look, second: bool = False) -> Option:
    """The inside and the edge of what stands out so."""
    fill, edge = paint(look, second)
    dashed, width = ("dashed", 1.5) if look is Look.LUCK else ("solid", 2 if look is Look.OPEN else 0)
    return {"color": fill, "borderColor": edge, "borderType": dashed, "borderWidth": width}


def line_at(place: Option) -> Option:
    """A dark line across the chart at a place on one of its axes."""
    return {
        "markLine": {
            "silent": True,
            "symbol": ["none", "none"],
            "lineStyle": {"color": INK, "width": 1.5, "type": "solid"},
            "label": {"show": False},
            "data": [place],
            "animation": False,
        }
    }
