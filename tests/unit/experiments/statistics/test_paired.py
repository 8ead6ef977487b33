"""Paired statistics: what they refuse, what they count, and what must not change them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diversion.experiments.statistics.paired import (
    Band,
    Unpaired,
    band_of,
    difference,
    interval,
    level,
    middle,
    share_lower,
)
from diversion.model.ledger.outcome import Better

NAN = math.nan
DIRECTIONS: tuple[Better, ...] = ("lower", "higher", "neither")
whole = st.integers(min_value=-10_000, max_value=10_000).map(float)
pairs = st.lists(st.tuples(whole, whole), min_size=2, max_size=60)
bands = st.sampled_from([Band.DRAWS, Band.MEAN, Band.SPREAD])


def split(both: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [a for a, _ in both], [b for _, b in both]


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_a_small_comparison_by_hand() -> None:
    found = difference([10.0, 20.0, 30.0, 40.0], [9.0, 18.0, 30.0, 41.0], Band.DRAWS)
    assert (found.n, found.missing, found.ties) == (4, 0, 1)
    assert found.reference_mean == 25.0
    assert found.regime_mean == 24.5
    assert found.mean == -0.5
    assert found.median == -0.5
    assert found.share_lower == (2 + 0.5) / 4
    assert found.low == pytest.approx(np.percentile([-2, -1, 0, 1], 2.5))
    assert found.high == pytest.approx(np.percentile([-2, -1, 0, 1], 97.5))
    assert found.variance == pytest.approx(5 / 3)
    assert found.variance_unpaired == pytest.approx(np.var([10, 20, 30, 40], ddof=1) + np.var([9, 18, 30, 41], ddof=1))
    assert found.saving == pytest.approx(found.variance_unpaired / found.variance)
    assert found.mc_error == pytest.approx(math.sqrt(5 / 3 / 4))


def test_the_interval_of_the_mean_is_student_s() -> None:
    # t(0.975, 3 degrees of freedom) = 3.182446 in any table
    low, high = interval([-2.0, -1.0, 0.0, 1.0], Band.MEAN)
    half = 3.182446 * math.sqrt(5 / 12)
    assert (low, high) == pytest.approx((-0.5 - half, -0.5 + half))


def test_the_range_of_draws_does_not_shrink_with_replicates_but_the_interval_of_the_mean_does() -> None:
    few, many = np.random.default_rng(1).normal(size=100), np.random.default_rng(2).normal(size=10_000)
    widths = {band: [interval(values, band) for values in (few, many)] for band in (Band.DRAWS, Band.MEAN)}
    draws, mean = ([high - low for low, high in widths[band]] for band in (Band.DRAWS, Band.MEAN))
    assert 0.7 < draws[1] / draws[0] < 1.4
    assert 0.05 < mean[1] / mean[0] < 0.2


def test_every_band_says_its_own_name() -> None:
    assert len({band.value for band in Band}) == len(Band)
    assert "luck only" in Band.MEAN.value
    assert difference([1.0, 2.0], [2.0, 2.0], Band.MEAN).band is Band.MEAN


def test_two_values_have_an_interval_and_a_range_by_hand() -> None:
    # The mean of 0 and 2 is 1 and its standard error 1; with one degree of freedom t is the tangent of 0.475 π. A range of
    # two values leaves 2.5% of the way between them at each end.
    half = math.tan(0.475 * math.pi)
    assert interval([0.0, 2.0], Band.MEAN) == pytest.approx((1 - half, 1 + half))
    assert interval([0.0, 40.0], Band.DRAWS) == pytest.approx((1.0, 39.0))
    found = difference([5.0, 5.0], [5.0, 45.0], Band.DRAWS)
    assert (found.n, found.df, found.variance) == (2, 1.0, 800.0)
    assert (found.low, found.high) == pytest.approx((1.0, 39.0))
    assert (found.ties, found.share_lower) == (1, 0.25)


def test_what_a_range_means_follows_from_what_was_drawn() -> None:
    assert band_of(True, 1) is band_of(True, 2) is Band.MEAN
    assert band_of(False, 1) is Band.DRAWS
    assert band_of(False, 2) is band_of(False, 3) is Band.DRAW_MEANS


def test_where_only_luck_is_known_the_mean_stands_for_a_difference_and_otherwise_the_median() -> None:
    # −3, 0 and 9: mean 2, median 0
    steps = [-3.0, 0.0, 9.0]
    assert middle(difference([0.0] * 3, steps, Band.MEAN)) == 2.0
    assert middle(difference([0.0] * 3, steps, Band.DRAWS)) == middle(difference([0.0] * 3, steps, Band.SPREAD)) == 0.0


# --- what has no value -----------------------------------------------------------------------------------------------


def test_a_missing_value_leaves_its_pair_out_and_is_counted() -> None:
    found = difference([10.0, NAN, 30.0, 40.0], [9.0, 1.0, NAN, 39.0], Band.DRAWS)
    assert (found.n, found.missing) == (2, 2)
    assert found.mean == -1.0
    assert found.reference_mean == 25.0


def test_nothing_to_compare_is_not_a_zero() -> None:
    found = difference([NAN, NAN], [1.0, 2.0], Band.DRAWS)
    assert (found.n, found.missing) == (0, 2)
    assert all(math.isnan(value) for value in (found.mean, found.median, found.low, found.high, found.share_lower))
    assert not found.no_difference


def test_one_pair_has_a_difference_but_no_range() -> None:
    found = difference([3.0], [1.0], Band.DRAWS)
    assert found.mean == -2.0
    assert math.isnan(found.low) and math.isnan(found.high) and math.isnan(found.mc_error)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("other", "share", "ties"), [(1.0, 1.0, 0), (3.0, 0.5, 1), (3.5, 0.0, 0), (9.0, 0.0, 0)])
def test_one_pair_is_lower_equal_or_higher(other: float, share: float, ties: int) -> None:
    found = difference([3.0, NAN], [other, 2.0], Band.DRAWS, "lower")
    assert (found.n, found.missing, found.reference_mean, found.regime_mean) == (1, 1, 3.0, other)
    assert (found.mean, found.median, found.share_lower, found.ties) == (other - 3, other - 3, share, ties)
    assert (found.df, found.share_better, found.no_difference) == (0.0, share, ties == 1)
    for value in (found.low, found.high, found.variance, found.variance_unpaired, found.saving, found.mc_error):
        assert math.isnan(value)


@pytest.mark.filterwarnings("error")
def test_no_pair_says_nothing_and_warns_of_nothing() -> None:
    found = difference([], [], Band.MEAN)
    assert (found.n, found.missing, found.ties, found.df, found.no_difference) == (0, 0, 0, -1.0, False)
    for value in (found.reference_mean, found.regime_mean, found.mean, found.median, found.share_lower, found.saving):
        assert math.isnan(value)
    assert all(math.isnan(end) for end in found.mean_interval)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("band", [Band.DRAWS, Band.MEAN, Band.SPREAD])
@pytest.mark.parametrize("values", [[], [3.0]])
def test_fewer_than_two_have_no_interval_in_any_sense(values: list[float], band: Band) -> None:
    assert all(math.isnan(end) for end in interval(values, band))


@pytest.mark.filterwarnings("error")
def test_of_no_difference_no_share_is_lower() -> None:
    assert math.isnan(share_lower([]))


@pytest.mark.filterwarnings("error")
def test_a_level_of_no_run_has_no_value() -> None:
    for found in (level([]), level([NAN, NAN])):
        assert found.n == 0
        assert all(math.isnan(value) for value in (found.mean, found.median, found.low, found.high))


def test_a_level_by_hand() -> None:
    # 2.5% of the way along five values is a tenth of the way from the first to the second
    found = level([0.0, 10.0, NAN, 20.0, 30.0, 90.0])
    assert (found.n, found.mean, found.median) == (5, 30.0, 20.0)
    assert (found.low, found.high) == pytest.approx((1.0, 84.0))


def test_a_level_leaves_out_runs_without_a_value() -> None:
    found = level([1.0, NAN, 3.0])
    assert (found.n, found.mean, found.median) == (2, 2.0, 2.0)
    assert level([]).n == 0 and math.isnan(level([NAN]).mean)


def test_equal_to_the_bit_is_reported_as_no_difference() -> None:
    found = difference([0.1, 0.2, 0.3], [0.1, 0.2, 0.3], Band.DRAWS)
    assert found.no_difference
    assert found.share_lower == 0.5
    assert (found.low, found.high) == (0.0, 0.0)
    assert not difference([0.1, 0.2], [0.1, 0.2 + 1e-16 + 1e-15], Band.DRAWS).no_difference


# --- pairing ---------------------------------------------------------------------------------------------------------


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(Unpaired):
        difference([1.0, 2.0], [1.0], Band.DRAWS)


def test_an_unpaired_interval_cannot_be_had_from_one_list() -> None:
    with pytest.raises(ValueError, match="both regimes"):
        interval([1.0, 2.0], Band.UNPAIRED)


def test_tables_are_no_lists_of_replicates() -> None:
    with pytest.raises(Unpaired):
        difference([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [3.0, 4.0]], Band.DRAWS)
    with pytest.raises(Unpaired):
        difference(1.0, 2.0, Band.DRAWS)


def test_pairing_pays_when_the_luck_is_shared() -> None:
    luck = np.random.default_rng(3).normal(1000, 50, size=500)
    own = np.random.default_rng(4).normal(-10, 5, size=500)
    found = difference(luck, luck + own, Band.MEAN)
    assert found.saving > 100
    assert found.low < -10 < found.high


def test_the_interval_of_the_mean_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(2000):
        low, high = interval(rng.normal(1.0, 3.0, size=12), Band.MEAN)
        covered += low < 1.0 < high
    assert abs(covered / 2000 - 0.95) < 3 * math.sqrt(0.95 * 0.05 / 2000)


# --- what must not matter --------------------------------------------------------------------------------------------


@given(pairs, bands, st.randoms())
def test_the_order_of_replicates_never_matters(both: list[tuple[float, float]], band: Band, random: object) -> None:
    shuffled = list(both)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = difference(*split(both), band), difference(*split(shuffled), band)
    assert one.median == other.median
    assert one.share_lower == other.share_lower
    assert one.mean == pytest.approx(other.mean)
    assert (one.low, one.high) == pytest.approx((other.low, other.high))


@given(pairs, bands)
def test_swapping_the_two_regimes_changes_only_the_sign(both: list[tuple[float, float]], band: Band) -> None:
    a, b = split(both)
    one, other = difference(a, b, band), difference(b, a, band)
    assert one.mean == pytest.approx(-other.mean)
    assert one.median == pytest.approx(-other.median)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert one.share_lower == pytest.approx(1 - other.share_lower)
    assert one.variance == pytest.approx(other.variance)


@given(pairs, bands, whole)
def test_what_is_added_to_both_worlds_cancels(both: list[tuple[float, float]], band: Band, extra: float) -> None:
    a, b = split(both)
    plain = difference(a, b, band)
    moved = difference([value + extra for value in a], [value + extra for value in b], band)
    assert moved.mean == pytest.approx(plain.mean)
    assert (moved.low, moved.high) == pytest.approx((plain.low, plain.high))
    assert (moved.share_lower, moved.ties) == (plain.share_lower, plain.ties)


@given(pairs, st.sampled_from([Band.DRAWS, Band.SPREAD]))
def test_a_range_of_draws_stays_within_the_draws_and_holds_their_middle(
    both: list[tuple[float, float]], band: Band
) -> None:
    a, b = split(both)
    found = difference(a, b, band)
    differences = [y - x for x, y in both]
    assert min(differences) <= found.low <= found.median <= found.high <= max(differences)


@given(pairs, bands)
def test_replicates_without_a_value_change_nothing_but_their_count(both: list[tuple[float, float]], band: Band) -> None:
    a, b = split(both)
    plain, holed = difference(a, b, band), difference([*a, NAN, 5.0], [*b, 1.0, NAN], band)
    assert holed.missing == 2
    assert (holed.n, holed.mean, holed.low, holed.high) == (plain.n, plain.mean, plain.low, plain.high)


@given(st.lists(whole, min_size=1, max_size=60))
def test_lower_equal_and_higher_add_up_to_all(differences: list[float]) -> None:
    assume(differences)
    lower, higher = share_lower(differences), share_lower([-value for value in differences])
    assert lower + higher == pytest.approx(1.0)
    assert 0 <= lower <= 1


# --- benefit, replicates needed, several histories -------------------------------------------------------------------


@given(pairs)
def test_the_probability_of_benefit_follows_the_direction(both: list[tuple[float, float]]) -> None:
    a, b = split(both)
    lower, higher, neither = (difference(a, b, Band.DRAWS, better) for better in DIRECTIONS)
    assert lower.share_better == lower.share_lower
    assert lower.share_better + higher.share_better == pytest.approx(1.0)
    assert math.isnan(neither.share_better)


def test_the_replicates_needed_with_and_without_pairing() -> None:
    luck = np.random.default_rng(10).normal(1000, 50, size=200)
    own = np.random.default_rng(11).normal(-10, 5, size=200)
    found = difference(luck, luck + own, Band.MEAN)
    low, high = found.mean_interval
    assert found.replicates_needed((high - low) / 2 * (1 + 1e-9)) == 200
    assert found.replicates_needed(1.0, paired=False) > 50 * found.replicates_needed(1.0)


def test_the_interval_of_the_mean_is_there_beside_the_range_of_draws() -> None:
    values = [-2.0, -1.0, 0.0, 1.0]
    draws, mean = (difference([0.0] * 4, values, band) for band in (Band.DRAWS, Band.MEAN))
    assert draws.mean_interval == pytest.approx((mean.low, mean.high))
    assert (draws.low, draws.high) != pytest.approx(draws.mean_interval)


def test_several_histories_of_a_draw_count_as_one() -> None:
    # four draws of two histories; the differences of the draws are −3, −1, 0 and 2
    differences = [-4.0, -2.0, -1.0, -1.0, 1.0, -1.0, 3.0, 1.0]
    found = difference([10.0] * 8, [10 + step for step in differences], Band.DRAW_MEANS, "lower", 2)
    once = difference([10.0] * 4, [7.0, 9.0, 10.0, 12.0], Band.DRAWS, "lower")
    for name in ("n", "mean", "median", "low", "high", "share_lower", "ties", "variance", "mc_error", "df"):
        assert getattr(found, name) == getattr(once, name), name
    assert "mean of several histories" in found.band.value
    # within the draws 2, 0, 2 and 2; their means vary by 13/3, of which 1.5/2 is luck
    assert found.luck_share == pytest.approx(1.5 / (1.5 + 13 / 3 - 0.75))
    assert found.replicates_needed(1.0) == 2 * once.replicates_needed(1.0)


def test_luck_within_a_draw_is_that_of_the_differences() -> None:
    # Under the reference two draws of two histories have 0, 100 and 1000, 1300, and the regime adds 0, 2 and 4, 6. The
    # differences of the draws are 1 and 5 with variance 8, of which 2/2 is luck, and within a draw it is 2: 2 of 2 + 7.
    found = difference([0.0, 100.0, 1000.0, 1300.0], [0.0, 102.0, 1004.0, 1306.0], Band.DRAW_MEANS, histories=2)
    assert (found.n, found.mean, found.reference_mean, found.regime_mean) == (2, 3.0, 600.0, 603.0)
    assert found.variance == pytest.approx(8.0)
    # The draws' means are 50 and 1150, and 51 and 1155.
    assert found.variance_unpaired == pytest.approx(1100**2 / 2 + 1104**2 / 2)
    assert found.luck_share == pytest.approx(2 / 9)


def test_a_draw_whose_histories_all_failed_is_left_out() -> None:
    found = difference([10.0] * 6, [9.0, 11.0, NAN, 8.0, NAN, NAN], Band.DRAW_MEANS, histories=2)
    assert (found.n, found.missing, found.mean) == (2, 3, -1.0)


def test_histories_average_luck_out_of_the_range() -> None:
    rng = np.random.default_rng(12)
    draws, luck = np.repeat(rng.normal(0, 1, 1000), 10), rng.normal(0, 3, 10_000)
    one = difference(np.zeros(10_000), draws + luck, Band.DRAWS)
    ten = difference(np.zeros(10_000), draws + luck, Band.DRAW_MEANS, histories=10)
    assert one.high - one.low == pytest.approx(2 * 1.96 * math.sqrt(1 + 9), rel=0.05)
    assert ten.high - ten.low == pytest.approx(2 * 1.96 * math.sqrt(1 + 0.9), rel=0.05)
    assert ten.luck_share == pytest.approx(0.9, abs=0.02)
