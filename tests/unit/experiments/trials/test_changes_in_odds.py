"""Difference-in-differences of odds: before and after entry by group, against tables by hand and the library's GEE."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.genmod.cov_struct import Exchangeable, Independence
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_estimating_equations import GEE

from diversion.experiments.trials.estimates import ESTIMATORS, Estimate, Numbers

change = ESTIMATORS["did_odds_ratio"]


def table(both: int, after: int, before: int, neither: int) -> Numbers:
    """People by whether they had any after entry and any before it: columns after, before."""
    rows = [(2.0, 1.0)] * both + [(1.0, 0.0)] * after + [(0.0, 3.0)] * before + [(0.0, 0.0)] * neither
    return np.array(rows)


def test_a_table_of_two_by_two_by_two_worked_by_hand() -> None:
    """Treated 60% before and 40% after, control 50% before and 45% after: (2/3 ÷ 3/2) ÷ (9/11 ÷ 1)."""
    treated, control = table(30, 10, 30, 30), table(30, 15, 20, 35)
    found = change(treated, control, np.ones(100))
    assert found.value == pytest.approx((2 / 3) / (3 / 2) / (9 / 11))

    def squared(after: float, before: float, both: float) -> float:
        """Of a change in log-odds: both variances less twice the covariance, per person, over 100 people."""
        a, b = after * (1 - after), before * (1 - before)
        return (1 / a + 1 / b - 2 * (both - after * before) / (a * b)) / 100

    error = math.sqrt(squared(0.4, 0.6, 0.3) + squared(0.45, 0.5, 0.3))
    assert found.high == pytest.approx(found.value * math.exp(1.959964 * error), rel=1e-6)


def test_groups_that_differed_before_as_they_do_after_show_no_effect() -> None:
    treated, control = table(40, 10, 10, 40), table(20, 5, 5, 70)
    found = change(treated, control, np.ones(100))
    assert found.value == pytest.approx(1.0)
    after_alone = ESTIMATORS["odds_ratio"](treated[:, 0], control[:, 0], np.ones(100))
    assert after_alone.value > 2, "which the time after entry alone would take for harm"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_it_is_the_interaction_of_a_logistic_gee(seed: int, exchangeable: bool) -> None:
    """Both working correlations give the same, since each group at each time has a mean of its own; weights included."""
    luck = np.random.default_rng(seed)
    treated, control = (luck.poisson(luck.gamma(1.0, 0.8, (n, 1)) * [1.0, 0.8]).astype(float) for n in (70, 90))
    weights = luck.uniform(0.3, 3.0, 90)
    found = change(treated, control, weights)
    value, error = _gee(treated, control, weights, Exchangeable() if exchangeable else Independence())
    assert found.value == pytest.approx(value, rel=1e-4)
    assert _error(found) == pytest.approx(error, rel=1e-3)


def _error(found: Estimate) -> float:
    return math.log(found.high / found.value) / 1.959964


def _gee(treated: Numbers, control: Numbers, weights: Numbers, working: object) -> tuple[float, float]:
    people = np.concatenate([treated, control])
    group = (np.arange(len(people)) < len(treated)).astype(float)
    weight = np.concatenate([np.ones(len(treated)), weights])
    any_, who = (people > 0).astype(float).ravel(), np.repeat(np.arange(len(people)), 2)
    after = np.tile([1.0, 0.0], len(people))
    design = np.column_stack([np.ones(len(any_)), group[who], after, group[who] * after])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = GEE(any_, design, groups=who, family=Binomial(), cov_struct=working, weights=weight[who])
        fitted = model.fit(maxiter=200, cov_type="robust")
    return float(np.exp(fitted.params[3])), float(fitted.bse[3])


def test_a_cell_without_anybody_leans_to_no_effect() -> None:
    found = change(table(0, 0, 10, 40), table(5, 5, 5, 35), np.ones(50))
    assert 0 < found.low < found.value < 1


def test_under_no_effect_one_study_in_twenty_finds_one() -> None:
    luck = np.random.default_rng(5)

    def arm(level: float) -> Numbers:
        return luck.poisson(level * luck.gamma(1.0, 1.0, (300, 1)), (300, 2)).astype(float)

    found = [change(arm(1.2), arm(0.6), np.ones(300)).significant for _ in range(600)]
    assert 0.03 <= float(np.mean(found)) <= 0.075
