"""Our own exp, log and normal quantile against exact decimals and scipy; errors in units in the last place (ulp)."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit as scipy_expit
from scipy.special import logit as scipy_logit
from scipy.stats import norm

from diversion.agents.arithmetic import exp, expit, log, logit, normal
from diversion.agents.engine.behaviour import kernel

MOST_ULPS = 2.0  # the bound that `arithmetic.py` states
SMALLEST = 2.0**-1022  # the smallest normal number
LARGEST = 1.7976931348623157e308
moderate = st.floats(-700.0, 700.0)
positive = st.floats(SMALLEST, LARGEST)
inside = st.floats(2.0**-54, 1.0 - 2.0**-53)


@kernel
def _exp_of(values: np.ndarray, out: np.ndarray) -> None:
    for k in range(values.shape[0]):
        out[k] = exp(values[k])


@kernel
def _log_of(values: np.ndarray, out: np.ndarray) -> None:
    for k in range(values.shape[0]):
        out[k] = log(values[k])


@kernel
def _normal_of(values: np.ndarray, out: np.ndarray) -> None:
    for k in range(values.shape[0]):
        out[k] = normal(values[k])


def over(apply: Callable[[np.ndarray, np.ndarray], None], values: np.ndarray) -> np.ndarray:
    """One of the kernels above applied to a row of numbers."""
    out = np.empty(len(values))
    apply(values, out)
    return out


def ulps(got: float, exact: Decimal) -> float:
    """How far `got` is from an exact number, in units in the last place of that number."""
    return float(abs(Decimal(got) - exact) / Decimal(math.ulp(float(exact))))


def exact_exp(x: float) -> Decimal:
    with localcontext() as context:
        context.prec = 50
        return Decimal(x).exp()


def exact_log(x: float) -> Decimal:
    with localcontext() as context:
        context.prec = 50
        return Decimal(x).ln()


@given(moderate)
def test_exp_is_within_two_ulps(x: float) -> None:
    assert ulps(exp(x), exact_exp(x)) < MOST_ULPS


@given(st.one_of(positive, st.floats(0.5, 2.0)))
def test_log_is_within_two_ulps(x: float) -> None:
    assert ulps(log(x), exact_log(x)) < MOST_ULPS


def test_exp_and_log_are_within_two_ulps_where_the_pieces_meet() -> None:
    half = math.log(2.0) / 2.0
    turns = [k * 2.0 * half + half for k in range(-1000, 1000, 37)]
    for x in turns:
        for near in (x, math.nextafter(x, 800.0), math.nextafter(x, -800.0)):
            assert ulps(exp(near), exact_exp(near)) < MOST_ULPS
    for x in (2.0**k * root for k in range(-1000, 1000, 53) for root in (math.sqrt(0.5), 1.0)):
        for near in (x, math.nextafter(x, 0.0), math.nextafter(x, math.inf)):
            assert near == 1.0 or ulps(log(near), exact_log(near)) < MOST_ULPS


def test_exp_and_log_agree_with_the_c_library_on_a_fine_grid() -> None:
    x = np.linspace(-700.0, 700.0, 400_001)
    assert np.abs((over(_exp_of, x) - np.exp(x)) / np.spacing(np.exp(x))).max() < MOST_ULPS + 1.0
    y = np.exp(np.linspace(-700.0, 700.0, 400_001))
    assert np.abs((over(_log_of, y) - np.log(y)) / np.spacing(np.abs(np.log(y)))).max() < MOST_ULPS + 1.0


@given(moderate)
def test_log_undoes_exp(x: float) -> None:
    assert abs(log(exp(x)) - x) <= 4.0 * (math.ulp(1.0) + math.ulp(x))


@given(st.floats(-20.0, 30.0))
def test_logit_undoes_expit(x: float) -> None:
    p = expit(x)
    assert abs(logit(p) - x) <= 8.0 * math.ulp(1.0) * (abs(x) + 1.0 + 1.0 / (1.0 - p))


@given(moderate)
def test_exp_of_minus_x_is_one_over_exp(x: float) -> None:
    assert exp(x) * exp(-x) == pytest.approx(1.0, rel=1e-15)


def test_edges_of_exp_and_log() -> None:
    assert exp(0.0) == 1.0 and exp(-0.0) == 1.0
    assert log(1.0) == 0.0
    assert exp(5000.0) == exp(700.0) < math.inf
    assert exp(-5000.0) == exp(-700.0) > 0.0
    assert exp(math.inf) == exp(700.0) and exp(-math.inf) == exp(-700.0)
    assert exp(2.0**-60) == 1.0
    assert log(SMALLEST) == pytest.approx(-1022 * math.log(2.0), rel=1e-15)
    assert log(LARGEST) == pytest.approx(1024 * math.log(2.0), rel=1e-15)
    assert all(log(2.0**k) == pytest.approx(k * math.log(2.0), rel=1e-15) for k in range(-1000, 1000))


@given(st.floats(-700.0, 700.0), st.floats(1e-9, 10.0))
def test_exp_rises(x: float, step: float) -> None:
    assert exp(x) <= exp(x + step)


@given(st.floats(-40.0, 40.0), st.floats(1e-15, 1.0 - 1e-15))
def test_expit_and_logit_agree_with_scipy(x: float, p: float) -> None:
    assert expit(x) == pytest.approx(float(scipy_expit(x)), rel=1e-14)
    # Near one half the log-odds are a small difference of larger numbers, so their error is absolute there.
    assert logit(p) == pytest.approx(float(scipy_logit(p)), rel=1e-13, abs=1e-15)


@given(inside)
def test_the_normal_quantile_agrees_with_scipy(u: float) -> None:
    assert normal(u) == pytest.approx(float(norm.ppf(u)), rel=1e-8)


def test_the_normal_quantile_agrees_with_scipy_on_a_grid_and_deep_in_the_tails() -> None:
    u = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 200_001), 10.0 ** np.linspace(-16, -3, 2_001)])
    assert np.abs(over(_normal_of, u) / np.where(u == 0.5, 1.0, norm.ppf(u)) - 1.0)[u != 0.5].max() < 1e-8
    assert normal(0.5) == 0.0


@given(st.integers(1, 2**30 - 1))
def test_the_normal_quantile_is_odd(k: int) -> None:
    u = k / 2**30  # so that 1 - u is exact
    assert normal(1.0 - u) == pytest.approx(-normal(u), rel=1e-9, abs=1e-300)


def test_the_normal_quantile_rises_everywhere() -> None:
    turns = [np.linspace(turn - 1e-6, turn + 1e-6, 20_001) for turn in (0.02425, 0.5, 0.97575)]
    for u in (np.linspace(1e-9, 1 - 1e-9, 400_001), *turns):
        assert (np.diff(over(_normal_of, u)) > 0).all()


def test_never_and_always_are_odds_that_no_draw_gets_past() -> None:
    assert expit(logit(0.0)) < 1e-15
    assert expit(logit(1.0)) >= 1.0 - 2.0**-52
