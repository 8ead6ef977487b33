"""Lines over time in a browser."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from ...charts import COLOURS, INK, ORANGE, TEAL, Lines
from .axes import FONT, NARROW, TELEPHONE, TEXT, Option, by_width, headed, key_lines, line_at, pixels, upright

APART: Final = 0.07  # of the upright axis: lines that end nearer to one another than this cannot be named at their ends
DASHES: Final = ("solid", "dashed", "dotted", [8, 3, 2, 3])
EDGE: Final = 36  # pixels to the right of lines: half a date stands there
LINES: Final = 300  # pixels: how high they are


def lines(mark: Lines) -> Option:
    """One line for each series, named at its end; where two end together, or on a telephone, a key above names them.

    Lines differ in dash as well as in colour. What they count is written above the upright axis.
    """
    series = mark.series
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
            "lineStyle": {"width": 3, "type": DASHES[n % len(DASHES)], "color": COLOURS[n % len(COLOURS)]},
            "itemStyle": {"color": COLOURS[n % len(COLOURS)]},
            "endLabel": {
                "show": direct,
                "formatter": "{a}",
                "distance": 8,
                **TEXT,
                "color": _dark(COLOURS[n % len(COLOURS)]),
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
            "data": list(mark.places),
            "boundaryGap": False,
            "axisLine": {"onZero": False},
            "axisLabel": {**TEXT, "hideOverlap": True, "margin": 14},
        },
        "yAxis": {**upright(mark.unit), **({"minInterval": 1} if mark.whole else {})},
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
