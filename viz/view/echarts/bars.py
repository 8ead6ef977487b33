"""Level bars in a browser."""

from __future__ import annotations

import math
from typing import Final

from ...charts import COLOURS, QUIET, Bars
from .axes import FONT, FOOT, KEY, LINE, NARROW, TELEPHONE, TEXT, Option, by_width, headed, key_lines, level_axis

ROW: Final = 52  # pixels for a group, at least
BESIDE: Final = 18  # and for each of several bars beside one another


def bars(mark: Bars) -> Option:
    """Level bars: for each group one bar a series, beside one another or stacked; the key stands above."""
    names = list(mark.series) if len(mark.series) > 1 else []
    colours = mark.colours or COLOURS
    key = {"top": 0, "left": 0, "textStyle": TEXT, "icon": "rect"}
    wide, narrow = (headed(key_lines(names, room), 24, key, 10) for room in (NARROW, TELEPHONE))
    labels = {**TEXT, "overflow": "break", "lineHeight": LINE}
    base = {
        "textStyle": {"fontFamily": FONT},
        **wide,
        "grid": {"left": 8, "bottom": FOOT - 8, "containLabel": True, **wide["grid"]},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": level_axis(mark.axis),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(mark.groups),
            "axisLine": {"lineStyle": {"color": QUIET}},
            "axisTick": {"show": False},
            "axisLabel": {**labels, "width": 170, "interval": 0},
        },
        "series": [
            {
                "type": "bar",
                "name": name,
                "stack": "all" if mark.stacked else None,
                "data": [None if math.isnan(value) else value for value in values],
                "itemStyle": {"color": colours[n % len(colours)], "borderColor": "#fff", "borderWidth": 1},
            }
            for n, (name, values) in enumerate(mark.series.items())
        ],
    }
    thin, thick = (
        {"yAxis": {"axisLabel": {"width": width}}, "xAxis": {"splitNumber": parts}}
        for width, parts in ((118, 2), (170, 4))
    )
    return by_width(base, {**narrow, **thin}, {**wide, **thick})


def bars_height(mark: Bars) -> int:
    """How many pixels high they are."""
    beside = 1 if mark.stacked else len(mark.series)
    key = KEY * key_lines(list(mark.series), TELEPHONE) if len(mark.series) > 1 else 0
    return len(mark.groups) * max(ROW, BESIDE * beside + 8) + key + FOOT + 4
