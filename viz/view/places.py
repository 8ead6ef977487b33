"""The neighbourhoods of a place as a graph on a plan, darker where there is more of what is counted: options for ECharts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...experiments.watching import Ground
from ..style import GREY, INK, PALE
from .charts import FONT, NARROW, TEXT, Option

STEPS: Final = ((PALE, INK), ("#6BACE6", INK), ("#2073BC", "#FFFFFF"), ("#12436D", "#FFFFFF"))  # fill, and text on it
SMALLEST: Final = 24  # pixels across, so that a number fits
LARGEST: Final = 38
LARGEST_NARROW: Final = 30
HEIGHT: Final = 230  # pixels of the whole picture
EDGE: Final = LARGEST // 2 + 3  # no circle is cut
# The plan fills the picture from top to bottom or from side to side, and the other follows, so that circles stay round.
HIGH: Final[Option] = {"top": EDGE, "bottom": EDGE, "left": "center", "right": "auto"}
WIDE: Final[Option] = {"left": EDGE, "right": EDGE, "top": "center", "bottom": "auto"}
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
                **HIGH,
                "data": nodes,
                "links": [{"source": one, "target": other} for one, other in ground.borders],
                "lineStyle": {"color": GREY, "width": 1.5},
                "emphasis": {"disabled": True},
                "animation": False,
            }
        ],
    }
    flat = _flat([(node["x"], node["y"]) for node in nodes])
    return {
        "baseOption": base,
        "media": [
            {"query": {"maxWidth": NARROW}, "option": {"series": [{"data": small}]}},
            {"query": {"minWidth": NARROW + 1}, "option": {"series": [{"data": nodes}]}},
            {"query": {"minAspectRatio": flat}, "option": {"series": [HIGH]}},
            {"query": {"maxAspectRatio": flat}, "option": {"series": [WIDE]}},
        ],
    }


def _flat(points: Sequence[tuple[float, float]]) -> float:
    """How many times as wide as high a picture is that the plan just fills, circles and all."""
    across, down = (max(ends) - min(ends) for ends in zip(*points, strict=True))
    across_inside = (HEIGHT - 2 * EDGE) * across / (down or APART)
    return float((across_inside + 2 * EDGE) / HEIGHT)


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
