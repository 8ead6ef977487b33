"""Shapley effects by hand: which row lives which luck, what a trajectory says, where nothing can be said, and what is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diversion.experiments.sensitivity.analysis import analyse, sample
from diversion.experiments.sensitivity.method import Analysis, Sample
from diversion.experiments.sensitivity.methods.shapley import PART, Shapley, _contributions
from diversion.experiments.sensitivity.shapes import Parts, Share
from diversion.experiments.sensitivity.terms import CHANCE, Index
from diversion.scenarios.parameters import Parameter

WAIT = Parameter("wait", 2.0, "days", 1.0, 4.0, "A wait.", "made up", "judgement")


def design_of(size: int, chance: bool = True) -> Sample:
    return sample(Shapley(), ["a", "b"], size, seed=1, chance=chance)


def test_what_it_repeats_and_how_it_is_told() -> None:
    method = Shapley()
    assert method.relative and method.for_values and method.in_groups and not method.power_of_two
    assert method.rows(3, 8, chance=True) == 40 and method.rows(3, 8, chance=False) == 32


def test_each_step_changes_one_factor_and_luck_has_its_turn_once() -> None:
    design = design_of(12)
    whole = np.column_stack([design.unit, design.replicate]).reshape(12, 4, 3)
    changed = np.diff(whole, axis=1) != 0
    assert (changed.sum(axis=1) == 1).all() and (changed.sum(axis=2) == 1).all()
    assert [set(each) for each in whole[:, :, 2].tolist()] == [{2 * n, 2 * n + 1} for n in range(12)]
    assert len({tuple(each) for each in changed.argmax(axis=2).tolist()}) > 1  # in different orders
    assert set(design_of(8, chance=False).replicate) == {0}


def test_twins_are_the_rows_around_the_turn_of_luck() -> None:
    design = design_of(8)
    twins = Shapley().twins(design)
    assert (design.unit[twins.first] == design.unit[twins.second]).all()
    assert (design.replicate[twins.second] - design.replicate[twins.first] == 1).all()
    assert len(twins.first) == 8 and twins.block.tolist() == [row // 4 for row in range(32)]


def test_a_trajectory_shares_out_half_the_square_of_how_far_its_ends_lie_apart() -> None:
    x = np.array([[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]])
    found = _contributions(x, np.array([[1.0, 3.0, 7.0]]))
    assert found.tolist() == [[(1 - 5) * (3 - 7), (1 - 2) * (1 - 3)]]
    assert found.sum() == (7 - 1) ** 2 / 2


def test_our_contributions_are_those_of_the_library() -> None:
    from SALib.analyze import shapley

    design = design_of(32, chance=False)
    y = design.unit[:, 0] * design.unit[:, 1] + design.unit[:, 0]
    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1]] * 2}
    found = shapley.analyze(problem, design.unit, y)
    ours = _contributions(design.unit.reshape(32, 3, 2), y.reshape(32, 3))
    assert ours.mean(axis=0) == pytest.approx(found["shapley"])


def test_nothing_can_be_said_where_every_trajectory_ends_where_it_began() -> None:
    y = np.zeros((8, 4))
    y[3, 1] = 1.0
    found = Shapley().estimate(design_of(8), y.ravel(), 20)
    assert [(each.value, each.low, each.high) for each in found.indices] == [(0.0, 0.0, 1.0)] * 3
    assert found.resampled.shape == (20, 2)


def test_a_resample_without_anything_to_share_out_gives_no_part_rather_than_none_that_is_a_number() -> None:
    y = np.zeros((8, 4))
    y[3, 2:] = 1.0  # the one trajectory that ends elsewhere; a resample may be without it
    found = Shapley().estimate(design_of(8), y.ravel(), 200)
    assert np.isfinite(found.resampled).all()
    assert sum(each.value for each in found.indices) == pytest.approx(1.0)


@given(st.lists(st.floats(-10, 10).map(lambda x: round(x, 3)), min_size=3, max_size=3), st.integers(1, 1000))
@settings(max_examples=40, deadline=None)
def test_the_parts_are_one_together_whatever_the_function(weights: list[float], seed: int) -> None:
    design = sample(Shapley(), ["a", "b"], 16, seed=seed)
    luck = np.random.default_rng(seed).normal(size=int(design.replicate.max()) + 1)[design.replicate]
    a, b = design.unit.T
    y = weights[0] * a + weights[1] * a * b + weights[2] * b * luck
    parts = [index.value for index in analyse(design, y, 20).indices]
    assert sum(parts) == pytest.approx(1.0 if np.ptp(y) else 0.0)


def test_the_floor_is_a_twentieth_of_the_variance() -> None:
    assert Shapley().floor({"a": Index("a", PART, 0.4, 0.3, 0.5)}) == 0.05


@pytest.mark.parametrize("chance", [True, False])
def test_what_is_shown_is_the_part_of_each_and_of_luck(chance: bool) -> None:
    luck = (Index(CHANCE, PART, 0.4, 0.3, 0.5),) if chance else ()
    analysis = Analysis(method=Shapley(), indices=(Index("wait", PART, 0.6, 0.5, 0.7), *luck), chance_share=None,
                        converged=True, verdict="", mean=0.0, variance=1.0, n=6)  # fmt: skip
    shown = Shapley().told(analysis, np.zeros(6), 6, {"the wait": WAIT})
    assert shown == Parts([Share("the wait", 0.6, (0.5, 0.7))], Share("chance", 0.4, (0.3, 0.5)) if chance else None)
