"""Every rule of the verdicts at its edge, on differences whose shares and ranges are worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diversion.experiments.plans.plan import RunResult
from diversion.experiments.statistics.paired import Band, Paired, difference
from diversion.experiments.statistics.pairing import paired
from diversion.experiments.statistics.verdicts import Verdict, verdict


def of(*groups: tuple[int, float], band: Band = Band.DRAWS) -> Paired:
    """A difference of so many replicates of each of some sizes."""
    steps = [size for count, size in groups for _ in range(count)]
    return difference([0.0] * len(steps), steps, band)


def turned(found: Paired) -> Paired:
    """The same in the other direction."""
    return replace(
        found,
        mean=-found.mean,
        median=-found.median,
        low=-found.high,
        high=-found.low,
        share_lower=1 - found.share_lower,
    )


def both_ways(found: Paired, lower: Verdict, higher: Verdict) -> None:
    assert verdict(found) is lower
    assert verdict(turned(found)) is higher


# --- how many are enough ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("band", [Band.DRAWS, Band.DRAW_MEANS, Band.MEAN])
def test_none_has_no_value_and_one_is_too_few(band: Band) -> None:
    assert verdict(of(band=band)) is Verdict.NO_VALUE
    assert verdict(of((1, -1.0), band=band)) is Verdict.TOO_FEW


@pytest.mark.parametrize("band", [Band.DRAWS, Band.DRAW_MEANS])
def test_twenty_draws_are_enough_and_nineteen_are_not(band: Band) -> None:
    assert verdict(of((19, -1.0), band=band)) is Verdict.TOO_FEW
    assert verdict(of((20, -1.0), band=band)) is Verdict.PROBABLY_LOWER


def test_for_a_mean_ten_are_enough_and_nine_are_not() -> None:
    assert verdict(of((9, -1.0), band=Band.MEAN)) is Verdict.TOO_FEW
    assert verdict(of((10, -1.0), band=Band.MEAN)) is Verdict.LOWER


def test_runs_that_do_not_belong_together_are_judged_by_their_means() -> None:
    def apart(count: int) -> Paired:
        regimes = {"none": 0.0, "pre-arrest": 50.0}
        runs = [
            RunResult(regime=name, replicate=n, seed=n, seconds=0.1, outcomes={"arrests": base + n % 2})
            for name, base in regimes.items()
            for n in range(count)
        ]
        return paired(runs, "none", "pre-arrest", "arrests", Band.DRAWS, unpaired=True)

    assert verdict(apart(9)) is Verdict.TOO_FEW
    assert verdict(apart(10)) is Verdict.HIGHER


@pytest.mark.parametrize(("count", "band"), [(20, Band.DRAWS), (10, Band.MEAN)])
def test_all_equal_is_no_difference_only_where_there_are_enough(count: int, band: Band) -> None:
    assert verdict(of((count, 0.0), band=band)) is Verdict.SAME
    assert verdict(of((count - 1, 0.0), band=band)) is Verdict.TOO_FEW


# --- by the mean -----------------------------------------------------------------------------------------------------


def test_a_mean_and_draws_are_judged_by_different_rules() -> None:
    # Of twenty, ten are lower by 3 and ten higher by 1: the mean is −1, their variance 80/19, the standard error 0.459
    # and t 2.09, so that the interval reaches from −1.96 to −0.04; yet only half of the draws are lower.
    steps = ((10, -3.0), (10, 1.0))
    assert verdict(of(*steps, band=Band.MEAN)) is Verdict.LOWER
    assert verdict(of(*steps, band=Band.DRAWS)) is Verdict.UNCLEAR
    # Nineteen of twenty are lower by 1 and one is higher by 39: nearly all draws agree, but the mean is 1 ± 4.2.
    steps = ((19, -1.0), (1, 39.0))
    assert verdict(of(*steps, band=Band.MEAN)) is Verdict.UNCLEAR
    assert verdict(of(*steps, band=Band.DRAWS)) is Verdict.PROBABLY_LOWER


@pytest.mark.parametrize(
    ("high", "lower", "higher"),
    [
        (-0.5, Verdict.LOWER, Verdict.HIGHER),
        (0.0, Verdict.UNCLEAR, Verdict.UNCLEAR),  # an interval that ends at no change does not exclude it
        (0.5, Verdict.UNCLEAR, Verdict.UNCLEAR),
    ],
)
def test_an_interval_of_the_mean_must_exclude_no_change(high: float, lower: Verdict, higher: Verdict) -> None:
    both_ways(replace(of((10, -1.0), (10, -2.0), band=Band.MEAN), low=-3.0, high=high), lower, higher)


# --- by the draws ----------------------------------------------------------------------------------------------------


def test_forty_draws_may_be_clear_and_thirty_nine_only_probable() -> None:
    both_ways(of((40, -1.0)), Verdict.LOWER, Verdict.HIGHER)
    both_ways(of((39, -1.0)), Verdict.PROBABLY_LOWER, Verdict.PROBABLY_HIGHER)


def test_nine_in_ten_are_probable_and_one_fewer_is_not() -> None:
    both_ways(of((36, -1.0), (4, 1.0)), Verdict.PROBABLY_LOWER, Verdict.PROBABLY_HIGHER)
    both_ways(of((35, -1.0), (5, 1.0)), Verdict.UNCLEAR, Verdict.UNCLEAR)


def test_a_tie_is_half_a_draw_on_each_side() -> None:
    # 35 and two halves are 36 of 40; 34 and three halves are 35½
    both_ways(of((35, -1.0), (2, 0.0), (3, 1.0)), Verdict.PROBABLY_LOWER, Verdict.PROBABLY_HIGHER)
    both_ways(of((34, -1.0), (3, 0.0), (3, 1.0)), Verdict.UNCLEAR, Verdict.UNCLEAR)


def test_a_range_must_exclude_no_change_to_be_clear() -> None:
    # The range of forty draws ends 0.025 of the way from the last but one to the last, and 39 of 40 agree: just enough.
    # One at +38 lets it end at −1 + 0.025 · 39 = −0.025, one at +50 at −1 + 0.025 · 51 = +0.275.
    both_ways(of((39, -1.0), (1, 38.0)), Verdict.LOWER, Verdict.HIGHER)
    both_ways(of((39, -1.0), (1, 50.0)), Verdict.PROBABLY_LOWER, Verdict.PROBABLY_HIGHER)
    # Two ties count as one against, so that 39 of 40 agree, and the range ends at no change itself.
    ends = of((38, -1.0), (2, 0.0))
    assert (ends.share_lower, ends.high) == (0.975, 0.0)
    both_ways(ends, Verdict.PROBABLY_LOWER, Verdict.PROBABLY_HIGHER)


def test_more_than_one_in_forty_that_disagrees_is_not_clear_wherever_the_range_ends() -> None:
    # The range of a hundred draws ends 0.525 of the way from the 97th to the 98th. Where 97 are −100 and three are +1,
    # that is −100 + 0.525 · 101 = −47, but 97% are fewer than 97.5%. One of the three less makes it clear.
    both_ways(of((97, -100.0), (3, 1.0)), Verdict.PROBABLY_LOWER, Verdict.PROBABLY_HIGHER)
    both_ways(of((98, -100.0), (2, 1.0)), Verdict.LOWER, Verdict.HIGHER)


def test_the_spread_of_replicates_is_refused() -> None:
    with pytest.raises(ValueError, match="spread of replicates"):
        verdict(of((40, -1.0), band=Band.SPREAD))
