"""One factor at a time by hand: its points, its effects and their intervals, and the bar and the share of chance."""

from __future__ import annotations

import numpy as np
import pytest

from diversion.experiments.sensitivity.method import Analysis, Sample
from diversion.experiments.sensitivity.methods.one_at_a_time import (
    AT_HIGH,
    AT_LOW,
    EFFECT,
    OneAtATime,
    _bar,
    _chance,
    _larger,
    _picks,
    _within,
)
from diversion.experiments.sensitivity.shapes import Bar, Moves
from diversion.experiments.sensitivity.terms import CHANCE, Index
from diversion.scenarios.parameters import Parameter

WAIT = Parameter("wait", 2.0, "days", -1.0, 4.0, "A wait.", "made up", "judgement")
T_1 = 12.7062  # Student's t of one degree of freedom, 97.5 in 100


def design_of(parameters: int, size: int) -> Sample:
    unit, replicate = OneAtATime().design(parameters, size, 1, chance=True)
    factors = (*(f"x{n}" for n in range(parameters)), CHANCE)
    return Sample(method=OneAtATime(), factors=factors, unit=unit, replicate=replicate, seed=1, size=size)


def test_what_it_repeats() -> None:
    method = OneAtATime()
    assert (method.usual, method.least, method.needs_chance) == (20, 2, True)
    assert method.rows(3, 5, chance=True) == 35


def test_the_points_are_the_base_and_then_low_and_high_of_each() -> None:
    design = design_of(2, 2)
    assert design.unit[::2].tolist() == [[0.5, 0.5], [0.05, 0.5], [0.95, 0.5], [0.5, 0.05], [0.5, 0.95]]
    assert (design.unit[::2] == design.unit[1::2]).all() and design.replicate.tolist() == [0, 1] * 5


def test_an_effect_is_the_mean_difference_to_the_base_in_the_same_replicates() -> None:
    y = np.array([1, 3, 0, 1, 4, 8, 2, 4, 0, 1], dtype=float)  # of the base, then low and high of x0 and of x1
    found = OneAtATime().estimate(design_of(2, 2), y, 300)
    of = {(each.factor, each.measure): (each.value, each.low, each.high) for each in found.indices}
    half = T_1 / 2  # half the distance of the two, so the standard error where they lie 1 apart
    assert of["x0", AT_LOW] == pytest.approx((-1.5, -1.5 - half, -1.5 + half), abs=1e-3)
    assert of["x0", AT_HIGH] == pytest.approx((4.0, 4.0 - 2 * half, 4.0 + 2 * half), abs=1e-3)
    assert of["x0", EFFECT] == pytest.approx((4.0, 0.0, 4.0 + 2 * half), abs=1e-3)
    assert of["x1", AT_LOW] == pytest.approx((1.0, 1.0, 1.0))
    assert of["x1", EFFECT] == pytest.approx((1.5, 0.0, 1.5 + half), abs=1e-3)
    assert of[CHANCE, EFFECT][0] == pytest.approx(0.95)
    assert found.resampled.shape == (300, 2)
    # Both times the first replicate, both times the second, or each once.
    assert {tuple(each) for each in found.resampled.tolist()} == {(3.0, 1.0), (5.0, 2.0), (4.0, 1.5)}


@pytest.mark.parametrize(
    ("means", "ends", "expected"),
    [
        ([-5, 2], [[-7, -3], [1, 3]], (5, 3, 7)),
        ([2, 6], [[1, 3], [4, 9]], (6, 4, 9)),
        ([3, 1], [[0.5, 5.5], [0, 2]], (3, 0.5, 5.5)),
        ([-3, 1], [[-8, 2], [0, 2]], (3, 0, 8)),
    ],
)
def test_the_larger_of_two_effects_is_told_by_its_size(
    means: list[float], ends: list[list[float]], expected: tuple[float, float, float]
) -> None:
    found = _larger("a", np.array(means), np.array(ends))
    assert (found.value, found.low, found.high) == expected


def test_the_bar_of_chance_goes_from_the_second_to_the_last_but_one_of_41() -> None:
    base = np.array([0, 1, *[20] * 37, 30, 49], dtype=float)  # of mean 20
    assert _bar(base) == pytest.approx([-19, 10, 19]) and _bar(-base) == pytest.approx([-10, 19, 19])


def test_the_bar_of_chance_has_the_interval_of_the_bars_of_resamples() -> None:
    """Of 0 and 2 the central 95% lie 0.95 about their mean; of the same one twice there is no width."""
    found = _chance(np.array([0.0, 2.0]), np.array([[0, 1], [0, 0]]))
    whole = [(-0.95, -0.92625, -0.02375), (0.95, 0.02375, 0.92625), (0.95, 0.02375, 0.92625)]
    assert [each.measure for each in found] == [AT_LOW, AT_HIGH, EFFECT] and {each.factor for each in found} == {CHANCE}
    for each, expected in zip(found, whole, strict=True):
        assert (each.value, each.low, each.high) == pytest.approx(expected)
    lower, upper, _ = _chance(np.array([0.0, 0.0, 3.0]), np.array([[0, 0, 2]]))
    assert (lower.low, lower.high, upper.low, upper.high) == pytest.approx((-1.0, -1.0, 1.85, 1.85))


def test_replicates_are_drawn_anew_from_all() -> None:
    picks = _picks(design_of(1, 3), 50)
    assert picks.shape == (50, 3) and set(picks.ravel().tolist()) == {0, 1, 2}


@pytest.mark.parametrize("scale", [1.0, 0.1])
def test_the_share_within_points_is_their_variance_over_that_and_the_variance_between(scale: float) -> None:
    """Within 2 and 2, between the means 1 and 5 a variance of 4."""
    assert _within(scale * np.array([[0.0, 2.0], [4.0, 6.0]])) == pytest.approx(1 / 3)
    assert _within(np.full((2, 2), scale)) == 0.0


def test_the_share_of_chance_is_widened_for_replicates_drawn_twice() -> None:
    """Three replicates at −1, 0 and 1 about 0, 6 and 6: within points 1, between them 8, a ninth.

    Drawn anew they may be all the same, with a share of none, or twice the one end and once the other, with a variance of
    4/3 within and a share of 1/7, the largest; either counts by 3/2.
    """
    y = np.array([-1.0, 0.0, 1.0, 5.0, 6.0, 7.0, 5.0, 6.0, 7.0])
    found = OneAtATime().share(design_of(1, 3), y, 300)
    assert (found.value, found.low, found.high) == pytest.approx((1 / 9, 0.0, 3 / 14))


def test_the_floor_is_a_twentieth_of_the_largest_effect_of_a_parameter() -> None:
    of = {name: Index(name, EFFECT, value, 0, 0) for name, value in (("a", 10.0), ("b", 4.0), (CHANCE, 90.0))}
    assert OneAtATime().floor(of) == pytest.approx(0.5)


def test_what_is_shown_is_where_each_takes_the_answer_from_its_base() -> None:
    found = (Index("wait", AT_LOW, -1.0, -2.0, 0.5), Index("wait", AT_HIGH, 3.0, 2.5, 4.0),
             Index("wait", EFFECT, 3.0, 2.5, 4.0), Index(CHANCE, AT_LOW, -6.0, 0, 0),
             Index(CHANCE, AT_HIGH, 8.0, 0, 0))  # fmt: skip
    analysis = Analysis(method=OneAtATime(), indices=found, chance_share=None, converged=True, verdict="", mean=0.0,
                        variance=1.0, n=6)  # fmt: skip
    shown = OneAtATime().told(analysis, np.array([9.0, 11.0, 50, 50, 90, 90]), 2, {"the wait": WAIT})
    bar = Bar("the wait", 9.0, 13.0, low_label="low, −1", high_label="high, 4", low_interval=(8.0, 10.5),
              high_interval=(12.5, 14.0))  # fmt: skip
    assert shown == Moves([bar], 10.0, (4.0, 18.0))
