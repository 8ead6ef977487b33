"""The rule of who may be said to do more: made-up answers of every kind, and what must not matter."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.experiments.statistics import ENOUGH_DRAWS, Ranking, does_more, ranking

NAN = math.nan
SHARES = st.floats(0, 1)
NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=ENOUGH_DRAWS, max_size=60)


@pytest.mark.parametrize(
    ("probability", "exchanged", "wanted"),
    [
        (1.0, 1.0, Ranking.MORE),  # a winner that must be named
        (0.9, 0.51, Ranking.MORE),
        (1 - 0.1, 1.0, Ranking.MORE),  # 0.9 though it has no exact value in binary
        (36 / 40, 11 / 20, Ranking.MORE),
        (1.0, 0.0, Ranking.BELIEF),  # it does more, and the other would with its belief
        (0.95, 0.5, Ranking.BELIEF),  # a tie is no sign
        (0.9, 0.49, Ranking.BELIEF),
        (0.89, 1.0, Ranking.UNCLEAR),  # the sign alone is not enough
        (0.5, 0.5, Ranking.UNCLEAR),
        (0.0, 0.0, Ranking.UNCLEAR),
        (0.0, 1.0, Ranking.UNCLEAR),
        (NAN, 1.0, Ranking.UNCLEAR),
        (1.0, NAN, Ranking.UNCLEAR),  # beliefs were not exchanged, so nobody can say why
        (NAN, NAN, Ranking.UNCLEAR),
    ],
)
def test_each_kind_of_answer_has_one_verdict(probability: float, exchanged: float, wanted: Ranking) -> None:
    assert ranking(probability, exchanged) is wanted


@given(SHARES, SHARES)
def test_nobody_is_said_to_do_more_both_ways(probability: float, exchanged: float) -> None:
    both = ranking(probability, exchanged), ranking(1 - probability, 1 - exchanged)
    assert Ranking.UNCLEAR in both


@given(SHARES, SHARES, SHARES)
def test_more_certainty_never_takes_a_name_away(probability: float, more: float, exchanged: float) -> None:
    if ranking(min(probability, more), exchanged) is Ranking.MORE:
        assert ranking(max(probability, more), exchanged) is Ranking.MORE


@given(NUMBERS, st.floats(-1e6, 1e6))
def test_only_the_draws_apart_decide_and_the_two_sides_add_up(values: list[float], shift: float) -> None:
    one = np.array(values)
    other = one[::-1].copy()
    assert does_more(one, other) + does_more(other, one) == pytest.approx(1)
    assert does_more(one, other, "higher") == pytest.approx(does_more(other, one))
    assert does_more(one, one + abs(shift) + 1) == 1.0
    assert does_more(one, one) == 0.5  # ties


def test_too_few_draws_or_none_with_a_value_say_nothing() -> None:
    few, enough = np.zeros(ENOUGH_DRAWS - 1), np.zeros(ENOUGH_DRAWS)
    assert math.isnan(does_more(few, few + 1)) and does_more(enough, enough + 1) == 1.0
    holes = np.append(few, NAN)
    assert math.isnan(does_more(holes, enough + 1)), "a draw without a value is none"
    assert math.isnan(does_more([], []))
