"""Everything that is counted, read off a settled world as named outcomes; see `outcomes.py` for what they mean."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from ..scenarios.loader import Catalogue
from ..scenarios.schema import Regime, Service, number_of
from ..scenarios.words import (
    ARREST,
    CAUTION,
    CHARGE,
    CUSTODY,
    CUSTODY_DIVERSION,
    INTERVIEW,
    NO_ACTION,
    PRE_ARREST,
    RELEASE,
    RESOLUTION,
    STREET,
    TASKS,
)
from .outcomes import OUTCOMES
from .pack import workers_in
from .world import MEASURES, SCALE, World, month_of_day


def totals(world: World) -> dict[str, float]:
    """Every measure, summed over groups and over the months since the fork."""
    start = month_of_day(int(world.clock.fork_day))
    sums = world.by_group[start:].sum(axis=(0, 1))
    return {name: int(value) / SCALE for name, value in zip(MEASURES, sums, strict=True)}


def hours_by_task(world: World) -> dict[str, float]:
    """Officer hours by task since the fork."""
    return {task: int(value) / SCALE for task, value in zip(TASKS, world.ledger.sum(axis=0), strict=True)}


def share(part: float, whole: float) -> float:
    """A percentage; not a number when there is nothing to take a share of."""
    return 100.0 * part / whole if whole > 0 else float("nan")


def repeat_share(world: World, k: int) -> float:
    """Percentage with another offence contact within 365 days of index `k`.

    Those whom the end of the run or moving away leaves without a full year are left out; somebody who dies stays in.
    """
    index = world.people["index"][:, k]
    last = np.minimum(world.people["exits"], float(world.clock.day))
    followed = (index > 0.0) & (index + 365.0 <= last)
    return share(int(world.people["again"][followed, k].sum()), int(followed.sum()))


def open_services(regime: Regime, catalogue: Catalogue) -> list[Service]:
    """The services behind the routes that a regime opens."""
    behind = {route.programme for route in catalogue.routes if route.name in regime.routes}
    names = {programme.service for programme in catalogue.programmes if programme.name in behind}
    return [service for service in catalogue.services if service.name in names]


def places_of(service: Service, regime: Regime, values: Mapping[str, float]) -> float:
    """How many people a service can hold at once with the posts a regime pays for."""
    return workers_in(service, regime, values) * number_of(service.caseload, values)


def programme_cost(regime: Regime, catalogue: Catalogue, values: Mapping[str, float]) -> float:
    """Pounds a year for the places a regime pays for, filled or not."""
    # fsum: the built-in sum of floats gives other bits from Python 3.12 on.
    return math.fsum(
        places_of(service, regime, values) * number_of(service.cost_a_client_year, values)
        for service in open_services(regime, catalogue)
    )


def net_cost(world: World, regime: Regime, catalogue: Catalogue, values: Mapping[str, float], years: float) -> float:
    """Pounds a year: police time, custody, courts, prison, and the programme."""
    count = totals(world)
    hours = math.fsum(hours_by_task(world).values())
    public = (
        hours * values["cost_officer_hour"]
        + count["custody_hours"] * values["cost_custody_hour"]
        + (count["hearings"] - count["missed_hearings"]) * values["cost_hearing"]
        + count["prison_days"] * values["cost_prison_day"]
    )
    return public / years + programme_cost(regime, catalogue, values)


def widened(world: World) -> tuple[float, float]:
    """People diverted who would have had no action, and all people diverted, from the table of shadow × actual.

    Diverted are those whose disposal a street route took, and all who said yes in custody; social contact is apart.
    """
    street, custody = world.widening[STREET], world.widening[CUSTODY]
    drawn_in = street[NO_ACTION, PRE_ARREST] + custody[[NO_ACTION, RELEASE]].sum()
    return float(drawn_in), float(street[:, PRE_ARREST].sum() + custody.sum())


def outcomes(
    world: World, regime: Regime, catalogue: Catalogue, values: Mapping[str, float], years: float
) -> dict[str, float]:
    """Every outcome of `OUTCOMES` for one run, from a settled world; yearly unless its unit says otherwise."""
    count = totals(world)
    yearly = {name: value / years for name, value in count.items()}
    tasks = hours_by_task(world)
    hours = math.fsum(tasks.values()) / years
    freed = yearly["freed"] - tasks["training"] / years
    arrested = yearly["arrests"] + yearly["warrant_arrests"] + yearly["breach_arrests"]
    drawn_in, diverted = widened(world)
    places = math.fsum(places_of(service, regime, values) for service in open_services(regime, catalogue))
    found = {
        "latent_offences": yearly["latent"],
        "repeat_everyone": repeat_share(world, 0),
        "repeat_eligible": repeat_share(world, 1),
        "repeat_referred": repeat_share(world, 2),
        "arrests": arrested,
        "officer_hours": hours,
        "freed_at_contact": freed,
        "places_filled": share(yearly["support_days"] / 365.0, places),
        "serious_hours": freed * values["freed_to_serious"],
        "net_cost": net_cost(world, regime, catalogue, values, years),
        "widened_share": share(drawn_in, diverted),
        "widened_people": drawn_in / years,
        "diverted_resolution": world.widening[STREET, RESOLUTION, PRE_ARREST] / years,
        "diverted_interview": world.widening[STREET, INTERVIEW, PRE_ARREST] / years,
        "diverted_arrest": world.widening[STREET, ARREST, PRE_ARREST] / years,
        "diverted_caution": world.widening[CUSTODY, CAUTION, CUSTODY_DIVERSION] / years,
        "diverted_charge": world.widening[CUSTODY, CHARGE, CUSTODY_DIVERSION] / years,
        "recorded_crimes": yearly["undetected"] + yearly["suspects"],
        "referrals": yearly["referrals"],
        "consents": yearly["consents"],
        "engagements": yearly["engaged"],
        "supported_at_12_months": share(count["reached_year"], count["could_reach_year"]),
        "wait_days": count["wait_days"] / count["admitted"] if count["admitted"] else float("nan"),
        "custody_episodes": arrested,
        "latent_harm": yearly["harm"],
        "needs_relieved": yearly["relief"],
    }
    same = {"outcome_8", "outcome_22",
            "contacts", "charges", "convictions", "uncovered_days", "custody_hours", "prison_days", "victim_offences",
            "victimisation", "three_or_more", "deaths_expected", "person_years",
            "breaches", "recorded_harm"}  # fmt: skip
    found |= {name: yearly[name] for name in same}
    return {name: float(found[name]) for name in OUTCOMES}


def by_month(world: World) -> np.ndarray:
    """Counts since the fork by measure and month, shape (measures, months)."""
    start = month_of_day(int(world.clock.fork_day))
    return world.by_group[start:].sum(axis=1).T / SCALE
