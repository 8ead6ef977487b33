"""Distances between distributions by hand: a step that only one factor makes, and a factor that does nothing."""

from __future__ import annotations

import numpy as np
import pytest

from diversion.experiments.sensitivity.method import Analysis, Sample
from diversion.experiments.sensitivity.methods.pawn import (
    MAXIMUM,
    MEDIAN,
    Pawn,
    _distances,
    _ends,
    _indices,
    _pair,
    _still,
)
from diversion.experiments.sensitivity.shapes import Distances, Share
from diversion.experiments.sensitivity.terms import NOTHING, Index
from diversion.scenarios.parameters import Parameter

WAIT = Parameter("wait", 2.0, "days", 1.0, 4.0, "A wait.", "made up", "judgement")


def design_of(unit: list[list[float]], size: int) -> Sample:
    """A design that is written down, of which only the first rows count."""
    factors = tuple(f"x{n}" for n in range(len(unit[0])))
    return Sample(
        method=Pawn(), factors=factors, unit=np.array(unit), replicate=np.arange(len(unit)), seed=1, size=size
    )


def test_what_it_repeats_and_how_it_is_told() -> None:
    method = Pawn()
    assert (method.usual, method.least, method.relative, method.beside_nothing) == (1000, 50, True, True)
    assert [method.rows(3, size, chance=True) for size in (60, 200, 300)] == [120, 400, 500]
    assert method.rows(3, 60, chance=False) == 60


def test_the_first_rows_stand_there_a_second_time_unless_luck_is_held_fixed() -> None:
    unit, replicate = Pawn().design(2, 60, 1, chance=True)
    assert (unit[60:] == unit[:60]).all() and replicate.tolist() == list(range(120))
    unit, replicate = Pawn().design(2, 60, 1, chance=False)
    assert unit.shape == (60, 2) and replicate.tolist() == [0] * 60


def test_twins_are_a_row_and_its_second_life_in_one_block() -> None:
    twins = Pawn().twins(design_of([[0.1], [0.5], [0.9], [0.1], [0.5]], 3))
    assert twins.first.tolist() == [0, 1] and twins.second.tolist() == [3, 4]
    assert twins.block.tolist() == [0, 1, 2, 0, 1]


def test_the_distance_of_a_slice_is_the_widest_gap_between_its_steps_and_those_of_all() -> None:
    """The values are 1, 2, 3, 3; a slice with 1 and 2 is at 1 where all are at a half, that with the first 3 at 0."""
    x, last = np.array([0.1, 0.2, 0.6, 0.9]), np.array([True, True, False, True])
    whole = np.array([0.25, 0.5, 1.0])[:, np.newaxis]
    assert _pair(x, np.array([0.0, 0.5, 0.8]), last, whole) == pytest.approx((0.5, 0.5))
    assert _pair(x, np.array([0.0, 0.15, 0.5]), last, whole) == pytest.approx((0.625, 0.75)), "1 alone, and 2 alone"
    assert _pair(x, np.array([0.0, 0.15, 0.15, 0.2]), last, whole) == pytest.approx((0.75, 0.75)), (
        "two slices are empty"
    )
    assert _pair(x, np.array([0.1, 0.2, 0.6]), last, whole) == pytest.approx((0.625, 0.75)), "the lower edge is within"


def test_the_distances_of_a_column_are_the_usual_and_the_largest_of_ten_slices() -> None:
    """In the order of x stand 18 noughts, a one and a nought, and 20 ones: of 40 there are 19 noughts.

    The slices are of four but for the last, whose highest is left out. Four have noughts alone, 21/40 more than all; of the
    fifth three in four are noughts, 11/40 more than all; and the others have none, 19/40 less than all.
    """
    x, y = np.arange(40) / 40, np.array([0.0] * 18 + [1.0, 0.0] + [1.0] * 20)
    median, most = _distances(x[:, np.newaxis], y)[0]
    assert (median, most) == pytest.approx((19 / 40, 21 / 40))


def test_ends_have_the_spread_of_resamples_about_the_value_and_none_is_below_nothing() -> None:
    """Of 0.4 and 0.6 the central 95% go from 0.095 below their mean to 0.095 above."""
    values, resampled = np.array([[0.3, 0.05]]), np.array([[[0.4, 0.4]], [[0.6, 0.6]]])
    assert _ends(values, resampled) == pytest.approx(np.array([[[0.205, 0.0]], [[0.395, 0.145]]]))


def test_both_measures_of_each_name_have_their_own_value_and_ends() -> None:
    values, ends = np.array([[1.0, 2.0], [3.0, 4.0]]), np.arange(8.0).reshape(2, 2, 2)
    assert _indices(("a", "b"), values, ends) == (
        Index("a", MEDIAN, 1, 0, 4), Index("b", MEDIAN, 3, 2, 6), Index("a", MAXIMUM, 2, 1, 5), Index("b", MAXIMUM, 4, 3, 7)
    )  # fmt: skip


def test_a_factor_that_changes_nothing_is_every_rank_once_in_any_order() -> None:
    still = _still(4, 3, np.random.default_rng(1))
    assert still.shape == (4, 3) and (np.sort(still, axis=0) == np.array([[0], [0.25], [0.5], [0.75]])).all()
    assert (still[:, 0] != still[:, 1]).any()


def test_a_step_is_half_of_all_away_in_every_slice_and_rows_that_live_again_do_not_count() -> None:
    unit, _ = Pawn().design(2, 100, 1, chance=False)
    y = np.where(unit[:, 0] < 0.5, 0.0, 1.0)
    design = design_of([*unit.tolist(), *unit[:40].tolist()], 100)
    found = Pawn().estimate(design, np.append(y, np.full(40, 77.0)), 80)
    of = {(each.factor, each.measure): each for each in found.indices}
    assert of["x0", MEDIAN].value == of["x0", MAXIMUM].value == pytest.approx(0.5)
    assert of["x1", MEDIAN].value < 0.3
    # Drawn anew, a step has another height, which the usual slice evens out and the largest does not.
    assert found.resampled.shape == (80, 2)
    assert found.resampled[:, 0].min() > 0.3 and found.resampled[:, 0].mean() < 0.502
    assert of["x0", MEDIAN].low == pytest.approx(0.5, abs=0.1) and of["x0", MAXIMUM].high > 0.51


def test_nothing_has_the_mean_and_the_spread_of_its_tries() -> None:
    unit, _ = Pawn().design(1, 60, 1, chance=False)
    found = Pawn().estimate(design_of(unit.tolist(), 60), unit[:, 0], 100)
    usual, most = (each for each in found.indices if each.factor == NOTHING)
    assert (usual.measure, most.measure) == (MEDIAN, MAXIMUM)
    assert 0 < usual.low < usual.value < usual.high < most.value < most.high < 1 and most.low > usual.value
    assert Pawn().floor({NOTHING: usual, "a": most}) == usual.high


def test_what_is_shown_is_the_usual_distance_and_how_far_nothing_may_be() -> None:
    found = (Index("wait", MEDIAN, 0.3, 0.2, 0.4), Index("wait", MAXIMUM, 0.6, 0.5, 0.7),
             Index(NOTHING, MEDIAN, 0.1, 0.05, 0.15), Index(NOTHING, MAXIMUM, 0.2, 0.1, 0.25))  # fmt: skip
    analysis = Analysis(method=Pawn(), indices=found, chance_share=None, converged=True, verdict="", mean=0.0,
                        variance=1.0, n=6)  # fmt: skip
    shown = Pawn().told(analysis, np.zeros(6), 6, {"the wait": WAIT})
    assert shown == Distances([Share("the wait", 0.3, (0.2, 0.4))], 0.15)
