"""The winner's curse: against Gelman and Carlin's own examples, and what it must do as trials grow."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.experiments.trials.curse import half_of, winners_curse

effects, errors = st.floats(0.05, 5.0), st.floats(0.1, 5.0)


@pytest.mark.parametrize(
    ("truth", "error", "power", "wrong", "times"),
    [(0.1, 3.28, 0.05, 0.46, 77), (2.0, 8.1, 0.06, 0.24, 9.7), (1.0, 3.28, 0.06, 0.19, 7.8)],
)
def test_what_gelman_and_carlin_found(truth: float, error: float, power: float, wrong: float, times: float) -> None:
    found = winners_curse(truth, error)
    assert found.power == pytest.approx(power, abs=0.006)
    assert found.wrong_sign == pytest.approx(wrong, abs=0.01)
    assert found.exaggeration == pytest.approx(times, rel=0.02)


@given(effects, errors)
def test_what_is_significant_exaggerates_and_less_so_in_larger_trials(truth: float, error: float) -> None:
    small, large = winners_curse(truth, error), winners_curse(truth, error / 2)
    assert small.exaggeration >= large.exaggeration - 1e-9 and large.exaggeration > 0.999
    assert small.power <= large.power + 1e-12
    assert 0 <= large.wrong_sign <= small.wrong_sign <= 0.5


@given(st.floats(0.2, 0.95), errors)
def test_a_ratio_is_exaggerated_on_the_log_scale_whichever_way_it_is_written(ratio: float, error: float) -> None:
    found, turned = winners_curse(ratio, error, 1.0), winners_curse(1 / ratio, error, 1.0)
    assert found.reports == pytest.approx(1 / turned.reports, rel=1e-9)
    assert math.log(found.reports) / math.log(ratio) == pytest.approx(found.exaggeration, rel=1e-9)
    assert found.reports <= ratio * (1 + 1e-9)


def test_half_an_effect_is_half_of_its_log_where_it_is_a_ratio() -> None:
    assert half_of(0.49, 1.0) == pytest.approx(0.7)
    assert half_of(-10.3, 0.0) == pytest.approx(-5.15)
