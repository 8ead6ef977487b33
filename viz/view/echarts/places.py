"""The neighbourhoods of a place as a graph on a plan, darker where there is more of what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...charts import BLUE, GREY, INK, PALE, Place, Places
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


def places(mark: Places) -> Option:
    """Each neighbourhood as a circle with its number on it: larger with more people, darker with more; borders as lines."""
    nodes, small = (_nodes(mark, _largest(mark.places, room)) for room in (BESIDE, TELEPHONE))
    base = {
        "textStyle": {"fontFamily": FONT},
        "tooltip": {"formatter": "{b}"},
        "series": [
            {
                "type": "graph",
                "layout": "none",
                **HIGH,
                "data": nodes,
                "links": [{"source": one, "target": other} for one, other in mark.borders],
                "lineStyle": {"color": GREY, "width": 1.5},
                "emphasis": {"disabled": True},
                "animation": False,
            }
        ],
    }
    across, down = _steps(mark.places)
    high = places_height(mark)
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


def places_height(mark: Places) -> int:
    """How many pixels high the picture of a plan is."""
    return _high(mark.places)


def _high(ground: Sequence[Place]) -> int:
    return min(HIGHEST, max(LOWEST, _steps(ground)[1] * BETWEEN + 2 * EDGE))


def _nodes(mark: Places, largest: float) -> list[Option]:
    """The circles, where the largest is so many pixels across."""
    wide = max(place.column for place in mark.places) >= max(place.row for place in mark.places)
    sizes = _sizes([place.people for place in mark.places], largest)
    nodes: list[Option] = []
    for place, size in zip(mark.places, sizes, strict=True):
        fill, ink = STEPS[_step(place.value, mark.most)]
        nodes.append({
            "name": place.words,
            "x": APART * (place.column if wide else place.row),  # the longer side lies level
            "y": APART * (place.row if wide else place.column),
            "symbolSize": size,
            "itemStyle": {"color": fill, "borderColor": BLUE, "borderWidth": 1},
            "label": {"show": largest >= NUMBERED, "formatter": f"{place.value:.0f}", **TEXT, "color": ink, "fontSize": 12},
        })  # fmt: skip
    return nodes


def _steps(ground: Sequence[Place]) -> tuple[int, int]:
    """Steps from one end of the plan to the other: along the longer side, and along the shorter."""
    columns = max(place.column for place in ground)
    rows = max(place.row for place in ground)
    return max(columns, rows, 1), max(1, min(columns, rows))


def _largest(ground: Sequence[Place], room: int) -> float:
    """Pixels across the largest circle, in a picture that is so wide, without one touching the next."""
    across, down = _steps(ground)
    apart = min((room - 2 * EDGE) / across, (_high(ground) - 2 * EDGE) / down)
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
