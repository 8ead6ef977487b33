"""Lines over an axis of numbers in a browser, each in the pale stretch that is its range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from ...charts import COLOURS, Curve, Curves, Shape
from .axes import FONT, FOOT, NARROW, SYMBOLS, TELEPHONE, TEXT, Option, by_width, headed, key_lines, level_axis, line_at

HIGH: Final = 320  # pixels: how high they are
DASHES: Final = ("solid", "dashed", "dotted", [8, 3, 2, 3])
EDGE: Final = 36  # pixels to the right of lines
SHAPES: Final = tuple(Shape)


def curves(mark: Curves) -> Option:
    """One line for each curve, told apart by colour, dash and shape, with a key above where there are several."""
    names = [each.name for each in mark.curves] if len(mark.curves) > 1 else []
    key = {"top": 0, "left": 0, "textStyle": TEXT, "itemWidth": 36, "data": names}
    wide, narrow = (headed(key_lines(names, room), EDGE, key) for room in (NARROW, TELEPHONE))
    base = {
        "textStyle": {"fontFamily": FONT},
        **wide,
        "grid": {"left": 8, "bottom": FOOT, "containLabel": True, **wide["grid"]},
        "tooltip": {"formatter": "{a}: {c}"},
        "xAxis": {**level_axis(mark.across), "scale": True},
        "yAxis": {**level_axis(mark.up), "nameTextStyle": {**TEXT, "align": "left"}},
        "series": [part for n, each in enumerate(mark.curves) for part in _parts(n, each, mark.up.line)],
    }
    return by_width(base, narrow, wide)


def _parts(n: int, curve: Curve, line: float | None) -> Iterator[Option]:
    """The range, as a stretch on top of its low end, and the line."""
    colour = COLOURS[n % len(COLOURS)]
    wide = [high - low for low, high in zip(curve.low, curve.high, strict=True)]
    for part, values, shade in (("low", curve.low, 0.0), ("range", wide, 0.15)):
        yield {
            "type": "line",
            "id": f"{part} {curve.name}",
            "stack": f"range {n}",
            "stackStrategy": "all",
            "silent": True,
            "symbol": "none",
            "lineStyle": {"width": 0},
            "areaStyle": {"color": colour, "opacity": shade},
            "tooltip": {"show": False},
            "data": _pairs(curve.at, values),
        }
    yield {
        "type": "line",
        "id": curve.name,
        "name": curve.name,
        "symbol": SYMBOLS[SHAPES[n % len(SHAPES)]],
        "symbolSize": 9,
        "lineStyle": {"width": 3, "type": DASHES[n // len(COLOURS) % len(DASHES)], "color": colour},
        "itemStyle": {"color": colour},
        "data": _pairs(curve.at, curve.middle),
        **(line_at({"yAxis": line}) if n == 0 and line is not None else {}),
    }


def _pairs(at: Sequence[float], values: Sequence[float]) -> list[list[float | None]]:
    return [[x, None if math.isnan(y) else y] for x, y in zip(at, values, strict=True)]
