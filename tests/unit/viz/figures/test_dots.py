"""Equally likely changes as dots: each on its own side of no change, none upon another, as many as are told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.viz.charts import Axis, Chances, Dots, stacked
from diversion.viz.charts.quantiles import DOTS, quantile_dots
from diversion.viz.view.echarts.dots import SIZE, dots, dots_height

VALUES = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=60)


@given(VALUES, st.floats(0.01, 1e5))
def test_every_dot_stands_on_its_own_side_and_on_none_other(values: list[float], column: float) -> None:
    placed = stacked(sorted(values), column)
    assert len(placed) == len(values) == len(set(placed))
    for value, (middle, height) in zip(sorted(values), placed, strict=True):
        assert np.sign(middle) == np.sign(value) and abs(middle - value) <= column and height >= 0


@given(VALUES)
def test_dots_are_within_the_draws_and_in_order(values: list[float]) -> None:
    found = quantile_dots(np.array(values))
    assert len(found) == (DOTS if len(values) >= DOTS else len(values))
    assert found == sorted(found) and min(values) <= found[0] <= found[-1] <= max(values)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.95])
def test_the_share_of_dots_is_the_share_of_draws(share: float) -> None:
    """To half a dot, which is what twenty can say."""
    draws = np.linspace(-share, 1 - share, 1001)
    below = sum(dot < 0 for dot in quantile_dots(draws)) / DOTS
    assert below == pytest.approx(share, abs=0.5 / DOTS + 0.001)


def test_the_two_sides_exchanged_give_the_same_dots_turned_round() -> None:
    draws = np.random.default_rng(1).normal(3, 5, 77)
    assert quantile_dots(-draws) == pytest.approx([-dot for dot in reversed(quantile_dots(draws))])


def test_a_page_lifts_dots_that_would_lie_on_one_another() -> None:
    mark = Dots([Chances("a", "", [1.0, 1.0, 1.0]), Chances("b", "", [-2.0])], Axis("a year", (-4.0, 4.0)))
    first, second, line = dots(mark)["baseOption"]["series"]
    assert [dot["symbolOffset"][1] for dot in first["data"]] == [0, -SIZE, -2 * SIZE]
    assert (
        len(second["data"]) == 1
        and line["id"] == "line"
        and dots_height(mark) > dots_height(Dots(mark.rows[:1], mark.axis))
    )


def test_a_chart_without_a_dot_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        Dots([], Axis())
    with pytest.raises(ValueError, match="not finite"):
        Dots([Chances("a", "", [float("nan")])], Axis())
