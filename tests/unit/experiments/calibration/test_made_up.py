"""Made-up places: where the method is right ranks are even, and a posterior that is wrong is caught; and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from diversion.experiments.calibration import made_up
from diversion.experiments.calibration.leaving_out import verdict
from diversion.experiments.calibration.made_up import DRAWS, judged, ranks_of
from diversion.experiments.calibration.matching import Goals, Region, Tried, Wave
from diversion.experiments.calibration.particles import sample
from diversion.experiments.calibration.self_check import self_check
from diversion.experiments.calibration.standing_in import Believed, StandIn, believed, stand_in
from diversion.experiments.designs.sampling import sobol

Numbers = NDArray[np.float64]
NAMES = ["first", "second"]
LUCK = np.array([0.01, 0.01, 0.01])


def figures(places: Numbers) -> Numbers:
    """What a simple simulator shows: three figures of two parameters."""
    x, y = places[:, 0], places[:, 1]
    return np.column_stack([3 * x + y, 2 * y - x, x * y])


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """As the command has it; many threads over small matrices only wait for one another."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def by() -> StandIn:
    places = sobol(NAMES, 64, 1)
    return stand_in(NAMES, [Tried(places, figures(places), LUCK)])


@pytest.fixture(scope="module")
def goals() -> Goals:
    return Goals(figures(np.array([[0.4, 0.6]]))[0], np.full(3, 0.3), ["a", "b", "c"])


def over_sure(by: StandIn, goals: Goals, seed: int) -> Believed:
    """A posterior that is wrong on purpose: it takes targets for three times as exact as they are."""
    return made_up.by_emulators(by, replace(goals, tolerances=goals.tolerances / 3), seed)


def to_one_side(by: StandIn, goals: Goals, seed: int) -> Believed:
    """Wrong in another way: everything lies a little too high."""
    found = made_up.by_emulators(by, goals, seed)
    return Believed(found.places + 0.06, found.weights)


def by_abc(by: StandIn, goals: Goals, seed: int) -> Believed:
    """The posterior by pyABC, as a real place gets it, the simulator being the emulators' middle."""
    wave = Wave(1, 64, tuple(by.emulators), by.luck)
    places = sobol(NAMES, 64, 1)
    region = Region(NAMES, goals, [wave], [Tried(places, figures(places), by.luck)])
    found = sample(lambda at, _stage: Tried(at, by.tell(at)[0], by.luck), region, 80, seed)
    return Believed(found.places, found.weights)


def over_sure_abc(by: StandIn, goals: Goals, seed: int) -> Believed:
    """The same, wrong on purpose: draws lie ten times as close together as they should."""
    found = by_abc(by, goals, seed)
    middle = found.weights @ found.places
    return Believed(middle + (found.places - middle) / 10, found.weights)


def test_what_is_believed_is_what_a_fine_grid_says(by: StandIn, goals: Goals) -> None:
    side = (np.arange(200) + 0.5) / 200
    grid = np.array(np.meshgrid(side, side)).reshape(2, -1).T
    logs = by.fits(*by.tell(grid), goals).sum(axis=1)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    found = believed(by, goals, range(3), 1)
    assert found.effective > 300
    assert found.weights @ found.places == pytest.approx(weights @ grid, abs=0.01)
    spread = np.sqrt(found.weights @ (found.places - found.weights @ found.places) ** 2)
    assert spread == pytest.approx(np.sqrt(weights @ (grid - weights @ grid) ** 2), rel=0.05)


def test_narrow_targets_are_found_by_trying_again_nearby(by: StandIn, goals: Goals) -> None:
    narrow = replace(goals, tolerances=np.full(3, 1e-3))
    exact = StandIn(by.names, by.emulators, np.full(3, 1e-6))
    found = believed(exact, narrow, range(3), 1)
    assert found.effective > 100
    assert found.weights @ found.places == pytest.approx([0.4, 0.6], abs=0.02)


def test_ranks_of_200_made_up_places_are_even(by: StandIn, goals: Goals) -> None:
    found = judged(ranks_of(by, goals, 200, 1), NAMES)
    assert found.even and found.bins == 10
    assert all(each.farthest <= found.band for each in found.parameters)


@pytest.mark.parametrize("wrong", [over_sure, to_one_side])
def test_a_posterior_that_is_wrong_is_caught_in_200_made_up_places(
    by: StandIn, goals: Goals, wrong: made_up.Posterior
) -> None:
    found = judged(ranks_of(by, goals, 200, 1, wrong), NAMES)
    assert not found.even
    assert any(each.farthest > found.band for each in found.parameters)


@pytest.mark.slow
@pytest.mark.parametrize(("posterior", "even"), [(by_abc, True), (over_sure_abc, False)])
def test_pyabc_finds_the_truth_of_20_places_and_one_that_is_over_sure_is_caught(
    by: StandIn, goals: Goals, posterior: made_up.Posterior, even: bool
) -> None:
    found = judged(ranks_of(by, goals, 20, 2, posterior), NAMES)
    assert found.even == even


def test_even_ranks_are_even_and_others_are_not() -> None:
    every = np.repeat(np.arange(DRAWS + 1), 2)
    found = judged(np.column_stack([every, every // 2]), ["even", "low"])
    assert found.uneven == ["low"]
    even, low = found.parameters
    assert even.chi_square == 0 and even.p == 1 and even.farthest <= 0.011
    assert low.chi_square == pytest.approx(200.0) and low.farthest == pytest.approx(0.5, abs=0.02)


def test_ranks_that_are_kept_are_not_found_again(
    by: StandIn, goals: Goals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = self_check(by, goals, 12, 1, tmp_path, lambda _: None)
    (file,) = tmp_path.iterdir()
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:8]), encoding="utf-8")
    asked: list[int] = []

    def counted(*given: Any) -> Believed:
        asked.append(1)
        return believed(*given)

    monkeypatch.setattr(made_up, "believed", counted)
    again = self_check(by, goals, 12, 1, tmp_path, lambda _: None)
    assert len(asked) == 4 and again.parameters == whole.parameters


def test_a_group_left_out_is_predicted_better_where_the_others_say_something(by: StandIn, goals: Goals) -> None:
    """The truth lies off the priors' middle: what the first two figures say tells of the third."""
    groups = {"first": [0], "second": [1], "third": [2]}
    far = Goals(figures(np.array([[0.9, 0.9]]))[0], np.full(3, 0.1), goals.titles)
    middle = figures(np.array([[0.5, 0.5]]))[0]
    found = verdict(by, far, middle, groups, 1)
    assert found.better and "better than" in found.words
    assert found.groups[2].off < 1 < found.groups[2].middle_off


def test_a_posterior_that_is_led_astray_is_no_better(by: StandIn, goals: Goals) -> None:
    """What the first two figures say is wrong of the third, which the priors' middle shows as it is."""
    middle = figures(np.array([[0.5, 0.5]]))[0]
    values = figures(np.array([[0.95, 0.95]]))[0]
    values[2] = middle[2]
    found = verdict(by, Goals(values, np.full(3, 0.1), goals.titles), middle, {"third": [2]}, 1)
    assert not found.better and "no better" in found.words
