"""Row 5: the months that a run counts by are those of the calendar, whatever day it starts on, and so are financial years."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diversion.agents.engine.behaviour import kernel
from diversion.agents.par import par_record
from diversion.agents.states import State
from diversion.model.courts import count_inside
from diversion.model.ledger.counting import accrue, count_uncovered, spread
from diversion.model.ledger.counts import Counts
from diversion.model.ledger.measures import Measure as M
from diversion.model.ledger.months import Month, financial_years, months_of
from diversion.model.world import SCALE, World, empty, first_month
from diversion.scenarios.parameters import resolve

DAYS = st.dates(date(1999, 1, 1), date(2101, 12, 31))
SPANS = st.tuples(st.integers(0, 800), st.integers(1, 1500))
ODD = months_of(date(2027, 11, 15), 365, 365 + 3 * 365)  # a leap day, and it starts in the middle of a month


# --- the calendar ----------------------------------------------------------------------------------------------------


@given(start=DAYS, span=SPANS)
def test_months_are_those_of_the_calendar_and_the_start_begins_one(start: date, span: tuple[int, int]) -> None:
    before, after = span
    found = months_of(start, before, before + after)
    days = [month.first + timedelta(days=k) for month in found for k in range(month.days)]
    assert days == [start + timedelta(days=k) for k in range(-before, after)]
    assert start in [month.first for month in found]
    for month in found:
        last = month.first + timedelta(days=month.days - 1)
        assert (month.first.year, month.first.month) == (last.year, last.month)
        begins, ends = month.first.day == 1, (last + timedelta(days=1)).day == 1
        assert (begins and ends) == (month.days == month.of)
        assert begins or month.first in (start, found[0].first)
        assert ends or last in (start - timedelta(days=1), days[-1])


@given(start=DAYS, span=SPANS)
def test_financial_years_are_made_of_their_months_and_say_how_much_of_them_is_counted(
    start: date, span: tuple[int, int]
) -> None:
    months = months_of(start, 0, span[1])
    years = financial_years(months)
    assert [number for year in years for number in year.months] == list(range(len(months)))
    for year in years:
        first, end = date(year.begins, 4, 1), date(year.begins + 1, 4, 1)
        counted = [start + timedelta(days=k) for k in range(span[1]) if first <= start + timedelta(days=k) < end]
        assert year.days == len(counted) and year.of == (end - first).days
        assert ("of" in year.title) == (year.days < year.of)


def test_what_a_reader_calls_them() -> None:
    found = months_of(date(2027, 11, 15), 0, 3 * 365)
    assert [found[0].title, found[1].title, found[0].calendar] == ["Nov 2027 (16 of 30 days)", "Dec 2027", "2027-11"]
    assert found[3] == Month(date(2028, 2, 1), 29)
    assert [year.title for year in financial_years(found)] == [
        "2027-28 (138 of 366 days)", "2028-29", "2029-30", "2030-31 (227 of 365 days)",
    ]  # fmt: skip
    assert financial_years(months_of(date(1999, 4, 1), 0, 366))[0].title == "1999-00"


def test_a_leap_year_is_not_hidden() -> None:
    """Three years of 365 days from 1 April 2026 lack the last day of March 2029."""
    found = months_of(date(2026, 4, 1), 0, 3 * 365)
    assert [found[-1].title, len(found)] == ["Mar 2029 (30 of 31 days)", 36]
    assert [year.title for year in financial_years(found)] == ["2026-27", "2027-28", "2028-29 (364 of 365 days)"]


# --- what is counted in them -----------------------------------------------------------------------------------------


@kernel
def lasted(w: World, amount: float, begin: float, end: float) -> int:
    """Something that came steadily, of the first group and place."""
    spread(w, M.RELIEF, 0, 0, begin, end, amount)
    return 0


@kernel
def imprisoned(w: World, since: float, until: float) -> int:
    """Days inside of person 0, decided when they begin."""
    count_inside(w, w.people[0], since, until, since)
    return 0


@kernel
def lived(w: World, moment: float) -> int:
    """The life of person 0, up to a moment."""
    accrue(w, w.people[0], moment)
    return 0


@kernel
def stretched(w: World, moment: float) -> int:
    """The days that service 0 has too few workers, up to a moment."""
    count_uncovered(w, w.services[0], moment)
    return 0


def world_of(months: tuple[Month, ...] = ODD, counting: bool = True) -> World:
    world = empty(par_record(resolve()), 40, months, 3, 4, 1, 1, 1, 1)
    world.clock.parting = 365
    world.clock.counting = counting
    if counting:
        world.clock.fork_day = 365
    return world


def overlaps(world: World, begin: float, end: float) -> np.ndarray:
    """How many days of a stretch lie in each month."""
    ends = world.month_ends
    begins = np.concatenate([[0.0], ends[:-1]])
    found: np.ndarray = np.maximum(np.minimum(ends, end) - np.maximum(begins, begin), 0.0)
    return found


MOMENTS = st.floats(0.0, 1460.0) | st.integers(0, 1460).map(float)


@settings(max_examples=60)
@given(one=MOMENTS, other=MOMENTS, amount=st.floats(-1e6, 1e6))
def test_what_came_steadily_is_divided_by_days_and_its_parts_sum_to_it_exactly(
    one: float, other: float, amount: float
) -> None:
    begin, end = min(one, other), max(one, other)
    world = world_of()
    lasted(world, amount, begin, end)
    found = world.by_group[:, :, M.RELIEF].sum(axis=1)
    assert found.sum() == np.floor(amount * SCALE + 0.5)
    assert np.array_equal(world.by_place.sum(axis=1), world.by_group.sum(axis=1))
    if end > begin:
        assert found / SCALE == pytest.approx(amount * overlaps(world, begin, end) / (end - begin), abs=2e-6, rel=1e-9)
    else:
        assert (found != 0).sum() <= 1


@settings(max_examples=60)
@given(since=MOMENTS, days=st.floats(0.0, 3000.0), counting=st.booleans())
def test_days_inside_lie_in_their_months_up_to_the_end_or_until_the_regimes_part(
    since: float, days: float, counting: bool
) -> None:
    world = world_of(counting=counting)
    since = since if counting else min(since, 365.0)
    end = max(since, min(since + days, 1460.0 if counting else 365.0))
    imprisoned(world, since, since + days)
    found = world.by_group[:, :, M.PRISON_DAYS].sum(axis=1)
    assert found.sum() == np.floor((end - since) * SCALE + 0.5)
    assert found / SCALE == pytest.approx(overlaps(world, since, end), abs=2e-6)


@settings(max_examples=60)
@given(since=MOMENTS, days=st.floats(0.01, 28.0), begun=st.floats(0.0, 28.0), rate=st.floats(0.0, 300.0))
def test_a_life_is_counted_in_the_months_it_is_lived_in(since: float, days: float, begun: float, rate: float) -> None:
    world = world_of()
    person = world.people[0]
    since = min(since, 1430.0)
    person.state, person.case, person.rate, person.death = State.PRESENT, -1, rate, 0.01
    person.full, person.since, person.born, person.undetected_share = max(since - begun, 0.0), since, -9000.0, 0.5
    lived(world, since + days)
    found = world.by_group.sum(axis=1)
    after, before = ((moment - float(person.full)) / 365.0 for moment in (since + days, since))
    for measure, amount in ((M.PERSON_YEARS, 1.0), (M.LATENT, rate), (M.UNDETECTED, rate * 0.5)):
        whole = np.floor(amount * after * SCALE + 0.5) - np.floor(amount * before * SCALE + 0.5)
        assert found[:, measure].sum() == whole
        expected = amount * overlaps(world, since, since + days) / 365.0
        assert found[:, measure] / SCALE == pytest.approx(expected, abs=1.01 / SCALE)
    assert np.array_equal(world.by_place.sum(axis=1), found)


def test_days_without_enough_workers_lie_in_their_months() -> None:
    world = world_of()
    world.par.channel_capacity = 1.0
    world.services.active, world.services.caseload, world.services.present = 5, 2.0, 1
    world.services.counted = 365.0
    stretched(world, 365.0 + 60.0)
    found = Counts.of(world).by_month("uncovered_days")
    assert found.tolist() == [48.0, 93.0, 39.0, *[0.0] * (len(found) - 3)]


def test_before_the_regimes_part_nothing_is_counted_since() -> None:
    world = world_of(counting=False)
    world.clock.fork_day = 1461
    assert first_month(world) == len(ODD) and Counts.of(world).months == []
