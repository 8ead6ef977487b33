"""The pages of the view, in the order of the navigation: `diversion view` serves what stands here as `routes`."""

from __future__ import annotations

from typing import Final

import solara

from .pages import assumptions, for_whom, journeys, limits, police_time, share, what_if
from .pages import day_by_day as live
from .pages import sensitivity as hangs
from .shell import LIMITS, Shell

routes: Final = [
    solara.Route("/", component=what_if.Page, label="What if", layout=Shell),
    solara.Route("live", component=live.Page, label="Day by day"),
    solara.Route("journeys", component=journeys.Page, label="Journeys"),
    solara.Route("police-time", component=police_time.Page, label="Police time"),
    solara.Route("for-whom", component=for_whom.Page, label="For whom"),
    solara.Route("hangs", component=hangs.Page, label=hangs.TITLE),
    solara.Route("assumptions", component=assumptions.Page, label="Assumptions"),
    solara.Route("share", component=share.Page, label="Save, share, take away"),
    solara.Route(LIMITS, component=limits.Page, label="What this cannot tell you"),
]
