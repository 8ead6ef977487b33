"""The finer outcomes of a run, in families with dotted names: hours by task, cost by agency, the way in, for whom.

`funnel.lead-street.consented` is one of them. They stand in the same table as the outcomes of `outcomes.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np

from ...scenarios.loader import Catalogue
from ...scenarios.schema import Regime, Route, Service, number_of
from ...scenarios.words import AGE_GROUPS, ETHNICITIES, NEEDS, SEXES, TASKS, YEAR_DAYS
from ..build.build import workers_in
from ..world import MEASURES, SCALE, STEPS, World
from .outcomes import Better, Outcome

AGENCIES: Final = ("police", "courts", "prison", "programmes", "ordinary_services")
CODES: Final = ("1", "2-3", "8", "14-16", "18", "21", "22")  # the Home Office's, as they are counted together
CODE_MEASURES: Final = (
    "outcome_1",
    "outcome_3",
    "outcome_8",
    "outcome_14_16",
    "outcome_18",
    "outcome_21",
    "outcome_22",
)
DIMENSIONS: Final = {"age": AGE_GROUPS, "sex": SEXES, "ethnicity": ETHNICITIES}
ARRESTS: Final = ("arrests", "warrant_arrests", "breach_arrests")  # over an offence, on a warrant, over a broken order
# The measures behind the steps that are reported for each group of people.
FOR_WHOM: Final = {
    "eligible": "eligible", "offered": "referrals", "consented": "consents", "engaged": "engaged",
    "record_avoided": "records_avoided",
}  # fmt: skip
FUNNEL: Final = tuple({"referrals": "offered", "consents": "consented"}.get(step, step) for step in STEPS)
FAMILIES: Final = {
    "hours": "Officer hours",
    "cost": "Cost",
    "recorded": "Recorded outcome",
    "relieved": "Need relieved",
    "funnel": "The way in",
    "equity": "For whom",
}
Values = Mapping[str, float]


# --- names -----------------------------------------------------------------------------------------------------------


def detail_names(routes: Iterable[str]) -> Iterator[str]:
    """Every name there can be with these routes, in the order in which they are shown."""
    for family, members in (("hours", TASKS), ("cost", AGENCIES), ("recorded", CODES), ("relieved", NEEDS)):
        yield from (f"{family}.{member}" for member in members)
    yield from (f"funnel.{route}.{step}" for route in routes for step in FUNNEL)
    for dimension, groups in DIMENSIONS.items():
        for group in groups:
            steps = ("person_years", "arrests_per_1000", *FOR_WHOM)
            yield from (f"equity.{dimension}.{group}.{step}" for step in steps)


def describe(name: str) -> Outcome:
    """What a dotted name stands for."""
    family, _, rest = name.partition(".")
    unit = {"cost": "£ a year", "relieved": "person-years a year"}.get(family, "a year")
    if name.endswith("arrests_per_1000"):
        rest, unit = rest.removesuffix("_per_1000"), "per 1,000 person-years"
    better: Better = "higher" if family == "relieved" else "lower" if family == "cost" else "neither"
    words = rest.replace(".", ", ").replace("_", " ")
    return Outcome(name, f"{FAMILIES[family]}: {words}", unit, "exploratory", better, 1)


# --- numbers ---------------------------------------------------------------------------------------------------------


def details(
    world: World,
    groups: np.ndarray,
    yearly: Values,
    tasks: Values,
    costs: Values,
    regime: Regime,
    catalogue: Catalogue,
    years: float,
) -> dict[str, float]:
    """Every finer outcome of one run.

    `groups` are its measures since the fork by group, in fixed point, `yearly` the same over all groups a year, `tasks`
    officer hours since the fork.
    """
    found = {f"hours.{task}": hours / years for task, hours in tasks.items()}
    found |= {f"cost.{agency}": costs[agency] for agency in AGENCIES}
    found |= {f"recorded.{code}": yearly[measure] for code, measure in zip(CODES, CODE_MEASURES, strict=True)}
    found |= _named("relieved", NEEDS, world.relieved / SCALE / years)
    for number, route in enumerate(catalogue.routes):
        if route.name in regime.routes:
            found |= _named(f"funnel.{route.name}", FUNNEL, world.funnel[number] / SCALE / years)
    return found | _equity(groups, any(True for _ in own_routes(regime, catalogue)), years)


def _named(family: str, members: Iterable[str], values: np.ndarray) -> dict[str, float]:
    return {f"{family}.{member}": value for member, value in zip(members, values.tolist(), strict=True)}


def _equity(groups: np.ndarray, own: bool, years: float) -> dict[str, float]:
    """People and arrests of each group and, where the regime has routes of its own, the steps of the way in."""
    columns = [MEASURES.index(name) for name in ("person_years", *ARRESTS, *FOR_WHOM.values())]
    cells = groups[:, columns].reshape(*(len(words) for words in DIMENSIONS.values()), len(columns))
    found: dict[str, float] = {}
    for axis, (dimension, words) in enumerate(DIMENSIONS.items()):
        table = cells.sum(axis=tuple(k for k in range(3) if k != axis)) / SCALE / years
        for group, (people, *counts) in zip(words, table.tolist(), strict=True):
            start = f"equity.{dimension}.{group}"
            found[f"{start}.person_years"] = people
            arrests, steps = math.fsum(counts[: len(ARRESTS)]), counts[len(ARRESTS) :]
            found[f"{start}.arrests_per_1000"] = 1000.0 * arrests / people if people else math.nan
            if own:
                found |= {f"{start}.{step}": value for step, value in zip(FOR_WHOM, steps, strict=True)}
    return found


# --- places and money ------------------------------------------------------------------------------------------------


def own_routes(regime: Regime, catalogue: Catalogue) -> Iterator[tuple[int, Route]]:
    """The routes a regime adds to ordinary provision, with their numbers."""
    for number, route in enumerate(catalogue.routes):
        if route.name in regime.routes and not route.ordinary:
            yield number, route


def open_services(regime: Regime, catalogue: Catalogue) -> list[Service]:
    """The services behind the routes that a regime adds."""
    behind = {route.programme for _, route in own_routes(regime, catalogue)}
    names = {programme.service for programme in catalogue.programmes if programme.name in behind}
    return [service for service in catalogue.services if service.name in names]


def places_of(regime: Regime, catalogue: Catalogue, values: Values) -> dict[str, float]:
    """How many people each service behind a regime's own routes can hold with the posts that the regime pays for."""
    return {
        service.name: workers_in(service, regime, values) * number_of(service.caseload, values)
        for service in open_services(regime, catalogue)
    }


def funded_share(name: str, regime: Regime, catalogue: Catalogue, values: Values, years: float) -> float:
    """The share of the horizon for which a regime pays for a service: from the first route that opens to the last end."""
    behind = {programme.name for programme in catalogue.programmes if programme.service == name}
    mine = [route for _, route in own_routes(regime, catalogue) if route.programme in behind]
    days = years * YEAR_DAYS
    begins = min(number_of(route.starts_after_days or 0.0, values) for route in mine)
    ends = max(days if route.ends_after_days is None else number_of(route.ends_after_days, values) for route in mine)
    return max(min(ends, days) - begins, 0.0) / days


def programme_cost(regime: Regime, catalogue: Catalogue, values: Values, years: float) -> float:
    """Pounds a year for the places a regime pays for, filled or not, while there is money for them."""
    places = places_of(regime, catalogue, values)
    # fsum: the built-in sum of floats gives other bits from Python 3.12 on.
    return math.fsum(
        places[service.name]
        * number_of(service.cost_a_client_year, values)
        * funded_share(service.name, regime, catalogue, values, years)
        for service in open_services(regime, catalogue)
    )


def ordinary_cost(world: World, catalogue: Catalogue, values: Values) -> float:
    """Pounds for the days people spent in ordinary support since the fork: what is there anyway is paid by use."""
    service_of = {programme.name: programme.service for programme in catalogue.programmes}
    price = {service.name: number_of(service.cost_a_client_year, values) for service in catalogue.services}
    days = world.funnel[:, STEPS.index("support_days")] / SCALE
    return math.fsum(
        float(days[number]) / YEAR_DAYS * price[service_of[route.programme]]
        for number, route in enumerate(catalogue.routes)
        if route.ordinary
    )


def costs_by_agency(
    world: World, count: Values, hours: float, regime: Regime, catalogue: Catalogue, values: Values, years: float
) -> dict[str, float]:
    """Pounds a year by who bears them; `count` and officer `hours` are since the fork."""
    return {
        "police": (hours * values["cost_officer_hour"] + count["custody_hours"] * values["cost_custody_hour"]) / years,
        "courts": (count["hearings"] - count["missed_hearings"]) * values["cost_hearing"] / years,
        "prison": count["prison_days"] * values["cost_prison_day"] / years,
        "programmes": programme_cost(regime, catalogue, values, years),
        "ordinary_services": ordinary_cost(world, catalogue, values) / years,
    }
