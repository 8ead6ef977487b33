"""Power, wrong signs, exaggeration, the number needed and the worth of simulated pilots, against formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from diversion.experiments.pilot.closed_forms import power_of
from diversion.experiments.pilot.economics import Benefit, left_of
from diversion.experiments.pilot.planning import findings, needed, power_curve, smallest
from diversion.experiments.pilot.simulated import Trials
from diversion.experiments.pilot.worth import worth

BAR = 1.959963984540054


def made_up(
    truth: np.ndarray, error: float, each: int = 40, seed: int = 1, people: float = 300.0, off: float = 0.0
) -> Trials:
    """Pilots whose estimates are normal about what is true in their world."""
    world = np.tile(np.arange(len(truth)), each)
    luck = np.random.default_rng(seed)
    true, full = truth[world], np.ones(len(world))
    estimate = true + off + luck.normal(0, error, len(world))
    null = luck.normal(0, error, len(world))
    return Trials(
        world,
        full * people,
        full * 20,
        estimate,
        full * error,
        full * BAR,
        true,
        np.abs(estimate) > BAR * error,
        np.abs(null) > BAR * error,
        full * 0.1,
        full * 0.5,
    )


def test_power_size_and_the_chance_at_the_middle_are_those_of_the_formula() -> None:
    found = findings(made_up(np.full(100, -0.5), 0.2, each=200), 300)
    assert found.power == pytest.approx(power_of(0.5, 0.2), abs=0.01)
    assert found.power_at_middle == pytest.approx(power_of(0.5, 0.2), abs=1e-6)
    assert found.size == pytest.approx(0.05, abs=0.005)
    assert abs(found.bias) < 0.005


def test_weak_pilots_get_signs_wrong_and_exaggerate_as_often_as_the_formula_says() -> None:
    true, error = -0.1, 0.2
    found = findings(made_up(np.full(100, true), error, each=2000), 300)
    wrong = norm.sf(BAR - true / error)
    right = norm.cdf(-BAR - true / error)
    assert found.wrong_sign == pytest.approx(wrong / (wrong + right), abs=0.01)
    mean = error * (norm.pdf(BAR + true / error) + norm.pdf(BAR - true / error)) - true * (right - wrong)
    assert found.exaggeration == pytest.approx(mean / (wrong + right) / abs(true), rel=0.02)


def test_strong_pilots_neither_get_signs_wrong_nor_exaggerate() -> None:
    found = findings(made_up(np.full(100, 1.0), 0.1), 300)
    assert found.power == 1 and found.wrong_sign == 0
    assert found.exaggeration == pytest.approx(1, abs=0.01)


def test_the_number_needed_has_the_power_wanted_and_one_fewer_has_not() -> None:
    trials = made_up(np.full(50, -0.2), 0.2)
    many = needed(np.array(-0.2), trials)
    assert many is not None
    enough, short = power_curve(np.array(-0.2), trials, np.array([many, many - 1.0]))
    assert short < 0.8 <= enough
    assert many == pytest.approx(300 * (BAR + norm.ppf(0.8)) ** 2, abs=2)


def test_no_number_is_enough_to_find_nothing() -> None:
    assert needed(np.array(0.0), made_up(np.zeros(50), 0.2)) is None


def test_the_smallest_effect_is_found_eight_times_in_ten() -> None:
    trials = made_up(np.zeros(50), 0.2)
    assert power_of(smallest(trials), 0.2) == pytest.approx(0.8, abs=1e-4)


@given(st.floats(0.05, 1.0), st.floats(-1, 1))
def test_more_people_never_find_less(error: float, effect: float) -> None:
    curve = power_curve(np.array(effect), made_up(np.full(10, effect), error, each=2), np.array([50.0, 200, 1000]))
    assert curve[0] <= curve[1] + 1e-9 and curve[1] <= curve[2] + 1e-9


def test_nothing_is_said_where_no_pilot_could_be_analysed() -> None:
    trials = made_up(np.full(20, -0.5), 0.2)
    none = np.full(len(trials), math.nan)
    empty = Trials(
        trials.world, trials.people * 0, none, none, none, trials.bar, trials.truth,
        np.zeros(len(trials), bool), np.zeros(len(trials), bool), none, none,
    )  # fmt: skip
    found = findings(empty, 300)
    assert found.analysed == 0 and found.power == 0 and found.needed is None
    assert all(
        math.isnan(value) for value in (found.wrong_sign, found.exaggeration, found.smallest, found.power_at_middle)
    )
    assert worth(empty, Benefit(np.zeros(20), np.zeros(20)), 5, 1.0) is None


# --- what a pilot is worth ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mean", "error"), [(0.0, 1.0), (-0.5, 0.5), (0.7, 2.0)])
def test_the_value_of_sample_information_is_that_of_the_normal_closed_form(mean: float, error: float) -> None:
    truth = np.random.default_rng(7).normal(mean, 1.0, 4000)
    spread = 1 / math.sqrt(1 + error * error)  # of the mean to be expected after the pilot
    exact = spread * norm.pdf(mean / spread) + mean * norm.cdf(mean / spread) - max(0.0, mean)
    found = worth(made_up(truth, error, each=5, seed=8), Benefit(truth, 0.4 * truth), 5, 0.1)
    assert found is not None
    assert found.sample == pytest.approx(exact, abs=3 * found.error)
    assert found.sample <= found.sample_seen + 3 * found.error
    assert found.sample <= found.perfect
    assert found.net == pytest.approx(found.sample * 0.4 - 0.1)


def test_a_pilot_that_tells_nothing_is_worth_nothing_and_loses_what_it_costs() -> None:
    luck = np.random.default_rng(9)
    gain = luck.normal(-1, 1, 500)
    found = worth(made_up(np.zeros(500), 1.0, each=5), Benefit(gain, gain / 2), 5, 100.0)
    assert found is not None
    assert found.sample <= 3 * found.error
    assert found.net <= -90


def test_draws_without_a_net_benefit_are_left_out() -> None:
    truth = np.random.default_rng(3).normal(0, 1, 200)
    benefit = np.where(np.arange(200) < 50, math.nan, truth)
    found = worth(made_up(truth, 0.5), Benefit(benefit, benefit), 5, 0.0)
    assert found is not None and found.draws == 150 and math.isfinite(found.sample)


def test_years_before_a_pilot_is_known_do_not_count() -> None:
    assert left_of(5, 2.5).sum() == 2.5 and left_of(5, 0).sum() == 5 and left_of(3, 4).sum() == 0
