"""What a run costs and who bears it, and the places that a regime pays for."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...scenarios.loader import Catalogue
from ...scenarios.schema import Regime, Route, Service, number_of
from ...scenarios.words import YEAR_DAYS
from ..build.build import workers_in
from .measures import STEPS
from .outcome import Run, Values, share


def costs(run: Run) -> dict[str, float]:
    """Pounds a year by who bears them; police pay for freed hours that go to serious crime, so these are not saved."""
    count, values, years = run.count, run.values, run.years
    hours = (run.hours + run.to_serious) * years
    return {
        "police": (hours * values["cost_officer_hour"] + count["custody_hours"] * values["cost_custody_hour"]) / years,
        "courts": (count["hearings"] - count["missed_hearings"]) * values["cost_hearing"] / years,
        "prison": count["prison_days"] * values["cost_prison_day"] / years,
        "programmes": programme_cost(run.regime, run.catalogue, values, years),
        "ordinary_services": ordinary_cost(run) / years,
    }


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
