"""Points of a design: even where they should be, within their ranges, the same everywhere, and made only when asked for."""

from __future__ import annotations

import hashlib
import math
import pickle
import random
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import qmc

from diversion.experiments.designs.sampling import (
    ABSENT,
    Choices,
    Points,
    Spread,
    grid,
    latin_hypercube,
    one_point,
    rows,
    sampled,
    sobol,
)
from diversion.experiments.plans.draws import quantile
from diversion.scenarios.parameters import Parameter, Scale, find, uncertain

NAMES = ["effect_lead", "offer_street", "half_life_months", "label_conditional", "belief_weight", "fail_to_appear"]


def between(low: float, high: float, scale: Scale = "linear") -> Spread:
    return Spread("x", Parameter("x", low, "", low, high, "", "", "judgement", scale=scale), even=True)


# --- places in the unit cube -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 7, 200])
def test_a_latin_hypercube_has_one_place_in_every_part_of_every_axis(count: int) -> None:
    places = latin_hypercube(NAMES, count, seed=1)
    assert places.shape == (count, 6)
    for axis in places.T:
        assert sorted((axis * count).astype(int)) == list(range(count))


@pytest.mark.statistical
def test_axes_of_a_latin_hypercube_are_independent_and_even_within_their_parts() -> None:
    count = 2000
    places = latin_hypercube([f"name {number}" for number in range(30)], count, seed=1)
    correlations = np.corrcoef(places.T)[np.triu_indices(30, 1)] * math.sqrt(count - 1)
    assert abs((correlations**2).sum() - correlations.size) / math.sqrt(2 * correlations.size) < 3
    within = (places * count) % 1
    assert abs(within.mean() - 0.5) < 3 * math.sqrt(1 / 12 / within.size)


def test_every_box_of_the_first_two_axes_of_a_sobol_sequence_holds_one_place() -> None:
    places = sobol(NAMES, 256, seed=1)
    for wide in range(9):
        across, up = 2**wide, 2 ** (8 - wide)
        boxes = (places[:, 0] * across).astype(int) * up + (places[:, 1] * up).astype(int)
        assert sorted(boxes) == list(range(256))
    assert all(sorted((axis * 256).astype(int)) == list(range(256)) for axis in places.T)
    assert ((places > 0) & (places < 1)).all()


def test_a_sobol_sequence_fills_the_cube_more_evenly_than_a_latin_hypercube_and_chance() -> None:
    chance = np.random.default_rng(1).random((256, 6))
    sequence, hypercube = sobol(NAMES, 256, seed=1), latin_hypercube(NAMES, 256, seed=1)
    assert qmc.discrepancy(sequence) < 0.5 * qmc.discrepancy(hypercube)
    assert qmc.discrepancy(hypercube) < qmc.discrepancy(chance)


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_twice_the_points_of_a_sobol_sequence_keep_the_first_half(seed: int) -> None:
    assert (sobol(NAMES, 256, seed)[:128] == sobol(NAMES, 128, seed)).all()


@pytest.mark.parametrize("sampler", [latin_hypercube, sobol])
def test_the_seed_decides_all_and_global_chance_is_left_alone(sampler: Callable[..., np.ndarray]) -> None:
    before = pickle.dumps(np.random.get_state()), random.getstate()
    found = {seed: sampler(NAMES, 64, seed) for seed in (0, 1, 2)}
    assert all((sampler(NAMES, 64, seed) == places).all() for seed, places in found.items())
    assert not (found[0] == found[1]).any()
    assert not (found[1] == found[2]).any()
    assert (pickle.dumps(np.random.get_state()), random.getstate()) == before


@pytest.mark.parametrize(("sampler", "bits"), [(latin_hypercube, "63c432475c431357"), (sobol, "94aed1aeaf544cc8")])
def test_the_bits_are_the_same_with_every_version_of_every_library(
    sampler: Callable[..., np.ndarray], bits: str
) -> None:
    places = sampler(NAMES, 64, 1)
    assert hashlib.sha256(np.ascontiguousarray(places, "<f8").tobytes()).hexdigest()[:16] == bits


def test_a_names_places_do_not_depend_on_what_else_is_varied() -> None:
    both, alone = latin_hypercube(NAMES, 64, 1), latin_hypercube(NAMES[3:], 64, 1)
    assert (both[:, 3:] == alone).all()
    assert (sobol(NAMES, 64, 1)[:, :3] == sobol(NAMES[:3], 64, 1)).all()


# --- what a place means ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_declared_distribution_is_met_quantile_by_quantile(name: str) -> None:
    count, belief = 200, find(name)
    values = np.sort(sampled("latin-hypercube", [Spread(name, belief, even=False)], count, 1).numbers[:, 0])
    edges = [quantile(belief, part / count) for part in range(count + 1)]
    assert all(low <= value <= high for low, value, high in zip(edges, values, edges[1:], strict=False))
    assert np.isclose(np.median(values), belief.default, rtol=0.02)
    assert abs((values <= belief.low).mean() - 0.05) <= 1 / count
    assert abs((values >= belief.high).mean() - 0.05) <= 1 / count


def test_the_mean_of_an_even_range_is_its_middle_within_half_a_part() -> None:
    count, low, high = 100, 20.0, 60.0
    values = sampled("latin-hypercube", [between(low, high)], count, 1).numbers[:, 0]
    assert abs(values.mean() - 40) <= (high - low) / (2 * count)
    assert low <= values.min() < low + (high - low) / count
    assert high - (high - low) / count < values.max() <= high


@pytest.mark.parametrize(
    ("scale", "onto"), [("linear", lambda x: x), ("log", np.log), ("logit", lambda x: np.log(x / (1 - x)))]
)
def test_a_range_is_even_on_its_scale(scale: Scale, onto: np.ufunc) -> None:
    low, high, u = 0.02, 0.7, np.linspace(0, 1, 101)
    values = between(low, high, scale).at(u)
    expected = onto(low) + u * (onto(high) - onto(low))
    assert np.allclose(onto(values), expected, rtol=0, atol=1e-12)
    assert (values.min(), values.max()) == (pytest.approx(low, rel=1e-14), pytest.approx(high, rel=1e-14))
    assert low <= values.min() <= values.max() <= high


def test_steps_of_a_grid_are_the_numbers_a_person_would_write() -> None:
    assert between(0.1, 0.5).steps(5) == (0.1, 0.2, 0.3, 0.4, 0.5)
    assert between(1, 100, "log").steps(3) == (1, 10, 100)
    assert between(10, 20).steps(2) == (10, 20)


def test_a_list_in_a_sample_gives_every_value_its_share() -> None:
    side = sampled("latin-hypercube", [Choices("x", ("a", "b", "c")), between(0, 1)], 300, 1)
    values = [side.changes(place)["x"] for place in range(300)]
    assert {value: values.count(value) for value in "abc"} == {"a": 100, "b": 100, "c": 100}


# --- sides and points ------------------------------------------------------------------------------------------------


def test_a_grid_is_every_combination_with_the_first_name_slowest() -> None:
    side = grid([Choices("a", (1, 2)), Choices("b", ("x", None, [3]))])
    assert [side.changes(place) for place in range(side.length)] == [
        {"a": a, "b": b} for a in (1, 2) for b in ("x", None, [3])
    ]


def test_a_row_of_a_list_leaves_out_what_it_does_not_give() -> None:
    side = rows([Choices("a", (1, 3)), Choices("b", (2, ABSENT))])
    assert [side.changes(place) for place in range(side.length)] == [{"a": 1, "b": 2}, {"a": 3}]


def test_points_are_levers_times_uncertainties_with_the_levers_outermost() -> None:
    points = Points(grid([Choices("a", (1, 2))]), rows([Choices("b", (3, 4, 5))]), range(7))
    assert len(points) == 6
    assert [point.changes for point in points] == [{"a": a, "b": b} for a in (1, 2) for b in (3, 4, 5)]
    assert {point.replicates for point in points} == {range(7)}
    assert points[-1] == points[5]
    assert points[1:5:2] == [points[1], points[3]]
    with pytest.raises(IndexError):
        points[6]
    assert [point.changes for point in Points(one_point(), one_point(), range(1))] == [{}]


def test_a_hundred_thousand_scenarios_are_small_and_travel() -> None:
    factors = [Spread(parameter.name, parameter, even=False) for parameter in uncertain()]
    points = Points(grid([Choices("a", tuple(range(100)))]), sampled("latin-hypercube", factors, 1000, 1), range(3))
    assert len(points) == 100_000
    packed = pickle.dumps(points)
    assert len(packed) < 1.1 * 8 * 1000 * len(factors)  # the numbers of one side, and next to nothing else
    again = pickle.loads(packed)
    assert again[99_999] == points[99_999]
    assert set(points[0].changes) == {"a", *(parameter.name for parameter in uncertain())}


def test_distinct_points_are_told_by_some_names_alone() -> None:
    side = sampled("sobol", [Choices("a", (1, 2)), Choices("b", (3, 4)), between(0, 1)], 64, 1)
    found = side.distinct({"a", "b"}, 10)
    assert sorted((each["a"], each["b"]) for each in found) == [(1, 3), (1, 4), (2, 3), (2, 4)]
    assert side.distinct({"a", "b"}, 2) == found[:2]
    assert side.distinct({"z"}, 10) == [{}]
    assert len(side.distinct({"x"}, 100)) == 64
