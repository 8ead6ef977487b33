"""Shares of pairs by hand: which row lives which luck, what is the same as without pairs, where nothing can be said."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from diversion.experiments.sensitivity.analysis import analyse, sample
from diversion.experiments.sensitivity.method import Sample
from diversion.experiments.sensitivity.methods.sobol import S1, ST, Sobol
from diversion.experiments.sensitivity.methods.sobol_pairs import S2, SobolPairs
from diversion.experiments.sensitivity.words import headline, pairs_line

Numbers = NDArray[np.float64]


def design_of(size: int, chance: bool = True) -> Sample:
    return sample(SobolPairs(), ["a", "b"], size, seed=1, chance=chance)


def lived(design: Sample, noise: float = 1.0) -> Numbers:
    luck = np.random.default_rng(9).normal(size=int(design.replicate.max()) + 1)
    return np.asarray(design.unit[:, 0] * design.unit[:, 1] + noise * luck[design.replicate])


def test_the_rows_with_one_value_of_the_first_live_the_luck_of_the_last_but_for_that_of_chance() -> None:
    design = design_of(8)
    assert len(design.replicate) == SobolPairs().rows(2, 8, chance=True) == 64
    assert design.replicate.reshape(8, 8).tolist() == [[i, i, i, 8 + i, 8 + i, 8 + i, i, 8 + i] for i in range(8)]
    assert set(design_of(8, chance=False).replicate) == {0}


def test_each_of_the_rows_for_pairs_is_the_last_but_for_one_value_of_the_first() -> None:
    rows = design_of(8).unit.reshape(8, 8, 2)
    for j in range(2):
        assert (rows[:, 4 + j, j] == rows[:, 0, j]).all()
        assert (rows[:, 4 + j, 1 - j] == rows[:, -1, 1 - j]).all()
    assert (rows[:, 6] == rows[:, -1]).all()  # that of chance differs in its luck


def test_twins_are_the_first_row_and_that_of_chance() -> None:
    design = design_of(8)
    twins = SobolPairs().twins(design)
    assert (design.unit[twins.first] == design.unit[twins.second]).all()
    assert (design.replicate[twins.second] - design.replicate[twins.first] == 8).all()


def test_the_shares_of_single_factors_are_those_of_the_plain_method_on_the_same_rows() -> None:
    design, plain = design_of(16), sample(Sobol(), ["a", "b"], 16, seed=1)
    y = lived(design)
    narrow = y.reshape(16, 8)[:, [0, 1, 2, 3, 7]].ravel()
    found = [index for index in analyse(design, y).indices if index.measure in (S1, ST)]
    assert found == list(analyse(plain, narrow).indices)


def test_the_shares_of_pairs_are_those_of_the_library() -> None:
    from SALib.analyze import sobol as salib

    design = design_of(32, chance=False)
    y = lived(design)
    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1]] * 2}
    theirs = salib.analyze(problem, y, calc_second_order=True, seed=1)["S2"][0, 1]
    ours = next(index for index in analyse(design, y).indices if index.measure == S2)
    assert ours.factor == "a × b" and ours.value == pytest.approx(theirs)
    assert ours.low <= ours.value <= ours.high


def test_every_pair_is_named_once_that_with_chance_too() -> None:
    found = analyse(design_of(8), lived(design_of(8))).indices
    assert [index.factor for index in found if index.measure == S2] == ["a × b", "a × chance", "b × chance"]


def test_nothing_is_known_of_pairs_where_first_and_last_rows_are_all_equal() -> None:
    y = np.zeros((8, 8))
    y[3, 1] = 1.0
    found = SobolPairs().estimate(design_of(8), y.ravel(), 20)
    assert {(each.value, each.low, each.high) for each in found.indices if each.measure == S2} == {(0.0, -1.0, 1.0)}


@pytest.mark.parametrize(
    ("size", "noise", "says"),
    [
        (4096, 0.0, "No two factors make more than a twentieth of the variance only together."),
        (
            16,
            1.0,
            "Whether two factors make more than a twentieth of the variance only together is open for 3 of 3 pairs.",
        ),
    ],
)
def test_what_is_said_where_no_pair_stands_out(size: int, noise: float, says: str) -> None:
    design = design_of(size)
    y = design.unit.sum(axis=1) + noise * lived(design)
    assert pairs_line(analyse(design, y), {}) == says


def test_a_pair_that_stands_out_is_named_as_people_call_it_and_a_method_without_pairs_says_nothing() -> None:
    design = design_of(2048)
    centred = design.unit - 0.5
    analysis = analyse(design, centred[:, 0] * centred[:, 1])
    said = pairs_line(analysis, {"a": "the wait"})
    assert said.startswith("Only together, beyond what each does alone: the wait with b 100% (")
    assert "the answer" in headline(analysis).lower()
    plain = sample(Sobol(), ["a", "b"], 16, seed=1)
    assert pairs_line(analyse(plain, lived(plain)), {}) == ""
