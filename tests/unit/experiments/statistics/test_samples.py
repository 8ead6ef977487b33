"""Formulas of samples: how many replicates are needed, what is luck within a draw, how well a quantile is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diversion.experiments.statistics.samples import (
    draw_means,
    luck_share,
    needed,
    needed_apart,
    quantile_error,
    share_of_pairs_lower,
    student,
    welch,
)

NAN = math.nan


def half_width(n: int, spread: float) -> float:
    return float(stats.t.ppf(0.975, n - 1)) * math.sqrt(spread / n)


@given(st.floats(0.01, 100), st.floats(0.01, 10_000))
def test_the_replicates_needed_are_the_fewest_that_do(wanted: float, spread: float) -> None:
    n = int(needed(wanted, spread))
    assert half_width(n, spread) <= wanted * (1 + 1e-12)
    assert n == 2 or half_width(n - 1, spread) > wanted


def test_the_replicates_needed_count_that_few_replicates_know_their_variance_badly() -> None:
    # by the normal distribution it would be (1.96 × 2 / 1)² = 15.4, so 16
    assert needed(1.0, 4.0) == 18
    assert half_width(18, 4.0) < 1.0 < half_width(17, 4.0)


def test_unpaired_takes_more_where_luck_is_shared() -> None:
    assert needed_apart(1.0, 400.0) > 20 * needed(1.0, 4.0)
    # of each of two regimes with variance 8 and 8: t(0.975, 124) √(16/63) = 0.9977, and t(0.975, 122) √(16/62) > 1
    assert needed_apart(1.0, 16.0) == 63


def test_what_cannot_be_said_about_replicates_is_not_a_number() -> None:
    assert math.isnan(needed(1.0, NAN))
    assert needed(1.0, 0.0) == 2
    assert needed(1e-200, 1.0) == math.inf
    with pytest.raises(ValueError, match="above zero"):
        needed(0.0, 1.0)


def test_student_is_that_of_the_tables() -> None:
    assert student(3) == pytest.approx(3.182446)
    assert math.isnan(student(0))


def test_welch_by_hand() -> None:
    # variances 1 and 20/3, so that the error is √(1/3 + 20/12) = √2 and the degrees of freedom
    # (1/3 + 5/3)² / ((1/3)²/2 + (5/3)²/3) = 4 / (1/18 + 25/27) = 4 / (53/54) = 216/53
    error, df = welch(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 5.0, 7.0]))
    assert (error, df) == pytest.approx((math.sqrt(2), 216 / 53))


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=20), st.lists(st.integers(-5, 5), min_size=1, max_size=20))
def test_the_share_of_pairs_is_that_of_all_pairs(a: list[int], b: list[int]) -> None:
    counted = sum((y < x) + 0.5 * (y == x) for x in a for y in b) / (len(a) * len(b))
    assert share_of_pairs_lower(np.array(a, float), np.array(b, float)) == pytest.approx(counted)


# --- draws and the luck within them ----------------------------------------------------------------------------------


def test_a_draw_is_the_mean_of_the_histories_that_have_a_value() -> None:
    found = draw_means(np.array([1.0, 3.0, NAN, 5.0, NAN, NAN]), 2)
    assert found[:2].tolist() == [2.0, 5.0] and math.isnan(found[2])
    with pytest.raises(ValueError, match="5 replicates"):
        draw_means(np.ones(5), 2)


def test_luck_and_draws_by_hand() -> None:
    # means 1, 5 and 9 with variance 16; within each draw (±1)·2 = 2; between = 16 − 2/2 = 15
    assert luck_share(np.array([0.0, 2.0, 4.0, 6.0, 8.0, 10.0]), 2) == pytest.approx(2 / 17)
    assert luck_share(np.array([0.0, 2.0, 0.0, 2.0]), 2) == 1.0
    assert luck_share(np.array([1.0, 1.0, 2.0, 2.0]), 2) == 0.0
    assert math.isnan(luck_share(np.array([0.0, 2.0, 4.0, 6.0]), 1))
    assert math.isnan(luck_share(np.array([0.0, 2.0]), 2))


def test_the_share_of_luck_is_the_one_put_in() -> None:
    rng = np.random.default_rng(6)
    numbers = np.repeat(rng.normal(0, 3, 4000), 4) + rng.normal(0, 1, 16_000)
    assert luck_share(numbers, 4) == pytest.approx(0.1, abs=0.01)


# --- quantiles -------------------------------------------------------------------------------------------------------


def test_fewer_than_146_draws_say_nothing_about_the_error_of_the_ends() -> None:
    # the lowest of n draws lies above the 2.5% quantile with probability 0.975ⁿ, which is 2.5% at n = 145.7
    values = np.random.default_rng(7).normal(size=146)
    assert quantile_error(values[:145], 0.025) == quantile_error(values[:145], 0.975) == math.inf
    assert math.isfinite(quantile_error(values, 0.025)) and math.isfinite(quantile_error(values, 0.975))


@pytest.mark.parametrize("share", [0.025, 0.975])
@pytest.mark.parametrize("n", [150, 400])
def test_the_true_quantile_is_as_near_as_it_says_as_often_as_it_says(n: int, share: float) -> None:
    rng = np.random.default_rng(8)
    true = stats.expon.ppf(share)
    near = 0
    for _ in range(1000):
        values = rng.exponential(size=n)
        near += abs(float(np.quantile(values, share)) - true) <= quantile_error(values, share)
    assert near / 1000 > 0.95 - 3 * math.sqrt(0.95 * 0.05 / 1000)


def test_the_error_of_a_quantile_falls_with_the_root_of_their_number() -> None:
    rng = np.random.default_rng(9)
    few, many = (np.mean([quantile_error(rng.normal(size=n), 0.975) for _ in range(100)]) for n in (400, 6400))
    assert 3 < few / many < 7  # 4 for large samples; the outer order statistics of a small one lie far out
