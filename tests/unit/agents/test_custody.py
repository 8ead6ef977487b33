"""Custody: how long people are held, what is decided, and what a disposal would have cost to its end (row 30)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from diversion.agents import custody as c
from diversion.agents.chance import Decision, draw, draw_two
from diversion.agents.harm import harm_lean
from diversion.agents.records import Incident, Person
from diversion.scenarios.words import Disposal, Ethnicity

Par = Callable[..., Any]
One = Callable[..., Person]
SEED, WHO = 5, 3
D = Disposal


def expit(x: float) -> float:
    """The probability of some log-odds."""
    return 1.0 / (1.0 + math.exp(-x))


def incident(key: int, category: int = 4, evidence: float = 0.7) -> Incident:
    """A contact of a category, by its key."""
    row = Incident.one()
    row.person, row.key, row.category, row.evidence = WHO, key, category, evidence
    return row


def test_detention_is_the_sum_of_two_exponential_times(par_of: Par) -> None:
    u, v = draw_two(SEED, WHO, Decision.DETENTION, 7, 2)
    found = c.detention_hours(WHO, 7, 2, par_of(detention_hours=14.0), SEED)
    assert found == pytest.approx(-7.0 * (math.log(u) + math.log(v)))


@pytest.mark.parametrize(("proven", "record"), [(3, 3 / 11), (11, 1.0), (40, 1.0)])
@pytest.mark.parametrize("ethnicity", [Ethnicity.WHITE, Ethnicity.ASIAN, Ethnicity.BLACK])
def test_a_charge_goes_by_evidence_category_record_and_disparity(
    proven: int, record: float, ethnicity: int, par_of: Par, somebody: One
) -> None:
    par = par_of(
        discretion_ratio__black=1.3,
        charge_record=0.5,
        charge_ratio__mixed_or_other=1.1,
        charge_ratio__black=1.1,
        charge_ratio__asian=1.1,
        full_record=11.0,
    )
    person = somebody(proven=proven, proven_fork=proven, ethnicity=ethnicity)
    odds = -0.3 + par.charge_evidence * (0.7 - par.evidence_middle) + par.charge_category[4] + 0.5 * record
    odds += math.log(1.3) if ethnicity == Ethnicity.BLACK else 0.0
    expected = expit(odds) * (1.0 if ethnicity == Ethnicity.WHITE else 1.1)
    assert c.charge_chance(person, 4, 0.7, 0.0, -0.3, par) == pytest.approx(expected)
    worse = expit(odds + 1.5 * par.charge_harm) * expected / expit(odds)
    assert c.charge_chance(person, 4, 0.7, 1.5, -0.3, par) == pytest.approx(worse)
    most = c.charge_chance(person, 4, 1.0, 0.0, 9.0, par)
    assert most == pytest.approx(1.0, abs=1e-4) and most <= 1.0


def test_cautions_are_for_the_first_few_times(par_of: Par, somebody: One) -> None:
    par = par_of(caution_share=0.3, caution_record=0.5)
    assert c.caution_chance(somebody(), par) == 0.3
    assert c.caution_chance(somebody(proven=4, proven_fork=4), par) == pytest.approx(0.1)


def decided(par: Any, person: Person, key: int) -> tuple[int, int]:
    """What the sergeant decides, and what is decided weeks later, from the chances."""
    lean = harm_lean(WHO, key, 4, par, SEED)
    charge, later = (
        c.charge_chance(person, 4, 0.7, lean, base, par) for base in (par.charge_base, par.charge_base_later)
    )
    caution = c.caution_chance(person, par)
    u, v = draw_two(SEED, WHO, Decision.SERGEANT, key, 0)
    now: int = D.CHARGE if u < charge else D.CAUTION if v < caution else D.RELEASE
    if draw(SEED, WHO, Decision.BAIL, key, 0) < par.bail_share:
        now = c.BAIL
    u, v = draw_two(SEED, WHO, Decision.LATER_DECISION, key, 0)
    resolved = D.COMMUNITY_RESOLUTION if v < caution + par.resolution_share_later else D.NO_FURTHER_ACTION
    return now, D.CHARGE if u < later else D.CAUTION if v < caution else resolved


MIXED = {"bail_share": 0.3, "caution_share": 0.4, "resolution_share_later": 0.3, "charge_base_later": -1.0}


def test_a_sergeant_bails_charges_cautions_or_releases_and_a_later_decision_may_resolve(
    par_of: Par, somebody: One
) -> None:
    par, person, seen = par_of(**MIXED), somebody(), set()
    for key in range(80):
        now, later = decided(par, person, key)
        assert c.sergeant(person, WHO, 4, 0.7, key, par, SEED) == now
        assert c.later_decision(person, WHO, 4, 0.7, key, par, SEED) == later
        seen |= {("now", now), ("later", later)}
    assert len(seen) == 8


def test_remand_takes_its_share(par_of: Par) -> None:
    par = par_of(remand_share=0.4)
    for key in range(30):
        assert c.remanded(WHO, key, par, SEED) == (draw(SEED, WHO, Decision.REMAND, key, 0) < 0.4)


def test_a_caution_and_a_charge_leave_a_record_and_nothing_else_does(plain: None) -> None:
    assert [d for d in D if c.leaves_record(d)] == [D.CAUTION, D.CHARGE]


def test_a_disposal_costs_what_follows_it_to_its_end(par_of: Par, somebody: One) -> None:
    """Row 30: what is freed is what the disposal would still have cost, a charge's file and day in court among it."""
    par = par_of(**MIXED, hours_resolution=0.7, hours_interview=1.1, hours_arrest=2.3, hours_booking=0.9, hours_case_file=5.0,
                 hours_court=1.7)  # fmt: skip
    person, seen = somebody(), set()
    assert c.charge_hours(par) == pytest.approx(6.7)
    for key in range(80):
        now, later = decided(par, person, key)
        ends = {D.NO_FURTHER_ACTION: D.NO_FURTHER_ACTION, D.COMMUNITY_RESOLUTION: D.COMMUNITY_RESOLUTION,
                D.VOLUNTARY_INTERVIEW: later, D.ARREST: later if now == c.BAIL else now,
                D.CHARGE: D.CHARGE, D.CAUTION: D.CAUTION, D.RELEASE: D.RELEASE}  # fmt: skip
        first = {D.COMMUNITY_RESOLUTION: 0.7, D.VOLUNTARY_INTERVIEW: 1.1, D.ARREST: 4.3}
        for shadow, end in ends.items():
            assert c.end_of(person, incident(key), shadow, par, SEED) == end
            hours = first.get(shadow, 0.0) + (6.7 if end == D.CHARGE else 0.0)
            assert c.downstream_hours(person, incident(key), shadow, par, SEED) == pytest.approx(hours)
            seen.add((shadow, end == D.CHARGE, now == c.BAIL))
    assert {(D.ARREST, charged, bail) for charged in (True, False) for bail in (True, False)} <= seen
