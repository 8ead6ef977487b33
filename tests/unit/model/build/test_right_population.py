"""How people are made, each number worked out by hand: propensity, needs, entering, scaling, histories, lines and turns."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from diversion.agents.chance import Decision, draw, draw_four, draw_two
from diversion.agents.records import Person
from diversion.model.build import population as p
from diversion.scenarios.words import Need

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
            assert p.gamma(3, who, shape) == pytest.approx(value / shape, rel=1e-6)


def test_a_place_s_ratio_changes_the_odds_of_drugs_and_of_nothing_else(par_of: Par) -> None:
    par = par_of()
    par.need_share[:] = 0.25
    cuts = p.need_cuts(par, 2.0)  # odds of 1 to 3 become 2 to 3, a share of 0.4
    shares = np.full(len(cuts), 0.25)
    shares[Need.DRUGS] = 0.4
    assert cuts == pytest.approx(-stats.norm.ppf(shares), abs=1e-6)


def people_of(par: Any, size: int = 40, first: int = 10) -> np.recarray:
    """People as made with seed 7, one entering every ten days."""
    people: Any = Person.table(size)
    p.make_people(people, par, 7, first, WEIGHTS, 1.0, np.array([1.0, 1.0]), 10.0)
    return people  # type: ignore[no-any-return]


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_so_many_begin_in_a_bad_spell(share: float, par_of: Par) -> None:
    par = par_of()
    par.spell_share = share
    luck = [draw_four(7, i, Decision.BUILD, 1, 0)[2] for i in range(40)]
    assert people_of(par)["spell"].tolist() == [int(x < share) for x in luck]


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
    par.age_curve[:], par.spell_share = 1.0, 0.0
    people: Any = Person.table(3)
    people["born"], people["rate0"] = -30.0 * 365.25, [1.0, 2.0, 100.0]
    factor = p.scale_people(people, par, 1, 2, 6.0)
    assert factor == pytest.approx(4.0)  # six each for two people whose rates add up to three
    assert people["rate0"].tolist() == pytest.approx([4.0, 8.0, 400.0])


def test_a_record_is_as_long_as_the_years_in_which_it_can_have_grown(par_of: Par, somebody: Callable[..., Any]) -> None:
    par = par_of()
    par.age_curve[:], par.spell_share, par.history_proven = 1.0, 0.0, 0.5
    par.history_from_age, par.history_years = 18.0, 10.0
    _, v, x, _ = draw_four(1, 0, Decision.HISTORY, 0, 0)
    for age, years in ((17.0, 0.0), (18.0, 0.0), (22.0, 4.0), (28.0, 10.0), (60.0, 10.0)):
        person = somebody(born=-age * 365.25, rate0=4.0, contact_share=0.5)
        p.make_history(person, 0, 1, par)
        proven, other = (int(stats.poisson(years).ppf(u)) if years else 0 for u in (v, x))
        assert (person.proven, person.contacts) == (proven, proven + other)


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
