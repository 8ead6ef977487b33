"""The words of `docs/programmes.md`: what a programme is, who may come, and what follows, in plain English.

Core objects: FILTERS, what the template calls by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ...scenarios import loader
from ...scenarios.fields import FORMULA, split_quantity
from ...scenarios.parameters import register
from ...scenarios.schema import OLDEST, Programme, Route, Service, sentence_of
from ..beliefs.words import lines_of as belief_lines
from ..beliefs.words import of_studies
from ..trials import lines_of

FOLLOWS: Final = {
    "nothing": "nothing follows",
    "original_disposal": "the original disposal comes back",
    "breach": "it is a breach of the order, and leads back to court",
}


def doors(programme: Programme) -> list[Route]:
    """The library's routes that lead to a programme."""
    routes = [loader.route(name) for name in loader.names("route")]
    return [route for route in routes if route.programme == programme.name]


def regimes_with(route: Route) -> list[str]:
    """The titles of the library's regimes that open a route."""
    regimes = [loader.regime(name) for name in loader.names("regime")]
    return [regime.title for regime in regimes if route.name in regime.routes]


def span(low: float, high: float) -> str:
    """A range, or that there is none."""
    return f"{low:g} to {high:g}" if low < high else "fixed"


def quantity(value: Any) -> str:
    """A number, or a parameter's name with its value."""
    if value is None:
        return "none"
    if not isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if not FORMULA.fullmatch(value) or split_quantity(value)[1] not in register():
        return value.replace("_", " ")
    times, name = split_quantity(value)
    if name == "size_of_place":
        return f"{times:g} in Blackpool, elsewhere by recorded crime (`{value}`)"
    figure = register()[name]
    return f"`{value}` ({times * figure.default:g}, {span(times * figure.low, times * figure.high)}, {figure.unit})"


def programme_says(field: str) -> str:
    """What a field of a programme holds."""
    return sentence_of(Programme, field)


def service_says(field: str) -> str:
    """What a field of a service holds."""
    return sentence_of(Service, field)


def makes_it_itself(programme: Programme) -> list[tuple[str, str]]:
    """The fields that set a programme apart from plain support, which has none of them, each with its value."""
    optional = {name: field for name, field in Programme.model_fields.items() if not field.is_required()}
    values = {name: getattr(programme, name) for name in optional if name != "published"}
    return [
        (programme_says(name), "yes" if value is True else quantity(value))
        for name, value in values.items()
        if value != optional[name].default
    ]


def ages(programme: Programme) -> str:
    """The ages that any of its doors admits."""
    found = doors(programme)
    return _years(min(door.age_min for door in found), max(door.age_max for door in found))


def who(route: Route) -> str:
    """Age and record that a route admits."""
    record = {None: "any record", 0: "no proven offence before", 1: "at most one proven offence before"}
    limit = record.get(route.max_proven, f"at most {route.max_proven} proven offences before")
    return f"Ages {_years(route.age_min, route.age_max)}, {limit}"


def _years(low: int, high: int) -> str:
    return f"{low} and over" if high == OLDEST else f"{low} to {high}"


def stages(programme: Programme) -> str:
    """The stages of its doors."""
    return ", ".join(dict.fromkeys(door.stage.replace("_", " ") for door in doors(programme)))


def replacing(programme: Programme) -> str:
    """Whether any of its doors takes the place of the disposal."""
    codes = [str(door.outcome_code) for door in doors(programme) if door.replaces]
    return f"yes, outcome {', '.join(codes)}" if codes else "no"


def consequence(programme: Programme) -> str:
    """What a coercive programme does to those who do not comply."""
    return ", ".join(dict.fromkeys(FOLLOWS[door.non_engagement] for door in doors(programme)))


def follows(route: Route) -> str:
    """What follows when somebody does not engage."""
    return FOLLOWS[route.non_engagement]


def words(names: Iterable[str]) -> str:
    """Names in a row, as words."""
    return ", ".join(str(name).replace("_", " ") for name in names)


def either(names: Iterable[str]) -> str:
    """Names of which one is enough."""
    *most, last = (str(name).replace("_", " ") for name in names)
    return f"{', '.join(most)} or {last}" if most else last


def believed(programme: Programme) -> list[str]:
    """What it is believed to do, and how that follows from studies, a line each."""
    return belief_lines(programme)


def anchor(title: str) -> str:
    """The address of a heading within the page."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    each.__name__: each
    for each in (
        quantity, programme_says, service_says, makes_it_itself,
        ages, who, stages, replacing, consequence, follows, words, either, anchor, lines_of, of_studies, believed,
    )
}  # fmt: skip
