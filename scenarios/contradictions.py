"""What contradicts itself in a route: who it is for, what it is about, and what follows from it.

Each message begins with the field, so that the reader of the file can put its line before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from .words import CATEGORIES

if TYPE_CHECKING:
    from .schema import Route

NO_CONTACT: Final = ("hospital", "community")
NO_OFFICER: Final = (*NO_CONTACT, "court")


def problems_of(route: Route) -> Iterator[str]:
    """All that contradicts itself in a route."""
    yield from _who(route)
    yield from _about_what(route)
    yield from _what_follows(route)


def _who(route: Route) -> Iterator[str]:
    """What contradicts itself in who is eligible, and when."""
    first, last = route.starts_after_days or 0.0, route.ends_after_days
    if isinstance(first, float) and isinstance(last, float) and last <= first:
        yield f"ends_after_days ({last:g}) is not after starts_after_days ({first:g})"
    if route.age_max < route.age_min:
        yield f"age_max ({route.age_max}) is below age_min ({route.age_min})"
    if route.min_severity > 0 and not route.needs_any:
        yield "min_severity needs needs_any: say which needs it is about"
    if route.needs_any and route.min_severity == 0:
        yield "needs_any needs a min_severity above 0, or everybody would have the need"


def _about_what(route: Route) -> Iterator[str]:
    """What contradicts itself in the contacts that a route is for."""
    if route.stage in NO_CONTACT and route.categories:
        yield f"categories must be left out at the stage {route.stage}, because there is no contact with police"
    if not route.categories and route.stage not in NO_CONTACT:
        yield "categories is empty, so nobody could use the route"
    if route.stage == "court" and not set(route.categories) <= set(CATEGORIES):
        yield "categories of a court route can only be offences, because an order follows a conviction"
    if route.domestic_abuse_only and route.domestic_abuse_excluded:
        yield "domestic_abuse_only needs domestic_abuse_excluded: false, or nobody could use the route"
    if len(set(route.categories)) < len(route.categories):
        yield "categories names the same kind of contact twice"
    if route.stage == "social_contact" and set(route.categories) != {"welfare"}:
        yield "categories of a social contact can only be welfare, because there is no offence"
    if route.stage not in ("social_contact", "court") and "welfare" in route.categories:
        yield "categories has welfare, which only a social contact can have"


def _what_follows(route: Route) -> Iterator[str]:
    """What contradicts itself in what happens to the disposal."""
    if route.ordinary and (route.stage in ("street", "social_contact") or route.replaces):
        yield "ordinary is only for a route in custody or without an officer that replaces nothing, because others offer it"
    if route.non_engagement == "breach" and route.stage != "court":
        yield "non_engagement can be breach only at the stage court, because only an order can be broken"
    if route.replaces:
        if route.stage == "social_contact":
            yield "replaces must be false for a social contact, because there is no disposal to replace"
        if route.stage in NO_OFFICER:
            yield f"replaces must be false at the stage {route.stage}, because no officer decides there"
        if not set(route.categories) <= set(CATEGORIES):
            yield "replaces must be false for a breach or a warrant, because a court has already decided"
        if route.outcome_code is None:
            yield "replaces is true, so outcome_code must say which outcome is recorded"
        if "non_engagement" not in route.model_fields_set:
            yield "replaces is true, so non_engagement must say what follows when somebody does not engage"
    else:
        if route.outcome_code is not None:
            yield "outcome_code must be left out, because the disposal beside this route records its own outcome"
        if route.non_engagement == "original_disposal":
            yield "non_engagement cannot be original_disposal, because this route replaces none"
