"""From a measured effect to the ratio of all offences by thinning: closed forms of Poisson and gamma-Poisson, no sign lost."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from diversion.experiments.beliefs.reading import MEASURED, measured, ratio_behind, share_with_any, with_base
from diversion.experiments.trials.effects import OddsRatio, odds_ratio_of, share_of
from diversion.experiments.trials.effects import StandardisedDifference as D
from diversion.scenarios.errors import InputError

TO = np.arange(400)
MEAN, K = 1.4, 2.0
POISSON = poisson.pmf(TO, MEAN)
GAMMA = nbinom.pmf(TO, 1 / K, 1 / (1 + MEAN * K))  # rates that differ as a gamma distribution with variance k × mean²
HAND = np.array([0.5, 0.3, 0.2])  # half have none, three in ten one, two in ten two
ratios = st.floats(0.05, 12.0)
some = st.lists(st.integers(1, 500), min_size=2, max_size=12).map(lambda people: np.array(people) / sum(people))
measures = st.sampled_from(tuple(MEASURED))


def test_thinning_by_hand() -> None:
    """Thinned to 0.5, of those with one event half have none left, of those with two a quarter."""
    assert share_with_any(HAND, 0.5) == pytest.approx(0.3 * 0.5 + 0.2 * 0.75)
    assert measured("points", HAND, 0.5) == pytest.approx(-20.0)
    assert measured("risk ratio", HAND, 0.5) == pytest.approx(0.6)
    assert measured("odds ratio", HAND, 0.5) == pytest.approx(0.3 / 0.7)
    assert ratio_behind("risk ratio", 0.6, HAND) == pytest.approx(0.5)


def test_time_at_risk_by_hand() -> None:
    """Who has one event has it half way through on average, who has two the first a third of the way."""
    first, without = 0.5 / (0.5 + 0.3 / 2 + 0.2 / 3), 0.3 * 0.5 + 0.2 * 0.75
    none = 0.5 + 0.3 * 0.5 + 0.2 * 0.25  # nobody's first event
    one = 0.3 * 0.5 + 0.2 * 0.5
    two = 0.2 * 0.25
    after = without / (none + one / 2 + two / 3)
    assert measured("hazard ratio", HAND, 0.5) == pytest.approx(after / first)


@pytest.mark.parametrize("rho", [0.1, 0.5, 0.8, 1.0])
def test_poisson_counts_have_their_closed_form(rho: float) -> None:
    assert share_with_any(POISSON, rho) == pytest.approx(share_of(MEAN * rho), abs=1e-12)
    assert measured("hazard ratio", POISSON, rho) == pytest.approx(rho), (
        "steady rates: the hazard ratio is the rate ratio"
    )


@pytest.mark.parametrize("rho", [0.1, 0.5, 0.8, 1.0])
def test_gamma_poisson_counts_have_their_closed_form(rho: float) -> None:
    assert share_with_any(GAMMA, rho) == pytest.approx(share_of(MEAN * rho, K), abs=1e-9)

    def at_risk(mean: float) -> float:  # the integral of (1 + mean × k × t)^(-1/k) over a time of 1, for k = 2
        return (math.sqrt(1 + 2 * mean) - 1) / mean

    expected = share_of(MEAN * rho, K) / at_risk(MEAN * rho) / (share_of(MEAN, K) / at_risk(MEAN))
    assert measured("hazard ratio", GAMMA, rho) == pytest.approx(expected, rel=1e-8)
    assert rho <= measured("hazard ratio", GAMMA, rho) <= 1, (
        "where rates differ the hazard ratio says less than the rate ratio"
    )


@given(measures, some, ratios, ratios)
def test_more_offences_always_measure_as_more(measure: str, shares: np.ndarray, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert measured(measure, shares, low) <= measured(measure, shares, high) + 1e-12


@given(measures, some, st.floats(0.1, 8.0))
def test_a_measured_effect_leads_back_to_its_ratio(measure: str, shares: np.ndarray, rho: float) -> None:
    assert ratio_behind(measure, measured(measure, shares, rho), shares) == pytest.approx(rho, rel=1e-5)


@given(measures, some, st.floats(0.1, 8.0))
def test_the_arms_may_change_places(measure: str, shares: np.ndarray, rho: float) -> None:
    there, back = measured(measure, shares, rho), measured(measure, shares, 1 / rho)
    assert there == pytest.approx(-back if measure == "points" else 1 / back, abs=1e-12)


@given(measures, some)
def test_no_effect_is_none_on_every_scale(measure: str, shares: np.ndarray) -> None:
    assert measured(measure, shares, 1.0) == pytest.approx(0.0 if measure == "points" else 1.0)


def test_a_difference_of_means_goes_through_coxs_rule() -> None:
    odds = odds_ratio_of(D(-0.421)).value
    assert odds == pytest.approx(0.4993, abs=1e-4)
    assert ratio_behind("d", -0.421, GAMMA) == ratio_behind(OddsRatio.unit, odds, GAMMA)


def test_a_ratio_of_counts_is_the_ratio() -> None:
    assert ratio_behind("mean ratio", 0.73) == 0.73 and ratio_behind("rate ratio", 1.2) == 1.2


def test_an_odds_ratio_says_different_things_of_the_few_and_of_the_many() -> None:
    """Where nearly nobody has any it is the ratio itself; where nearly all have many it takes far fewer offences."""
    few, many = poisson.pmf(TO, 0.01), poisson.pmf(TO, 4.0)
    assert ratio_behind("odds ratio", 0.5, few) == pytest.approx(0.5, abs=0.01)
    assert ratio_behind("odds ratio", 0.5, many) > 0.8


def test_a_studys_own_base_goes_before_that_of_the_replay() -> None:
    shares = with_base(HAND, 0.25)
    assert shares.tolist() == pytest.approx([0.75, 0.15, 0.10])
    assert shares.sum() == pytest.approx(1.0)


def test_what_cannot_hold_is_refused_in_words() -> None:
    with pytest.raises(InputError, match=r"points -60 cannot hold where 50% of the others have the outcome\."):
        ratio_behind("points", -60.0, HAND)
