"""The value of perfect information against its closed form for two normal regimes, with and without luck in between."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from diversion.experiments.statistics.value import Best, best

DRAWS = 200_000
SIGMA = 3.0  # of the difference between two regimes, over the draws


def closed_form(mean: float, sigma: float) -> float:
    """E[max(0, d)] − max(0, E d) for a difference d that is normal: σ φ(μ/σ) − |μ| Φ(−|μ|/σ)."""
    return float(sigma * norm.pdf(mean / sigma) - abs(mean) * norm.cdf(-abs(mean) / sigma))


def judged(differences: np.ndarray) -> Best:
    """Two regimes, the other better by `differences`, shape (draws, histories)."""
    found = best("freed_at_contact", "higher", {"none": np.zeros(differences.shape), "other": differences})
    assert found is not None
    return found


@pytest.mark.statistical
@pytest.mark.parametrize("mean", [0.0, 1.5, -1.5, 6.0])
def test_two_normal_regimes(mean: float) -> None:
    found = judged(np.random.default_rng(1).normal(mean, SIGMA, (DRAWS, 1)))
    # The mean of `DRAWS` values with a variance below σ², four standard errors.
    assert found.perfect_information.value == pytest.approx(closed_form(mean, SIGMA), abs=4 * SIGMA / math.sqrt(DRAWS))
    assert found.probability["other"] == pytest.approx(norm.cdf(mean / SIGMA), abs=4 * 0.5 / math.sqrt(DRAWS))


def test_of_equal_means_it_is_sigma_over_the_root_of_two_pi() -> None:
    assert closed_form(0.0, SIGMA) == pytest.approx(SIGMA / math.sqrt(2 * math.pi))


@pytest.mark.statistical
@pytest.mark.parametrize("histories", [2, 4, 10])
def test_with_luck_the_truth_lies_between_the_two(histories: int) -> None:
    luck = 4.0
    rng = np.random.default_rng(2)
    draws = rng.normal(0, SIGMA, (DRAWS // histories, 1))
    found = judged(draws + rng.normal(0, luck, (len(draws), histories)))
    assert found.luck_apart is not None
    near = 4 * math.hypot(SIGMA, luck) / math.sqrt(len(draws))
    # The mean of all histories counts their luck as known, as if the draws were wider.
    above = closed_form(0.0, math.sqrt(SIGMA**2 + luck**2 / histories))
    assert found.perfect_information.value == pytest.approx(above, abs=near)
    # Half of the histories choose with an error of their own: the covariance with the truth, over the spread, times φ(0).
    below = SIGMA**2 / math.sqrt(SIGMA**2 + luck**2 / (histories / 2)) * float(norm.pdf(0))
    assert found.luck_apart.value == pytest.approx(below, abs=near)
    assert below < closed_form(0.0, SIGMA) < above


@pytest.mark.statistical
def test_the_bootstrap_of_many_draws_is_as_wide_as_their_number_says() -> None:
    # The other regime is best on average, so the value is the mean of what it falls short, max(0, −d).
    worth = judged(np.random.default_rng(5).normal(1.5, SIGMA, (DRAWS, 1))).perfect_information
    below = np.maximum(0.0, -np.random.default_rng(6).normal(1.5, SIGMA, 1_000_000))
    assert worth.high - worth.low == pytest.approx(2 * 1.96 * below.std() / math.sqrt(DRAWS), rel=0.1)


@pytest.mark.statistical
def test_the_bootstrap_holds_the_truth_about_as_often_as_it_says() -> None:
    rng, mean, held = np.random.default_rng(3), 1.5, 0
    for _ in range(300):
        worth = judged(rng.normal(mean, SIGMA, (200, 1))).perfect_information
        held += worth.low <= closed_form(mean, SIGMA) <= worth.high
    # The bootstrap of a value near its bound is approximate: 90% at the least, for what is called 95%.
    assert held / 300 > 0.90


@pytest.mark.statistical
def test_luck_alone_looks_worth_knowing_only_when_it_is_not_told_apart() -> None:
    found = judged(np.random.default_rng(4).normal(0, 1, (20_000, 2)))
    assert found.luck_apart is not None
    assert found.perfect_information.value > 0.25
    assert found.luck_apart.value < 0.02
