"""The pages of the view, in the order of the navigation: `diversion view` serves what stands here as `routes`."""

from __future__ import annotations

from typing import Final

import solara

from .pages import assumptions, day_by_day, for_whom, journeys, limits, police_time, sensitivity, share, what_if
from .shell import Shell

PAGES: Final = (
    what_if.PAGE,
    day_by_day.PAGE,
    journeys.PAGE,
    police_time.PAGE,
    for_whom.PAGE,
    sensitivity.PAGE,
    assumptions.PAGE,
    share.PAGE,
    limits.PAGE,
)
# The layout of the first page stands around all of them.
routes: Final = [
    solara.Route(page.path, component=page.component, label=page.label, layout=Shell if page is what_if.PAGE else None)
    for page in PAGES
]


def beside_the_first() -> frozenset[str]:
    """The addresses of all pages but the first, for whoever lets visitors in."""
    return frozenset(page.address for page in PAGES if page is not what_if.PAGE)
