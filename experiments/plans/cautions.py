"""Says where a plan holds something that means nothing, and what a place has taken over that belongs to another one.

Core objects: `caution_lines`, all of it in sentences; RULES, a combination of fields each and what it comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from ...scenarios import loader
from ...scenarios.parameters import resolve
from ...scenarios.schema import Locality, Programme, Regime, Route, Sourced, number_of
from ...scenarios.words import YEAR_DAYS
from ..wording import day_of
from .plan import Plan


class Way(NamedTuple):
    """A route with what is behind it, how to read its quantities, the days that are simulated, and the first of them."""

    route: Route
    programme: Programme
    number: Callable[[float | str], float]
    days: int
    start: date


def _beside(way: Way) -> str:
    if way.route.stage == "street" and not way.route.replaces:
        return "replaces is false, so it stands beside whatever the officer decides and nobody is spared an arrest"
    return ""


def _nobody(way: Way) -> str:
    return "offer is 0, so nobody is offered it" if way.number(way.route.offer) == 0 else ""


def _other_needs(way: Way) -> str:
    if way.route.needs_any and not any(way.programme.needs_met.get(need, 0.0) > 0 for need in way.route.needs_any):
        return f"needs_any asks for {', '.join(way.route.needs_any)}, and {way.programme.name} meets none of these"
    return ""


def _no_effect(way: Way) -> str:
    if not any(way.programme.needs_met.values()):
        return f"{way.programme.name} meets no need, so it has no effect of its own"
    return (
        f"fidelity of {way.programme.name} is 0, so it has no effect" if way.number(way.programme.fidelity) == 0 else ""
    )


def _too_late(way: Way) -> str:
    if way.route.starts_after_days is not None and way.number(way.route.starts_after_days) >= way.days:
        return f"starts_after_days is not before the end of the {way.days:,} days that are simulated, so it never opens"
    return ""


def _history(way: Way) -> str:
    until = way.programme.until
    if until is None or until >= way.start:
        return ""
    return f"{way.programme.name} ended on {day_of(until)}, so this tries what is history on {day_of(way.start)}"


RULES: Final = (_beside, _nobody, _other_needs, _no_effect, _too_late, _history)


def caution_lines(plan: Plan) -> list[str]:
    """What a reader of the plan should know before it is run, a sentence each; none for most plans."""
    return [f"Note: {line}." for line in (*dict.fromkeys(_meaningless(plan)), *_taken_over(plan.locality))]


def _meaningless(plan: Plan) -> Iterator[str]:
    values = resolve(plan.changes, plan.locality.parameters)
    for regime in plan.regimes:
        parts = loader.catalogue([regime])
        programmes = {each.name: each for each in parts.programmes}
        number = partial(number_of, values=values)
        for route in parts.routes:
            for rule in RULES:
                if said := rule(
                    Way(route, programmes[route.programme], number, plan.years * YEAR_DAYS, plan.locality.start)
                ):
                    yield f"{route.name}, at the stage {route.stage}: {said}"
        yield from _of_regime(regime, {each.name for each in parts.services}, values)


def _of_regime(regime: Regime, services: set[str], values: Mapping[str, float]) -> Iterator[str]:
    """What says nothing in the regime itself."""
    for service in regime.workers:
        if service not in services:
            yield f"{regime.name} pays for workers of {service}, which none of its routes leads to"
    if regime.enforcement_categories and number_of(regime.enforcement, values) == 1:
        yield f"{regime.name} names enforcement_categories, but its enforcement is 1, as everywhere"


def _taken_over(place: Locality) -> Iterator[str]:
    """What a place of somebody's own has to the letter from one of the library."""
    if place.name in loader.names("locality"):
        return
    found = {name: _shared(place, loader.locality(name)) for name in loader.names("locality")}
    start = max(found, key=lambda name: len(found[name]))
    if found[start]:
        told = ", ".join(f"{field} {value:,.10g}" for field, value in found[start].items())
        yield f"{place.name} has from {start} what may be particular to it: {told}; give what holds here instead"


def _shared(place: Locality, other: Locality) -> dict[str, float]:
    """The numbers that two places share with their source: what is the same by chance comes from somewhere else."""
    fields = [name for name in type(place).model_fields if isinstance(getattr(place, name), Sourced)]
    same = [(name, getattr(place, name)) for name in fields if getattr(place, name) == getattr(other, name)]
    own = [(name, each) for name, each in place.parameters.items() if other.parameters.get(name) == each]
    return {name: each.value for name, each in (*own, *same)}
