"""The measures of effect of evaluations, against tables worked by hand and against what their intervals promise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from diversion.experiments.trials.estimates import (
    ESTIMATORS,
    Estimate,
    difference,
    effective,
    mean_difference,
    mean_ratio,
    odds_ratio,
    risk_ratio,
)


def some(having: int, of: int) -> np.ndarray:
    """`having` people with two and the rest with none."""
    return np.array([2.0] * having + [0.0] * (of - having))


def ones(numbers: np.ndarray) -> np.ndarray:
    return np.ones(len(numbers))


def test_a_table_of_two_by_two_worked_by_hand() -> None:
    treated, control = some(20, 100), some(40, 80)
    found = odds_ratio(treated, control, ones(control))
    assert found.value == pytest.approx((20 * 40) / (80 * 40))
    error = math.sqrt(1 / 20 + 1 / 80 + 1 / 40 + 1 / 40)
    assert found.low == pytest.approx(0.25 * math.exp(-1.959964 * error))
    assert risk_ratio(treated, control, ones(control)).value == pytest.approx(0.4)
    apart = difference(treated, control, ones(control))
    assert apart.value == pytest.approx(-30.0)
    assert apart.high == pytest.approx(-30 + 196 * math.sqrt(0.2 * 0.8 / 100 + 0.25 / 80), abs=0.01)
    assert apart.significant and found.significant


def test_nobody_with_any_is_not_an_error_and_leans_to_no_effect() -> None:
    found = odds_ratio(some(0, 50), some(5, 50), np.ones(50))
    assert found.value == pytest.approx((0.5 * 45.5) / (50.5 * 5.5))
    assert found.low < found.value < found.high


def test_means_are_compared_with_the_errors_of_both() -> None:
    treated, control = np.array([1.0, 3.0]), np.array([2.0, 6.0])
    found = mean_difference(treated, control, np.ones(2))
    assert found.value == pytest.approx(-2.0)
    assert found.high - found.value == pytest.approx(1.959964 * math.sqrt(2 / 2 + 4 / 1), abs=1e-4)
    assert mean_ratio(treated, control, np.ones(2)).value == pytest.approx(0.5)


def test_a_weight_stands_for_so_many_people() -> None:
    control = some(1, 4)
    heavy = odds_ratio(some(2, 4), control, np.array([3.0, 1.0, 1.0, 1.0]))
    assert heavy.value == pytest.approx(1.0)
    assert effective(np.array([3.0, 1.0, 1.0, 1.0])) == pytest.approx(36 / 12)
    assert effective(np.ones(7)) == 7


@pytest.mark.parametrize("name", sorted(ESTIMATORS))
def test_under_no_effect_one_trial_in_twenty_finds_one(name: str) -> None:
    luck = np.random.default_rng(5)

    def arm() -> np.ndarray:
        if name == "hazard_ratio":
            times = luck.exponential(300.0, 400)
            return np.where(times < 365.0, times, -365.0)
        if name == "did_odds_ratio":
            return luck.poisson(0.7, (400, 2)).astype(float)
        return luck.poisson(0.7, 400).astype(float)

    found = [ESTIMATORS[name](arm(), arm(), np.ones(400)).significant for _ in range(800)]
    assert 0.03 <= float(np.mean(found)) <= 0.075


def test_an_interval_that_touches_no_effect_finds_nothing() -> None:
    assert not Estimate(0.8, 0.6, 1.0, 1.0).significant
    assert Estimate(0.8, 0.6, 0.99, 1.0).significant
