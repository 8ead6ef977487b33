"""Shares of the variance by hand: which row lives which luck, where nothing can be said, and what is shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from diversion.experiments.sensitivity.analysis import sample
from diversion.experiments.sensitivity.method import Analysis, Sample
from diversion.experiments.sensitivity.methods.sobol import S1, ST, Sobol
from diversion.experiments.sensitivity.shapes import Share, Shares
from diversion.experiments.sensitivity.terms import CHANCE, Index
from diversion.scenarios.parameters import Parameter

WAIT = Parameter("wait", 2.0, "days", 1.0, 4.0, "A wait.", "made up", "judgement")


def design_of(size: int, chance: bool = True) -> Sample:
    return sample(Sobol(), ["a", "b"], size, seed=1, chance=chance)


def test_what_it_repeats_and_how_it_is_told() -> None:
    method = Sobol()
    assert (method.usual, method.least) == (256, 8)
    assert method.power_of_two and method.relative and method.for_values
    assert method.rows(3, 8, chance=True) == 48 and method.rows(3, 8, chance=False) == 40


def test_only_the_last_two_rows_of_a_base_row_live_its_other_luck() -> None:
    design = design_of(8)
    assert design.replicate.reshape(8, 5).tolist() == [[i, i, i, 8 + i, 8 + i] for i in range(8)]
    assert design_of(8, chance=False).replicate.tolist() == [0] * 32


def test_no_quantile_is_0_or_1_even_where_the_sequence_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from SALib.sample import sobol as salib

    def edges(of: dict[str, Any], size: int, **_: Any) -> np.ndarray[Any, Any]:
        return np.tile([0.0, 1.0], size * (of["num_vars"] + 2) * of["num_vars"] // 2).reshape(-1, of["num_vars"])

    monkeypatch.setattr(salib, "sample", edges)
    unit, _ = Sobol().design(2, 8, 1, chance=False)
    assert set(unit[:, 0]) == {2.0**-31} and set(unit[:, 1]) == {1 - 2.0**-31}


def test_twins_are_the_first_row_and_that_of_chance() -> None:
    twins = Sobol().twins(design_of(8))
    assert twins.first.tolist() == [0, 5, 10, 15, 20, 25, 30, 35]
    assert twins.second.tolist() == [3, 8, 13, 18, 23, 28, 33, 38]
    assert twins.block.tolist() == [row // 5 for row in range(40)]


@pytest.mark.parametrize(("place", "known"), [(0, True), (1, False), (2, False), (3, False), (4, True)])
def test_nothing_can_be_said_where_the_first_and_the_last_rows_are_all_equal(place: int, known: bool) -> None:
    y = np.zeros((8, 5))
    y[3, place] = 1.0  # and not more, so that it is not above 0 alone that counts
    found = Sobol().estimate(design_of(8), y.ravel(), 20)
    ends = {(each.low, each.high) for each in found.indices}
    assert (ends == {(0.0, 1.0)}) is not known
    assert found.resampled.shape == (20, 2)
    assert [(each.factor, each.measure) for each in found.indices] == [
        (name, measure) for measure in (S1, ST) for name in ("a", "b", CHANCE)
    ]
    if not known:
        assert {each.value for each in found.indices} == {0.0} and (found.resampled == 0).all()


def test_a_sum_of_three_times_one_factor_and_the_other_is_nine_tenths_the_one() -> None:
    design = design_of(512)
    found = Sobol().estimate(design, design.unit @ np.array([3.0, 1.0]), 50)
    value = {(each.factor, each.measure): each.value for each in found.indices}
    for measure in (S1, ST):
        assert [value[name, measure] for name in ("a", "b", CHANCE)] == pytest.approx([0.9, 0.1, 0.0], abs=0.02)
    assert found.resampled.mean(axis=0) == pytest.approx([0.9, 0.1], abs=0.02)


def test_the_floor_is_a_twentieth_of_the_variance() -> None:
    assert Sobol().floor({"a": Index("a", ST, 0.4, 0.3, 0.5)}) == 0.05


@pytest.mark.parametrize("chance", [True, False])
def test_what_is_shown_is_the_share_alone_and_with_others(chance: bool) -> None:
    found = (Index("wait", S1, 0.3, 0.2, 0.4), Index("wait", ST, 0.6, 0.5, 0.7))
    luck = (Index(CHANCE, S1, 0.1, 0.05, 0.15), Index(CHANCE, ST, 0.2, 0.1, 0.25)) if chance else ()
    analysis = Analysis(method=Sobol(), indices=(*found, *luck), chance_share=None, converged=True, verdict="", mean=0.0,
                        variance=1.0, n=6)  # fmt: skip
    shown = Sobol().told(analysis, np.zeros(6), 6, {"the wait": WAIT})
    assert shown == Shares(
        [Share("the wait", 0.3, (0.2, 0.4), 0.6, (0.5, 0.7))],
        Share("chance", 0.1, (0.05, 0.15), 0.2, (0.1, 0.25)) if chance else None,
    )
