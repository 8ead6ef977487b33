"""Courts and orders: every share and every wait against its value worked out by hand (row 30)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents import court as k
from diversion.agents.chance import Decision, draw, draw_two
from diversion.agents.recent import fading_years, how_often
from diversion.agents.records import Person
from diversion.agents.states import Verdict

Par = Callable[..., Any]
One = Callable[..., Person]
SEED, WHO = 5, 3


def test_part_of_a_wait_is_certain_and_the_rest_two_exponential_times(par_of: Par) -> None:
    par = par_of(wait_certain=0.4)
    assert k.waiting_days(90.0, 0.3, 0.6, par) == pytest.approx(90.0 * (0.4 - 0.3 * (math.log(0.3) + math.log(0.6))))
    u, v = draw_two(SEED, WHO, Decision.COURT_DATE, 7, 4)
    for share, days in ((0.0, 50.0), (1.0, 8.0)):
        par = par_of(court_delay_days=50.0, court_quick_days=8.0, court_quick_share=share)
        assert k.hearing_delay(WHO, 7, 2, par, SEED) == k.waiting_days(days, u, v, par)
    u, v = draw_two(SEED, WHO, Decision.BREACH, 7, 4 * 2 + 2)
    assert k.breach_hearing_delay(WHO, 7, 2, par_of(breach_court_days=40.0), SEED) == k.waiting_days(
        40.0, u, v, par_of()
    )


def test_warrants_and_prison_terms_are_exponential_but_for_what_is_certain(par_of: Par) -> None:
    u = draw(SEED, WHO, Decision.WARRANT_FOUND, 7, 1)
    assert k.warrant_delay(WHO, 7, 1, 30.0, SEED) == pytest.approx(-30.0 * math.log(u))
    _, v = draw_two(SEED, WHO, Decision.PRISON_TERM, 7, 0)
    for share, days in ((0.0, 80.0), (1.0, 400.0)):
        par = par_of(prison_days=80.0, prison_long_days=400.0, prison_long_share=share, prison_certain=0.25)
        assert k.prison_days(WHO, 7, par, SEED) == pytest.approx(days * (0.25 - 0.75 * math.log(v)))


def test_waits_for_court_and_terms_have_the_means_of_their_mixtures(par_of: Par) -> None:
    par = par_of(court_quick_share=0.7, court_quick_days=10.0, court_delay_days=150.0,
                 prison_long_share=0.2, prison_long_days=400.0, prison_days=75.0)  # fmt: skip
    waits = np.array([k.hearing_delay(WHO, key, 0, par, SEED) for key in range(3000)])
    terms = np.array([k.prison_days(WHO, key, par, SEED) for key in range(3000)])
    for found, mean in ((waits, 0.7 * 10.0 + 0.3 * 150.0), (terms, 0.8 * 75.0 + 0.2 * 400.0)):
        assert abs(found.mean() - mean) < 3.0 * found.std() / math.sqrt(len(found))
    again = np.array([k.hearing_delay(WHO, key, 1, par, SEED) for key in range(3000)])
    assert abs(np.corrcoef(waits, again)[0, 1]) < 3.0 / math.sqrt(3000)  # another day in court has luck of its own


def test_only_short_terms_are_suspended_and_of_those_the_share_asked_for(par_of: Par) -> None:
    for share in (0.0, 0.4, 1.0):
        par = par_of(short_custody_suspended=share, suspended_below=365.0, served_share=0.5)
        assert not any(k.suspended(182.6, WHO, key, par, SEED) for key in range(50))
        found = [k.suspended(182.4, WHO, key, par, SEED) for key in range(2000)]
        assert abs(np.mean(found) - share) <= 3.0 * math.sqrt(share * (1.0 - share) / 2000)


def test_prison_goes_by_how_often_of_late_and_by_harm_and_orders_by_record(par_of: Par, somebody: One) -> None:
    par = par_of(prison_first=0.1, prison_eleven=0.5, prison_recent=0.75, often_contacts=4.0, full_record=10.0,
                 prison_harm=0.5, prison_usual_harm=10.0, community_first=0.1, community_eleven=0.4)  # fmt: skip
    par.harm_days[:3] = 10.0, 40.0, 0.0
    for recent, proven, standing in ((0, 0, 0.0), (2, 0, 0.375), (9, 0, 0.75), (0, 10, 0.25), (9, 30, 1.0)):
        person = somebody(proven=proven, proven_fork=proven)
        person.recent = recent * fading_years(par)
        assert k.prison_share(person, 0, 0.0, par) == pytest.approx(0.1 + 0.4 * standing)
        assert k.prison_share(person, 1, 0.0, par) == pytest.approx(min(2.0 * (0.1 + 0.4 * standing), 1.0))
        assert k.prison_share(person, 2, 0.0, par) == pytest.approx((0.1 + 0.4 * standing) * math.sqrt(0.05))
        assert k.order_share(person, par) == pytest.approx(0.1 + 0.3 * min(proven / 10.0, 1.0))


def test_more_fail_to_appear_the_more_they_need(par_of: Par, somebody: One) -> None:
    par = par_of(fail_to_appear=0.4, failing_without_needs=0.5)
    person = somebody(needs=[1.0, 0.5, 0.0, 0.5, 1.0, 0.0])
    assert k.mean_need(person) == pytest.approx(0.5)
    for needs, chance in (([], 0.2), ([1.0, 0.5, 0.0, 0.5, 1.0, 0.0], 0.4)):
        for key in range(40):
            luck = draw(SEED, WHO, Decision.APPEAR, key, 1)
            assert k.fails_to_appear(somebody(needs=needs), WHO, key, 1, par, SEED) == (luck < chance)


@pytest.mark.parametrize(
    ("proven", "at_fork", "prison"), [(0, 0, 0.1), (11, 11, 0.4), (30, 30, 0.4), (4, 4, 0.1 + 0.3 * 4 / 11),
                                      (8, 4, 0.1 + 0.3 * 6 / 11)]
)  # fmt: skip
def test_sentences_come_in_their_shares_community_orders_after_prison(
    proven: int, at_fork: int, prison: float, par_of: Par, somebody: One
) -> None:
    """Row 30: the share of community orders is counted from where prison's ends, not from nothing."""
    par = par_of(proven_share=0.8, prison_first=0.1, prison_eleven=0.4, community_first=0.25, community_eleven=0.25,
                 full_record=11.0, channel_record=0.5, prison_recent=0.0, prison_harm=0.0)  # fmt: skip
    person, found = somebody(proven=proven, proven_fork=at_fork), set()
    for key in range(150):
        u = draw(SEED, WHO, Decision.SENTENCE, key, 0)
        expected = Verdict.PRISON if u < prison else Verdict.COMMUNITY_ORDER if u < prison + 0.25 else Verdict.FINE
        if draw(SEED, WHO, Decision.VERDICT, key, 0) >= 0.8:
            expected = Verdict.ACQUITTED
        assert k.verdict(person, WHO, 0, key, 0.0, par, SEED) == expected
        found.add(expected)
    assert len(found) == 4


def test_orders_are_broken_by_a_share_that_grows_with_need_and_soon_or_late(par_of: Par, somebody: One) -> None:
    par = par_of(channel_breach=0.5, breach_share=0.6, failing_without_needs=0.5, breach_days=60.0)
    broken = set()
    for needs, chance in (([], 0.15), ([1.0] * 6, 0.45)):
        for key in range(40):
            u, v = draw_two(SEED, WHO, Decision.BREACH, key, 12)
            days = k.breach_delay(somebody(needs=needs), WHO, key, 3, par, SEED)
            assert days == (pytest.approx(-60.0 * math.log(v)) if u < chance else k.NEVER)
            broken.add(u < chance)
    assert broken == {True, False}


def test_a_breach_is_an_arrest_or_a_summons_and_ends_in_prison_a_fine_or_the_order_goes_on(par_of: Par) -> None:
    par, found = par_of(breach_arrest_share=0.3, breach_prison_share=0.2, breach_fine_share=0.3), set()
    for key in range(60):
        assert k.breach_arrest(WHO, key, 2, par, SEED) == (draw(SEED, WHO, Decision.BREACH, key, 9) < 0.3)
        u = draw(SEED, WHO, Decision.BREACH, key, 11)
        expected = Verdict.PRISON if u < 0.2 else Verdict.FINE if u < 0.5 else Verdict.COMMUNITY_ORDER
        assert k.breach_sentence(WHO, key, 2, par, SEED) == expected
        found.add(expected)
    assert len(found) == 3


# --- how many offences a case holds ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("recent", "mean"), [(0.0, 0.5), (2.0, 1.0), (6.0, 2.0), (50.0, 2.0)])
def test_further_offences_grow_with_contacts_of_late_up_to_as_many_as_count(
    recent: float, mean: float, par_of: Par, somebody: One
) -> None:
    par = par_of(case_offences_first=0.5, case_offences_often=2.0, often_contacts=6.0)
    person = somebody()
    person.recent = recent * fading_years(par)
    assert k.further_offences(how_often(person, 0.0, par), par) == pytest.approx(mean)


@pytest.mark.parametrize(("mean", "most"), [(0.4, 20.0), (2.5, 20.0), (2.5, 4.0)])
def test_offences_of_a_case_have_the_mean_of_a_geometric_count_that_is_cut(
    mean: float, most: float, par_of: Par, somebody: One
) -> None:
    """Of r = m / (1 + m) and a count of at most n further ones the mean is r (1 − r^n) / (1 − r)."""
    par, person = par_of(case_offences_first=mean, case_offences_often=mean, case_offences_most=most), somebody()
    found = np.array([k.offences_of(person, WHO, key, 0.0, par, SEED) for key in range(3000)])
    r = mean / (1.0 + mean)
    expected = 1.0 + r * (1.0 - r ** (most - 1.0)) / (1.0 - r)
    assert found.min() == 1 and found.max() <= most
    assert abs(found.mean() - expected) < 3.0 * found.std() / math.sqrt(len(found))


def test_a_case_of_whoever_offends_more_holds_no_fewer_by_the_same_luck(par_of: Par, somebody: One) -> None:
    par, seldom, often = par_of(case_offences_first=0.2, case_offences_often=2.0), somebody(), somebody(recent=900)
    pairs = [tuple(k.offences_of(who, WHO, key, 0.0, par, SEED) for who in (seldom, often)) for key in range(300)]
    assert all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)
    none = par_of(case_offences_first=0.0, case_offences_often=0.0)
    assert {k.offences_of(often, WHO, key, 0.0, none, SEED) for key in range(50)} == {1}
