"""The ledger against values worked out by hand: what is counted when, what it costs, and who was followed (row 30)."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from diversion.agents.custody import BAIL
from diversion.agents.states import CaseState, Happening, Whereabouts
from diversion.model.calendar import open_over
from diversion.model.ledger import costs as c
from diversion.model.ledger import counting as k
from diversion.model.ledger import happenings as h
from diversion.model.ledger.details import FAMILIES, FUNNEL, describe, details
from diversion.model.ledger.easing import eased
from diversion.model.ledger.funnel import count_step
from diversion.model.ledger.measures import MEASURES, STEPS
from diversion.model.ledger.measures import Measure as M
from diversion.model.ledger.outcome import Run, ratio, share
from diversion.model.ledger.outcomes import OUTCOMES, outcomes
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Simulation
from diversion.model.support import admit, refer
from diversion.model.world import SCALE
from diversion.scenarios.loader import catalogue as parts_of
from diversion.scenarios.words import TASKS, Disposal, Stage, Task

Towns = Callable[..., Any]
NEAR: dict[str, Any] = {"abs": 6e-6}
LEAD, CONTRACT, ORDINARY = "lead-street", "checkpoint-custody", "liaison-and-diversion"
YEARS = 2.0


# --- counting ----------------------------------------------------------------------------------------------------------


def test_what_is_counted_is_rounded_once_and_the_parts_of_a_stretch_sum_to_the_whole(plain: None) -> None:
    assert [k.fixed(x) for x in (1.0, 0.25, -1.0, 0.4 / SCALE, 0.6 / SCALE)] == [SCALE, SCALE // 4, -SCALE, 0, 1]
    for lasted in (28, 112):
        parts = [k.between(1.7, before / 365.0, (before + 1) / 365.0) for before in range(lasted)]
        assert sum(parts) == k.between(1.7, 0.0, lasted / 365.0) == k.fixed(1.7 * lasted / 365.0)
    assert k.between(math.inf, 0.0, 1.0) == k.MOST


def test_a_moment_is_counted_in_its_month_of_the_calendar(tiny: Towns) -> None:
    w = tiny().w  # the year before the regimes part begins on 1 April
    days = {29.9: 0, 30.0: 1, 60.9: 1, 61.0: 2, 364.9: 11, 365.0: 12}
    assert {day: k.month_of(w, day) for day in days} == days


def test_an_hour_is_entered_for_the_officer_the_month_and_the_day_of_the_team_but_for_training(tiny: Towns) -> None:
    town = tiny()
    w, j = town.w, 0
    team = w.teams[int(w.officers[j].team)]
    k.work(w, j, Task.COURT, 1.5, 100.25)
    assert w.ledger[j, Task.COURT] == w.hours[3, Task.COURT] == team.today == 1.5 * SCALE
    k.work(w, j, Task.TRAINING, 4.0, 9999.0)
    assert w.ledger[j, Task.TRAINING] == w.hours[-1, Task.TRAINING] == 4.0 * SCALE and team.today == 1.5 * SCALE


def test_a_stretch_of_life_is_counted_by_its_intensity(tiny: Towns) -> None:
    town = tiny(channel_custody_time=0.75)
    person = town.somebody(rate=7.3, harm_share=2.0, recorded_harm_share=1.5, cost_share=300.0, victim_share=0.5,
                           undetected_share=0.25, death=0.02, full=100.0, since=110.0)  # fmt: skip
    k.accrue(town.w, person, 120.0)
    latent = 7.3 * 10.0 / 365.0
    expected = {"latent": latent, "harm": 2.0 * latent, "recorded_harm": 1.5 * latent,
                "crime_cost": 300.0 * latent, "victim_offences": 0.5 * latent,
                "undetected": 0.25 * latent, "person_years": 10.0 / 365.0, "deaths_expected": 0.2 / 365.0}  # fmt: skip
    assert town.everything() == {name: pytest.approx(value, rel=1e-5, abs=1e-6) for name, value in expected.items()}
    assert person.since == 120.0
    k.accrue(town.w, person, 120.0)
    assert town.count("latent") == pytest.approx(latent, **NEAR)
    person.inside = Whereabouts.IMPRISONED
    k.accrue(town.w, person, 130.0)
    assert town.count("latent") == pytest.approx(1.25 * latent, **NEAR)
    assert town.count("person_years") == pytest.approx(20.0 / 365.0, **NEAR)


@pytest.mark.parametrize(("age", "relief"), [(25.0, 0.8), (30.0, 0.5)])
def test_support_counts_its_days_and_the_need_it_relieves(age: float, relief: float, tiny: Towns) -> None:
    town = tiny("combined", channel_support=0.9)
    w, r = town.w, town.route(LEAD)
    programme = town.programme_of(r)
    programme.relief, programme.relief_young, programme.bond = 0.5, 0.8, 0.4
    programme.meets[:] = [1.0, 0.5, 0.0, 0.0, 0.0, 0.25]
    refer(w, town.incident(), r, 0, 100.0)
    admit(w, int(w.people[0].case), 100.0)
    person = town.somebody(
        support=0.6, bond=0.5, got=0b100001, needs=[1.0, 1.0, 0.0, 0.0, 0.0, 0.8], born=100.0 - age * 365.25
    )
    town.before = w.by_group.sum(axis=(0, 1))
    k.accrue(w, person, 136.5)
    size = 0.9 * 0.6 * relief * 0.1
    assert (
        town.counted("support_days") == [pytest.approx(36.5, **NEAR)] == [pytest.approx(town.steps(r)["support_days"])]
    )
    assert list(w.relieved / SCALE) == pytest.approx([size, 0.0, 0.0, 0.0, 0.0, size * 0.25 * 0.8], **NEAR)
    weight = w.par.need_weight[0] + 0.25 * 0.8 * w.par.need_weight[5]
    assert town.count("relief") == pytest.approx(size * weight / np.mean(w.par.need_weight), **NEAR)
    # What the reading says of the moment is the same share of the same weight.
    w.clock.day = 137
    (row,) = eased(w, 7)
    whole = w.par.need_weight[0] + w.par.need_weight[1] + 0.8 * w.par.need_weight[5]
    assert row["share"] == pytest.approx(size / 0.1 * weight / whole, rel=1e-6)
    assert (row["look"], row["person"], row["got"]) == (7, 0, 0b100001)


def test_what_ends_with_a_month_is_counted_in_it_and_what_ends_after_it_in_the_next(tiny: Towns) -> None:
    w = tiny().w
    days = {0.0: 0, 29.5: 0, 30.0: 0, 30.5: 1, 31.0: 1, 61.0: 1, 61.5: 2}
    assert {day: k.month_until(w, day) for day in days} == days


def test_days_and_relief_of_support_add_up_from_one_time_to_the_next(tiny: Towns) -> None:
    town = tiny("combined", channel_support=1.0)
    w, r = town.w, town.route(LEAD)
    programme = town.programme_of(r)
    programme.relief, programme.bond, programme.meets[:] = 0.5, 0.0, 1.0
    refer(w, town.incident(), r, 0, 100.0)
    admit(w, int(w.people[0].case), 100.0)
    person = town.somebody(support=0.8, got=1, needs=[1.0] * 6)
    w.relieved[:] = 0
    for moment in (136.5, 173.0, 246.0):
        k.accrue(w, person, moment)
    assert town.steps(r)["support_days"] == pytest.approx(146.0, **NEAR)
    assert list(w.relieved / SCALE) == pytest.approx([0.5 * 0.8 * 0.4, 0.0, 0.0, 0.0, 0.0, 0.0], **NEAR)


def test_ordinary_support_has_its_days_in_the_funnel_alone_and_before_the_fork_nobody_has(tiny: Towns) -> None:
    town = tiny("combined")
    w, r = town.w, town.route(ORDINARY)
    refer(w, town.incident(), r, 0, 100.0)
    admit(w, int(w.people[0].case), 100.0)
    k.accrue(w, w.people[0], 110.0)
    assert town.count("support_days") == 0.0 and town.steps(r)["support_days"] == pytest.approx(10.0, **NEAR)
    w.clock.counting = 0
    k.accrue(w, w.people[0], 120.0)
    assert town.steps(r)["support_days"] == pytest.approx(10.0, **NEAR)


def test_a_step_on_the_way_in_is_counted_by_route_since_the_fork_and_by_group_for_its_own_routes(tiny: Towns) -> None:
    town = tiny("combined")
    w, own, ordinary = town.w, town.route(LEAD), town.route(ORDINARY)
    for r in (own, ordinary):
        count_step(w, M.ENGAGED, r, w.people[0], 0.0, 100.25, 1.0)
        count_step(w, M.ENGAGED, r, w.people[0], -0.1, 100.25, 1.0)
        assert town.steps(r) == {"engaged": 1.0}
    assert town.everything() == {"engaged": 2.0}
    w.clock.counting = 0
    count_step(w, M.ENGAGED, own, w.people[0], 50.0, 100.25, 1.0)
    assert town.steps(own) == {"engaged": 1.0}


@pytest.mark.parametrize(
    ("active", "present", "channel", "days"), [(8, 1, 1.0, 40.0), (4, 1, 1.0, 0.0), (8, 1, 0.0, 0.0)]
)
def test_uncovered_are_clients_beyond_what_workers_can_hold(
    active: int, present: int, channel: float, days: float, tiny: Towns
) -> None:
    town = tiny("combined", channel_capacity=channel)
    service = town.service_of(town.route(LEAD))
    service.active, service.present, service.caseload, service.counted = active, present, 4.0, 100.0
    k.count_uncovered(town.w, service, 110.0)
    assert town.count("uncovered_days") == pytest.approx(days, **NEAR) and service.counted == 110.0


# --- what a run cost ---------------------------------------------------------------------------------------------------


def made(town: Any, years: float = YEARS, **counts: float) -> Run:
    """A run of two years that counted only what is given, and the hours of a task where it is the name of one."""
    w = town.w
    w.by_group[:] = w.by_place[:] = w.ledger[:] = w.funnel[:] = 0
    for name, value in counts.items():
        if name in TASKS:
            w.ledger[0, TASKS.index(name)] = round(value * SCALE)
        else:
            w.by_group[0, 0, MEASURES.index(name)] = round(value * SCALE)
    return Run(Reading(w), town.setting.regimes[0], town.setting.catalogue, town.setting.values, years)


def test_the_way_in_is_told_for_groups_only_where_a_regime_has_routes_of_its_own(tiny: Towns) -> None:
    found = {regime: details(made(tiny(regime))) for regime in ("none", "combined")}
    for regime, own in (("none", False), ("combined", True)):
        assert "equity.age.18-25.person_years" in found[regime]
        assert ("equity.age.18-25.offered" in found[regime]) is own


def test_where_there_is_no_route_nobody_has_a_way_in() -> None:
    nothing: Any = SimpleNamespace(reading=SimpleNamespace(way_in=np.zeros((1, len(FUNNEL)))), years=1.0,
                                   catalogue=SimpleNamespace(routes=()), regime=SimpleNamespace(routes=()))  # fmt: skip
    assert FAMILIES["funnel"].read(nothing) == {}


def test_costs_are_hours_hearings_that_took_place_and_days_at_their_prices(tiny: Towns) -> None:
    """Row 30: missed hearings are taken away from those that cost something, not added to them."""
    town = tiny("none", cost_officer_hour=60.0, freed_to_serious=0.0)
    values = town.setting.values
    run = made(
        town,
        attend=30.0,
        court=10.0,
        training=8.0,
        custody_hours=20.0,
        hearings=12.0,
        missed_hearings=2.0,
        prison_days=50.0,
    )
    found = c.costs(run)
    assert found["police"] == pytest.approx((48.0 * 60.0 + 20.0 * values["cost_custody_hour"]) / 2.0)
    parts = found["courts"] + found["prosecution"] + found["legal_aid"]
    assert parts == pytest.approx(10.0 * values["cost_hearing"] / 2.0)
    assert found["prison"] == pytest.approx(50.0 * values["cost_prison_day"] / 2.0)
    assert found["programmes"] == 0.0


def test_a_programme_costs_its_places_filled_or_not_while_there_is_money(tiny: Towns) -> None:
    town = tiny("combined", workers_pre_arrest=3.0, caseload_pre_arrest=20.0, cost_client_year_pre_arrest=5000.0,
                workers_contract=2.0)  # fmt: skip
    regime, catalogue, values = town.setting.regimes[0], town.setting.catalogue, town.setting.values
    places = c.places_of(regime, catalogue, values)
    assert places["street-case-management"] == 60.0
    contract = next(name for name in places if name != "street-case-management")
    price = next(s.cost_a_client_year for s in catalogue.services if s.name == contract)
    other = places[contract] * (values[price] if isinstance(price, str) else price)
    assert c.programme_cost(regime, catalogue, values, 2.0) == pytest.approx(60.0 * 5000.0 + other)
    late = regime.model_copy(update={"own_routes": tuple(
        route.model_copy(update={"starts_after_days": 73.0, "ends_after_days": 438.0})
        for route in catalogue.routes if route.name in regime.routes and not route.ordinary)})  # fmt: skip
    assert c.programme_cost(late, parts_of((late,)), values, 2.0) == pytest.approx((60.0 * 5000.0 + other) * 0.5)
    assert c.funded_share("street-case-management", late, parts_of((late,)), values, 1.0) == pytest.approx(0.8)


def test_ordinary_support_is_paid_by_use_and_places_are_filled_by_days(tiny: Towns) -> None:
    town = tiny("combined")
    run = made(town)
    days = STEPS.index("support_days")
    town.w.funnel[town.route(ORDINARY), days] = 730 * SCALE
    town.w.funnel[town.route(LEAD), days] = 7300 * SCALE
    price = run.values["cost_client_year_ordinary"]
    assert c.costs(run)["ordinary_services"] == pytest.approx(2.0 * price / 2.0)
    places = sum(c.places_of(run.regime, run.catalogue, run.values).values())
    assert c.places_filled(run) == pytest.approx(100.0 * 10.0 / places)


# --- outcomes ----------------------------------------------------------------------------------------------------------


def test_a_share_of_nothing_is_not_a_number(plain: None) -> None:
    assert (share(1.0, 4.0), ratio(1.0, 4.0), ratio(1.0, -4.0)) == (25.0, 0.25, -0.25)
    assert math.isnan(share(1.0, 0.0)) and math.isnan(ratio(1.0, 0.0))


BY_HAND: dict[str, tuple[dict[str, float], float]] = {
    "latent_offences": ({"latent": 9.0}, 4.5),
    "arrests": ({"arrests": 5.0, "warrant_arrests": 2.0, "breach_arrests": 1.0}, 4.0),
    "custody_episodes": ({"arrests": 5.0, "warrant_arrests": 2.0, "breach_arrests": 1.0}, 4.0),
    "officer_hours": ({"attend": 30.0, "training": 8.0}, 19.0),
    "full_time_equivalents": ({"attend": 1500.0, "court": 1500.0}, 1.0),
    "freed_at_contact": ({"freed": 20.0, "training": 8.0, "attend": 99.0}, 6.0),
    "serious_hours": ({"freed": 20.0, "training": 8.0}, 1.5),
    "cashable_hours": ({"freed": 20.0, "training": 8.0}, 4.5),
    "serious_detections": ({"freed": 20.0, "training": 8.0}, 0.015),
    "counted_share": ({"outcome_1": 1.0, "outcome_3": 2.0, "outcome_8": 3.0, "outcome_22": 4.0, "outcome_14_16": 99.0,
                       "undetected": 30.0, "suspects": 10.0}, 25.0),
    "recorded_crimes": ({"undetected": 30.0, "suspects": 10.0}, 20.0),
    "supported_at_12_months": ({"reached_year": 3.0, "could_reach_year": 12.0}, 25.0),
    "wait_days": ({"wait_days": 30.0, "admitted": 12.0}, 2.5),
    "records_avoided": ({"records_avoided": 3.0}, 1.5),
    "diverted_with_victim": ({"diverted_with_victim": 3.0}, 1.5),
    "deaths_expected": ({"deaths_expected": 0.5}, 0.25),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_an_outcome_is_read_as_it_says(name: str, tiny: Towns) -> None:
    counts, expected = BY_HAND[name]
    run = made(tiny("combined", freed_to_serious=0.25, serious_detections_per_hour=0.01), **counts)
    assert OUTCOMES[name].read(run) == pytest.approx(expected, rel=1e-5)


SAME_NAME = {
    "outcome_8": "outcome_8", "outcome_22": "outcome_22", "contacts": "contacts", "charges": "charges",
    "convictions": "convictions", "breaches": "breaches", "referrals": "referrals", "consents": "consents",
    "engagements": "engaged", "admissions": "admitted", "dropped_worker": "dropped_worker", "dropped_relapse": "dropped_relapse",
    "dropped_funding": "dropped_funding", "dropped_prison": "dropped_prison",
    "uncovered_days": "uncovered_days", "custody_hours": "custody_hours",
    "prison_days": "prison_days", "latent_harm": "harm", "recorded_harm": "recorded_harm", "victim_offences": "victim_offences",
    "victimisation": "victimisation", "victimisation_supported": "victimisation_supported", "needs_relieved": "relief",
    "three_or_more": "three_or_more", "deaths": "deaths", "person_years": "person_years",
}  # fmt: skip


def test_outcomes_that_are_a_measure_are_that_measure_a_year(tiny: Towns) -> None:
    counts = {name: 2.0 * (k + 1) for k, name in enumerate(SAME_NAME.values())}
    run = made(tiny("combined"), **counts)
    assert {name: OUTCOMES[name].read(run) for name in SAME_NAME} == {name: k + 1.0 for k, name in enumerate(SAME_NAME)}


def test_net_cost_is_the_sum_of_what_each_bears_and_the_finer_outcomes_say_the_same(tiny: Towns) -> None:
    town = tiny("combined")
    run = made(town, attend=30.0, hearings=12.0, missed_hearings=2.0, prison_days=50.0, outcome_3=4.0)
    town.w.relieved[:] = [2 * SCALE, 0, 0, 0, 0, 0]
    found = outcomes(run.reading, run.regime, run.catalogue, run.values, YEARS)
    assert found["net_cost"] == pytest.approx(sum(value for name, value in found.items() if name.startswith("cost.")))
    assert (found["hours.attend"], found["recorded.2-3"], found["relieved.drugs"]) == (15.0, 2.0, 1.0)
    case = ("courts", "prosecution", "legal_aid")
    assert sum(found[f"cost.{agency}"] for agency in case) == pytest.approx(5.0 * run.values["cost_hearing"])
    assert found["cost.prosecution"] == pytest.approx(5.0 * 0.3 * run.values["cost_hearing"])


def test_who_bears_what_by_hand(tiny: Towns) -> None:
    """Two years in which all is counted that somebody pays for: half of each a year, to the pound."""
    prices = dict(
        cost_hearing=1000.0, share_prosecution=0.3, share_legal_aid=0.2, cost_station_advice=100.0,
        cost_supervised_year=4000.0, order_days=365.0, licence_days=730.0, cost_prison_day=150.0, crime_cost_ratio=2.0,
        share_crime_health=0.1, cost_housing_need_year=3000.0,
    )  # fmt: skip
    counts = dict(
        hearings=12.0, missed_hearings=2.0, arrests=3.0, warrant_arrests=2.0, breach_arrests=1.0, orders=4.0,
        prison_terms=3.0, prison_days=50.0, crime_cost=10_000.0,
    )  # fmt: skip
    town = tiny("none", **prices)
    run = made(town, **counts)
    town.w.relieved[:] = [0, 0, 0, 4 * SCALE, 0, 0]
    found = c.costs(run)
    assert {name: pounds for name, pounds in found.items() if name in ("police", "programmes", "ordinary_services")} == {
        "police": 0.0, "programmes": 0.0, "ordinary_services": 0.0,
    }  # fmt: skip
    assert found["courts"] == pytest.approx(2500.0) and found["prosecution"] == pytest.approx(1500.0)
    assert found["legal_aid"] == pytest.approx(1000.0 + 300.0)
    assert found["probation"] == pytest.approx((4 * 4000.0 + 3 * 8000.0) / 2.0)
    assert found["prison"] == pytest.approx(3750.0) and found["health"] == pytest.approx(1000.0)
    assert found["housing"] == pytest.approx(-6000.0) and c.cost_of_crime(run) == pytest.approx(9000.0)


def test_freed_hours_are_saved_or_spent_on_serious_crime_and_never_both(tiny: Towns) -> None:
    """Police cost fell by all freed hours while serious crime gained some of the same hours (issue 14, deliverable 6)."""
    saved, serious, cashable = {}, {}, {}
    for part in (0.0, 0.25, 1.0):
        town = tiny("combined", cost_officer_hour=60.0, freed_to_serious=part)
        without = c.costs(made(town, attend=100.0))["police"]
        # Of 100 hours 32 are freed at the contact, and 8 are spent on training.
        run = made(town, attend=68.0, training=8.0, freed=32.0)
        saved[part] = without - c.costs(run)["police"]
        serious[part], cashable[part] = (OUTCOMES[name].read(run) for name in ("serious_hours", "cashable_hours"))
    assert serious == {0.0: 0.0, 0.25: pytest.approx(3.0), 1.0: pytest.approx(12.0)}
    assert saved == {part: pytest.approx(60.0 * hours, abs=1e-9) for part, hours in cashable.items()}
    assert cashable == {0.0: pytest.approx(12.0), 0.25: pytest.approx(9.0), 1.0: pytest.approx(0.0)}


def test_widening_counts_those_drawn_in_among_the_diverted_at_once_and_in_the_end(tiny: Towns) -> None:
    """E5: bail was never traced to its end, and an arrest that comes to nothing counted as no net-widening."""
    town = tiny("combined")
    run = made(town)
    ends, release = town.w.ends, Disposal.RELEASE
    ends[:] = 0
    nothing, resolution, caution, charged = (
        Disposal.NO_FURTHER_ACTION, Disposal.COMMUNITY_RESOLUTION, Disposal.CAUTION, Disposal.CHARGE)  # fmt: skip
    street, custody = ends[Stage.STREET], ends[Stage.CUSTODY]
    street[nothing, nothing], street[resolution, resolution] = 3, 4
    street[Disposal.ARREST, release], street[Disposal.ARREST, charged] = 5, 6
    custody[BAIL, nothing], custody[BAIL, resolution], custody[BAIL, caution] = 7, 8, 9
    custody[release, release], custody[nothing, nothing], custody[charged, charged] = 10, 11, 12
    assert run.reading.widened() == (3.0 + 7.0 + 10.0 + 11.0, 75.0)
    assert run.reading.widened_in_the_end() == (75.0 - 6.0 - 9.0 - 12.0, 75.0)
    names = ("widened_share", "widened_people", "widened_end_share", "widened_end_people")
    assert [OUTCOMES[name].read(run) for name in names] == pytest.approx([3100.0 / 75.0, 15.5, 64.0, 24.0])


def test_what_diversion_takes_the_place_of_is_counted_by_disposal(tiny: Towns) -> None:
    town = tiny("combined")
    table, run = town.w.widening, made(town)
    table[:] = 0
    street, custody, taken = table[Stage.STREET], table[Stage.CUSTODY], Disposal.PRE_ARREST_DIVERSION
    street[Disposal.NO_FURTHER_ACTION, taken], street[Disposal.COMMUNITY_RESOLUTION, taken] = 3, 4
    street[Disposal.VOLUNTARY_INTERVIEW, taken], street[Disposal.ARREST, taken] = 5, 6
    street[Disposal.ARREST, Disposal.ARREST] = 100
    custody[Disposal.RELEASE, Disposal.RELEASE], custody[Disposal.NO_FURTHER_ACTION, Disposal.NO_FURTHER_ACTION] = 1, 2
    (
        custody[Disposal.CHARGE, Disposal.CUSTODY_STAGE_DIVERSION],
        custody[Disposal.CAUTION, Disposal.CUSTODY_STAGE_DIVERSION],
    ) = 7, 8
    found = {name: OUTCOMES[name].read(run) for name in OUTCOMES if name.startswith("diverted_")}
    assert found == {"diverted_resolution": 2.0, "diverted_interview": 2.5, "diverted_arrest": 3.0, "diverted_caution": 4.0,
                     "diverted_charge": 3.5, "diverted_with_victim": 0.0}  # fmt: skip


@pytest.mark.parametrize(
    ("index", "exits", "again", "found"),
    [(0.0, 1e9, 1, (0, 0)), (100.0, 1e9, 1, (1, 1)), (100.0, 1e9, 0, (0, 1)), (365.0, 1e9, 1, (1, 1)), (365.1, 1e9, 1, (0, 0)),
     (100.0, 465.0, 1, (1, 1)), (100.0, 464.9, 1, (0, 0))],
)  # fmt: skip
def test_only_who_can_be_followed_for_a_year_is_among_the_repeats_and_their_whole(
    index: float, exits: float, again: int, found: tuple[int, int], tiny: Towns
) -> None:
    """Row 30: repeat contact of people without full follow-up moved nothing but the golden numbers."""
    town = tiny("combined")
    people = town.w.people
    town.w.clock.day = 730
    people["index"], people["exits"], people["again"] = 0.0, 1e9, 0
    for which in range(3):
        people["index"][0, which], people["again"][0, which], people["exits"][0] = index, again, exits
        assert Reading(town.w).met_again(which) == found
    # Somebody else who is followed and does not come back halves the share.
    people["index"][1] = 50.0
    run = made(town)
    for name in ("repeat_referred", "repeat_eligible", "repeat_everyone"):
        assert OUTCOMES[name].read(run) == pytest.approx(100.0 * found[0] / (found[1] + 1))


def test_each_kind_of_index_contact_has_repeats_of_its_own(tiny: Towns) -> None:
    town = tiny("combined")
    town.w.clock.day, town.w.people["exits"] = 730, 1e9
    town.w.people["index"][:4] = [[10.0, 10.0, 10.0], [10.0, 10.0, 0.0], [10.0, 0.0, 0.0], [10.0, 0.0, 0.0]]
    town.w.people["again"][:4] = [[1, 1, 1], [0, 0, 0], [1, 0, 0], [1, 0, 0]]
    run = made(town)
    names = ("repeat_everyone", "repeat_eligible", "repeat_referred")
    assert [OUTCOMES[name].read(run) for name in names] == [75.0, 50.0, 100.0]


def test_disparities_are_against_white_people_and_none_where_there_are_too_few(tiny: Towns) -> None:
    """No ratio between groups came with an interval; an outcome has one, paired over replicates like any other."""
    run = made(tiny("combined"))
    cells = run.reading._world.by_group
    for n, (years, arrests, eligible, offers) in enumerate(
        [(1000.0, 50.0, 40.0, 20.0), (100.0, 4.0, 10.0, 2.0), (99.9, 9.0, 10.0, 4.0), (200.0, 15.0, 20.0, 0.0)]
    ):
        for name, value in (
            ("person_years", years),
            ("warrant_arrests", arrests),
            ("eligible", eligible),
            ("referrals", offers),
        ):
            cells[0, n, MEASURES.index(name)] = round(value * SCALE)
    found = {name: value for name, value in details(run).items() if name.startswith("disparity.")}
    expected = {"arrests.asian": 0.04 / 0.05, "arrests.black": math.nan, "arrests.mixed_or_other": 0.075 / 0.05,
                "offers.asian": 0.2 / 0.5, "offers.black": math.nan, "offers.mixed_or_other": math.nan}  # fmt: skip
    assert found == {
        f"disparity.{name}": pytest.approx(value, rel=1e-5, nan_ok=True) for name, value in expected.items()
    }
    assert describe("disparity.arrests.black").decimals == 2


# --- what is written down ----------------------------------------------------------------------------------------------


def test_what_happens_is_written_down_as_it_was(tiny: Towns, setting_of: Callable[..., Any]) -> None:
    town = tiny("combined")
    setting = setting_of(regimes=("combined",), residents=800, run_in=0)
    w = Simulation.build(setting, 1, log_room=11).world
    seen = town.incident(2, category=4)
    n = open_over(w, seen, CaseState.PROSECUTION)
    w.people[2].proven = 3
    h.write_contact(w, seen, 101.0)
    h.write_arrest(w, n, 11, 102.0)
    h.write_charge(w, n, 103.0)
    h.write_caution(w, n, 104.0)
    h.write_conviction(w, n, 2, 105.0)
    h.write_breach(w, n, 106.0)
    h.write_inside(w, 2, Whereabouts.ON_REMAND, 120.0, 107.0)
    h.write_release(w, 2, 108.0)
    h.write_support(w, Happening.ADMITTED, 2, 1, 99.0, 109.0)
    names = ("kind", "moment", "began", "person", "category", "proven", "sentence", "until", "inside", "route")
    rows = [tuple(float(row[name]) for name in names) for row in w.log[: int(w.clock.logged)]]
    t = 100.25
    assert rows == [
        (0, 101, t, 2, 4, 0, 0, 0, 0, 0), (1, 102, t, 2, 11, 0, 0, 0, 0, 0), (9, 103, t, 2, 4, 0, 0, 0, 0, 0),
        (2, 104, t, 2, 0, 3, 0, 0, 0, 0), (3, 105, t, 2, 0, 3, 2, 0, 0, 0), (8, 106, t, 2, 0, 0, 0, 0, 0, 0),
        (10, 107, 107, 2, 0, 0, 0, 120, 3, 0), (4, 108, 108, 2, 0, 3, 0, 0, 0, 0), (6, 109, 99, 2, 0, 0, 0, 0, 0, 1),
    ]  # fmt: skip
    for _ in range(5):
        h.write_contact(w, seen, 110.0)
    assert w.clock.logged == 11 and not Reading(w).whole
