"""A person's years as a time line: marks for moments and bars for spells, a row for each part of life."""

from __future__ import annotations

from typing import Final

from ...charts import PALE, QUIET, Dot, Lane, TimeLine
from .axes import FONT, SYMBOLS, TEXT, Option

ROW: Final = 34  # pixels
THICK: Final = 14  # pixels of a spell at its fullest
FOOT: Final = 40
LIFT: Final = 7  # pixels that a raised mark stands above the middle of its row


def timeline(mark: TimeLine) -> Option:
    """One row for each part of life; the level axis counts years."""
    return {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 16, "top": 4, "bottom": 22, "containLabel": True},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": mark.years,
            "interval": 1 if mark.years > 1 else 0.25,
            "name": "years",
            "nameLocation": "middle",
            "nameGap": 24,
            "nameTextStyle": {**TEXT, "color": QUIET},
            "axisLabel": {**TEXT, "color": QUIET},
            "splitLine": {"lineStyle": {"color": PALE}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [lane.name for lane in mark.lanes],
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {**TEXT, "width": 130, "overflow": "break", "lineHeight": 15, "interval": 0, "margin": 14},
        },
        "tooltip": {"formatter": "{b}"},
        "series": [_lane(lane, number) for number, lane in enumerate(mark.lanes)],
    }


def timeline_height(mark: TimeLine) -> int:
    """How many pixels high it is."""
    return len(mark.lanes) * ROW + FOOT


def _lane(lane: Lane, number: int) -> Option:
    return {
        "type": "scatter",
        "id": lane.name,
        "symbolSize": 11,
        "itemStyle": {"color": lane.colour, "borderColor": "#fff", "borderWidth": 1, "opacity": 1},
        "z": 5,
        "data": [{"name": dot.text, "value": [dot.at, number], **_sign(dot)} for dot in lane.moments],
        "animation": False,
        "markLine": {
            "silent": True,
            "symbol": ["none", "none"],
            "lineStyle": {"color": lane.colour, "width": THICK, "type": "solid", "cap": "butt"},
            "label": {"show": False},
            "animation": False,
            "data": [
                [
                    {"coord": [spell.began, number], "lineStyle": {"width": max(2.0, THICK * spell.size)}},
                    {"coord": [spell.ended, number]},
                ]
                for spell in lane.spells
            ],
        },
    }


def _sign(dot: Dot) -> Option:
    """The shape of a moment, and how far it stands from the middle of its row."""
    symbol = SYMBOLS[dot.shape]
    return {"symbol": symbol if dot.filled else f"empty{symbol.capitalize()}", "symbolOffset": [0, -LIFT * dot.lift]}
