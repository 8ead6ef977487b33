"""A chart as ECharts draws it: what is drawn, as plain data, and how many pixels high; one entry for each kind of mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...charts import Bars, Chart, Curves, Dots, Lines, Places, Ranges, Scatter, TimeLine, Tornado
from .axes import Option
from .bars import bars, bars_height
from .curves import HIGH, curves
from .dots import dots, dots_height
from .lines import LINES, lines
from .places import places, places_height
from .ranges import ranges, ranges_height
from .scatter import TALL, scatter
from .timelines import timeline, timeline_height
from .tornado import tornado, tornado_height

DRAWN: Final[Mapping[type, tuple[Callable[[Any], Option], Callable[[Any], int]]]] = {
    Ranges: (ranges, ranges_height),
    Dots: (dots, dots_height),
    Bars: (bars, bars_height),
    Lines: (lines, lambda _: LINES),
    Curves: (curves, lambda _: HIGH),
    Tornado: (tornado, tornado_height),
    Scatter: (scatter, lambda _: TALL),
    Places: (places, places_height),
    TimeLine: (timeline, timeline_height),
}


def option(chart: Chart) -> Option:
    """What ECharts draws."""
    draw, _ = DRAWN[type(chart.mark)]
    return draw(chart.mark)


def height(chart: Chart) -> int:
    """How many pixels high that is."""
    _, high = DRAWN[type(chart.mark)]
    return high(chart.mark)
