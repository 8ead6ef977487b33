"""Formulas of samples: how many replicates are needed, what is luck within a draw, how well a quantile is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diversion.experiments.statistics.samples import (
    by_draw,
    draw_means,
    luck_share,
    needed,
    needed_apart,
    quantile_error,
    ratio,
    share_of_pairs_lower,
    standard_error,
    student,
    variance,
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


def test_student_has_closed_forms_with_one_and_two_degrees_of_freedom() -> None:
    # with one it is Cauchy's, the tangent of 0.475 π; with two 0.95 / √(2 · 0.975 · 0.025)
    assert student(1) == pytest.approx(math.tan(0.475 * math.pi))
    assert student(2) == pytest.approx(0.95 / math.sqrt(2 * 0.975 * 0.025))
    assert student(0.5) > student(1)
    assert math.isnan(student(-1)) and math.isnan(student(NAN))


def test_variance_and_standard_error_by_hand() -> None:
    # 1 and 5 lie 2 from their mean of 3: (4 + 4) / 1 = 8, and √(8 / 2) = 2
    assert (variance(np.array([1.0, 5.0])), standard_error(np.array([1.0, 5.0]))) == (8.0, 2.0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("values", [[], [4.0]])
def test_fewer_than_two_have_no_variance(values: list[float]) -> None:
    assert math.isnan(variance(np.array(values))) and math.isnan(standard_error(np.array(values)))


def test_one_variance_over_another() -> None:
    assert (ratio(6.0, 4.0), ratio(0.0, 4.0), ratio(6.0, 0.0)) == (1.5, 0.0, math.inf)
    assert ratio(0.25, 0.5) == 0.5
    assert ratio(0.5, 0.0) == math.inf
    for above, below in ((0.0, 0.0), (6.0, NAN), (NAN, 4.0), (NAN, NAN), (0.0, NAN)):
        assert math.isnan(ratio(above, below))


def test_welch_by_hand() -> None:
    # variances 1 and 20/3, so that the error is √(1/3 + 20/12) = √2 and the degrees of freedom
    # (1/3 + 5/3)² / ((1/3)²/2 + (5/3)²/3) = 4 / (1/18 + 25/27) = 4 / (53/54) = 216/53
    error, df = welch(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 5.0, 7.0]))
    assert (error, df) == pytest.approx((math.sqrt(2), 216 / 53))


def test_welch_of_two_constants_has_no_error_and_counts_all_but_two() -> None:
    assert welch(np.array([1.0, 1.0]), np.array([3.0, 3.0, 3.0])) == (0.0, 3.0)
    # where only one is constant, the degrees of freedom are those of the other: (2/2)² / ((2/2)²/1) = 1
    assert welch(np.array([1.0, 1.0, 1.0]), np.array([3.0, 5.0])) == pytest.approx((1.0, 1.0))
    assert welch(np.array([3.0, 5.0]), np.array([1.0, 1.0, 1.0])) == pytest.approx((1.0, 1.0))
    # below one, squares are smaller still: variances 1/8 each, of two, so that the error is √(1/8) and they are 2
    assert welch(np.array([0.0, 0.5]), np.array([1.0, 1.5])) == pytest.approx((math.sqrt(1 / 8), 2.0))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("a", "b"), [([1.0], [1.0, 2.0]), ([1.0, 2.0], [1.0]), ([], [1.0, 2.0]), ([1.0, 2.0], [])])
def test_welch_of_fewer_than_two_is_not_known(a: list[float], b: list[float]) -> None:
    assert all(math.isnan(value) for value in welch(np.array(a), np.array(b)))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("a", "b"), [([], [1.0]), ([1.0], []), ([], [])])
def test_of_no_pair_no_share_is_lower(a: list[float], b: list[float]) -> None:
    assert math.isnan(share_of_pairs_lower(np.array(a), np.array(b)))


def test_the_share_of_pairs_by_hand() -> None:
    # of 5 and 7 with 7, 1 and 6: 1 is lower than both, 6 than 7, and 7 is equal to 7: 3½ of six
    assert share_of_pairs_lower(np.array([5.0, 7.0]), np.array([7.0, 1.0, 6.0])) == pytest.approx(3.5 / 6)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=20), st.lists(st.integers(-5, 5), min_size=1, max_size=20))
def test_the_share_of_pairs_is_that_of_all_pairs(a: list[int], b: list[int]) -> None:
    counted = sum((y < x) + 0.5 * (y == x) for x in a for y in b) / (len(a) * len(b))
    assert share_of_pairs_lower(np.array(a, float), np.array(b, float)) == pytest.approx(counted)


# --- how many are needed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "reach"),
    [
        (2, 12.7062),  # t with one degree of freedom, the tangent of 0.475 π
        (3, 4.30265),  # with two, 0.95 / √(2 · 0.975 · 0.025)
        (4, 3.18245),  # and of the tables
        (5, 2.77645),
        (6, 2.57058),
        (7, 2.44691),
        (8, 2.36462),
        (9, 2.30600),
    ],
)
def test_few_replicates_by_the_tables(n: int, reach: float) -> None:
    # Where the variance is as large as their number, the standard error is 1.
    assert needed(reach + 0.0001, n) == n
    assert needed(reach - 0.0001, n) == n + 1


@pytest.mark.parametrize("n", [2, 3, 4, 7])
def test_an_interval_that_is_just_as_wide_as_wanted_is_narrow_enough(n: int) -> None:
    assert needed(student(n - 1), n) == n
    assert needed_apart(student(2 * (n - 1)), n) == n


@pytest.mark.parametrize(("n", "reach"), [(2, 4.30265), (3, 2.77645), (4, 2.44691), (5, 2.30600)])
def test_a_few_of_each_by_the_tables(n: int, reach: float) -> None:
    # two regimes of n have 2 (n − 1) degrees of freedom
    assert needed_apart(reach + 0.0001, n) == n
    assert needed_apart(reach - 0.0001, n) == n + 1


def test_where_counting_ends() -> None:
    # ten million standard deviations to one half-width take (1.95996 · 10⁷)², and no more are counted
    assert needed(1.0, 1e14) == pytest.approx(1.95996**2 * 1e14, rel=1e-5)
    assert needed(1.0, 1.01e14) == needed(0.99, 1e14) == math.inf
    assert needed_apart(1.0, 1e14) == pytest.approx(1.95996**2 * 1e14, rel=1e-5)


@pytest.mark.parametrize("wanted", [0.0, -1.0, NAN])
def test_a_half_width_is_above_zero(wanted: float) -> None:
    for ask in (needed, needed_apart):
        with pytest.raises(ValueError, match="above zero"):
            ask(wanted, 1.0)
    assert needed(0.5, 1e-9) == 2


@pytest.mark.parametrize("spread", [NAN, math.inf])
def test_without_a_variance_nothing_is_known_of_how_many(spread: float) -> None:
    assert math.isnan(needed(1.0, spread)) and math.isnan(needed_apart(1.0, spread))


# --- draws and the luck within them ----------------------------------------------------------------------------------


def test_a_draw_is_the_mean_of_the_histories_that_have_a_value() -> None:
    found = draw_means(np.array([1.0, 3.0, NAN, 5.0, NAN, NAN]), 2)
    assert found[:2].tolist() == [2.0, 5.0] and math.isnan(found[2])
    with pytest.raises(ValueError, match="5 replicates"):
        draw_means(np.ones(5), 2)


def test_a_draw_is_a_row_and_a_history_a_column() -> None:
    assert by_draw(np.arange(6.0), 2).tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    assert by_draw(np.arange(3.0), 1).tolist() == [[0.0], [1.0], [2.0]]
    with pytest.raises(ValueError, match="7 replicates cannot be 3 histories"):
        by_draw(np.arange(7.0), 3)


@pytest.mark.filterwarnings("error")
def test_a_draw_without_any_value_is_no_reason_to_warn() -> None:
    np.testing.assert_array_equal(draw_means(np.array([NAN, NAN, 2.0, 8.0]), 2), [NAN, 5.0])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("numbers", "histories"),
    [([1.0, 2.0, 4.0], 1), ([], 2), ([0.0, 2.0], 2), ([0.0, 2.0, NAN, 6.0], 2), ([0.0, NAN, NAN, 6.0], 2)],
)
def test_luck_cannot_be_told_from_one_history_or_one_whole_draw(numbers: list[float], histories: int) -> None:
    assert math.isnan(luck_share(np.array(numbers), histories))


def test_only_draws_with_every_history_tell_luck() -> None:
    # of three draws of three histories one has a hole; the others have means 2 and 6, 16/2 = 8 apart, and within both (1, 2, 3
    # and 5, 6, 7) the variance is 1: between = 8 − 1/3, and 1 of 1 + 23/3 is 3/26
    assert luck_share(np.array([1.0, 2.0, 3.0, 90.0, NAN, 10.0, 5.0, 6.0, 7.0]), 3) == pytest.approx(3 / 26)


def test_draws_that_differ_by_less_than_their_luck_do_not_differ_at_all() -> None:
    # means 2 and 2.5 with variance 1/8; within 8 and 12.5, on average 10.25: less than luck alone would make, 10.25/2
    assert luck_share(np.array([0.0, 4.0, 0.0, 5.0]), 2) == 1.0


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


@pytest.mark.filterwarnings("error")
def test_the_error_of_a_median_by_hand() -> None:
    # Heads of six tosses are 0 with probability 1/64, below 2.5%, and 1 or fewer with 7/64; 5 or fewer with 63/64, above
    # 97.5%: the median lies between the first and the sixth.
    assert quantile_error(np.array([14.0, 0.0, 13.0, 40.0, 10.0, 11.0]), 0.5) == 28.0
    assert quantile_error(np.array([14.0, -40.0, 13.0, 40.0, 10.0, 11.0]), 0.5) == 52.0
    # Of nine tosses 1 or fewer with 10/512, 2 or fewer with 46/512, 6 or fewer with 466/512 and 7 or fewer with 502/512: between
    # the second and the eighth.
    assert quantile_error(np.array([-90.0, 3.0, 8.0, 9.0, 10.0, 11.0, 12.0, 15.0, 90.0]), 0.5) == 7.0
    assert quantile_error(np.array([-90.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 15.0, 90.0]), 0.5) == 5.0
    # Of five tosses 0 with 1/32: no value is known to lie below the median.
    assert quantile_error(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 0.5) == math.inf
    assert quantile_error(np.array([]), 0.5) == math.inf


def test_one_end_out_of_reach_is_enough_to_know_nothing() -> None:
    # Of twenty, all lie below the 90% quantile with probability 0.9²⁰ = 12%, but 14 or fewer with only 1.1%.
    assert quantile_error(np.arange(20.0), 0.9) == quantile_error(np.arange(20.0), 0.1) == math.inf


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
