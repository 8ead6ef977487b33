"""Elementary effects by hand: what a design is, what it says of few values, and what counts as more than luck."""

from __future__ import annotations

import math

import numpy as np
import pytest

from diversion.experiments.sensitivity.analysis import analyse, sample
from diversion.experiments.sensitivity.method import Analysis, Sample
from diversion.experiments.sensitivity.methods.morris import MU, MU_STAR, SIGMA, Morris, _columns, _effects
from diversion.experiments.sensitivity.shapes import LUCK, Effect, Effects, Spot
from diversion.experiments.sensitivity.terms import CHANCE, Index
from diversion.scenarios.parameters import Parameter

WAIT = Parameter("wait", 2.0, "days", 1.0, 4.0, "A wait.", "made up", "judgement")


def design_of(unit: list[list[float]], replicate: list[int], size: int, chance: bool = True) -> Sample:
    """A design that is written down."""
    factors = (*(f"x{n}" for n in range(len(unit[0]))), *([CHANCE] if chance else []))
    return Sample(
        method=Morris(), factors=factors, unit=np.array(unit), replicate=np.array(replicate), seed=1, size=size
    )


def index(name: str, value: float, high: float = 0.0) -> Index:
    return Index(name, MU_STAR, value, 0.0, high)


def test_what_it_repeats() -> None:
    method = Morris()
    assert (method.usual, method.least) == (20, 4)
    assert method.rows(3, 5, chance=True) == 25 and method.rows(3, 5, chance=False) == 20


def test_every_level_is_one_of_four_and_a_trajectory_changes_to_its_second_replicate_once() -> None:
    design = sample(Morris(), ["a", "b"], 30, seed=1)
    assert np.unique(design.unit.round(9)).tolist() == [0.05, 0.35, 0.65, 0.95]
    lived = design.replicate.reshape(30, 4)
    assert (lived[:, 0] == 2 * np.arange(30)).all() and (lived[:, -1] == 2 * np.arange(30) + 1).all()
    assert (np.diff(lived) >= 0).all()


def test_an_effect_is_the_change_over_two_thirds_of_the_way_upwards() -> None:
    x = np.array([[[0, 1 / 3], [2 / 3, 1 / 3], [2 / 3, 1]], [[1, 1], [1, 1 / 3], [1 / 3, 1 / 3]]])
    y = np.array([[1.0, 3.0, 0.0], [2.0, 8.0, 9.0]])
    assert _effects(x, y) == pytest.approx(np.array([[3.0, -4.5], [-1.5, -9.0]]))


def test_the_column_of_chance_says_whether_the_second_replicate_lives() -> None:
    unit = [[0.05], [0.65], [0.65], [0.35], [0.35], [0.95]]
    assert _columns(design_of(unit, [0, 0, 1, 6, 7, 7], 2))[:, 1].tolist() == [0, 0, 1, 0, 1, 1]
    assert _columns(design_of(unit, [0] * 6, 3, chance=False)).tolist() == unit


def test_two_trajectories_say_their_mean_their_mean_size_and_how_far_they_lie_apart() -> None:
    """The effects are 3 and -1; drawn anew, both are the one, both the other, or it is the two again."""
    design = design_of([[0.0], [2 / 3], [1 / 3], [1.0]], [0] * 4, 2, chance=False)
    found = Morris().estimate(design, np.array([1.0, 3.0, 5.0, 13 / 3]), 200)
    of = {each.measure: (each.value, each.low, each.high) for each in found.indices}
    assert of[MU] == pytest.approx((1.0, -1.0, 3.0))
    assert of[MU_STAR] == pytest.approx((2.0, 1.0, 3.0))
    assert of[SIGMA] == pytest.approx((math.sqrt(8.0), 0.0, math.sqrt(8.0)))
    assert found.resampled.shape == (200, 1) and set(found.resampled[:, 0].round(9)) == {1.0, 2.0, 3.0}


def test_chance_has_its_effect_beside_that_of_the_parameter_and_is_not_among_those_resampled() -> None:
    design = design_of([[0.0], [2 / 3], [2 / 3]] * 4, [0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7], 4)
    y = np.array([0.0, 2.0, 1.0] * 2 + [0.0, 2.0, 3.0] * 2)
    analysis = analyse(design, y)
    assert [analysis.by_factor["x0"][each].value for each in (MU, MU_STAR, SIGMA)] == pytest.approx([3.0, 3.0, 0.0])
    assert [analysis.by_factor[CHANCE][each].value for each in (MU, MU_STAR)] == pytest.approx([0.0, 1.5])
    assert Morris().estimate(design, y, 7).resampled == pytest.approx(np.full((7, 1), 3.0))


def test_the_floor_is_what_chance_may_do_and_at_least_a_twentieth_of_the_largest() -> None:
    of = {"a": index("a", 10.0), "b": index("b", 4.0)}
    assert Morris().floor(of) == pytest.approx(0.5)
    assert Morris().floor({**of, CHANCE: index(CHANCE, 90.0, high=0.3)}) == pytest.approx(0.5)
    assert Morris().floor({**of, CHANCE: index(CHANCE, 0.2, high=0.8)}) == pytest.approx(0.8)


def test_twins_are_the_rows_before_and_after_chance_had_its_turn_within_a_trajectory() -> None:
    design = design_of([[0.05]] * 9, [0, 0, 1, 2, 3, 3, 4, 5, 5], 3)
    twins = Morris().twins(design)
    assert twins.first.tolist() == [1, 3, 6] and twins.second.tolist() == [2, 4, 7]
    assert twins.block.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("chance", [True, False])
def test_what_is_shown_is_how_far_it_moves_up_and_down_and_what_may_be_luck(chance: bool) -> None:
    found = [Index("wait", MU_STAR, 5.0, 4.0, 6.0), Index("wait", MU, 1.0, 0.0, 2.0), Index("wait", SIGMA, 7.0, 0, 9.0)]
    luck = [Index(CHANCE, MU_STAR, 2.0, 1.0, 3.0), Index(CHANCE, MU, -1.0, -2, 0), Index(CHANCE, SIGMA, 0.5, 0.1, 0.9)]
    analysis = Analysis(method=Morris(), indices=(*found, *(luck if chance else [])), chance_share=None, converged=True,
                        verdict="", mean=0.0, variance=1.0, n=12)  # fmt: skip
    shown = Morris().told(analysis, np.zeros(12), 4, {"the wait": WAIT})
    expected = Effects(
        effects=[Effect("the wait", 2.0, 3.0, (4.0, 6.0))],
        spots=[Spot("the wait", 5.0, 7.0)],
        luck=Effect(LUCK, 1.5, 0.5, (1.0, 3.0)) if chance else None,
        floor=(3.0, 0.5) if chance else None,
    )
    assert shown == expected
