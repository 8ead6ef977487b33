"""The pages of the view, in the order of the navigation: `diversion view` serves what stands here as `routes`."""

from __future__ import annotations

from typing import Final

import solara

from .pages import journeys, limits, live, what_if
from .shell import LIMITS, Shell

routes: Final = [
    solara.Route("/", component=what_if.Page, label="What if", layout=Shell),
    solara.Route("live", component=live.Page, label="Day by day"),
    solara.Route("journeys", component=journeys.Page, label="Journeys"),
    solara.Route(LIMITS, component=limits.Page, label="What this cannot tell you"),
]
