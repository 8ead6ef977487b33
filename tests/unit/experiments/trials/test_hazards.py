"""Cox regression of first events: against a likelihood worked by hand, the library's own fit, and exponential times."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.hazard_regression import PHReg

from diversion.experiments.trials.estimates import ESTIMATORS, Numbers
from diversion.scenarios.parameters import InputError

cox = ESTIMATORS["hazard_ratio"]


def ones(numbers: Numbers) -> Numbers:
    return np.ones(len(numbers))


def by_person_time(treated: Numbers, control: Numbers) -> float:
    """Events over time at risk, which is the hazard ratio only where hazards are steady."""
    rates = [(arm > 0).sum() / np.abs(arm).sum() for arm in (treated, control)]
    return float(rates[0] / rates[1])


def censored(times: Numbers, days: float) -> Numbers:
    return np.where(times < days, times, -days)


def test_a_likelihood_worked_by_hand() -> None:
    """E16: the control's event has two treated and three controls at risk, the treated's two and one.

    So the likelihood is 1 / (2r + 3) × r / (2r + 1), greatest where 4r² = 3.
    """
    treated, control = np.array([20.0, -100.0]), np.array([10.0, -15.0, -100.0])
    found = cox(treated, control, ones(control))
    assert found.value == pytest.approx(math.sqrt(3) / 2, rel=1e-6)
    r = found.value
    information = sum(2 * r * other / (2 * r + other) ** 2 for other in (3, 1))
    assert found.high == pytest.approx(r * math.exp(1.959964 / math.sqrt(information)), rel=1e-5)


def test_hazards_that_are_not_proportional_are_not_events_over_time() -> None:
    """E16: the treated fare worse early, as who is not in jail does, and better later; person-time mixes the two up."""
    luck = np.random.default_rng(4)
    early = luck.exponential(150.0, 4000)
    treated = censored(np.where(early < 60, early, 60 + luck.exponential(2000.0, 4000)), 730.0)
    control = censored(luck.exponential(500.0, 4000), 730.0)
    found = cox(treated, control, ones(control))
    assert abs(math.log(found.value / by_person_time(treated, control))) > 0.05
    assert found.value == pytest.approx(_library(treated, control)[0], rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(8, 60), st.floats(0.3, 3.0))
def test_it_is_the_fit_of_the_librarys_own_cox_regression(seed: int, people: int, ratio: float) -> None:
    luck = np.random.default_rng(seed)
    treated, control = (censored(luck.weibull(1.4, people) * scale, 200.0) for scale in (150.0 / ratio, 150.0))
    if (treated > 0).sum() < 3 or (control > 0).sum() < 3:
        return
    found, (value, error) = cox(treated, control, ones(control)), _library(treated, control)
    assert found.value == pytest.approx(value, rel=1e-4)
    assert math.log(found.high / found.value) / 1.959964 == pytest.approx(error, rel=1e-3)


def _library(treated: Numbers, control: Numbers) -> tuple[float, float]:
    """Ratio and error of its log by `PHReg`, which goes through events one by one and takes a hundred times as long."""
    times = np.concatenate([treated, control])
    arm = (np.arange(len(times)) < len(treated)).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = PHReg(np.abs(times), arm[:, None], status=(times > 0).astype(float), ties="breslow").fit()
    return float(np.exp(fitted.params[0])), float(fitted.bse[0])


def test_an_arm_without_any_event_leans_to_no_effect() -> None:
    nobody, some = np.full(50, -365.0), np.append(np.full(46, -365.0), [30.0, 60.0, 90.0, 200.0])
    found, turned = cox(nobody, some, ones(some)), cox(some, nobody, ones(nobody))
    assert found.low < found.value < 0.3 and found.high > found.value
    assert turned.value == pytest.approx(1 / found.value, rel=0.05)
    empty = cox(nobody, nobody, ones(nobody))
    assert empty.value == pytest.approx(1.0) and not empty.significant


def test_weights_that_differ_are_refused_in_a_sentence() -> None:
    times = np.array([10.0, 20.0, -100.0])
    assert cox(times, times, np.full(3, 2.0)).value == pytest.approx(1.0)
    with pytest.raises(InputError, match="Cox regression here takes nobody for more than another"):
        cox(times, times, np.array([1.0, 2.0, 1.0]))
