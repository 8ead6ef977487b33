"""The value of knowing more: equal to another program's on shared draws, bounded, and nothing where there is nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from heormodel.cea import ceac, icer_table
from heormodel.models import Outcomes
from heormodel.voi import evpi as their_evpi
from heormodel.voi import evppi as their_evppi
from hypothesis import given
from hypothesis import strategies as st

from diversion.experiments.statistics import (
    Quadrant,
    Standing,
    acceptability,
    evpi,
    evppi,
    evppi_of,
    frontier,
    quadrant,
    switching_value,
)

DRAWS = 2000
OPTIONS = ("none", "street", "custody")
PRICE = 120.0


@pytest.fixture(scope="module")
def shared() -> dict[str, Any]:
    """Costs and effects of three options that hang on three parameters, bent and straight, and on luck."""
    rng = np.random.default_rng(5)
    a, b, c = rng.normal(size=(3, DRAWS))
    costs = np.column_stack([np.zeros(DRAWS), 900 + 200 * b, 400 + 100 * c])
    effects = np.column_stack(
        [np.zeros(DRAWS), 8 + 3 * a + a * a + rng.normal(size=DRAWS), 3.5 + 2 * c + rng.normal(size=DRAWS)]
    )
    frames = [pd.DataFrame(table, columns=OPTIONS) for table in (costs, effects)]
    draws = pd.DataFrame({"a": a, "b": b, "c": c}, index=pd.RangeIndex(DRAWS, name="iteration"))
    net = PRICE * effects - costs
    return {"theirs": Outcomes.from_wide(*frames), "draws": draws, "costs": costs, "effects": effects, "net": net}


def test_perfect_information_is_worth_what_another_program_says(shared: dict[str, Any]) -> None:
    assert evpi(shared["net"]).value == pytest.approx(their_evpi(shared["theirs"], PRICE), rel=1e-9)


@pytest.mark.parametrize("names", [("a",), ("b",), ("c",), ("a", "c"), ("a", "b", "c")])
def test_partial_information_is_worth_what_another_program_says(names: tuple[str, ...], shared: dict[str, Any]) -> None:
    mine = evppi(shared["net"], *(shared["draws"][name].to_numpy() for name in names))
    theirs = their_evppi(shared["theirs"], shared["draws"], list(names), PRICE)
    assert mine.value == pytest.approx(theirs, rel=0.01, abs=0.01 * evpi(shared["net"]).value)
    assert 0 <= mine.bias < 0.1 * evpi(shared["net"]).value and mine.error > 0


def test_acceptability_and_ratios_are_what_another_program_says(shared: dict[str, Any]) -> None:
    prices = np.array([0.0, 50.0, 120.0, 400.0])
    theirs = ceac(shared["theirs"], prices)[list(OPTIONS)].to_numpy()
    assert acceptability(shared["costs"], shared["effects"], prices) == pytest.approx(theirs, abs=1e-12)
    table = icer_table(shared["theirs"])
    for step in frontier(OPTIONS, shared["costs"].mean(axis=0), shared["effects"].mean(axis=0)):
        row = table.loc[step.option]
        assert (step.standing == Standing.WORTH_HAVING) == (row["status"] == "ND")
        assert (step.standing == Standing.EXTENDEDLY_DOMINATED) == (row["status"] == "ED")
        assert step.ratio == pytest.approx(row["icer"], rel=1e-9, nan_ok=True)


def test_an_example_by_hand_to_the_pound() -> None:
    """Two options, four draws: the second gains 400 or loses 200, known by a coin that a parameter shows."""
    net = np.array([[0.0, 400.0], [0.0, -200.0]] * 10)
    coin = np.array([1.0, 0.0] * 10)
    assert evpi(net).value == 100.0  # 200 on average when known, 100 when not
    assert evppi(net, coin).value == pytest.approx(100.0)
    assert evppi(net, np.repeat([0.0, 1.0], 10)).value == pytest.approx(0.0)
    assert acceptability(-net, np.zeros_like(net), [1.0]).tolist() == [[0.5, 0.5]]


def test_knowing_more_is_worth_no_less_and_never_more_than_knowing_all() -> None:
    """0 ≤ EVPPI(A) ≤ EVPPI(A and B) ≤ EVPI on 200 random cases, within two standard errors."""
    rng = np.random.default_rng(11)
    for _ in range(200):
        a, b, luck = rng.normal(size=(3, 400))
        weights, shift = rng.normal(size=(2, 3)), rng.normal(size=2) * 0.5
        gains = [w[0] * a + w[1] * b + 0.5 * w[2] * luck + s for w, s in zip(weights, shift, strict=True)]
        net = np.column_stack([np.zeros(400), *gains])
        one, both, whole = evppi(net, a), evppi(net, a, b), evpi(net)
        assert 0.0 <= one.value <= both.value + 2 * math.hypot(one.error, both.error)
        assert both.value <= whole.value + 1e-12


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=40), st.floats(-1e6, 1e6))
def test_knowing_all_is_never_worth_less_than_nothing_whatever_rounding_does(values: list[float], more: float) -> None:
    gains = np.array(values)
    assert evpi(np.column_stack([gains - abs(more) - 0.1, gains])).value >= 0.0
    assert evpi(np.column_stack([np.zeros(len(values)), np.abs(gains) / 3])).value >= 0.0


def test_what_is_found_in_luck_alone_is_told_as_bias() -> None:
    rng = np.random.default_rng(3)
    found = [evppi(np.column_stack([np.zeros(40), rng.normal(size=40)]), rng.normal(size=40)) for _ in range(40)]
    assert np.mean([each.value for each in found]) > 0.01  # with few draws something is always found
    assert np.mean([each.value - each.bias for each in found]) == pytest.approx(0.0, abs=0.02)
    assert all(each.beyond_chance >= 0 for each in found)


def test_few_draws_say_nothing() -> None:
    net = np.zeros((9, 2))
    assert math.isnan(evppi(net, np.arange(9.0)).value) and math.isnan(switching_value(net[:, 0], np.arange(9.0)))
    assert evppi(np.zeros((20, 2))).value == 0.0  # knowing nothing


def test_the_most_valuable_comes_first_and_groups_stand_among_them(shared: dict[str, Any]) -> None:
    draws = {name: shared["draws"][name].to_numpy() for name in "abc"} | {"fixed": np.ones(DRAWS)}
    found = evppi_of(shared["net"], draws, {"money": ["b", "fixed"], "all": ["a", "b", "c"]})
    assert next(iter(found)) == "all" and "fixed" not in found
    assert found["money"].value == pytest.approx(found["b"].value)


@given(st.floats(-3, 3), st.sampled_from([-1.0, 1.0]))
def test_a_decision_turns_where_its_line_crosses_nothing(turn: float, slope: float) -> None:
    draws = np.linspace(-5, 5, 101)
    assert switching_value(slope * (draws - turn), draws) == pytest.approx(turn, abs=0.05)


def test_a_decision_that_never_turns_has_no_switching_value() -> None:
    draws = np.linspace(0, 1, 101)
    assert math.isnan(switching_value(1.0 + draws, draws)) and math.isnan(switching_value(draws, np.ones(101)))


@pytest.mark.parametrize(
    ("cost", "effect", "expected"),
    [
        (1.0, 1.0, Quadrant.BETTER_DEARER),
        (-1.0, 1.0, Quadrant.BETTER_CHEAPER),
        (0.0, 1.0, Quadrant.BETTER_CHEAPER),
        (-1.0, -1.0, Quadrant.WORSE_CHEAPER),
        (1.0, -1.0, Quadrant.WORSE_DEARER),
        (5.0, 0.0, Quadrant.NO_DIFFERENCE),
    ],
)
def test_a_difference_lies_in_one_quadrant(cost: float, effect: float, expected: Quadrant) -> None:
    assert quadrant(cost, effect) is expected


def test_a_mix_of_two_others_dominates_one_between_them() -> None:
    steps = {step.option: step for step in frontier(["A", "B", "C", "D"], [0, 100, 150, 90], [0, 1, 3, 1])}
    assert steps["B"].standing is Standing.DOMINATED and steps["D"].standing is Standing.EXTENDEDLY_DOMINATED
    assert steps["C"].ratio == 50.0 and math.isnan(steps["A"].ratio)
