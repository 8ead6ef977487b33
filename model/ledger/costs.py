"""What a run costs and who bears it, and the places that a regime pays for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ...scenarios.loader import Catalogue
from ...scenarios.schema import Regime, Route, Service, number_of
from ...scenarios.words import PUBLIC, VICTIMS, YEAR_DAYS, Need
from ..build.build import workers_in
from .counts import ARRESTS
from .measures import STEPS
from .outcome import Run, Values, share

Sums = TypeVar("Sums", float, NDArray[np.float64])  # one number, or one for each year


def costs(run: Run) -> dict[str, float]:
    """Pounds a year by who bears them, in the order of `PUBLIC`; what support spares housing services is below zero."""
    values, years = run.values, run.years
    counted = of_what_is_counted(run.count, run.hours * years, run.tasks["training"], values)
    found = {agency: float(pounds) / years for agency, pounds in counted.items() if agency != VICTIMS} | {
        "programmes": programme_cost(run.regime, run.catalogue, values, years),
        "ordinary_services": ordinary_cost(run) / years,
        "housing": -float(run.reading.relieved[Need.HOUSING]) * values["cost_housing_need_year"] / years,
    }
    return {agency: found[agency] for agency in PUBLIC}


def cost_of_crime(run: Run) -> float:
    """Pounds a year that offences, known or not, cost their victims and society, what public services bear apart."""
    return crime_cost(run.count["crime_cost"], run.values, VICTIMS) / run.years


def of_what_is_counted(count: Mapping[str, Sums], hours: Sums, training: Sums, values: Values) -> dict[str, Sums]:
    """Pounds, by who bears them, for what was counted in some time, or in each of several.

    Police pay for freed hours that go to serious crime, so these are not saved.
    """
    arrests = sum_of(count, ARRESTS)
    to_serious = (count["freed"] - training) * values["freed_to_serious"]
    hearings = (count["hearings"] - count["missed_hearings"]) * values["cost_hearing"]
    aid, prosecution = values["share_legal_aid"], values["share_prosecution"]
    supervised = count["orders"] * values["order_days"] + count["prison_terms"] * values["licence_days"]
    return {
        "police": (hours + to_serious) * values["cost_officer_hour"]
        + count["custody_hours"] * values["cost_custody_hour"],
        "courts": hearings * (1.0 - aid - prosecution),
        "prosecution": hearings * prosecution,
        "legal_aid": hearings * aid + arrests * values["cost_station_advice"],
        "probation": supervised / YEAR_DAYS * values["cost_supervised_year"],
        "prison": count["prison_days"] * values["cost_prison_day"],
        "health": crime_cost(count["crime_cost"], values, "health"),
        VICTIMS: crime_cost(count["crime_cost"], values, VICTIMS),
    }


def crime_cost(published: Sums, values: Values, bearer: str) -> Sums:
    """What offences cost health services, or their victims and society, of what they cost at the published unit costs."""
    share = values["share_crime_health"]
    return published * (values["crime_cost_ratio"] * (share if bearer == "health" else 1.0 - share))


def sum_of(count: Mapping[str, Sums], measures: Iterable[str]) -> Sums:
    """Some measures together."""
    first, *others = (count[name] for name in measures)
    for each in others:
        first = first + each
    return first


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


def places_filled(run: Run) -> float:
    """The places that a regime pays for which people are in, on an average day since the fork, in %."""
    mine = [number for number, _ in own_routes(run.regime, run.catalogue)]
    days = float(run.reading.way_in[mine, STEPS.index("support_days")].sum())
    places = math.fsum(places_of(run.regime, run.catalogue, run.values).values())
    return share(days / run.years / YEAR_DAYS, places)


def funded_share(
    name: str, regime: Regime, catalogue: Catalogue, values: Values, years: float, since: float = 0.0
) -> float:
    """The share of some years, from `since` on, for which a regime pays for a service: from its first door to the last end."""
    behind = {programme.name for programme in catalogue.programmes if programme.service == name}
    mine = [route for _, route in own_routes(regime, catalogue) if route.programme in behind]
    first, last = since * YEAR_DAYS, (since + years) * YEAR_DAYS
    begins = min(number_of(route.starts_after_days or 0.0, values) for route in mine)
    ends = max(last if route.ends_after_days is None else number_of(route.ends_after_days, values) for route in mine)
    return max(min(ends, last) - max(begins, first), 0.0) / (last - first)


def programme_cost(regime: Regime, catalogue: Catalogue, values: Values, years: float, since: float = 0.0) -> float:
    """Pounds a year for the places a regime pays for in some years, filled or not, while there is money for them."""
    places = places_of(regime, catalogue, values)
    # fsum: the built-in sum of floats gives other bits from Python 3.12 on.
    return math.fsum(
        places[service.name]
        * number_of(service.cost_a_client_year, values)
        * funded_share(service.name, regime, catalogue, values, years, since)
        for service in open_services(regime, catalogue)
    )


def ordinary_cost(run: Run) -> float:
    """Pounds for the days people spent in ordinary support since the fork: what is there anyway is paid by use."""
    service_of = {programme.name: programme.service for programme in run.catalogue.programmes}
    price = {service.name: number_of(service.cost_a_client_year, run.values) for service in run.catalogue.services}
    days = run.reading.way_in[:, STEPS.index("support_days")]
    return math.fsum(
        float(days[number]) / YEAR_DAYS * price[service_of[route.programme]]
        for number, route in enumerate(run.catalogue.routes)
        if route.ordinary
    )
