"""Everything that is counted, read off a settled world as named outcomes; see `outcomes.py` for what they mean."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from ...scenarios.loader import Catalogue
from ...scenarios.schema import Regime
from ...scenarios.words import (
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
from ..world import MEASURES, SCALE, STEPS, World, month_of_day
from .details import ARRESTS, costs_by_agency, details, own_routes, places_of
from .outcomes import OUTCOMES


def since_fork(world: World) -> np.ndarray:
    """Every measure [group, measure] over the months since the fork, in fixed point."""
    found: np.ndarray = world.by_group[month_of_day(int(world.clock.fork_day)) :].sum(axis=0)
    return found


def totals(world: World) -> dict[str, float]:
    """Every measure, summed over groups and over the months since the fork."""
    sums = since_fork(world).sum(axis=0)
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
    """Every outcome of `OUTCOMES`, then those of `details.py`, for one run; yearly unless the unit says otherwise."""
    groups = since_fork(world)
    count = {name: value / SCALE for name, value in zip(MEASURES, groups.sum(axis=0).tolist(), strict=True)}
    yearly = {name: value / years for name, value in count.items()}
    tasks = hours_by_task(world)
    hours = math.fsum(tasks.values()) / years
    freed = yearly["freed"] - tasks["training"] / years
    arrested = math.fsum(yearly[name] for name in ARRESTS)
    drawn_in, diverted = widened(world)
    places = math.fsum(places_of(regime, catalogue, values).values())
    days = world.funnel[[number for number, _ in own_routes(regime, catalogue)], STEPS.index("support_days")].sum()
    costs = costs_by_agency(world, count, hours * years, regime, catalogue, values, years)
    found = {
        "latent_offences": yearly["latent"],
        "repeat_everyone": repeat_share(world, 0),
        "repeat_eligible": repeat_share(world, 1),
        "repeat_referred": repeat_share(world, 2),
        "arrests": arrested,
        "officer_hours": hours,
        "freed_at_contact": freed,
        "full_time_equivalents": hours / values["hours_a_year"],
        "places_filled": share(int(days) / SCALE / years / 365.0, places),
        "serious_hours": freed * values["freed_to_serious"],
        "serious_detections": freed * values["freed_to_serious"] * values["serious_detections_per_hour"],
        "counted_share": share(
            math.fsum(count[f"outcome_{code}"] for code in (1, 3, 8, 22)), count["undetected"] + count["suspects"]
        ),
        "net_cost": math.fsum(costs.values()),
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
        "admissions": yearly["admitted"],
        "supported_at_12_months": share(count["reached_year"], count["could_reach_year"]),
        "wait_days": count["wait_days"] / count["admitted"] if count["admitted"] else float("nan"),
        "custody_episodes": arrested,
        "latent_harm": yearly["harm"],
        "needs_relieved": yearly["relief"],
    }
    same = {"outcome_8", "outcome_22",
            "contacts", "charges", "convictions", "uncovered_days", "custody_hours", "prison_days", "victim_offences",
            "victimisation", "victimisation_supported", "three_or_more", "deaths_expected", "deaths", "person_years",
            "dropped_worker", "dropped_relapse", "dropped_funding",
            "diverted_with_victim", "records_avoided", "breaches", "recorded_harm"}  # fmt: skip
    found |= {name: yearly[name] for name in same}
    finer = details(world, groups, yearly, tasks, costs, regime, catalogue, years)
    return {name: float(found[name]) for name in OUTCOMES} | finer


def series(world: World) -> dict[str, np.ndarray]:
    """Counts since the fork in fixed point (divide by `SCALE`), of which a run keeps as much as it is asked to.

    `months` [month, measure], `hours` [month, task], `groups` [group, measure] and `places` [neighbourhood, measure].
    """
    start = month_of_day(int(world.clock.fork_day))
    return {
        "months": world.by_group[start:].sum(axis=1),
        "hours": world.hours[start:],
        "groups": since_fork(world),
        "places": world.by_place[start:].sum(axis=0),
    }


def by_month(world: World) -> np.ndarray:
    """Counts since the fork by measure and month, shape (measures, months)."""
    found: np.ndarray = series(world)["months"].T / SCALE
    return found
