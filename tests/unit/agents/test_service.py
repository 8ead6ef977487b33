"""A service's places, its queue, who engages and how long they stay: each against its value worked out by hand (row 30)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents import service as s
from diversion.agents.chance import Decision, draw
from diversion.agents.records import Person, Programme, Route, Service
from diversion.scenarios.words import AdmissionOrder, Need, Stage

Par = Callable[..., Any]
One = Callable[..., Person]
YEAR, MONTH = 365.25, 30.4375
EARLY, LATE = 0.25, 0.1


def one(kind: Any, **fields: Any) -> Any:
    """A record alone, zero but for what is given."""
    row = kind.one()
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def expit(x: float) -> float:
    """The probability of some log-odds."""
    return 1.0 / (1.0 + math.exp(-x))


def left(days: float) -> float:
    """The share of average clients who are still there after some days: a quarter a month go in the first two, then a tenth."""
    early = min(days, 2.0 * MONTH) / MONTH
    share: float = (1.0 - EARLY) ** early * (1.0 - LATE) ** (days / MONTH - early)
    return share


def test_places_are_those_of_the_workers_who_are_there(par_of: Par) -> None:
    service, par = one(Service, present=3, workers=5, caseload=2.5, waiting_limit=0.4), par_of()
    assert s.places(service) == 7.5
    for active, room in ((6, True), (7, False), (8, False)):
        service.active = active
        assert s.has_place(service, par) is room
    assert s.has_place(service, par_of(channel_capacity=0.0))
    service.caseload, service.active = 4.0, 11
    assert s.takes_anybody(service, par)
    assert s.has_place(service, par), "the last place is one"
    service.caseload = 2.5
    # The list is as long as a share of all posts allows, filled or not: 0.4 of 12.5.
    for waiting, open_ in ((4, True), (5, False), (6, False)):
        service.waiting = waiting
        assert s.takes_names(service) is open_


def test_a_service_that_has_neither_a_place_nor_a_list_takes_nobody(par_of: Par) -> None:
    """E7: a service without workers took names at the scene and dropped the offence at the hand-over."""
    par = par_of()
    for workers, active, waiting, takes in (
        (0, 0, 0, False), (2, 3, 9, True), (2, 4, 0, True), (2, 4, 2, False), (2, 9, 1, True)
    ):  # fmt: skip
        service = one(Service, workers=workers, present=workers, caseload=2.0, waiting_limit=0.5, active=active,
                      waiting=waiting)  # fmt: skip
        assert s.takes_anybody(service, par) is takes
        assert s.takes_anybody(service, par_of(channel_capacity=0.0))


def test_a_hand_over_takes_an_exponential_time(plain: None) -> None:
    programme = one(Programme, hand_over_days=9.0)
    assert s.hand_over_days(3, 77, programme, 5) == pytest.approx(
        -9.0 * math.log(draw(5, 3, Decision.HAND_OVER, 77, 0))
    )


def test_detention_makes_receptive_only_in_custody_and_wears_off(par_of: Par) -> None:
    par = par_of(teachable_moment=0.8, teachable_days=10.0)
    custody, street = one(Route, stage=Stage.CUSTODY), one(Route, stage=Stage.STREET)
    using, not_, whole = one(Programme, teachable=0.5), one(Programme), one(Programme, teachable=1.0)
    assert s.receptive(custody, whole, 0.0, par) == pytest.approx(0.8)
    assert s.receptive(custody, using, 0.0, par) == pytest.approx(0.4)
    assert s.receptive(custody, using, 10.0, par) == pytest.approx(0.4 / math.e)
    assert s.receptive(street, using, 0.0, par) == s.receptive(custody, not_, 0.0, par) == 0.0


def test_engagement_is_worn_away_by_a_hand_over_from_the_first_day(par_of: Par, somebody: One) -> None:
    """E6: delay counted only beyond the programme's own mean, so that a warm hand-over was worth nothing."""
    par = par_of(delay_loss=0.5, trust_start=0.4)
    programme, person = one(Programme, engagement=0.6, usual_delay=math.log(5.0)), somebody(born=-30 * YEAR, trust=0.5)
    usual = math.log(0.6 / 0.4) + 0.1 * par.trust_weight + 0.3
    for days, less in ((0.0, -0.5 * math.log(5.0)), (4.0, 0.0), (14.0, 0.5 * math.log(3.0))):
        found = s.engage_chance(person, programme, days, 0.0, 0.3, par)
        assert found == pytest.approx(expit(usual - less))
    route = one(Route, stage=Stage.STREET)
    usual = s.engage_chance(person, programme, 10.0, 0.0, 0.0, par)
    for key in range(40):
        engaged = s.engages(person, 6, key, route, programme, 10.0, 0.0, par, 3)
        assert engaged == (draw(3, 6, Decision.ENGAGE, key, 0) < usual)


def test_people_give_up_waiting_month_by_month(par_of: Par) -> None:
    par = par_of(wait_loss=0.2)
    for months in (0.5, 3.0):
        share = math.exp(-0.2 * months)
        assert s.still_wants(months * MONTH, par, share - 1e-9) and not s.still_wants(months * MONTH, par, share + 1e-9)


def test_trauma_raises_drop_out_against_an_average_client_s_less_where_a_programme_knows(
    par_of: Par, somebody: One
) -> None:
    par = par_of(trauma_dropout_ratio=1.5)
    average = 1.0 + 0.5 * par.client_need[Need.TRAUMA]
    needs = [0, 0, 0, 0, 0, 0.8]
    assert s.trauma_ratio(somebody(needs=needs), one(Programme), par) == pytest.approx(1.4 / average)
    assert s.trauma_ratio(somebody(needs=needs), one(Programme, trauma_informed=0.25), par) == pytest.approx(
        1.3 / average
    )
    assert s.trauma_ratio(somebody(), one(Programme), par) == pytest.approx(1.0 / average)


CLIENTS = {"record_dropout_ratio": 2.0, "needs_dropout_ratio": 1.6, "peers_dropout_ratio": 1.3, "client_record": 0.5}


def test_record_other_needs_and_ties_each_raise_drop_out_against_an_average_client_s(
    par_of: Par, somebody: One
) -> None:
    par = par_of(**CLIENTS, full_record=10.0, channel_ties=0.5)
    others = 1.0 + 0.6 / 5.0 * (float(par.client_need.sum()) - par.client_need[Need.TRAUMA])
    assert s.client_ratio(somebody(), par) == pytest.approx(1.0 / 1.5 / others)
    assert s.client_ratio(somebody(proven=5), par) == pytest.approx(1.0 / others)
    assert s.client_ratio(somebody(proven=90), par) == pytest.approx(2.0 / 1.5 / others)
    assert s.client_ratio(somebody(needs=[1.0, 1.0, 1.0, 1.0, 1.0, 1.0]), par) == pytest.approx(1.6 / 1.5 / others)
    for peers in (-1.0, 1.0):
        assert s.client_ratio(somebody(peers=peers), par) == pytest.approx((1.0 + 0.15 * peers) / 1.5 / others)


def test_an_average_client_drops_out_as_declared(par_of: Par, somebody: One) -> None:
    """And so do clients on average, where record and needs do not go together: every part is a straight line."""
    par = par_of(**CLIENTS, full_record=10.0)
    average = somebody(needs=[float(need) for need in par.client_need], proven=5)
    assert s.client_ratio(average, par) == pytest.approx(1.0)
    mean = [par.client_need[k] for k in range(6)]
    apart = [somebody(needs=[m * side for m in mean], proven=proven) for side in (0.5, 1.5) for proven in (2, 8)]
    assert np.mean([s.client_ratio(person, par) for person in apart]) == pytest.approx(1.0)


def test_drop_out_goes_by_the_wait_for_the_need_that_matters_most_of_those_that_are_met(
    par_of: Par, somebody: One
) -> None:
    """E11: waits moved only when help came, and nobody left over them."""
    par, programme = par_of(), Programme.one()
    par.need_weight[:] = [1.0, 0.5, 0.0, 0.8, 0.0, 0.0]
    programme.meets[:] = [0.5, 0.5, 0.5, 1.0, 0.0, 0.0]
    programme.impatience[:] = [1.1, 1.2, 1.3, 1.4, 1.5, 1.6]
    for needs, ratio in (([1.0, 0.9, 0, 0.6], 1.1), ([0.5, 1.0, 0, 0.9], 1.4), ([0, 0, 1.0], 1.0), ([], 1.0)):
        assert s.waiting_ratio(somebody(needs=needs), programme, par) == ratio


@pytest.mark.parametrize("before", [0.0, 20.0, 2.0 * MONTH, 100.0])
@pytest.mark.parametrize("luck", [0.05, 0.3, 0.575, 0.6, 1.5, 3.0])
def test_drop_out_is_early_for_two_months_and_late_from_then_on(before: float, luck: float, plain: None) -> None:
    """Row 30: an early drop-out of three months moved nothing but the golden numbers."""
    days = s.days_more(luck, before, one(Programme, dropout_early=EARLY, dropout_late=LATE))
    assert left(before + days) / left(before) == pytest.approx(math.exp(-luck))


def test_a_stay_ends_by_drop_out_or_at_the_fixed_end(par_of: Par, somebody: One) -> None:
    par = par_of(trauma_dropout_ratio=1.5)
    person = somebody(needs=[0, 0, 0, 0, 0, 1.0])
    programme = one(Programme, dropout_early=EARLY, dropout_late=LATE, length=150.0)
    programme.meets[Need.TRAUMA], programme.impatience[Need.TRAUMA] = 0.2, 1.25
    ratio, ends = 1.25 * s.trauma_ratio(person, programme, par) * s.client_ratio(person, par), set()
    for key in range(40):
        luck = -math.log(draw(2, 8, Decision.STAY, key, 3)) / ratio
        expected = min(s.days_more(luck, 30.0, programme), 120.0)
        assert s.stay_days(person, 8, key, 30.0, 3, programme, par, 2) == pytest.approx(expected)
        ends.add(expected == 120.0)
    assert ends == {True, False}


def test_help_with_each_need_comes_after_its_own_wait_and_stays(plain: None, somebody: One) -> None:
    programme = Programme.one()
    programme.meets[:] = [0.5, 0.0, 0.3, 0.2, 0.0, 0.1]
    programme.wait[:] = [0.0, 0.0, 100.0, 100.0, 0.0, 1e9]
    waits = {k: -100.0 * math.log(draw(4, 7, Decision.NEED_WAIT, 0, k)) for k in (2, 3)}
    for days in (1.0, *(wait + step for wait in waits.values() for step in (-0.01, 0.01))):
        person = somebody()
        s.meet_needs(person, 7, programme, days, 4)
        came = [k for k in range(6) if (int(person.got) >> k) & 1]
        assert came == sorted([0, *(k for k, wait in waits.items() if wait < days)])
    late = somebody(got=0b001000)
    s.meet_needs(late, 7, programme, max(waits.values()) + 1.0, 4)
    assert late.got == 0b001101, "what has come of one need keeps no other from coming"
    programme.wait[0] = 0.9
    soon = somebody()
    s.meet_needs(soon, 7, programme, 0.0, 4)
    assert soon.got == 0
    programme.wait[0] = 0.0
    kept = somebody(got=0b101000)
    s.meet_needs(kept, 7, programme, 0.0, 4)
    assert kept.got == 0b101001


def test_a_trusted_worker_holds_people_as_far_as_they_know_them(plain: None, somebody: One) -> None:
    programme, person, held = one(Programme, bond=0.8), somebody(bond=0.5), set()
    for stays in range(30):
        luck = draw(4, 7, Decision.BOND, 11, stays)
        assert s.holds(person, 7, 11, stays, programme, 4) == (luck < 0.4)
        held.add(luck < 0.4)
    assert held == {True, False}
    assert not s.holds(person, 7, 11, 0, one(Programme), 4)
    sure = one(Programme, bond=1.0)
    assert s.holds(somebody(bond=1.0), 7, 11, 199, sure, 4) and not s.holds(somebody(bond=1.0), 7, 11, 200, sure, 4)


def test_a_rule_of_abstinence_puts_out_who_relapses_unless_support_has_eased_it(par_of: Par, somebody: One) -> None:
    par, rule = par_of(relapse_ejection=1.0), one(Programme, abstinence=1)
    for spells, eased, abstinence, out in [
        (0b1, 0, 1, True), (0b10, 0, 1, True), (0b111100, 0, 1, False), (0, 0, 1, False), (0b1, 0, 0, False),
        (0b1, 0b1, 1, False), (0b11, 0b1, 1, True),
    ]:  # fmt: skip
        programme = rule if abstinence else one(Programme)
        assert bool(s.relapses(somebody(spells=spells, eased=eased), 1, 2, programme, par, 3)) is out
    half = par_of(relapse_ejection=0.5)
    person = somebody(spells=1)
    for key in range(30):
        assert s.relapses(person, 1, key, rule, half, 3) == (draw(3, 1, Decision.RELAPSE, key, 0) < 0.5)


def test_who_came_first_goes_first_or_who_needs_most_or_who_offends_most(plain: None, somebody: One) -> None:
    """Row 30: "last come, first served" passed even the golden numbers."""
    early = somebody(needs=[0.2, 0.2], rate=3.0), 10.0
    late = somebody(needs=[0.9], rate=1.0), 10.01
    order = {}
    for rule in AdmissionOrder:
        first, second = (s.priority_of(who, 5, 6, moment, rule, 1) for who, moment in (early, late))
        order[rule] = "early" if first < second else "late"
    assert order == {
        AdmissionOrder.FIRST_COME: "early",
        AdmissionOrder.BY_NEED: "late",
        AdmissionOrder.BY_RISK: "early",
    }


def test_equal_claims_are_told_apart_by_a_lot_too_small_to_matter(plain: None, somebody: One) -> None:
    person = somebody(needs=[0.2, 0.2], rate=3.0)
    lots = np.array([draw(1, 5, Decision.PRIORITY, key, 0) for key in range(20)])
    for rule, claim in (
        (AdmissionOrder.FIRST_COME, 10.0),
        (AdmissionOrder.BY_NEED, -0.4),
        (AdmissionOrder.BY_RISK, -3.0),
    ):
        found = np.array([s.priority_of(person, 5, key, 10.0, rule, 1) for key in range(20)])
        assert np.allclose(found, claim + 1e-6 * lots, rtol=0, atol=1e-8)
