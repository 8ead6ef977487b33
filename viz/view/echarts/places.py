"""The neighbourhoods of a place as a graph on a plan, darker where there is more of what is counted: options for ECharts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ....experiments.lives.day_by_day import Ground
from ...figures.style import BLUE, GREY, INK, PALE
from .axes import FONT, NARROW, TELEPHONE, TEXT, Option

STEPS: Final = ((PALE, INK), ("#6BACE6", INK), ("#2073BC", "#FFFFFF"), (BLUE, "#FFFFFF"))  # fill, and text on it
LARGEST: Final = 38  # pixels across
SMALLEST: Final = 0.65  # of the largest
NUMBERED: Final = (
    22  # pixels across the largest: where that is smaller, numbers would not fit and stand in the table alone
)
GAP: Final = 6  # pixels between two circles
BETWEEN: Final = 44  # pixels between the middles of two rows, as far as there is room
LOWEST: Final = 230  # pixels of the whole picture
HIGHEST: Final = 600
BESIDE: Final = 500  # pixels that each of two pictures side by side has, at least
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
    largest, least = (_largest(ground, room) for room in (BESIDE, TELEPHONE))
    sizes = _sizes(people, largest)
    nodes: list[Option] = []
    for number, place in enumerate(ground.places):
        fill, ink = STEPS[_step(values[number], most)]
        nodes.append({
            "name": words[number],
            "x": APART * (place.column if wide else place.row),  # the longer side lies level
            "y": APART * (place.row if wide else place.column),
            "symbolSize": sizes[number],
            "itemStyle": {"color": fill, "borderColor": BLUE, "borderWidth": 1},
            "label": {"show": largest >= NUMBERED, "formatter": f"{values[number]:.0f}", **TEXT, "color": ink, "fontSize": 12},
        })  # fmt: skip
    small = [
        node | {"symbolSize": size, "label": node["label"] | {"show": least >= NUMBERED}}
        for node, size in zip(nodes, _sizes(people, least), strict=True)
    ]
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
    across, down = _steps(ground)
    high = height(ground)
    flat = (
        (high - 2 * EDGE) * across / down + 2 * EDGE
    ) / high  # as wide to high as a picture that the plan just fills
    return {
        "baseOption": base,
        "media": [
            {"query": {"maxWidth": NARROW}, "option": {"series": [{"data": small}]}},
            {"query": {"minWidth": NARROW + 1}, "option": {"series": [{"data": nodes}]}},
            {"query": {"minAspectRatio": flat}, "option": {"series": [HIGH]}},
            {"query": {"maxAspectRatio": flat}, "option": {"series": [WIDE]}},
        ],
    }


def height(ground: Ground) -> int:
    """How many pixels high the picture of a plan is."""
    return min(HIGHEST, max(LOWEST, _steps(ground)[1] * BETWEEN + 2 * EDGE))


def _steps(ground: Ground) -> tuple[int, int]:
    """Steps from one end of the plan to the other: along the longer side, and along the shorter."""
    columns = max(place.column for place in ground.places)
    rows = max(place.row for place in ground.places)
    return max(columns, rows, 1), max(1, min(columns, rows))


def _largest(ground: Ground, room: int) -> float:
    """Pixels across the largest circle, in a picture that is so wide, without one touching the next."""
    across, down = _steps(ground)
    apart = min((room - 2 * EDGE) / across, (height(ground) - 2 * EDGE) / down)
    return min(LARGEST, max(4.0, apart - GAP))


def _step(value: float, most: float) -> int:
    """Which of the shades a value gets: the palest for nothing at all, the others in equal steps."""
    if value <= 0 or most <= 0:
        return 0
    return min(len(STEPS) - 1, 1 + int((len(STEPS) - 1) * value / most * 0.9999))


def _sizes(people: Sequence[float], largest: float) -> list[float]:
    """Pixels across, by the share of the people who live there."""
    low, high = min(people), max(people)
    span = (high - low) or 1.0
    return [round(largest * (SMALLEST + (1 - SMALLEST) * (each - low) / span), 1) for each in people]
