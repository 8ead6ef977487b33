"""The neighbourhoods of a place as a graph on a plan, darker where there is more of what is counted: options for ECharts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...experiments.watching import Ground
from ..style import GREY, INK, PALE
from .charts import FONT, TEXT, Option, by_width

STEPS: Final = ((PALE, INK), ("#6BACE6", INK), ("#2073BC", "#FFFFFF"), ("#12436D", "#FFFFFF"))  # fill, and text on it
SMALLEST: Final = 24  # pixels across, so that a number fits
LARGEST: Final = 38
LARGEST_NARROW: Final = 30
APART: Final = 100.0


def places(ground: Ground, values: Sequence[float], most: float, words: Sequence[str]) -> Option:
    """Each neighbourhood as a circle with its number on it: larger with more people, darker with more; borders as lines.

    `most` is what counts as darkest, so that two plans side by side can be read alike; `words` say each circle in full.
    """
    wide = max(place.column for place in ground.places) >= max(place.row for place in ground.places)
    people = [place.people for place in ground.places]
    sizes = _sizes(people, LARGEST)
    nodes: list[Option] = []
    for number, place in enumerate(ground.places):
        fill, ink = STEPS[_step(values[number], most)]
        nodes.append({
            "name": words[number],
            "x": APART * (place.column if wide else place.row),  # the longer side lies level
            "y": APART * (place.row if wide else place.column),
            "symbolSize": sizes[number],
            "itemStyle": {"color": fill, "borderColor": "#12436D", "borderWidth": 1},
            "label": {"show": True, "formatter": f"{values[number]:.0f}", **TEXT, "color": ink, "fontSize": 12},
        })  # fmt: skip
    small = [node | {"symbolSize": size} for node, size in zip(nodes, _sizes(people, LARGEST_NARROW), strict=True)]
    base = {
        "textStyle": {"fontFamily": FONT},
        "tooltip": {"formatter": "{b}"},
        "series": [
            {
                "type": "graph",
                "layout": "none",
                **dict.fromkeys(("left", "right", "top", "bottom"), LARGEST // 2 + 2),  # no circle is cut at an edge
                "data": nodes,
                "links": [{"source": one, "target": other} for one, other in ground.borders],
                "lineStyle": {"color": GREY, "width": 1.5},
                "emphasis": {"disabled": True},
                "animation": False,
            }
        ],
    }
    return by_width(base, {"series": [{"data": small}]}, {"series": [{"data": nodes}]})


def _step(value: float, most: float) -> int:
    """Which of the shades a value gets: the palest for nothing at all, the others in equal steps."""
    if value <= 0 or most <= 0:
        return 0
    return min(len(STEPS) - 1, 1 + int((len(STEPS) - 1) * value / most * 0.9999))


def _sizes(people: Sequence[float], largest: float) -> list[float]:
    """Pixels across, by the share of the people who live there."""
    low, high = min(people), max(people)
    span = (high - low) or 1.0
    return [round(SMALLEST + (largest - SMALLEST) * (each - low) / span, 1) for each in people]
