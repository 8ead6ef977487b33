"""How large each effect is against how steady it is, in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...charts import QUIET, SHAPED, Axis, Look, Scatter, Spot
from .axes import BODY, FONT, FOOT, SYMBOLS, TEXT, Option, filled, level_axis

TALL: Final = 360  # pixels
NAMED: Final = 4  # marks that are called by their names


def scatter(mark: Scatter) -> Option:
    """How large each effect is against how much it varies, the largest called by their names; shapes say how it stands."""
    return {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 30, "top": 48, "bottom": FOOT, "containLabel": True},
        "xAxis": level_axis(Axis(mark.across)),
        "yAxis": {
            **level_axis(Axis()),
            "name": mark.up,
            "nameLocation": "end",
            "nameTextStyle": {**TEXT, "align": "left", "color": QUIET},
        },
        "tooltip": {"formatter": "{b}"},
        "series": [
            *(_guide(slope, mark.spots) for slope, _ in mark.guides),
            *(_cloud(mark.spots, look) for look in Look),
        ],
    }


def _cloud(spots: Sequence[Spot], look: Look) -> Option:
    """The marks that stand alike; those that stand out are named, to the side where there is room."""
    named = [spot for spot in spots if spot.look in (Look.MATTERS, Look.OPEN)][:NAMED]
    middle = max((spot.size for spot in spots), default=0.0) / 2
    return {
        "type": "scatter",
        "id": look.value,
        "symbol": SYMBOLS[SHAPED[look]],
        "symbolSize": 12,
        "itemStyle": filled(look),
        "data": [
            {
                "name": spot.name,
                "value": [spot.size, spot.spread],
                "label": {
                    "show": spot in named or look is Look.LUCK,
                    "formatter": "{b}",
                    "position": ("top", "bottom")[number % 2] if spot.size > middle else "right",
                    **TEXT,
                    "fontSize": BODY - 1,
                },
            }
            for number, spot in enumerate(spots)
            if spot.look is look
        ],
    }


def _guide(slope: float, spots: Sequence[Spot]) -> Option:
    """A thin line where the effect varies so many times as much as its size."""
    far, high = max((spot.size for spot in spots), default=1.0), max((spot.spread for spot in spots), default=1.0)
    reach = min(far, high / slope)
    return {
        "type": "line",
        "id": f"guide {slope}",
        "silent": True,
        "symbol": "none",
        "data": [[0, 0], [reach, reach * slope]],
        "lineStyle": {"color": QUIET, "width": 1, "type": "solid" if slope == 1 else "dashed"},
    }
