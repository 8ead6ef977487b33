"""What a person is like and what changes them: every formula against its value worked out by hand (row 30)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.agents import person as p
from diversion.agents.records import Person, Programme
from diversion.agents.states import Whereabouts
from diversion.scenarios.words import LOSABLE, Ethnicity, Need, Sex

Par = Callable[..., Any]
One = Callable[..., Person]
YEAR = 365.25
LOSABLE_BITS = sum(1 << need for need in LOSABLE)
SEVERE = [1.0, 0.5, 0.25, 0.5, 1.0, 0.75]


def programme(**fields: Any) -> Programme:
    """A programme alone."""
    row = Programme.one()
    for name, value in fields.items():
        if isinstance(value, list):
            row[name][:] = value
        else:
            setattr(row, name, value)
    return row


def test_age_is_counted_in_years_of_365_and_a_quarter_days(plain: None, somebody: One) -> None:
    assert p.age_at(somebody(born=-20.0 * YEAR), 2.5 * YEAR) == pytest.approx(22.5)


def test_a_curve_is_straight_between_the_years_and_level_beyond_its_ends(plain: None) -> None:
    curve = np.arange(111.0) ** 2
    assert p.on_curve(curve, 30.0) == 900.0
    assert p.on_curve(curve, 30.25) == pytest.approx(900.0 + 0.25 * 61.0)
    assert p.on_curve(curve, -3.0) == 0.0
    assert p.on_curve(curve, 300.0) == pytest.approx(110.0**2, rel=1e-6)


@pytest.mark.parametrize(
    ("age", "sex", "ethnicity", "cell"),
    [(25.999, 0, 0, 0), (26.0, 0, 0, 8), (39.999, 1, 0, 12), (40.0, 0, 3, 19), (20.0, 1, 2, 6), (70.0, 1, 3, 23)],
)
def test_a_group_is_age_by_sex_by_ethnicity(
    age: float, sex: int, ethnicity: int, cell: int, plain: None, somebody: One
) -> None:
    assert p.group_of(somebody(born=100.0 - age * YEAR, sex=sex, ethnicity=ethnicity), 100.0) == cell


def test_needs_weigh_by_severity_and_only_those_that_help_has_reached_are_met(par_of: Par, somebody: One) -> None:
    par, person = par_of(), somebody(needs=SEVERE)
    weights = np.asarray(par.need_weight)
    assert p.need_weight(person.needs, par) == pytest.approx(float(weights @ SEVERE))
    half = programme(meets=[0.5, 0.0, 0.25, 1.0, 0.0, 0.2])
    each = np.asarray(half.meets) * weights * SEVERE
    assert p.weight_of(person, half, 0b001001, par) == pytest.approx(each[0] + each[3])
    assert p.weight_of(person, half, 0, par) == 0.0


def test_needs_add_up_and_multiply_the_risk_of_dying(par_of: Par, somebody: One) -> None:
    par, person = par_of(), somebody(needs=SEVERE)
    p.set_need_sums(person, par)
    assert person.need_total == 4.0
    ratios = 1.0 + (np.asarray(par.death_need) - 1.0) * SEVERE
    assert person.death_ratio == pytest.approx(ratios.prod(), rel=1e-6)


def test_welfare_contacts_come_of_mental_health_housing_and_trauma(par_of: Par, somebody: One) -> None:
    par = par_of(welfare_contacts=2.0, welfare_housing=0.25, welfare_trauma=0.75)
    assert p.welfare_rate(somebody(needs=SEVERE), par) == pytest.approx(2.0 * (0.25 + 0.25 * 0.5 + 0.75 * 0.75))


@pytest.mark.parametrize(("age", "relief"), [(25.9, 0.8), (26.0, 0.5)])
def test_support_takes_off_what_it_relieves_as_far_as_it_has_grown(
    age: float, relief: float, par_of: Par, somebody: One
) -> None:
    par = par_of(channel_support=0.9)
    help_ = programme(meets=[1.0, 0.5, 0.0, 0.0, 0.0, 0.0], relief=0.5, relief_young=0.8)
    person = somebody(needs=SEVERE, support=0.6, bond=0.25, got=0b111111)
    weight = par.need_weight[0] * 1.0 + 0.5 * par.need_weight[1] * 0.5
    expected = -0.9 * 0.6 * relief * weight
    assert p.support_log(person, help_, age, par) == pytest.approx(expected)
    person.got = 0b10
    part = -0.9 * 0.6 * relief * 0.5 * par.need_weight[1] * 0.5
    assert p.support_log(person, help_, age, par) == pytest.approx(part)


def test_label_ties_losses_and_lost_deterrence_add_up(par_of: Par, somebody: One) -> None:
    par = par_of(channel_ties=0.8, channel_custody_time=0.7, channel_deterrence=0.6,
                 avoided_conviction_ratio=0.8, tie_strength=0.2, loss_weight=0.4, deterrence_lost_ratio=1.1)  # fmt: skip
    person = somebody(label=0.5, peers=-0.25, lost=LOSABLE_BITS, lenient_until=50.0)
    prison = 0.7 * 0.4 * (par.need_weight[Need.HOUSING] + par.need_weight[Need.MONEY_AND_WORK])
    assert p.lost_log(person, par) == pytest.approx(prison)
    lasting = -0.5 * math.log(0.8) + 0.8 * 0.2 * -0.25 + prison
    assert p.other_logs(person, 50.0, par) == pytest.approx(lasting)
    assert p.other_logs(person, 49.9, par) == pytest.approx(lasting + 0.6 * math.log(1.1))


@pytest.mark.parametrize(("relief", "structure", "support", "times"), [
    (0.0, 0.4, 0.5, math.exp(0.6 * 0.2)), (0.0, -0.4, 0.5, math.exp(-0.6 * 0.2)), (0.0, 0.4, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0),
])  # fmt: skip
def test_support_hastens_the_end_of_a_career_by_what_it_takes_off_offending(
    relief: float, structure: float, support: float, times: float, par_of: Par, somebody: One
) -> None:
    programmes: Any = Programme.table(1)
    programmes[0].relief, programmes[0].structure, programmes[0].structure_young = relief, structure, structure
    person = somebody(support=support, born=-40.0 * YEAR)
    assert p.desist_pace(person, programmes, 0.0, par_of(desist_support=0.6)) == pytest.approx(times)
    assert p.desist_pace(person, programmes, 0.0, par_of(desist_support=0.0)) == 1.0
    closed = par_of(desist_support=0.6, channel_support=0.0)
    assert p.desist_pace(person, programmes, 0.0, closed) == 1.0


@pytest.mark.parametrize(("age", "services", "youth"), [(24.9, 0.9, 0.9), (25.0, 0.9, 1.0), (24.9, 1.1, 1.1)])
@pytest.mark.parametrize("spells", [0, 1])
def test_age_and_spells_of_needs_make_what_no_regime_changes(
    age: float, services: float, youth: float, spells: int, par_of: Par, somebody: One
) -> None:
    par = par_of(youth_services=services, youth_services_age=25.0, spell_weight__drugs=2.0)
    person = somebody(spells=spells)
    p.set_steady(person, age, par)
    assert person.steady == pytest.approx((math.exp(2.0) if spells else 1.0) * youth)


def test_rates_follow_support_and_all_else_and_a_victim_needs_more_help_until_it_is_over(
    par_of: Par, somebody: One
) -> None:
    par = par_of(victim_welfare_ratio=1.3)
    table = Programme.table(2)
    table[1].meets[0], table[1].relief = 1.0, 0.5
    base: dict[str, Any] = dict(born=-30 * YEAR, needs=SEVERE, rate0=2.0, steady=1.5, welfare0=0.4, programme=1, label=0.5,
                                got=0b111111, full=10.0)  # fmt: skip
    alone = somebody(**base)
    p.set_rates(alone, table, 20.0, par)
    label = p.other_logs(alone, 20.0, par)
    assert label > 0.0
    assert alone.rate == pytest.approx(2.0 * 1.5 * math.exp(label)) and alone.welfare == 0.4
    helped = somebody(**base, support=0.8, victim_until=11.0)
    p.set_rates(helped, table, 20.0, par)
    eased = -0.8 * 0.5 * par.need_weight[0]
    assert helped.rate == pytest.approx(3.0 * math.exp(label + eased))
    # As of the start of the block (10), which was before the end (11); the moment itself (20) does not matter.
    assert helped.welfare == pytest.approx(0.4 * 1.3 * math.exp(eased))
    usual = somebody(born=-30 * YEAR, rate0=2.0, steady=1.5, welfare0=0.4)
    p.set_rates(usual, table, 20.0, par)
    assert (usual.rate, usual.welfare) == (3.0, 0.4)
    over = somebody(**base, victim_until=10.0)
    p.set_rates(over, table, 20.0, par)
    assert over.welfare == 0.4


def test_a_bound_holds_offences_at_their_most_and_welfare_of_a_victim(par_of: Par, somebody: One) -> None:
    par = par_of(victim_welfare_ratio=1.3, harm_margin=1.25)
    person = somebody(rate0=2.0, steady=1.5, contact_share=0.1, welfare0=0.4)
    p.set_bound(person, par)
    assert person.bound == pytest.approx(2.0 * 1.5 * 0.1 * par.bound_ratio + 0.4 * 1.3 * 1.25)
    # The most that everything else could add is what `other_logs` gives at full label, ties, prison and leniency.
    worst = somebody(label=1.0, peers=1.0, lost=LOSABLE_BITS, lenient_until=99.0)
    without = math.log(par.bound_ratio / 1.25)
    assert without == pytest.approx(p.other_logs(worst, 0.0, par), abs=1e-8)
    assert without >= p.other_logs(worst, 0.0, par)


@given(
    relief=st.floats(-50.0, 50.0), label=st.floats(0.0, 1.0), peers=st.floats(-1.0, 1.0), lost=st.booleans(),
    spells=st.integers(0, 63), eased=st.integers(0, 63),
    victim=st.booleans(), lenient=st.booleans(), rate0=st.floats(0.0, 1e4), share=st.floats(0.0, 1.0),
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_takes_anybody_beyond_their_bound_whatever_a_programme_does(
    relief: float, label: float, peers: float, lost: bool, spells: int, eased: int,
    victim: bool, lenient: bool, rate0: float, share: float,
    par_of: Par, somebody: One,
) -> None:  # fmt: skip
    """E8: the bound knows of no programme, so that it is the same whatever is compared; rates stop at it."""
    par, table = par_of(), Programme.table(1)
    table[0].meets[:], table[0].relief = 1.0, relief
    person = somebody(born=-30 * YEAR, needs=SEVERE, rate0=rate0, steady=1.5, welfare0=0.4, contact_share=share, label=label,
                      peers=peers, lost=LOSABLE_BITS * lost, spells=spells, eased=spells & eased,
                      support=1.0, got=0b111111, full=10.0,
                      victim_until=11.0 * victim, lenient_until=50.0 * lenient)  # fmt: skip
    p.set_rates(person, table, 20.0, par)
    p.set_bound(person, par)
    assert person.rate * person.contact_share + person.welfare <= person.bound


def test_who_is_locked_up_offends_less_as_far_as_that_channel_is_open(par_of: Par, somebody: One) -> None:
    par = par_of(channel_custody_time=0.75)
    assert p.at_liberty(somebody(inside=Whereabouts.LIBERTY), par) == 1.0
    for inside in (Whereabouts.DETAINED, Whereabouts.IMPRISONED, Whereabouts.ON_REMAND):
        assert p.at_liberty(somebody(inside=inside), par) == 0.25


@pytest.mark.parametrize(("age", "appeal"), [(25.9, 0.3), (26.0, -0.2)])
def test_trust_opens_people_less_where_peers_lead_and_appeal_goes_by_age(
    age: float, appeal: float, par_of: Par, somebody: One
) -> None:
    par = par_of(trust_start=0.4, trust_weight=1.5)
    offer = programme(peer_led=0.25, appeal_young=0.3, appeal_older=-0.2)
    person = somebody(born=-age * YEAR, trust=0.7)
    assert p.openness(person, offer, 0.0, par) == pytest.approx(par.trust_weight * 0.75 * 0.3 + appeal)


def test_trust_stays_between_nothing_and_one(par_of: Par, somebody: One) -> None:
    par, person = par_of(channel_trust=0.5), somebody(trust=0.4)
    for step, left in ((0.2, 0.5), (-0.6, 0.2), (-9.0, 0.0), (9.0, 1.0)):
        p.move_trust(person, step, par)
        assert person.trust == pytest.approx(left)


def test_a_label_grows_towards_one_and_less_the_longer_the_record(par_of: Par, somebody: One) -> None:
    par = par_of(full_record=11.0)
    assert [p.taper(n, par) for n in (0, 1, 11, 30)] == pytest.approx([1.0, 10.0 / 11.0, 0.0, 0.0])
    person = somebody(label=0.25, proven=1)
    p.add_label(person, 0.3, par)
    assert person.label == pytest.approx(0.25 + 0.3 * 10.0 / 11.0 * 0.75)


def test_what_fades_halves_in_each_half_life(plain: None) -> None:
    month = 30.4375
    assert p.left_after(6.0 * month, 6.0) == pytest.approx(0.5)
    assert p.left_after(12.0 * month, 6.0) == pytest.approx(0.25)


def test_support_grows_to_95_of_100_in_its_months_and_fades_until_it_is_too_little_to_count(
    par_of: Par, somebody: One
) -> None:
    par = par_of(support_least=0.01)
    help_ = programme(months_to_full=4.0, half_life=6.0)
    person, month = somebody(), 30.4375
    p.grow_support(person, help_, 2.0 * month, True, par)
    assert person.support == pytest.approx(1.0 - math.exp(-1.5))
    p.grow_support(person, help_, 2.0 * month, True, par)
    assert person.support == pytest.approx(1.0 - math.exp(-3.0))
    p.grow_support(person, help_, 6.0 * month, False, par)
    assert person.support == pytest.approx((1.0 - math.exp(-3.0)) / 2.0)
    person.support = 0.0201
    p.grow_support(person, help_, 6.0 * month, False, par)
    assert person.support == pytest.approx(0.01005)
    p.grow_support(person, help_, 1.0 * month, False, par)
    assert person.support == 0.0


def test_a_bond_grows_as_long_as_a_worker_is_known(par_of: Par, somebody: One) -> None:
    par, person = par_of(bond_months=5.0), somebody(bond=0.2)
    p.grow_bond(person, 5.0 * 30.4375, par)
    assert person.bond == pytest.approx(1.0 - 0.8 * math.exp(-3.0))


def test_deaths_go_by_age_needs_the_weeks_after_prison_and_support(par_of: Par, somebody: One) -> None:
    par = par_of(channel_mortality=0.5, death_release_days=28.0, death_release_ratio=6.0, death_support_ratio=0.8)
    person = somebody(death_ratio=2.0, released_at=100.0)
    usual = p.on_curve(par.death_curve, 33.3) * 2.0
    assert p.death_rate(person, 33.3, 128.0, False, par) == pytest.approx(usual)
    assert p.death_rate(person, 33.3, 127.9, False, par) == pytest.approx(usual * 3.5)
    assert p.death_rate(person, 33.3, 128.0, True, par) == pytest.approx(usual * 0.9)
    first = somebody(death_ratio=2.0, released_at=0.5)
    assert p.death_rate(first, 33.3, 5.0, False, par) == pytest.approx(usual * 3.5)
    never = somebody(death_ratio=2.0)
    assert p.death_rate(never, 33.3, 5.0, False, par) == pytest.approx(usual)


def test_victims_come_with_need_and_fewer_as_support_eases_it(par_of: Par, somebody: One) -> None:
    par = par_of(victim_base=0.2, victim_need=0.5)
    person = somebody(need_total=3.0)
    assert p.victim_rate(person, 0.0, par) == pytest.approx(0.2 * 2.5)
    assert p.victim_rate(person, -0.7, par) == pytest.approx(0.2 * (1.0 + 1.5 * math.exp(-0.7)))


def test_the_cells_of_the_tables_have_the_numbers_that_words_give_them() -> None:
    assert p.CELLS == len(Sex) * len(Ethnicity) == 8
