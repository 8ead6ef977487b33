"""What is read off a run, on logs and worlds made by hand whose answers are known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from diversion.agents.par import par_record
from diversion.agents.run import LogRow
from diversion.agents.states import Happening, Verdict
from diversion.experiments.measures import cohorts
from diversion.experiments.measures.every import MEASURES, Counted
from diversion.experiments.measures.observing import Observation
from diversion.model.ledger.log import Log
from diversion.model.ledger.measures import MEASURES as LEDGER
from diversion.model.ledger.measures import STEPS
from diversion.model.ledger.months import months_of
from diversion.model.ledger.reading import Reading
from diversion.model.world import SCALE, World, empty
from diversion.scenarios import loader
from diversion.scenarios.parameters import resolve
from diversion.scenarios.words import CATEGORIES, ContactKind, Ethnicity, Sex, Stage, Task

FORK = 365.0
THEFT, VIOLENCE = CATEGORIES.index("shoplifting"), CATEGORIES.index("violence_with_injury")
Row = tuple[Any, ...]  # moment, began, person, kind, and the fields that a row of this kind holds
HOLDS: dict[int, tuple[str, ...]] = {
    Happening.CONTACT: ("category",),
    Happening.ARREST: ("category",),
    Happening.CHARGE: ("category",),
    Happening.CAUTION: ("proven",),
    Happening.PRISON_RELEASE: ("proven",),
    Happening.CONVICTION: ("sentence", "proven", "offences", "sanctions"),
    Happening.REFERRAL: ("route",),
    Happening.ADMITTED: ("route",),
}


def log_of(*rows: Row) -> Log:
    log = LogRow.table(len(rows))
    for n, row in enumerate(rows):
        for name, value in zip(("moment", "began", "person", "kind", *HOLDS[row[3]]), row, strict=True):
            log[name][n] = value
    return Log(pd.DataFrame({name: log[name] for name in LogRow.dtype.names or ()}))


def convicted(
    person: int, moment: float, began: float, sentence: int = Verdict.FINE, priors: int = 0, offences: int = 1,
    sanctions: int = 0,
) -> Row:  # fmt: skip
    return (moment, began, person, Happening.CONVICTION, sentence, priors, offences, sanctions)


def world_of(years: int = 3, routes: int = 3, officers: int = 20) -> World:
    world = empty(
        par_record(resolve()), 400, months_of(date(2026, 4, 1), 365, 365 * (1 + years)), 1, officers, 1, routes, 1, 1
    )
    world.clock.fork_day = int(FORK)
    return world


def seen(*rows: Row, years: int = 3, world: World | None = None) -> Observation:
    reading = Reading(world or world_of(years))
    return Observation(reading, log_of(*rows), loader.locality("blackpool"), resolve(), years)


def read(name: str, seen: Observation) -> Counted:
    return MEASURES[name].read(seen)


def counting(
    world: World, name: str, amount: float, age: int = 0, sex: int = Sex.MALE, ethnicity: int = Ethnicity.WHITE
) -> None:
    """Count something of one group of people in the first month after the fork."""
    world.by_group[12, 8 * age + 4 * sex + ethnicity, LEDGER.index(name)] += round(amount * SCALE)


# --- part and whole --------------------------------------------------------------------------------------------------


def test_runs_are_pooled_by_adding_parts_and_wholes() -> None:
    measure = MEASURES["arrests_per_1000"]
    assert measure.pooled([Counted(1, 10), Counted(5, 10)]) == pytest.approx(300.0)
    assert measure.pooled([Counted(1, 1), Counted(0, 99)]) == pytest.approx(10.0)
    assert math.isnan(measure.pooled([Counted(0, 0)]))
    assert Counted(1, 2) + Counted(3, 4) == (4, 6)


def test_the_standard_error_is_that_of_a_mean_where_wholes_are_equal() -> None:
    parts = np.array([3.0, 5.0, 4.0, 8.0, 6.0])
    expected = 1000.0 / 100.0 * parts.std(ddof=1) / math.sqrt(len(parts))
    measure = MEASURES["arrests_per_1000"]
    assert measure.standard_error([Counted(part, 100.0) for part in parts]) == pytest.approx(expected)
    assert math.isnan(measure.standard_error([Counted(3, 100)]))


def test_every_measure_is_called_by_its_own_name_and_reads_an_empty_run() -> None:
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.title and measure.unit
        figure = measure.figure(read(name, seen(years=measure.years)))
        assert math.isnan(figure) or figure == 0.0 or name == "officer_hours_of_an_arrest", name


# --- proven reoffending ----------------------------------------------------------------------------------------------


def test_a_cohort_holds_cautions_convictions_without_prison_and_releases_once_a_quarter() -> None:
    log = log_of(
        (FORK + 1, FORK, 1, Happening.CAUTION, 2),
        convicted(1, FORK + 50, FORK + 2),  # the same quarter
        convicted(1, FORK + 100, FORK + 60),  # the next one
        convicted(2, FORK + 10, FORK, Verdict.PRISON, 7),  # enters on release
        (FORK + 95, FORK + 95, 2, Happening.PRISON_RELEASE, 8),
        convicted(3, FORK + 20, FORK, Verdict.COMMUNITY_ORDER, 12),
        convicted(4, FORK - 1, FORK - 9),  # before
    )
    found = cohorts.entries(log, FORK, 2)
    assert list(zip(found.person, found.way, found.priors, found.quarter, strict=True)) == [
        (1, "caution", 2, 0),
        (3, "community order", 12, 0),
        (2, "prison", 8, 1),
        (1, "fine", 0, 1),
    ]


@pytest.mark.parametrize(
    ("began", "proven", "counts"),
    [
        (FORK + 11, FORK + 30, 1),
        (FORK + 9, FORK + 30, 0),  # done before the entry, proven after it
        (FORK + 10 + 365, FORK + 10 + 400, 1),
        (FORK + 10 + 366, FORK + 10 + 400, 0),  # after the year
        (FORK + 300, FORK + 10 + 547, 1),
        (FORK + 300, FORK + 10 + 548, 0),  # proven too late
    ],
)
def test_a_reoffence_is_done_within_a_year_and_proven_within_eighteen_months(
    began: float, proven: float, counts: int
) -> None:
    found = cohorts.followed(log_of(convicted(1, FORK + 10, FORK), convicted(1, proven, began)), FORK, FORK + 3 * 365)
    assert found.again[found.moment == FORK + 10].tolist() == [counts]
    several = log_of(convicted(1, FORK + 10, FORK), convicted(1, proven, began, offences=3))
    found = cohorts.followed(several, FORK, FORK + 3 * 365)
    assert found.again[found.moment == FORK + 10].tolist() == [3 * counts], "the Ministry counts offences"


def test_only_cohorts_with_full_follow_up_are_in() -> None:
    log = log_of(*(convicted(person, FORK + 10 + 91.25 * person, FORK) for person in range(12)))
    found = cohorts.followed(log, FORK, FORK + 2 * 365)
    assert found.person.tolist() == [0, 1]  # (2 years − 18 months) is two quarters


def test_reoffending_by_record_age_way_and_offence() -> None:
    world = world_of()
    world.people["born"][[1, 2, 3]] = FORK - np.array([19.0, 35.0, 60.0]) * 365.25
    found = seen(
        (FORK + 1, FORK + 1, 1, Happening.CONTACT, THEFT),
        (FORK + 5, FORK + 1, 1, Happening.CAUTION, 0),
        convicted(1, FORK + 60, FORK + 30, Verdict.FINE, 1),
        (FORK + 2, FORK + 2, 2, Happening.CONTACT, VIOLENCE),
        convicted(2, FORK + 6, FORK + 2, Verdict.COMMUNITY_ORDER, 11),
        convicted(2, FORK + 70, FORK + 40, Verdict.PRISON, 12, offences=4),
        convicted(2, FORK + 80, FORK + 50, Verdict.PRISON, 13),
        (FORK + 3, FORK + 3, 3, Happening.CONTACT, VIOLENCE),
        convicted(3, FORK + 7, FORK + 3, Verdict.PRISON, 5),
        (FORK + 60, FORK + 60, 3, Happening.PRISON_RELEASE, 6),
        world=world,
    )
    assert read("reoffending", found) == (2, 3)
    assert read("reoffending_priors_none", found) == (1, 1)
    assert read("reoffending_priors_3_to_6", found) == (0, 1)
    assert read("reoffending_priors_11_or_more", found) == (1, 1)
    assert read("reoffending_age_18_to_20", found) == (1, 1)
    assert read("reoffending_age_30s", found) == (1, 1)
    assert read("reoffending_age_50_or_more", found) == (0, 1)
    assert read("reoffending_after_caution", found) == (1, 1)
    assert read("reoffending_after_court_order_or_prison", found) == (1, 2)
    assert read("reoffending_after_prison", found) == (0, 1)
    assert read("reoffending_over_theft", found) == (1, 1)
    assert read("reoffending_over_violence", found) == (1, 2)  # the release is over what led to prison
    assert read("reoffences_per_reoffender", found) == (6, 2)
    assert read("reoffences_of_long_records", found) == (5, 6)


def test_reoffending_by_ethnicity_and_of_women_against_men() -> None:
    world = world_of()
    world.people["ethnicity"][[1, 2]] = Ethnicity.BLACK
    world.people["sex"][[1, 2, 3]] = Sex.MALE
    released = [(FORK + 5, FORK + 5, person, Happening.PRISON_RELEASE, 3) for person in range(1, 6)]
    again = [convicted(person, FORK + 90, FORK + 50) for person in (1, 2, 4)]
    found = seen(*released, *again, world=world)
    assert read("reoffending_black", found) == (2, 2)
    assert read("reoffending_white", found) == (1, 3)
    assert read("reoffending_released_women_to_men", found) == pytest.approx((1 / 2, 2 / 3))
    assert read("reoffending_released_women_to_men", seen(*released[:3], world=world)) == (0, 0), "no women"


def test_prison_leavers_are_told_apart_by_need() -> None:
    world = world_of()
    world.people["needs"][1, 3] = 0.5
    rows = [(FORK + 5, FORK + 5, person, Happening.PRISON_RELEASE, 3) for person in (1, 2)]
    found = seen(*rows, convicted(1, FORK + 90, FORK + 50), world=world)
    assert read("reoffending_released_homeless", found) == (1, 1)
    assert read("reoffending_released_settled", found) == (0, 1)


def test_reconviction_over_time_after_release() -> None:
    rows: list[Row] = [(FORK + 1, FORK + 1, person, Happening.PRISON_RELEASE, 3) for person in range(6)]
    rows += [
        convicted(person, FORK + 1 + day, FORK + 1 + day / 2)
        for person, day in enumerate((80, 170, 300, 700, 740))  # the last after 24 months, the sixth never
    ]
    rows.append(convicted(5, FORK + 40, FORK - 3))  # over an offence before the release
    rows.append((FORK + 400, FORK + 400, 9, Happening.PRISON_RELEASE, 1))  # cannot be followed for 24 months
    found = seen(*rows)
    assert read("reconvicted_by_3_months", found) == (1, 4)
    assert read("reconvicted_by_6_months", found) == (2, 4)
    assert read("reconvicted_by_12_months", found) == (3, 4)


@pytest.mark.parametrize("shape", [1.0, 0.5])
def test_the_hazard_after_release_against_a_closed_form(shape: float) -> None:
    """Weibull times to the next offence: constant risk gives 1, falling risk more."""
    n, rate = 4000, 0.7
    quantiles = (np.arange(n) + 0.5) / n
    years = (-np.log(1 - quantiles) / rate) ** (1 / shape)
    rows: list[Row] = [(FORK + 1, FORK + 1, k, Happening.PRISON_RELEASE, 0) for k in range(n)]
    rows += [convicted(k, FORK + 2 + 365 * t, FORK + 1 + 365 * t) for k, t in enumerate(years)]
    part, whole = read("hazard_after_release", seen(*rows))
    first, second = (1 - math.exp(-rate * (b**shape - a**shape)) for a, b in ((0, 0.5), (0.5, 1)))
    assert part / whole == pytest.approx(first / second, rel=0.01)
    assert (part / whole == pytest.approx(1.0, rel=0.01)) == (shape == 1.0)


# --- groups ----------------------------------------------------------------------------------------------------------


def test_concentration_of_convictions() -> None:
    """Convictions count, whatever they were for."""
    rows = [convicted(0, FORK + day, FORK, offences=5) for day in range(1, 12)]
    rows += [convicted(person, FORK + 5, FORK) for person in range(1, 10)]
    rows += [convicted(50, FORK - 5, FORK - 9)] * 20  # before the fork
    assert read("concentration", seen(*rows)) == (11, 20)


def test_convictions_of_people_with_long_records() -> None:
    """Cautions and convictions count, whatever they were for."""
    rows = [convicted(k, FORK + 5, FORK, priors=30, sanctions=many) for k, many in enumerate((0, 14, 15, 200))]
    assert read("long_records", seen(*rows)) == (2, 4)


def test_arrests_by_age_sex_and_ethnicity_against_residents() -> None:
    world = world_of()
    counting(world, "arrests", 30, age=0, sex=Sex.MALE)
    counting(world, "arrests", 10, age=2, sex=Sex.FEMALE)
    counting(world, "arrests", 2, age=1, sex=Sex.MALE, ethnicity=Ethnicity.BLACK)
    counting(world, "charges_after_arrest", 10, sex=Sex.MALE)
    counting(world, "charges_after_arrest", 1, sex=Sex.MALE, ethnicity=Ethnicity.BLACK)
    world.by_group[11] += 99 * SCALE  # the run-in does not count
    found = seen(world=world)
    adults = 141100 * 0.80
    assert read("arrests_young", found) == (30, 42)
    assert read("arrests_per_1000", found) == pytest.approx((42, adults * 3))
    assert read("arrests_per_1000_men", found) == pytest.approx((32, adults * 3 * 0.49))
    assert read("arrests_per_1000_women", found) == pytest.approx((10, adults * 3 * 0.51))
    assert read("arrest_ratio_black", found) == pytest.approx((2 / 0.005, 40 / 0.947))
    assert read("charge_ratio_black", found) == pytest.approx((1 / 2, 10 / 40))


def test_needs_of_the_detained_and_who_is_detained_again() -> None:
    world = world_of()
    world.people["needs"][1, 0] = 0.4
    days = ((1, 10), (1, 300), (2, 10), (3, 20), (3, 400))  # person 3 comes back after the year
    found = seen(*((FORK + day, FORK + day, person, Happening.ARREST, 0) for person, day in days), world=world)
    assert read("detained_drugs", found) == (1, 3)
    assert read("detained_alcohol", found) == (0, 3)
    assert read("detained_again", found) == (1, 3)


# --- flows -----------------------------------------------------------------------------------------------------------


def test_what_becomes_of_recorded_crimes_and_arrests() -> None:
    world = world_of()
    amounts = {"suspects": 60, "undetected": 40, "charges": 6, "charges_after_arrest": 5, "arrests": 20,
               "warrant_arrests": 4, "breach_arrests": 1, "custody_hours": 350, "hearings": 10}  # fmt: skip
    for name, amount in amounts.items():
        counting(world, name, amount)
    found = seen(convicted(1, FORK + 9, FORK, Verdict.PRISON), convicted(2, FORK + 9, FORK), world=world)
    assert read("suspect_identified", found) == (60, 100)
    assert read("charges_per_crime", found) == (6, 100)
    assert read("charges_per_arrest", found) == (5, 20)
    assert read("detention_hours", found) == (350, 25)
    assert read("prison_per_hearing", found) == (1, 10)


def test_levels_of_contact_offending_and_cost() -> None:
    world = world_of()
    for name, amount in {"contacts": 30, "latent": 400, "person_years": 100, "custody_hours": 50, "hearings": 5,
                         "missed_hearings": 1, "prison_days": 7}.items():  # fmt: skip
        counting(world, name, amount)
    world.ledger[:, Task.ATTEND] = SCALE
    days = ((1, 10), (1, 300), (2, 10), (2, 400), (3, 20), (4, 800), (4, 850))  # the last cannot be followed for a year
    found = seen(*((FORK + day, FORK + day, person, Happening.CONTACT, THEFT) for person, day in days), world=world)
    assert read("repeat_contact", found) == (1, 3)
    assert read("contacts_a_head", found) == (30, 100)
    assert read("offences_a_head", found) == (400, 100)
    price = resolve()
    pounds = 20 * price["cost_officer_hour"] + 50 * price["cost_custody_hour"] + 4 * price["cost_hearing"]
    assert read("cost_a_head", found) == pytest.approx((pounds + 7 * price["cost_prison_day"], 100))


def test_reoffending_with_a_need_against_without() -> None:
    world = world_of()
    world.people["needs"][[1, 2], 3] = 0.5
    rows = [convicted(person, FORK + 5, FORK) for person in range(1, 6)]
    found = seen(*rows, *(convicted(person, FORK + 90, FORK + 50) for person in (1, 2, 3)), world=world)
    assert read("reoffending_by_need_housing", found) == pytest.approx((1.0, 1 / 3))
    assert read("reoffending_by_need_drugs", found) == (0, 0), "nobody has it"


def test_cautions_that_go_to_women() -> None:
    world = world_of()
    counting(world, "cautions", 3, sex=Sex.FEMALE)
    counting(world, "cautions", 9, age=2, sex=Sex.MALE)
    assert read("cautions_women", seen(world=world)) == (3, 12)


def test_what_officers_hours_over_a_possession_cost() -> None:
    drugs = CATEGORIES.index("drug_possession")
    rows: list[Row] = [(FORK + 1, FORK + 1, person, Happening.CONTACT, drugs) for person in range(10)]
    rows += [(FORK + 1, FORK + 1, person, Happening.ARREST, drugs) for person in range(3)]
    rows += [(FORK + 2, FORK + 1, 0, Happening.CHARGE, drugs), (FORK + 2, FORK + 1, 99, Happening.CHARGE, THEFT)]
    each = {name: amount for name, amount in resolve().items() if name.startswith("hours_")}
    hours = 10 * each["hours_attend"] + each["hours_case_file"] + each["hours_court"]
    hours += 3 * (each["hours_arrest"] + each["hours_booking"] + each["hours_interview"])
    expected = (hours * resolve()["cost_officer_hour"], 10)
    assert read("police_cost_possession", seen(*rows)) == pytest.approx(expected)


def test_arrests_by_offence_and_how_they_end() -> None:
    world = world_of()
    world.routes.stage[1], world.routes.replaces[1] = Stage.CUSTODY, 1
    world.routes.stage[2] = Stage.CUSTODY
    rows: list[Row] = []
    for person, category in enumerate((THEFT, VIOLENCE, VIOLENCE, THEFT)):
        rows.append((FORK + 1, FORK + 1 - person / 10, person, Happening.CONTACT, category))
        rows.append((FORK + 1, FORK + 1 - person / 10, person, Happening.ARREST, 0))
    rows += [
        (FORK + 2, FORK + 2, 4, Happening.ARREST, ContactKind.WARRANT),
        (FORK + 3, FORK + 1, 0, Happening.CAUTION, 0),
        (FORK + 3, FORK + 2.5, 0, Happening.CAUTION, 1),  # after a voluntary interview
        (FORK + 3, FORK + 0.9, 1, Happening.REFERRAL, 1),
        (FORK + 3, FORK + 0.8, 2, Happening.REFERRAL, 2),  # beside the disposal
        (FORK + 11, FORK + 1, 3, Happening.CHARGE, THEFT),
        (FORK + 31, FORK + 1, 5, Happening.CHARGE, THEFT),
    ]
    found = seen(*rows, world=world)
    assert read("arrests_violence", found) == (2, 4)
    assert read("arrests_theft", found) == (2, 4)
    assert read("arrests_drugs", found) == (0, 4)
    assert read("arrests_settled_out_of_court", found) == (2, 4)
    assert read("days_to_charge", found) == (40, 2)


def test_the_keenest_tenth_of_officers_and_the_drawn_in() -> None:
    world = world_of()
    world.ledger[:, Task.REFERRAL] = SCALE
    world.ledger[[3, 7], Task.REFERRAL] = 6 * SCALE
    world.ends[Stage.STREET, 0, 0], world.ends[Stage.STREET, 3, 8] = 2, 3
    found = seen(world=world)
    assert read("keenest_officers", found) == (12, 30)
    assert read("drawn_in", found) == (2, 5)


def test_officer_hours_of_an_arrest_are_those_of_the_parameters() -> None:
    values = resolve()
    hours = values["hours_arrest"] + values["hours_booking"] + values["hours_interview"]
    assert read("officer_hours_of_an_arrest", seen()) == (hours, 1)


# --- the way into support --------------------------------------------------------------------------------------------


def steps(world: World, route: int, stage: int, **counts: float) -> None:
    world.routes.stage[route], world.routes.chosen[route] = stage, 1
    for step, amount in counts.items():
        world.funnel[route, STEPS.index(step)] = round(amount * SCALE)


def test_the_way_in_by_stage_without_ordinary_provision_and_closed_routes() -> None:
    world = world_of(routes=5)
    steps(world, 0, Stage.CUSTODY, referrals=40, consents=20, engaged=10, admitted=8)
    steps(world, 1, Stage.STREET, referrals=30, consents=10, engaged=6)
    steps(world, 2, Stage.SOCIAL_CONTACT, referrals=7, consents=3, engaged=3)
    steps(world, 3, Stage.CUSTODY, referrals=500)
    world.routes.ordinary[3] = 1
    steps(world, 4, Stage.STREET, referrals=900)
    world.routes.chosen[4] = 0
    found = seen(world=world)
    residents = 141100 * 3
    assert read("custody_supported", found) == (8, 40)
    assert read("custody_engaged", found) == (10, 20)
    assert read("street_engaged", found) == (6, 10)
    assert read("custody_referrals_per_1000", found) == (40, residents)
    assert read("custody_consents_per_1000", found) == (20, residents)
    assert read("street_referrals_per_1000", found) == (37, residents)


@pytest.mark.parametrize(
    ("began", "expected"), [((20,), (1, 2)), ((5,), (0, 2)), ((10 + 121,), (1, 2)), ((10 + 123,), (0, 2)), ((20, 30), (1, 2))]
)  # fmt: skip
def test_a_contract_is_broken_by_an_offence_within_four_months(began: Sequence[float], expected: Counted) -> None:
    world = world_of()
    world.routes.stage[1], world.routes.replaces[1] = Stage.CUSTODY, 1
    rows: list[Row] = [
        (FORK + 10, FORK + 1, 1, Happening.ADMITTED, 1),
        (FORK + 10, FORK + 1, 2, Happening.ADMITTED, 1),
        (FORK + 10, FORK + 1, 3, Happening.ADMITTED, 0),  # on no contract
        (FORK + 3 * 365 - 30, FORK + 1, 4, Happening.ADMITTED, 1),  # too late to see how it goes
        (FORK + 15, FORK + 11, 3, Happening.CHARGE, THEFT),
    ]
    rows += [(FORK + 200 + day, FORK + day, 1, Happening.CHARGE, THEFT) for day in began]
    assert read("contract_broken", seen(*rows, world=world)) == expected
