"""The formulas against published examples, and the analyses against statsmodels and the formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.experiments.pilot.analyses import gee, individual, mixed
from diversion.experiments.pilot.closed_forms import crossing, power_of, stepped_wedge, two_proportions
from diversion.experiments.pilot.wedge import simulated_wedge

WAVES = [6, 6, 6, 6]
EXAMPLE = (WAVES, 120, 0.05, 0.035, 0.01)


def test_the_published_stepped_wedge_has_the_published_power() -> None:
    assert crossing(WAVES).shape == (24, 5)
    assert stepped_wedge(*EXAMPLE) == pytest.approx(0.786, abs=0.001)


def test_simulated_wedges_have_the_power_of_the_formula_and_the_size_of_the_test() -> None:
    found = np.mean([fit.significant for fit in simulated_wedge(*EXAMPLE, trials=2000, seed=3)])
    size = np.mean([fit.significant for fit in simulated_wedge(WAVES, 120, 0.05, 0.05, 0.01, trials=2000, seed=4)])
    assert found == pytest.approx(0.786, abs=0.03)
    assert size == pytest.approx(0.05, abs=0.015)


def test_people_by_lot_have_the_power_of_two_proportions() -> None:
    luck = np.random.default_rng(5)
    arm = np.repeat([0.0, 1.0], 200)
    x = np.column_stack([np.ones(400), arm])
    share = np.where(arm > 0, 0.42, 0.55)
    fits = [individual((luck.random(400) < share).astype(float), x, True) for _ in range(3000)]
    expected = two_proportions(0.55, 0.42, 200, 200)
    assert np.mean([fit.significant for fit in fits]) == pytest.approx(expected, abs=0.03)


@given(st.floats(-3, 3), st.floats(0.1, 3))
def test_power_is_that_of_either_direction_and_never_below_the_level(effect: float, error: float) -> None:
    assert power_of(effect, error) == power_of(-effect, error)
    assert 0.0499 <= power_of(effect, error) <= 1


def made_up(seed: int, people: int = 400, clusters: int = 24) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    luck = np.random.default_rng(seed)
    cluster = luck.integers(0, clusters, people)
    arm = (cluster % 2).astype(float)
    x = np.column_stack([np.ones(people), luck.random(people) < 0.5, arm]).astype(float)
    chance = 1 / (1 + np.exp(-(-0.3 + 0.5 * x[:, 1] - 0.6 * arm + luck.normal(0, 0.8, clusters)[cluster])))
    return (luck.random(people) < chance).astype(float), x, cluster


@pytest.mark.parametrize("binary", [True, False])
def test_robust_errors_are_those_of_statsmodels(binary: bool) -> None:
    from statsmodels.genmod.families import Binomial, Poisson
    from statsmodels.genmod.generalized_estimating_equations import GEE

    y, x, cluster = made_up(1)
    y = y if binary else y * 2 + (x[:, 1] > 0)
    order = np.argsort(cluster, kind="stable")
    theirs = GEE(y[order], x[order], groups=cluster[order], family=Binomial() if binary else Poisson()).fit()
    ours = gee(y, x, cluster, binary)
    assert ours.value == pytest.approx(theirs.params[-1], abs=1e-5)
    assert ours.error == pytest.approx(theirs.bse[-1] * np.sqrt(24 / 23), rel=1e-4)


def test_the_logistic_regression_is_that_of_statsmodels() -> None:
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    y, x, _ = made_up(2)
    theirs = GLM(y, x, family=Binomial()).fit()
    ours = individual(y, x, True)
    assert (ours.value, ours.error) == pytest.approx((theirs.params[-1], theirs.bse[-1]), rel=1e-5)


@pytest.mark.parametrize("seed", [3, 4])
def test_the_mixed_model_is_that_of_statsmodels(seed: int) -> None:
    from statsmodels.regression.mixed_linear_model import MixedLM

    y, x, cluster = made_up(seed)
    theirs = MixedLM(y, x, groups=cluster).fit(reml=True)
    ours = mixed(y, x, cluster)
    assert ours.value == pytest.approx(theirs.fe_params[-1], abs=1e-4)
    assert ours.error == pytest.approx(theirs.bse_fe[-1], rel=0.002)


def test_nothing_is_found_where_an_arm_is_empty_or_nobody_has_the_outcome() -> None:
    x = np.column_stack([np.ones(10), np.zeros(10)])
    assert np.isnan(individual(np.ones(10), x, True).value)
    x[:5, 1] = 1
    assert not individual(np.zeros(10), x, True).significant
