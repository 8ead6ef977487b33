"""How people are made, each number worked out by hand: propensity, needs, entering, scaling, histories, lines and turns."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from diversion.agents.arithmetic import log
from diversion.agents.chance import Decision, draw, draw_four, draw_two
from diversion.agents.records import Officer, Person
from diversion.agents.states import State
from diversion.model.build import population as p
from diversion.scenarios.words import NEEDS, Ethnicity, Need

Par = Callable[..., Any]
WEIGHTS = p.Weights(
    np.array([1.0, 0.0]), np.array([0.5, 0.0]), np.array([0.0, 0.5]), np.array([20.0, 30.0, 40.0]), 0.5,
    np.array([1.0, 0.0, 0.0, 0.0, 0.0]), np.array([1.0, 1.0]),
)  # fmt: skip


@pytest.mark.parametrize(("shape", "third"), [(1.0, 2.0 / 3.0), (2.0, 5.0 / 3.0), (0.5, 7.0 / 6.0)])
def test_a_gamma_number_is_a_cube_about_the_shape_less_a_third(shape: float, third: float, plain: None) -> None:
    for who in range(8):
        u, v = draw_two(3, who, Decision.BUILD, 100, 0)
        x = float(stats.norm.ppf(u))
        if abs(x) < 1.5 and v < 1.0 - 0.0331 * x**4:  # the first attempt will do
            value = third * (1.0 + x / math.sqrt(9.0 * third)) ** 3
            if shape < 1.0:
                value *= draw(3, who, Decision.BUILD, 99, 0) ** (1.0 / shape)
            assert p.gamma(3, who, shape, 0) == pytest.approx(value / shape, rel=1e-6)


@pytest.mark.parametrize("shape", [1.0, 2.0, 0.5])
def test_a_gamma_number_is_that_of_its_authors_whatever_test_it_passes(shape: float, plain: None) -> None:
    """Marsaglia and Tsang's loop as printed: only the second of their tests, which decides alone."""
    d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
    tried = set()
    for who in range(150):
        for attempt in range(64):
            u, v = draw_two(3, who, Decision.BUILD, 100 + attempt, 0)
            x = float(stats.norm.ppf(u))
            cube = (1.0 + x / math.sqrt(9.0 * d)) ** 3
            if cube > 0.0 and math.log(v) < 0.5 * x * x + d - d * cube + d * math.log(cube):
                break
        boost = draw(3, who, Decision.BUILD, 99, 0) ** (1.0 / shape) if shape < 1.0 else 1.0
        assert p.gamma(3, who, shape, 0) == pytest.approx(d * cube * boost / shape, rel=1e-6)
        tried.add((attempt, v < 1.0 - 0.0331 * x**4))
    assert {(0, True), (0, False), (1, True)} <= tried, "some pass by the second test alone, some at the second attempt"


def test_a_level_in_a_line_is_an_age_in_65_536ths_above_minus_a_thousand(plain: None) -> None:
    levels = {-1000.0: 0, -999.0: 65536, 0.0: 65536000, 30.5: 67534848, 1000.0: 131072000, 5e9: 131072000, -5e9: 0}
    assert {age: p.tie_level(age) for age in levels} == levels


@pytest.mark.parametrize("care", [0, 1])
def test_a_need_is_there_where_what_is_common_and_what_is_its_own_exceed_its_cut(
    care: int, par_of: Par, somebody: Callable[..., Any]
) -> None:
    par = par_of()
    par.need_correlation, par.care_trauma, par.severity_least = 0.36, 0.5, 0.25
    cuts = np.full(6, -0.2)
    for i in range(30):
        person = somebody(care=care)
        p.make_needs(person, i, 7, par, cuts)
        common, *own = [*draw_four(7, i, Decision.NEED, 0, 0), *draw_four(7, i, Decision.NEED, 0, 1)[:3]]
        for k, each in enumerate(own):
            z = 0.6 * stats.norm.ppf(common) + 0.8 * stats.norm.ppf(each) + (0.5 if care and k == Need.TRAUMA else 0.0)
            severity = 0.25 + 0.75 * draw(7, i, Decision.NEED, 1 + k, 0)
            assert person.needs[k] == pytest.approx(severity if z > -0.2 else 0.0, abs=1e-5)


def test_a_place_multiplies_the_rate_of_who_lives_there(par_of: Par) -> None:
    people: Any = Person.table(10)
    p.make_people(people, par_of(), 7, 10, WEIGHTS, 1.0, np.array([1.0, 3.0]), 10.0)
    ratio = people["rate0"] / people_of(par_of(), 10)["rate0"]
    assert ratio.tolist() == pytest.approx([1.0] * 5 + [3.0] * 5)


@pytest.mark.parametrize(("u", "count"), [(0.0, 0), (0.13, 0), (0.14, 1), (0.40, 1), (0.41, 2), (0.67, 2), (0.68, 3)])
def test_a_poisson_count_is_where_its_probabilities_add_up_to_the_luck(u: float, count: int, plain: None) -> None:
    """Of mean 2: 0.1353 for none, 0.2707 for one and for two, so that they add up to 0.4060 and 0.6767."""
    assert p.poisson(u, 2.0) == count
    assert p.poisson(1.0 - 1e-16, 150.0) <= 200 and p.poisson(1.0, 150.0) == 200


def test_in_a_line_somebody_stands_by_place_and_then_by_age_and_chance(par_of: Par) -> None:
    par = par_of(tie_age_spread=2.0)
    people: Any = Person.table(6)
    people["place"], people["born"] = [0, 0, 1, 1, 3, 3], -365.25 * np.array([20.0, 60.0, 20.0, 60.0, 20.0, 60.0])
    keys = p.tie_keys(people, par, 7)
    for i, person in enumerate(people):
        for turn, luck in enumerate(draw_two(7, i, Decision.TIE, 0, 0)):
            age = (20.0 if i % 2 == 0 else 60.0) + 2.0 * float(stats.norm.ppf(luck))
            assert keys[turn, i] == pytest.approx(int(person.place) * 2**27 + (age + 1000.0) * 65536, abs=3)


def test_offending_is_scaled_at_the_ages_and_in_the_spells_there_are(par_of: Par) -> None:
    par = par_of()
    par.age_curve[:], par.age_curve[30:32], par.spell_usual[0] = 1.0, 2.0, 1.5
    people: Any = Person.table(2)
    people["born"], people["rate0"] = [-30.0 * 365.25, -50.0 * 365.25], [1.0, 2.0]
    # They offend at 2 and 2, times 1.5 for their good and bad times: 6 in all, and should at 12.
    assert p.scale_people(people, par, 1, 2, 6.0) == pytest.approx(2.0)
    people["rate0"] = 0.0
    assert p.scale_people(people, par, 1, 2, 6.0) == 0.0


def test_officers_lean_by_luck_of_their_own(par_of: Par) -> None:
    par = par_of(officer_severity_spread=0.5, officer_keenness_spread=1.2, belief_start=0.3)
    officers: Any = Officer.table(5)
    p.make_officers(officers, par, 7)
    for j, officer in enumerate(officers):
        u, v = (float(stats.norm.ppf(each)) for each in draw_two(7, j, Decision.BUILD, 9, 1))
        assert (officer.severity, officer.keenness) == pytest.approx((0.5 * u, 1.2 * v), abs=1e-5)
        assert officer.belief == pytest.approx(0.3)


def test_scaling_works_out_what_black_people_meet_more_often(par_of: Par) -> None:
    par = par_of()
    people: Any = Person.table(2)
    people["born"], people["rate0"], people["ethnicity"] = -30.0 * 365.25, 1.0, [0, Ethnicity.BLACK]
    par.contact_ratio[:] = 1.0
    par.contact_ratio[Ethnicity.BLACK] = 2.0
    par.suspect[:] = 0.4  # so that no share is more than all
    p.scale_people(people, par, 1, 2, 6.0)
    assert people["contact_share"][1] == pytest.approx(2.0 * people["contact_share"][0])


def test_the_age_of_who_is_there_is_even_within_their_band_and_their_place_within_the_list(par_of: Par) -> None:
    people = people_of(par_of())
    for i in range(10):
        _, v, _, _ = draw_four(7, i, Decision.BUILD, 0, 0)
        assert people["born"][i] == pytest.approx(-(20.0 + 10.0 * v) * 365.25)
    assert people["place"][:10].tolist() == [0] * 5 + [1] * 5


def test_trust_is_spread_about_its_start_and_kept_from_the_edges(par_of: Par) -> None:
    par = par_of()
    par.trust_start, par.trust_spread, par.trust_margin = 0.4, 0.5, 0.05
    luck = [draw_four(7, i, Decision.BUILD, 1, 0)[3] for i in range(40)]
    expected = [min(max(0.4 + 0.5 * float(stats.norm.ppf(y)), 0.05), 0.95) for y in luck]
    assert people_of(par)["trust"].tolist() == pytest.approx(expected, abs=1e-5)
    assert min(expected) == 0.05 and max(expected) == 0.95


def test_who_somebody_is_goes_by_the_draws_for_it(par_of: Par) -> None:
    """Sex by the third of the first four, care by the first of the second four; see below for length of stay."""
    par = par_of()
    par.care_share, par.care_ratio, par.exit_rate, par.move_rate = 0.3, 2.0, 0.06, 0.04
    par.need_weight[:] = 0.0
    people = people_of(par)
    for i, person in enumerate(people):
        _, _, x, _ = draw_four(7, i, Decision.BUILD, 0, 0)
        u = draw_four(7, i, Decision.BUILD, 1, 0)[0]
        assert (person.sex, person.care) == (int(x < 0.5), int(u < 0.3))
        assert person.rate0 == pytest.approx(p.gamma(7, i, par.propensity_shape, 0) * (2.0 if u < 0.3 else 1.0))
        assert (person.referrer, person.case, person.programme, person.state) == (-1, -1, 0, State.ABSENT)
    assert 0 < people["care"].sum() < 40 and 0 < people["sex"].sum() < 40


def people_of(par: Any, size: int = 40, first: int = 10) -> np.recarray:
    """People as made with seed 7, one entering every ten days."""
    people: Any = Person.table(size)
    p.make_people(people, par, 7, first, WEIGHTS, 1.0, np.array([1.0, 1.0]), 10.0)
    return people  # type: ignore[no-any-return]


@pytest.mark.parametrize("share", [0.0, 0.4, 0.5])
def test_so_many_begin_in_a_spell(share: float, par_of: Par) -> None:
    par = par_of(spell_share__drugs=share, spell_without__drugs=1.0, **{f"spell_share__{n}": 0.0 for n in NEEDS[1:]})
    luck = [draw_four(7, i, Decision.BUILD, 1, 0)[2] for i in range(40)]
    assert people_of(par)["spells"].tolist() == [int(x < share) for x in luck]


def test_who_comes_later_comes_in_a_slot_of_their_own_by_luck_that_places_nobody(par_of: Par) -> None:
    people = people_of(par_of())
    assert (people["enters"][:10] == 0.0).all()
    for i in range(10, 40):
        u, v = draw_two(7, i, Decision.ENTRY, 0, 0)
        assert people["enters"][i] == pytest.approx((i - 10 + u) * 10.0)
        age = (people["enters"][i] - people["born"][i]) / 365.25
        # Half of them are thirty to the day; the others are in their twenties.
        assert (age == pytest.approx(30.0)) == (v < 0.5) and (v < 0.5 or 20.0 <= age < 30.0)
        assert people["place"][i] == int(draw(7, i, Decision.ENTRY, 1, 0) >= 0.5)


def test_offending_is_scaled_to_those_of_the_first_day(par_of: Par) -> None:
    par = par_of()
    par.age_curve[:], par.spell_usual[:] = 1.0, 1.0
    people: Any = Person.table(3)
    people["born"], people["rate0"] = -30.0 * 365.25, [1.0, 2.0, 100.0]
    factor = p.scale_people(people, par, 1, 2, 6.0)
    assert factor == pytest.approx(4.0)  # six each for two people whose rates add up to three
    assert people["rate0"].tolist() == pytest.approx([4.0, 8.0, 400.0])


def test_a_record_is_as_long_as_the_years_in_which_it_can_have_grown(par_of: Par, somebody: Callable[..., Any]) -> None:
    par = par_of()
    par.age_curve[:], par.spell_usual[:], par.history_proven = 1.0, 1.0, 0.5
    par.history_from_age, par.history_years = 18.0, 10.0
    _, v, x, _ = draw_four(1, 0, Decision.HISTORY, 0, 0)
    for age, years in ((17.0, 0.0), (18.0, 0.0), (22.0, 4.0), (28.0, 10.0), (60.0, 10.0)):
        person = somebody(born=-age * 365.25, rate0=4.0, contact_share=0.5)
        p.make_history(person, 0, 1, par, 0)
        proven, other = (int(stats.poisson(years).ppf(u)) if years else 0 for u in (v, x))
        assert (person.proven, person.contacts) == (proven, proven + other)


@pytest.mark.parametrize(("proven", "ratio"), [(0, 1.0), (1, 0.8), (3, 0.64), (7, 0.512)])
def test_each_doubling_of_the_record_makes_giving_up_rarer(
    proven: int, ratio: float, par_of: Par, somebody: Callable[..., Any]
) -> None:
    """E12: leaving knew no record."""
    assert p.exit_ratio(somebody(proven=proven), par_of(exit_record=0.8)) == pytest.approx(ratio)


def test_over_everybody_of_the_first_day_giving_up_is_as_frequent_as_declared(par_of: Par) -> None:
    par = par_of(exit_record=0.5)
    people: Any = Person.table(4)
    people["proven"] = [0, 1, 3, 200]  # the last comes later
    usual = p.usual_exit(people, par, 3)
    assert usual == pytest.approx((1.0 + 0.5 + 0.25) / 3.0)
    rates = [par.exit_rate * p.exit_ratio(people[i], par) / usual for i in range(3)]
    assert sum(rates) / 3.0 == pytest.approx(par.exit_rate)


@pytest.mark.parametrize("proven", [0, 1, 3])
def test_when_and_why_somebody_leaves_is_luck_set_against_the_rates_of_their_record(
    proven: int, par_of: Par, somebody: Callable[..., Any]
) -> None:
    par = par_of(exit_record=0.5, exit_rate=0.2, move_rate=0.1)
    stopping = 0.2 * {0: 1.0, 1: 0.5, 3: 0.25}[proven] / 0.8
    why = set()
    for i in range(40):
        person = somebody(proven=proven, enters=50.0)
        p.make_leaving(person, i, 7, par, 0.8)
        luck = draw_four(7, i, Decision.BUILD, 1, 0)[1]
        assert person.exits == pytest.approx(50.0 - math.log(luck) * 365.0 / (stopping + 0.1))
        assert person.desists == (draw(7, i, Decision.BUILD, 2, 0) < stopping / (stopping + 0.1))
        why.add(int(person.desists))
    assert why == {0, 1}


def test_where_the_record_makes_no_difference_leaving_and_who_comes_are_as_they_were_to_the_bit(
    par_of: Par, somebody: Callable[..., Any]
) -> None:
    par = par_of(exit_record=1.0)
    for i in range(20):
        person, before = somebody(proven=i, rate0=2.0, enters=3.0), somebody(proven=i, rate0=2.0, enters=3.0)
        p.take_turn_of_leaver(person, i, 7, par, 1.0)
        assert person == before
        p.make_leaving(person, i, 7, par, 1.0)
        luck = draw_four(7, i, Decision.BUILD, 1, 0)[1]
        assert person.exits == 3.0 - log(luck) * 365.0 / (par.exit_rate + par.move_rate)


def test_who_comes_later_is_drawn_anew_until_they_are_one_who_leaves(par_of: Par, somebody: Callable[..., Any]) -> None:
    par = par_of(exit_record=0.5, exit_rate=0.2, move_rate=0.0)
    par.age_curve[:], par.spell_usual[:], par.history_proven = 1.0, 1.0, 0.5
    again = 0
    for i in range(60):
        person = somebody(proven=3, contacts=3, rate0=2.0, born=-40.0 * 365.25, contact_share=0.5)
        p.take_turn_of_leaver(person, i, 7, par, 0.8)
        stays = draw(7, i, Decision.ENTRY, 3, 0) <= 0.25  # a record of three leaves a quarter as often as none
        assert stays == (person.rate0 == 2.0)
        again += not stays
        if not stays and draw(7, i, Decision.ENTRY, 3, 1) <= 0.05:  # then the second turn will do for nearly any record
            drawn = [p.gamma(7, i, par.propensity_shape, turn) for turn in range(2)]
            assert person.rate0 == pytest.approx(2.0 * drawn[1] / drawn[0])
    assert again > 30


def test_who_moves_in_later_leaves_a_gap_that_closes_in_each_line_of_its_own(plain: None) -> None:
    #        first line: 0 2 1 3, second line: 1 2 3 0
    ties = np.array([[-1, 2, 3, -1], [2, 3, -1, 2], [0, 1, 1, 3], [1, -1, 2, 0]])
    p.step_aside(ties, 2)
    assert ties.tolist() == [[-1, 1, 1, -1], [0, -1, -1, 0], [0, 1, 1, 0], [1, -1, 2, 0]]


def test_turns_are_whole_days_of_the_block_from_the_first_to_the_last(plain: None) -> None:
    turns = np.empty(300, np.int64)
    p.take_turns(turns, 50, 8, 28, 3)
    assert turns.tolist() == [int(28 * draw(3, 50 + 8 * k, Decision.ENTRY, 2, 0)) for k in range(300)]
    assert (turns.min(), turns.max()) == (0, 27)
