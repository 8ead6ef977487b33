"""Runs of two regimes side by side: which belong together, which are refused, and what may be said of those that do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from diversion.experiments.plans.plan import RunResult
from diversion.experiments.statistics.paired import Band, Unpaired
from diversion.experiments.statistics.pairing import by_replicate, check_paired, column, paired

NAN = math.nan


def run(regime: str, replicate: int, value: float, seed: int | None = None, error: str = "") -> RunResult:
    return RunResult(
        regime=regime,
        replicate=replicate,
        seed=100 + replicate if seed is None else seed,
        seconds=0.1,
        outcomes={"arrests": value},
        error=error,
    )


def runs(reference: Sequence[float], regime: Sequence[float]) -> list[RunResult]:
    both = zip(reference, regime, strict=True)
    return [each for n, (a, b) in enumerate(both) for each in (run("none", n, a), run("pre-arrest", n, b))]


def test_runs_are_paired_by_replicate_and_not_by_position() -> None:
    mixed = list(reversed(runs([10.0, 20.0, 30.0], [11.0, 22.0, 33.0])))
    mixed = mixed[1:] + mixed[:1]
    assert paired(mixed, "none", "pre-arrest", "arrests", Band.DRAWS).mean == 2.0


def test_a_replicate_without_a_partner_is_refused() -> None:
    with pytest.raises(Unpaired, match="Replicate 1 has no partner"):
        paired(
            [run("none", 0, 1), run("none", 1, 2), run("pre-arrest", 0, 1)], "none", "pre-arrest", "arrests", Band.DRAWS
        )


def test_different_seeds_are_refused() -> None:
    with pytest.raises(Unpaired, match="seed 100 in one regime and 7"):
        paired([run("none", 0, 1), run("pre-arrest", 0, 1, seed=7)], "none", "pre-arrest", "arrests", Band.DRAWS)


def test_a_replicate_that_is_there_twice_is_refused() -> None:
    with pytest.raises(Unpaired, match="twice"):
        paired([run("none", 0, 1), run("none", 0, 1)], "none", "pre-arrest", "arrests", Band.DRAWS)


def test_a_failed_run_is_left_out_and_counted() -> None:
    both = runs([10.0, 20.0], [11.0, 22.0])
    both[3] = RunResult(regime="pre-arrest", replicate=1, seed=0, seconds=0.0, outcomes={}, error="it broke")
    found = paired(both, "none", "pre-arrest", "arrests", Band.DRAWS)
    assert (found.n, found.missing, found.mean) == (1, 1, 1.0)


def test_unpaired_runs_are_compared_when_asked_for_and_say_so() -> None:
    apart = [run("none", n, value) for n, value in enumerate([1.0, 2.0, 3.0])]
    apart += [run("pre-arrest", n + 10, value) for n, value in enumerate([1.0, 3.0, 5.0, 7.0])]
    with pytest.raises(Unpaired):
        paired(apart, "none", "pre-arrest", "arrests", Band.DRAWS)
    found = paired(apart, "none", "pre-arrest", "arrests", Band.DRAWS, "lower", unpaired=True)
    known = stats.ttest_ind([1.0, 3.0, 5.0, 7.0], [1.0, 2.0, 3.0], equal_var=False).confidence_interval()
    assert found.band is Band.UNPAIRED and "Welch" in found.band.value
    assert (found.low, found.high) == pytest.approx((known.low, known.high))
    assert found.mean_interval == pytest.approx((known.low, known.high))
    assert (found.n, found.mean, found.median, found.saving) == (3, 2.0, 2.0, 1.0)
    # of the twelve pairs two are lower (1 of 2 and 3) and two are equal (1 and 3)
    assert found.share_better == 3 / 12


def test_with_one_run_each_there_is_no_unpaired_interval() -> None:
    found = paired(runs([1.0], [2.0]), "none", "pre-arrest", "arrests", Band.MEAN, unpaired=True)
    assert (found.mean, found.median, found.share_lower) == (1.0, 1.0, 0.0)
    assert math.isnan(found.low) and math.isnan(found.high)


@pytest.mark.parametrize(("reference", "regime", "middle"), [([1.0], [2.0, 8.0], 4.0), ([2.0, 8.0], [1.0], -4.0)])
def test_one_run_is_its_own_middle(reference: list[float], regime: list[float], middle: float) -> None:
    assert paired(apart(reference, regime), "none", "pre-arrest", "arrests", Band.DRAWS, unpaired=True).median == middle


def apart(reference: Sequence[float], regime: Sequence[float]) -> list[RunResult]:
    """Runs of two regimes that have no replicate in common."""
    return [run("none", n, value) for n, value in enumerate(reference)] + [
        run("pre-arrest", n + 100, value) for n, value in enumerate(regime)
    ]


# --- which run is which ----------------------------------------------------------------------------------------------


def test_the_runs_of_one_regime_stand_in_the_order_of_their_replicates() -> None:
    found = by_replicate([run("none", 7, 1.0), run("pre-arrest", 3, 2.0), run("none", 2, 3.0)], "none")
    assert list(found) == [2, 7]
    assert [each.outcomes["arrests"] for each in found.values()] == [3.0, 1.0]
    assert by_replicate([run("none", 7, 1.0)], "custody-stage") == {}


def test_a_column_has_a_hole_where_a_run_failed_or_lacks_the_outcome() -> None:
    found = by_replicate([run("none", 0, 4.0), run("none", 1, 5.0, error="it broke"), run("none", 2, 6.0)], "none")
    np.testing.assert_array_equal(column(found, "arrests"), [4.0, NAN, 6.0])
    np.testing.assert_array_equal(column(found, "charges"), [NAN, NAN, NAN])


@pytest.mark.parametrize("failed", ["none", "pre-arrest"])
def test_a_run_that_failed_need_not_have_its_partner_s_seed(failed: str) -> None:
    both = [run("none", 0, 1.0), run("pre-arrest", 0, 1.0, seed=7)]
    both = [replace(each, error="it broke") if each.regime == failed else each for each in both]
    check_paired(by_replicate(both, "none"), by_replicate(both, "pre-arrest"))


def test_every_replicate_is_asked_for_its_seed() -> None:
    both = [*runs([1.0, 2.0], [1.0, 2.0]), run("none", 2, 3.0), run("pre-arrest", 2, 3.0, seed=9)]
    with pytest.raises(Unpaired, match="Replicate 2 has seed 102 in one regime and 9"):
        check_paired(by_replicate(both, "none"), by_replicate(both, "pre-arrest"))


def test_direction_and_histories_are_handed_on() -> None:
    # two draws of two histories: differences −1 and 3, on average 1, and 2 and 2, on average 2
    found = paired(
        runs([5.0, 6.0, 7.0, 8.0], [4.0, 9.0, 9.0, 10.0]), "none", "pre-arrest", "arrests", Band.DRAW_MEANS, "higher", 2
    )
    assert (found.n, found.histories, found.mean, found.better) == (2, 2, 1.5, "higher")
    assert found.share_better == 1.0


# --- runs that do not belong together --------------------------------------------------------------------------------


def test_unpaired_runs_by_hand() -> None:
    # One regime has 0, 2 and 4 and a run without a value, the other 1 and 9 and two without.
    # Variances 4 and 32: the error is √(4/3 + 32/2) = √(52/3), with (52/3)² / ((4/3)²/2 + 16²/1) degrees of freedom,
    # which is 2704/9 / (8/9 + 256) = 2704/2312 = 338/289.
    found = paired(
        apart([0.0, NAN, 2.0, 4.0], [NAN, 1.0, 9.0, NAN]), "none", "pre-arrest", "arrests", Band.DRAWS, unpaired=True
    )
    assert (found.n, found.missing, found.ties, found.histories) == (2, 3, 0, 1)
    assert (found.reference_mean, found.regime_mean, found.mean) == (2.0, 5.0, 3.0)
    assert found.median == 3.0
    assert (found.variance, found.variance_unpaired, found.saving) == pytest.approx((36.0, 36.0, 1.0))
    assert found.mc_error == pytest.approx(math.sqrt(52 / 3))
    assert found.df == pytest.approx(338 / 289)
    # Of the six pairs 1 is lower than 2 and than 4.
    assert found.share_lower == pytest.approx(2 / 6)
    assert (found.low + found.high) / 2 == pytest.approx(3.0)


def test_an_unpaired_interval_by_the_tables() -> None:
    # Each has the variance 2 and two runs, so the error is √2 and the degrees of freedom are 2, where t is 0.95 / √(2 · 0.975
    # · 0.025) = 4.30265.
    found = paired(apart([10.0, 12.0], [20.0, 22.0]), "none", "pre-arrest", "arrests", Band.DRAWS, unpaired=True)
    assert (found.n, found.missing) == (2, 0)
    assert found.df == pytest.approx(2.0)
    assert (found.low, found.high) == pytest.approx((10 - 4.30265 * math.sqrt(2), 10 + 4.30265 * math.sqrt(2)))


def test_the_middle_of_unpaired_runs_is_the_difference_of_their_middles() -> None:
    # medians 2 and 4, means 11 and 5
    found = paired(apart([1.0, 2.0, 30.0], [3.0, 4.0, 8.0]), "none", "pre-arrest", "arrests", Band.DRAWS, unpaired=True)
    assert (found.median, found.mean) == (2.0, -6.0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("reference", "regime"), [([NAN], [3.0]), ([3.0], [NAN]), ([], [3.0]), ([3.0], [])])
def test_where_one_regime_has_no_value_nothing_is_said_but_its_means(
    reference: list[float], regime: list[float]
) -> None:
    found = paired(apart(reference, regime), "none", "pre-arrest", "arrests", Band.DRAWS, unpaired=True)
    assert (found.n, found.missing) == (0, (reference + regime).count(NAN))
    np.testing.assert_array_equal(
        [found.reference_mean, found.regime_mean], [3.0 if values == [3.0] else NAN for values in (reference, regime)]
    )
    for value in (found.mean, found.median, found.low, found.high, found.share_lower, found.mc_error, found.df):
        assert math.isnan(value)
