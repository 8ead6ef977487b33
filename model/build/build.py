"""From a scenario's words to the engine's arrays: parameter record, programmes, routes, services, teams and people."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

import numpy as np

from ...agents import records as rec
from ...agents.declaring import Record
from ...agents.par import AGES, par_record
from ...agents.person import N_NEEDS
from ...scenarios.loader import Catalogue
from ...scenarios.parameters import InputError
from ...scenarios.schema import Locality, Programme, Regime, Route, Service, as_they_stand, number_of
from ...scenarios.words import (
    ADMISSION_ORDERS,
    CAREERS,
    CATEGORIES,
    CONTACT_KINDS,
    LOSABLE,
    MONTH_DAYS,
    NEEDS,
    NON_ENGAGEMENT,
    REVIEW_DAYS,
    STAGES,
    YEAR_DAYS,
    ContactKind,
)
from ..ledger.months import Month
from ..world import ROWS, World, chain, empty
from . import population, usual
from .lucky import OF_ROUTES, OF_SERVICES, lucky
from .network import adjacency, neighbourhoods, social_ties
from .places import flow_of, rates_of, weights_of
from .spells import fill_spells
from .strength import mechanism, strength_of
from .uncertainty import exponential, natural_log

AGE_KNOTS: Final = (18, 25, 35, 45, 60, 80)
FAR: Final = 1e9  # a fixed end that never comes
LEAST: Final = 1e-6  # what stands for zero where a logarithm or a division needs more than zero
BLOCKED: Final = ("housing", "mental_health")  # the needs whose waits leaders and fast tracks can shorten
Values = Mapping[str, float]


def _curve(values: Values, name: str) -> np.ndarray:
    """A table by whole year of age, straight between the declared ages and level beyond them."""
    knots = [values[f"{name}.{age}"] for age in AGE_KNOTS]
    curve = np.empty(AGES)
    for age in range(AGES):
        k = max(1, min(bisect_left(AGE_KNOTS, age), len(AGE_KNOTS) - 1))
        low, high = AGE_KNOTS[k - 1], AGE_KNOTS[k]
        part = min(max((age - low) / (high - low), 0.0), 1.0)
        curve[age] = knots[k - 1] * (1.0 - part) + knots[k] * part
    return curve


def _summed(curve: np.ndarray) -> np.ndarray:
    """What a table by whole year of age adds up to from birth to each age."""
    steps = ((low + high) / 2.0 for low, high in zip(curve.tolist(), curve[1:].tolist(), strict=False))
    return np.array(list(accumulate(steps, initial=0.0)))


def _waits(programme: Programme, values: Values) -> list[float]:
    """Mean days until help with each need comes; leaders and fast tracks shorten two of them."""
    left = (1.0 - programme.fast_track) * (1.0 - values["unblocked_waits"])
    return [values[f"need_wait_days.{need}"] * (left if need in BLOCKED else 1.0) for need in NEEDS]


def parameters(values: Values) -> np.record:
    """The parameter record of a run, with the curves and bounds that follow."""
    row = par_record(dict(values))
    row["death_curve"] = _curve(values, "death_base")
    row["death_sum"] = _summed(row["death_curve"])
    row["mean_need_weight"] = math.fsum(values[f"need_weight.{n}"] for n in NEEDS) / N_NEEDS
    row["log_avoided_conviction"] = natural_log(values["avoided_conviction_ratio"])
    row["log_deterrence_lost"] = natural_log(values["deterrence_lost_ratio"])
    row["label_left"] = exponential(-natural_log(2.0) * REVIEW_DAYS / (values["label_half_life"] * MONTH_DAYS))
    fill_spells(row, values)
    row["keenness_stretch"] = math.sqrt(
        1.0 + 0.346 * values["officer_keenness_spread"] * values["officer_keenness_spread"]
    )
    row["bound_ratio"] = _bound_ratio(values)
    _set_harm(row, values)
    row["training_effect"] *= 1.0 + values["training_peer_led"] * (values["peer_training_ratio"] - 1.0)
    row["training_half_life"] *= 1.0 + values["training_peer_led"] * (values["peer_training_lasts"] - 1.0)
    return row


def _set_harm(row: np.record, values: Values) -> None:
    """What is believed of the harm of violence (its mean) and of burglary (all of it), against what was read."""
    row["harm_mean"][ContactKind.VIOLENCE_WITH_INJURY] *= values["harm_violence"]
    for table in ("harm_days", "harm_mean"):
        row[table][ContactKind.BURGLARY] *= values["harm_burglary"]


def _bound_ratio(values: Values) -> float:
    """The most that label, ties, a home and work lost, and lost deterrence can raise offending, with a margin for support."""
    lost = values["loss_weight"] * math.fsum(values[f"need_weight.{need.word}"] for need in LOSABLE)
    most = exponential(values["tie_strength"] + lost)
    most *= values["harm_margin"]
    return most * values["deterrence_lost_ratio"] / values["avoided_conviction_ratio"] * (1.0 + 1e-9)


def _fill_as_they_stand(row: Record, item: Programme | Route | Service, values: Values) -> None:
    """What the schema says that the record has under the same name."""
    for field in as_they_stand(type(item)):
        setattr(row, field, number_of(getattr(item, field), values))


def _fill_programme(row: rec.Programme, programme: Programme, services: Sequence[Service], values: Values) -> None:
    _fill_as_they_stand(row, programme, values)
    for k, need in enumerate(NEEDS):
        row.meets[k] = programme.needs_met.get(need, 0.0)
    whole = number_of(programme.fidelity, values)
    row.relief, row.structure = mechanism(values, programme, whole * strength_of(programme, values))
    row.relief_young, row.structure_young = mechanism(
        values, programme, whole * strength_of(programme, values, young=True)
    )
    row.length = FAR if programme.length_days is None else number_of(programme.length_days, values)
    row.months_to_full = max(number_of(programme.months_to_full_effect, values), LEAST)
    row.half_life = max(number_of(programme.half_life_months, values), LEAST)
    row.service = [service.name for service in services].index(programme.service)
    times = usual.contact_ratio(services[row.service], values)
    row.dropout_early = usual.hazard_times(
        min(max(number_of(programme.dropout_early, values), LEAST), 1.0 - LEAST), times
    )
    row.dropout_late = usual.hazard_times(
        min(max(number_of(programme.dropout_late, values), LEAST), 1.0 - LEAST), times
    )
    row.usual_delay = usual.mean_log_delay(usual.engaged_after(programme, values))
    row.wait[:] = _waits(programme, values)
    row.impatience[:] = [usual.impatience(need, wait, values) for need, wait in zip(NEEDS, row.wait, strict=True)]


def set_strength(
    world: World,
    catalogue: Catalogue,
    values: Values,
    programme: Programme,
    strength: float,
) -> None:
    """Give one programme of a world a strength, of which its share holds at 18 to 25."""
    row = world.programmes[[each.name for each in catalogue.programmes].index(programme.name)]
    row.relief, row.structure = mechanism(values, programme, strength)
    young = strength * number_of(programme.effect_young, values)
    row.relief_young, row.structure_young = mechanism(values, programme, young)


def _fill_route(row: rec.Route, route: Route, programmes: Sequence[Programme], values: Values) -> None:
    _fill_as_they_stand(row, route, values)
    row.age_min = float(route.age_min)
    row.age_max = float(route.age_max + 1)
    row.max_proven = -1 if route.max_proven is None else route.max_proven
    row.max_recent = -1.0 if route.max_recent is None else route.max_recent
    row.stage = STAGES.index(route.stage)
    row.programme = [programme.name for programme in programmes].index(route.programme)
    row.outcome_code = route.outcome_code or 0
    row.non_engagement = NON_ENGAGEMENT.index(route.non_engagement)
    row.domestic_excluded = route.domestic_abuse_excluded
    row.domestic_only = route.domestic_abuse_only
    row.admission = route.admission_required
    row.repeats = route.repeats_allowed
    row.closes = FAR
    for kind in route.categories or CONTACT_KINDS:  # where there is no contact, no kind is asked for
        row.kinds[CONTACT_KINDS.index(kind)] = 1
    for need in route.needs_any:
        row.needs[NEEDS.index(need)] = 1


def workers_in(service: Service, regime: Regime, values: Values) -> int:
    """How many workers of a service a regime pays for: whole people, rounded to nearest."""
    posts = number_of(regime.workers.get(service.name, service.workers), values) * values["posts_ratio"]
    return max(0, math.floor(posts + 0.5))


def _fill_services(world: World, catalogue: Catalogue, most: Sequence[int], values: Values) -> None:
    first = 0
    for row, service, workers in zip(world.services, catalogue.services, most, strict=False):
        _fill_as_they_stand(row, service, values)
        row.turnover = number_of(service.turnover_a_year, values)
        row.order = ADMISSION_ORDERS.index(service.order)
        row.first, row.workers, row.present, row.head = first, workers, workers, -1
        for k in range(first, first + workers):
            world.workers[k].service = list(catalogue.services).index(service)
            world.workers[k].present = 1
            world.workers[k].left = -1.0
        first += workers


def enforcement(regime: Regime, values: Values) -> float:
    """Contacts per offence against usual in a regime's targeted categories, as far as that channel is open."""
    return 1.0 + values["channel_enforcement"] * (number_of(regime.enforcement, values) - 1.0)


def set_regime(
    world: World, regime: Regime, catalogue: Catalogue, values: Values, compared: Sequence[Regime], *, parted: bool = False
) -> None:  # fmt: skip
    """Put a regime in force: its routes, its workers, its enforcement; the others' routes are closed.

    A route's dates count from where the regimes part: before, what starts later is closed, and nothing ends.
    """
    clock = world.clock
    clock.enforcement = enforcement(regime, values)
    clock.leadership = regime.community_leadership
    for k, category in enumerate(CATEGORIES):
        clock.targets[k] = not regime.enforcement_categories or category in regime.enforcement_categories
    for row, route in zip(world.routes, catalogue.routes, strict=False):
        having = [other for other in compared if route.name in other.routes]
        row.chosen = route.name in regime.routes
        row.compared = bool(having) and not route.ordinary
        _set_dates(row, route, float(clock.day) if parted else None, values)
        row.open = row.chosen and row.opens <= clock.day
        shared = [regime] if row.chosen else having  # where it is closed: as the regime that has it would offer it
        row.lift = values["leadership_offer"] * max((other.community_leadership for other in shared), default=0.0)
    clock.dated = any(row.chosen and (row.opens > clock.day or row.closes < FAR) for row in world.routes)
    for own, service in zip(world.services, catalogue.services, strict=False):
        own.workers = workers_in(service, regime, values)
        own.present = sum(int(worker.present) for worker in world.workers[own.first : own.first + own.workers])


def _set_dates(row: rec.Route, route: Route, parted: float | None, values: Values) -> None:
    """When a route opens and closes; `parted` is the day on which the regimes part, None before it."""
    row.opens, row.closes = 0.0, FAR
    if route.starts_after_days is not None:
        row.opens = FAR if parted is None else parted + number_of(route.starts_after_days, values)
    if route.ends_after_days is not None and parted is not None:
        row.closes = parted + number_of(route.ends_after_days, values)


def _fill_teams(world: World, locality: Locality, officers: int, values: Values) -> None:
    places = len(world.teams)
    first = 0
    for k, team in enumerate(world.teams):
        size = officers * (k + 1) // places - first
        team.first, team.officers = first, size
        team.available = size * values["hours_a_year"] / YEAR_DAYS
        team.pressure = values["usual_pressure"]
        world.officers["team"][first : first + size] = k
        first += size
    world.suite.cells = locality.cells.value
    world.suite.drive_hours = locality.drive_hours.value


def build(
    locality: Locality, values: Values, catalogue: Catalogue, regimes: Sequence[Regime], months: Sequence[Month], seed: int,
    log_room: int = 0,
) -> World:  # fmt: skip
    """A world on the eve of day 0, before any regime is set.

    Args:
        locality: The place.
        values: Every parameter's value.
        catalogue: The routes, programmes and services of all regimes that will be compared.
        regimes: Those regimes and the one of the run-in, for the most workers any of them pays for.
        months: Those of run-in and horizon.
        seed: The replicate's seed, 0 to 2^62.
        log_room: How many happenings to keep person by person.
    """
    days = sum(int(month.days) for month in months)
    places = neighbourhoods(locality)
    par = parameters(values)
    weights = weights_of(locality.adults, values, places.people)
    flow = flow_of(locality.drug_need_ratio.value, par, weights)
    first = max(1, round(math.fsum(flow.stock)))
    spacing = YEAR_DAYS / (math.fsum(weights.starts) + first * values["move_rate"])
    rows = first + int(days / spacing) + 1
    officers = max(len(places), round(locality.officers.value * locality.team_share.value))
    most = [max([workers_in(s, r, values) for r in regimes], default=0) for s in catalogue.services]
    world = empty(
        par, rows, months, len(places), officers, sum(most), len(catalogue.routes),
        len(catalogue.programmes), len(catalogue.services), log_room, first,
    )  # fmt: skip
    _fill_world(world, locality, values, catalogue, most, officers)
    area = 1.0 + values["area_effect"] * places.deprivation
    population.make_people(world.people, world.par, seed, first, weights, flow, area, spacing)
    _fill_people(world, locality, values, seed, first)
    world.places[:] = adjacency(places)
    _start_clock(world, seed, days, first)
    return world


def _fill_world(
    world: World, locality: Locality, values: Values, catalogue: Catalogue, most: Sequence[int], officers: int
) -> None:
    world.routes["luck"][: len(catalogue.routes)] = lucky("routes", catalogue.routes, OF_ROUTES)
    world.services["luck"][: len(catalogue.services)] = lucky("services", catalogue.services, OF_SERVICES)
    for support, programme in zip(world.programmes, catalogue.programmes, strict=False):
        _fill_programme(support, programme, catalogue.services, values)
    for way, route in zip(world.routes, catalogue.routes, strict=False):
        _fill_route(way, route, catalogue.programmes, values)
    _fill_services(world, catalogue, most, values)
    _fill_teams(world, locality, officers, values)


def _fill_people(world: World, locality: Locality, values: Values, seed: int, first: int) -> None:
    if not any(values[f"category_base.{category}"] for category in CATEGORIES):
        raise InputError("There is nothing to offend over: category_base is 0 for every category.")
    for kind in CAREERS:
        if not any(values[f"category_base.{c}"] * values[f"career_mix.{kind}.{c}"] for c in CATEGORIES):
            raise InputError(
                f"There is nothing to offend over in careers of kind {kind}: "
                "category_base or career_mix is 0 for every category."
            )
    if population.scale_people(world.people, world.par, seed, first, rates_of(locality.adults, values)) == 0.0:
        raise InputError(f"Nobody in {locality.name} ever offends: career_rate is 0 for everybody who lives there.")
    population.make_officers(world.officers, world.par, seed)
    world.ties[:] = social_ties(world.people, world.par, seed)
    population.step_aside(world.ties, first)
    population.take_turns(world.turns, first, ROWS, REVIEW_DAYS, seed)


def _start_clock(world: World, seed: int, days: int, residents: int) -> None:
    clock = world.clock
    clock.residents = clock.moved_in = residents
    clock.seed, clock.people, clock.last_day = seed, len(world.people), days - 1
    clock.fork_day, clock.forced_person, clock.trained = days + 1, -1, -1.0
    clock.events_left, clock.cases_left = len(world.events), len(world.cases)
    chain(world.events, 0)
    chain(world.cases, 0)


__all__ = ["build", "enforcement", "parameters", "set_regime", "set_strength", "workers_in"]
