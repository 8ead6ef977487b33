"""What a trial says about a parameter: belief before and after, against the case that can be worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from diversion.experiments.trials.fitting import FITS, as_table, believed, carry_out, weighed
from diversion.experiments.trials.study import studies
from diversion.scenarios.parameters import register


def test_belief_runs_through_its_three_percentiles() -> None:
    found = believed((0.2, 0.55, 1.0), np.array([0.05, 0.5, 0.95]))
    assert found == pytest.approx([0.2, 0.55, 1.0])
    assert np.all(np.diff(believed((0.2, 0.55, 1.0), np.linspace(0.01, 0.99, 50))) > 0)


def test_a_normal_belief_and_a_normal_error_give_the_known_answer() -> None:
    """Belief N(0, 1) and an estimate of 2 with error 1: after it, N(1, 1/2)."""
    luck = np.random.default_rng(1)
    values = np.sort(luck.normal(size=200_000))
    low, middle, high = weighed(values, values - 2.0, 1.0)
    assert middle == pytest.approx(1.0, abs=0.02)
    assert (high - low) / 2 == pytest.approx(1.645 * math.sqrt(0.5), abs=0.02)


def test_an_estimate_that_says_nothing_leaves_belief_as_it_was() -> None:
    values = believed((0.2, 0.55, 1.0), (np.arange(4001) + 0.5) / 4001)
    assert weighed(values, values, 1e9) == pytest.approx((0.2, 0.55, 1.0), rel=0.01)


def test_every_fit_names_a_study_that_is_fitted_to_and_a_parameter_whose_default_came_of_it() -> None:
    for fit in FITS:
        (study,) = (each for each in studies() if each.name == fit.study)
        assert study.use == "fit" and study.outcomes[fit.reading].published is not None
        declared = register()[fit.parameter]
        assert fit.prior[0] <= declared.default <= fit.prior[2]
        assert fit.why and fit.error > 0 and fit.discrepancy > 0


def test_a_trial_of_a_contract_lowers_belief_about_offending_under_it() -> None:
    fit = next(each for each in FITS if each.study == "checkpoint")
    found = carry_out(fit, worlds=1, trials=30)
    assert found.after[1] < fit.prior[1]
    assert found.middles[0] < found.middles[-1], "the stronger the effect, the larger the drop"
    assert f"{found.after[1]:.2f}" in as_table([found])
