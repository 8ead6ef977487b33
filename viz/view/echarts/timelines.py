"""A person's years as a time line: marks for moments and bars for spells, a row for each part of life; options for ECharts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ....experiments.lives.happenings import Happening, Lane, Sign
from ...figures.style import BLUE, INK, ORANGE, PALE, PLUM, QUIET, TEAL
from .axes import FONT, SHAPES, TEXT, Option

# Rows have their names beside them, so colour need not tell them apart.
COLOUR: Final = {
    Lane.POLICE: BLUE, Lane.COURT: PLUM, Lane.INSIDE: INK, Lane.WAITING: ORANGE, Lane.SUPPORT: TEAL,
    Lane.NEEDS: TEAL,
}  # fmt: skip
SHAPE: Final = dict(zip(Lane, (*SHAPES[:2], "rect", "triangle", "rect", "rect"), strict=True))
# Moments of one lane differ in shape; what comes within a day of a contact stands above it, or would hide it.
SIGNS: Final = {
    Sign.NOTHING_MORE: ("emptyCircle", 6), Sign.CONTACT: ("circle", 6), Sign.ARREST: ("triangle", -7),
    Sign.CAUTION: ("emptyDiamond", 0), Sign.CHARGE: ("diamond", 0), Sign.CONVICTION: ("rect", 0),
}  # fmt: skip
KEY: Final = (
    "Police: ○ a contact that no arrest, caution or charge followed, ● a contact that one of them followed, ▲ an arrest. "
    "Charge and court: ◇ a caution, ◆ a charge, ■ a conviction."
)
ROW: Final = 34  # pixels
THICK: Final = 14  # pixels of a spell at its fullest
FOOT: Final = 40
LEAST: Final = 0.004  # of the whole: a spell shorter than this is drawn as a mark, or nobody would see it


def timeline(happenings: Sequence[Happening], days: int, years: int) -> Option:
    """One row for each lane over `days` days; the level axis counts years since the regimes parted."""
    lanes = list(Lane)
    return {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 16, "top": 4, "bottom": 22, "containLabel": True},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": years,
            "interval": 1 if years > 1 else 0.25,
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
            "data": [lane.value for lane in lanes],
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {**TEXT, "width": 130, "overflow": "break", "lineHeight": 15, "interval": 0, "margin": 14},
        },
        "tooltip": {"formatter": "{b}"},
        "series": [_lane(lane, number, happenings, days / years) for number, lane in enumerate(lanes)],
    }


def timeline_height() -> int:
    """How many pixels high a time line is."""
    return len(Lane) * ROW + FOOT


def _lane(lane: Lane, number: int, happenings: Sequence[Happening], year: float) -> Option:
    mine = [each for each in happenings if each.lane is lane]
    spells = [each for each in mine if each.ended - each.began > LEAST * year]
    marks = [each for each in mine if each.ended - each.began <= LEAST * year]
    return {
        "type": "scatter",
        "id": lane.value,
        "symbol": SHAPE[lane],
        "symbolSize": 11,
        "itemStyle": {"color": COLOUR[lane], "borderColor": "#fff", "borderWidth": 1, "opacity": 1},
        "z": 5,
        "data": [{"name": each.text, "value": [each.began / year, number], **_sign(each.sign)} for each in marks],
        "animation": False,
        "markLine": {
            "silent": True,
            "symbol": ["none", "none"],
            "lineStyle": {"color": COLOUR[lane], "width": THICK, "type": "solid", "cap": "butt"},
            "label": {"show": False},
            "animation": False,
            "data": [
                [
                    {"coord": [each.began / year, number], "lineStyle": {"width": max(2.0, THICK * each.size)}},
                    {"coord": [each.ended / year, number]},
                ]
                for each in spells
            ],
        },
    }


def _sign(sign: Sign) -> Option:
    """The shape of a moment, and how far it stands from the middle of its lane."""
    if sign not in SIGNS:
        return {}
    symbol, down = SIGNS[sign]
    return {"symbol": symbol, "symbolOffset": [0, down]}
