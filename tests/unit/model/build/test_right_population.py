"""How people are made, each number worked out by hand: propensity, needs, entering, scaling, histories, lines and turns."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats

from diversion.agents.chance import Decision, draw, draw_four, draw_two
from diversion.agents.records import Officer, Person
from diversion.agents.states import State
from diversion.model.build import population as p
from diversion.model.build.careers import Flow, Weights, make_needs
from diversion.model.build.spread import gamma, poisson
from diversion.scenarios.words import ETHNICITIES, Ethnicity, Need

Par = Callable[..., Any]
# Everybody begins from 26 to 39.
WEIGHTS = Weights(
    np.array([1.0, 1.0, 2.0]), np.array([[0.0, 0.0, 1.0, 0.0, 0.0]] * 3), np.array([12.0, 18.0, 26.0, 40.0, 60.0, 85.0]),
    0.5, np.array([1.0, 0.0, 0.0, 0.0, 0.0]), np.array([1.0, 1.0]),
)  # fmt: skip
FLOW = Flow(
    np.array([4.0, 2.0, 2.0]), np.ones(3), np.full((3, 2, 2), 1.0 / 12.0), np.zeros((3, 2, 2, len(ETHNICITIES), 6))
)


def people_of(par: Any, size: int = 40, first: int = 10, area: tuple[float, float] = (1.0, 1.0)) -> Any:
    """People as made with seed 7, one entering every ten days."""
    people: Any = Person.table(size)
    p.make_people(people, par, 7, first, WEIGHTS, FLOW, np.array(area), 10.0)
    return people


@pytest.mark.parametrize(("shape", "third"), [(1.0, 2.0 / 3.0), (2.0, 5.0 / 3.0), (0.5, 7.0 / 6.0)])
def test_a_gamma_number_is_a_cube_about_the_shape_less_a_third(shape: float, third: float, plain: None) -> None:
    for who in range(8):
        u, v = draw_two(3, who, Decision.BUILD, 100, 0)
        x = float(stats.norm.ppf(u))
        if abs(x) < 1.5 and v < 1.0 - 0.0331 * x**4:  # the first attempt will do
            value = third * (1.0 + x / math.sqrt(9.0 * third)) ** 3
            if shape < 1.0:
                value *= draw(3, who, Decision.BUILD, 99, 0) ** (1.0 / shape)
            assert gamma(3, who, shape, 0) == pytest.approx(value / shape, rel=1e-6)


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
        assert gamma(3, who, shape, 0) == pytest.approx(d * cube * boost / shape, rel=1e-6)
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
        make_needs(person, i, 7, par, cuts, 0)
        common, *own = [*draw_four(7, i, Decision.NEED, 0, 0), *draw_four(7, i, Decision.NEED, 0, 1)[:3]]
        for k, each in enumerate(own):
            z = 0.6 * stats.norm.ppf(common) + 0.8 * stats.norm.ppf(each) + (0.5 if care and k == Need.TRAUMA else 0.0)
            severity = 0.25 + 0.75 * draw(7, i, Decision.NEED, 1 + k, 0)
            assert person.needs[k] == pytest.approx(severity if z > -0.2 else 0.0, abs=1e-5)


@pytest.mark.parametrize(("u", "count"), [(0.0, 0), (0.13, 0), (0.14, 1), (0.40, 1), (0.41, 2), (0.67, 2), (0.68, 3)])
def test_a_poisson_count_is_where_its_probabilities_add_up_to_the_luck(u: float, count: int, plain: None) -> None:
    """Of mean 2: 0.1353 for none, 0.2707 for one and for two, so that they add up to 0.4060 and 0.6767."""
    assert poisson(u, 2.0) == count
    assert poisson(1.0 - 1e-16, 150.0) <= 200 and poisson(1.0, 150.0) == 200


def test_in_a_line_somebody_stands_by_place_and_then_by_age_and_chance(par_of: Par) -> None:
    par = par_of(tie_age_spread=2.0)
    people: Any = Person.table(6)
    people["place"], people["born"] = [0, 0, 1, 1, 3, 3], -365.25 * np.array([20.0, 60.0, 20.0, 60.0, 20.0, 60.0])
    keys = p.tie_keys(people, par, 7)
    for i, person in enumerate(people):
        for turn, luck in enumerate(draw_two(7, i, Decision.TIE, 0, 0)):
            age = (20.0 if i % 2 == 0 else 60.0) + 2.0 * float(stats.norm.ppf(luck))
            assert keys[turn, i] == pytest.approx(int(person.place) * 2**27 + (age + 1000.0) * 65536, abs=3)


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
    p.scale_people(people, par, 1, 2, np.full(3, 6.0))
    assert people["contact_share"][1] == pytest.approx(2.0 * people["contact_share"][0])


def test_trust_is_spread_about_its_start_and_kept_from_the_edges(par_of: Par) -> None:
    par = par_of()
    par.trust_start, par.trust_spread, par.trust_margin = 0.4, 0.5, 0.05
    luck = [draw_four(7, i, Decision.BUILD, 1, 0)[3] for i in range(40)]
    expected = [min(max(0.4 + 0.5 * float(stats.norm.ppf(y)), 0.05), 0.95) for y in luck]
    assert people_of(par)["trust"].tolist() == pytest.approx(expected, abs=1e-5)
    assert min(expected) == 0.05 and max(expected) == 0.95


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_so_many_begin_in_a_spell_of_a_need(share: float, par_of: Par) -> None:
    par = par_of()
    par.spell_begins[:], par.spell_ends[:], par.spell_without[:] = 0.0, 1.0, 1.0
    par.spell_begins[Need.ALCOHOL], par.spell_ends[Need.ALCOHOL] = share, 1.0 - share
    luck = [draw_four(7, i, Decision.BUILD, 1, 0)[2] for i in range(40)]
    bit = 1 << Need.ALCOHOL
    assert people_of(par)["spells"].tolist() == [bit * int(x < share) for x in luck]


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


def test_a_place_multiplies_the_rate_of_who_lives_there(par_of: Par) -> None:
    ratio = people_of(par_of(), area=(1.0, 3.0))["rate0"] / people_of(par_of())["rate0"]
    assert ratio[:10].tolist() == pytest.approx([1.0] * 5 + [3.0] * 5)


def test_who_is_there_is_of_each_kind_and_place_in_the_shares_of_those_under_way(par_of: Par) -> None:
    """In every stretch of rows, so that no luck decides how many of a kind there are."""
    people = people_of(par_of(), 80, 80)
    assert people["place"].tolist() == [0] * 40 + [1] * 40
    for start in range(0, 80, 20):
        counts = np.bincount(people["kind"][start : start + 20], minlength=3)
        assert np.abs(counts - [10, 5, 5]).max() <= 1


def test_who_somebody_is_goes_by_the_draws_for_it(par_of: Par) -> None:
    """Sex and care by the last two of the first four of their career, at the turn at which it has lasted."""
    par = par_of(need_correlation=0.0)
    par.care_share, par.care_ratio, par.move_rate = 0.3, 2.0, 0.04
    par.need_weight[:], par.death_sum[:], par.desist_need[:] = (
        0.0,
        0.0,
        1.0,
    )  # every career has lasted at the first turn
    people = people_of(par)
    for i, person in enumerate(people):
        _, v, x, y = draw_four(7, i, Decision.CAREER, 0, 0)
        assert (person.sex, person.care) == (int(x < 0.5), int(y < 0.3))
        mean = par.career_years[int(person.kind)]
        starts = i >= 10 and draw_two(7, i, Decision.ENTRY, 0, 0)[1] * (4.0 + 0.4) >= 0.4
        years = 0.0 if starts else -math.log(draw_two(7, i, Decision.CAREER, 0, 1)[0]) * mean
        assert person.career == pytest.approx(years, rel=1e-6, abs=1e-9)
        assert (person.enters - person.born) / 365.25 == pytest.approx(26.0 + 14.0 * v + years)
        assert person.stay == pytest.approx(-math.log(draw(7, i, Decision.CAREER, 0, 2)) * 365.0 * mean)
        _, moving, _, _ = draw_four(7, i, Decision.BUILD, 1, 0)
        assert person.exits == pytest.approx(person.enters - math.log(moving) * 365.0 / 0.04)
        expected = gamma(7, i, par.career_shape[int(person.kind)], 0) * (2.0 if y < 0.3 else 1.0)
        assert person.rate0 == pytest.approx(expected)
        assert (person.referrer, person.case, person.programme, person.state) == (-1, -1, 0, State.ABSENT)
    assert 0 < people["care"].sum() < 40 and 0 < people["sex"].sum() < 40 and (people["career"][10:] == 0.0).any()


def test_who_comes_later_comes_in_a_slot_of_their_own_by_luck_that_places_nobody(par_of: Par) -> None:
    people = people_of(par_of())
    assert (people["enters"][:10] == 0.0).all()
    for i in range(10, 40):
        u, _ = draw_two(7, i, Decision.ENTRY, 0, 0)
        assert people["enters"][i] == pytest.approx((i - 10 + u) * 10.0)
        assert people["place"][i] == int(draw(7, i, Decision.ENTRY, 1, 0) >= 0.5)


def test_the_offending_of_each_kind_is_scaled_to_those_of_the_first_day(par_of: Par) -> None:
    par = par_of()
    par.spell_usual[:] = 9.0
    par.spell_usual[0] = 1.5  # of who has no need: half as much again as without spells
    people: Any = Person.table(4)
    people["born"], people["rate0"], people["kind"] = -30.0 * 365.25, [1.0, 2.0, 5.0, 100.0], [0, 0, 2, 0]
    assert p.scale_people(people, par, 1, 3, np.array([6.0, 9.0, 12.0])) == pytest.approx(8.0)
    assert people["rate0"].tolist() == pytest.approx([8.0 / 3.0, 16.0 / 3.0, 8.0, 800.0 / 3.0])
    people["rate0"] = 0.0
    assert p.scale_people(people, par, 1, 3, np.zeros(3)) == 0.0


def test_a_record_is_as_long_as_the_career_behind_it(par_of: Par, somebody: Callable[..., Any]) -> None:
    par = par_of()
    par.spell_usual[:], par.history_proven = 1.0, 0.5
    _, v, x, y = draw_four(1, 0, Decision.HISTORY, 0, 0)
    for years, further in product((0.0, 4.0, 10.0), (0.0, 1.5)):
        par.case_offences_first = par.case_offences_often = further  # beyond the first of each case
        person = somebody(rate0=4.0, contact_share=0.5, career=years)
        p.make_history(person, 0, 1, par)
        cases, other = (int(stats.poisson(years).ppf(u)) if years else 0 for u in (v, x))
        more = int(stats.poisson(cases * further).ppf(y)) if cases * further else 0
        assert (person.proven, person.sanctions, person.contacts) == (cases + more, cases, cases + other)
