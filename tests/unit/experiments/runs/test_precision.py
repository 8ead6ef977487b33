"""The rule that adds replicates: when it stops, how many it goes on with, and what it says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.experiments.plans.identity import values_of
from diversion.experiments.plans.making import make_plan, with_histories
from diversion.experiments.runs.precision import (
    ENOUGH_FOR_ENDS,
    Error,
    Goal,
    Precision,
    error_of,
    goal_of,
    next_count,
    worst_of,
)
from diversion.experiments.statistics.samples import quantile_error
from diversion.model.arguments import seed_of
from diversion.scenarios.parameters import InputError

NAN = math.nan


# --- the error -------------------------------------------------------------------------------------------------------


def test_the_error_of_the_mean_is_the_half_width_of_its_interval() -> None:
    # t(0.975, 3) = 3.182446, standard deviation √(5/3) of four
    found = error_of(np.array([-2.0, -1.0, 0.0, 1.0]), ranged=False, wanted=1.0)
    assert found.mean == pytest.approx(3.182446 * math.sqrt(5 / 3 / 4))
    assert found.ends == 0.0
    assert found.needs == 9  # 2.306 √(5/27) = 0.992, and of eight 2.365 √(5/24) = 1.08


def test_a_range_asks_for_enough_draws_to_know_its_ends() -> None:
    values = np.random.default_rng(1).normal(size=400)
    few, many = (error_of(values[:n], ranged=True, wanted=10.0) for n in (100, 400))
    assert few.ends == math.inf and few.worst == math.inf and few.needs == ENOUGH_FOR_ENDS
    assert many.ends == pytest.approx(max(quantile_error(values, 0.025), quantile_error(values, 0.975)))
    assert many.worst == many.ends > many.mean


def test_where_nothing_has_a_value_nothing_is_known() -> None:
    for count in (0, 1):
        found = error_of(np.zeros(count), ranged=True, wanted=1.0)
        assert math.isnan(found.mean) and found.worst == math.inf


def test_the_worst_regime_decides_each_part() -> None:
    assert worst_of([Error(1.0, 9.0, 50), Error(2.0, 3.0, 40)]) == Error(2.0, 9.0, 50)
    assert math.isnan(worst_of([Error(1.0, 9.0, 50), Error(NAN, 3.0, 40)]).mean)


# --- how many more ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("replicates", "histories", "needs", "most", "then"),
    [
        (40, 1, 70, 1000, 70),  # what is needed
        (40, 1, 900, 1000, 80),  # at most twice as many
        (40, 1, 41, 1000, 44),  # at least a tenth more
        (40, 1, NAN, 1000, 80),  # nobody knows
        (40, 1, math.inf, 1000, 80),
        (600, 1, 900, 700, 700),  # the limit
        (700, 1, 900, 700, 700),  # nothing more
        (40, 4, 15, 1000, 60),  # fifteen draws of four histories
        (40, 4, 15, 51, 48),  # whole draws only
        (1, 1, 5, 1000, 2),
    ],
)
def test_how_many_it_goes_on_with(replicates: int, histories: int, needs: float, most: int, then: int) -> None:
    assert next_count(replicates, histories, needs, most) == then


@given(st.integers(1, 500), st.integers(1, 5), st.floats(1, 1e9), st.integers(1, 5000))
def test_it_always_ends(draws: int, histories: int, needs: float, most: int) -> None:
    replicates = draws * histories
    steps = 0
    while (more := next_count(replicates, histories, needs, most)) > replicates:
        assert more <= min(most, 2 * replicates) and more % histories == 0
        replicates, steps = more, steps + 1
    assert replicates > most - histories or steps == 0
    assert steps < 100


# --- what it says ----------------------------------------------------------------------------------------------------


def says(mean: float, ends: float, wanted: float, ranged: bool = True) -> Precision:
    return Precision(goal=Goal(wanted, 1000), replicates=320, draws=320, error=Error(mean, ends, 0), ranged=ranged)


def test_it_says_that_it_is_enough_and_that_the_range_is_something_else() -> None:
    found = says(23.4, 61.0, 70.0)
    assert found.met
    assert found.says == (
        "Stopped at 320 replicates: the change in offences is known to ±23 a year, the ends of its range to ±61. "
        "The range itself is what we do not know and does not shrink."
    )


def test_it_says_that_it_was_not_enough() -> None:
    found = says(23.4, 61.0, 50.0)
    assert not found.met
    assert found.says.startswith(
        "320 replicates were not enough for ±50: the change in offences is known to ±23 a year"
    )
    assert "fewer than 146 draws cannot tell" in says(23.4, math.inf, 50.0).says
    assert "is not known" in says(NAN, math.inf, 50.0).says


def test_with_fixed_parameters_there_is_no_range_to_speak_of() -> None:
    found = says(2.34, 0.0, 3.0, ranged=False)
    assert found.says == "Stopped at 320 replicates: the change in offences is known to ±2.3 a year."
    assert found.to_dict()["ends_error"] is None


# --- what it refuses -------------------------------------------------------------------------------------------------


def test_what_was_asked_is_checked() -> None:
    plan = make_plan("england-mix", ["pre-arrest"], replicates=40)
    assert goal_of(None, None, plan.replicates) is None
    assert goal_of(25.0, None, plan.replicates) == Goal(25.0, 1000)
    assert goal_of(25.0, 40, plan.replicates) == Goal(25.0, 40)
    for wrong in (0.0, -1.0, NAN, math.inf):
        with pytest.raises(InputError, match="above zero"):
            goal_of(wrong, None, plan.replicates)
    with pytest.raises(InputError, match="fewer than the 40 replicates"):
        goal_of(25.0, 39, plan.replicates)
    with pytest.raises(InputError, match="limit of precision"):
        goal_of(None, 500, plan.replicates)
    with pytest.raises(InputError, match="cannot go with fresh"):
        goal_of(25.0, None, plan.replicates, fresh=True)


# --- histories of luck -----------------------------------------------------------------------------------------------


def test_histories_of_a_draw_share_its_values_and_one_history_is_as_ever() -> None:
    plan = make_plan("england-mix", ["pre-arrest"], replicates=6, seed=7)
    two = with_histories(plan, 2)
    assert [values_of(two, number) for number in range(6)] == [values_of(plan, number // 2) for number in range(6)]
    assert values_of(plan, 0) != values_of(plan, 1)
    assert (plan.draws, two.draws) == (6, 3)
    assert len({seed_of(two.seed, number) for number in range(6)}) == 6


def test_histories_that_make_no_sense_are_refused() -> None:
    plan = make_plan("england-mix", ["pre-arrest"], replicates=5)
    with pytest.raises(InputError, match="multiple of the 2 histories of each draw, not 5"):
        with_histories(plan, 2)
    with pytest.raises(InputError, match="histories must be"):
        with_histories(plan, 0)
    with pytest.raises(InputError, match="nothing is drawn"):
        with_histories(make_plan("england-mix", ["pre-arrest"], replicates=4, fixed_parameters=True), 2)


def test_histories_are_part_of_what_is_kept() -> None:
    plan = make_plan("england-mix", ["pre-arrest"], replicates=4)
    assert plan.content["histories"] == 1
    assert with_histories(plan, 2).content["histories"] == 2
