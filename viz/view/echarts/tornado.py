"""What an answer hangs on, in a browser: a row for each assumption."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...charts import INK, QUIET, Axis, Swing, Tornado
from .axes import FONT, FOOT, TEXT, Option, by_width, filled, level_axis

ROW: Final = 46  # pixels: a name, and its bar below
BAR: Final = 13
TWO: Final = 58  # pixels for a row with two bars, one above the other
HALF: Final = 11  # and for each of these


def tornado(mark: Tornado) -> Option:
    """Level bars from a line at no change, the name of each above it, so that it reads on a telephone as well."""
    rows, ends = mark.rows, mark.ends
    wide: Option = {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 44 if ends else 28, "right": 86 if ends else 28, "top": 8, "bottom": FOOT},
        "xAxis": level_axis(Axis(mark.unit)),
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


def tornado_height(mark: Tornado) -> int:
    """How many pixels high it is."""
    return len(mark.rows) * (TWO if mark.ends else ROW) + FOOT + 8


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


def _bars(rows: Sequence[Swing], values: Sequence[float], which: int, ends: tuple[str, str] | None) -> Option:
    looks = [filled(row.look, bool(ends and which)) for row in rows]
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
