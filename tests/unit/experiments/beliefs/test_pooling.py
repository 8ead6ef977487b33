"""Random effects: closed forms of equal studies, of one, of places that do not differ; a new place is never surer than a mean."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t

from diversion.experiments.beliefs.pooling import Mixture, carried, likely_values, new_site, pooled

Z95 = 1.6448536269514722
FEW = 5
effects = st.lists(st.tuples(st.floats(-1.5, 1.5), st.floats(0.05, 1.0)), min_size=1, max_size=7)


def normal(mean: float, sd: float) -> Mixture:
    return Mixture(np.array([mean]), np.array([sd]), np.ones(1))


def test_equal_studies_say_the_same_with_an_error_by_the_root_of_their_number() -> None:
    assert pooled([-0.3] * 4, [0.04] * 4) == pytest.approx((-0.3, 0.1))
    assert pooled([-0.3] * 4, [0.04] * 4, between=0.2) == pytest.approx((-0.3, math.sqrt(0.08 / 4)))


def test_unequal_studies_are_weighed_by_hand() -> None:
    mean, error = pooled([0.0, -0.6], [0.09, 0.18])  # weights 2 to 1
    assert (mean, error) == pytest.approx((-0.2, math.sqrt(1 / (1 / 0.09 + 1 / 0.18))))


def test_one_study_is_itself() -> None:
    assert pooled([-0.5], [0.04]) == pytest.approx((-0.5, 0.2))


def test_where_places_do_not_differ_a_new_one_is_the_fixed_effect() -> None:
    found = new_site([0.0, -0.6], [0.09, 0.18], 0.0, FEW)
    mean, error = pooled([0.0, -0.6], [0.09, 0.18])
    assert found.triple == pytest.approx((mean - Z95 * error, mean, mean + Z95 * error))


def test_of_one_study_the_spread_between_places_is_as_declared() -> None:
    """Its own place differs from the mean as a new one does, each by the half-normal's mean square: its scale squared."""
    found = new_site([-0.4], [0.05], 0.3, FEW)
    assert found.quantile(0.5) == pytest.approx(-0.4, abs=1e-9)
    assert float(found.weights @ found.sds**2) == pytest.approx(0.05 + 2 * 0.3**2, rel=0.01)


def test_many_studies_have_the_t_distribution_of_a_new_place() -> None:
    """Six studies that agree better than chance: no spread between places, and four degrees of freedom."""
    found = new_site([-0.3] * 6, [0.06] * 6, 0.3, FEW)
    low, middle, high = found.triple
    assert middle == pytest.approx(-0.3)
    assert (high - low) / 2 == pytest.approx(0.1 * t.ppf(0.95, 4), rel=0.02)


def test_many_studies_that_disagree_show_that_places_differ() -> None:
    agreeing, apart = ([-0.3 + spread * x for x in (-2, -1, -1, 1, 1, 2)] for spread in (0.02, 0.4))
    assert new_site(apart, [0.01] * 6, 0.3, FEW).quantile(0.95) > new_site(agreeing, [0.01] * 6, 0.3, FEW).quantile(
        0.95
    )


@settings(max_examples=25)
@given(effects, st.floats(0.01, 0.6))
def test_a_new_place_is_never_surer_than_the_mean(studies: list[tuple[float, float]], scale: float) -> None:
    logs, variances = [mean for mean, _ in studies], [sd * sd for _, sd in studies]
    if len(studies) >= FEW:
        return
    low, _, high = new_site(logs, variances, scale, FEW).triple
    assert high - low >= 2 * Z95 * pooled(logs, variances)[1] * (1 - 1e-9)


@settings(max_examples=25)
@given(effects, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(studies: list[tuple[float, float]], luck) -> None:  # type: ignore[no-untyped-def]
    other = list(studies)
    luck.shuffle(other)
    if len(studies) == 6:  # as many as degrees of freedom are left for; two of them would have none
        return
    one, two = (
        new_site([mean for mean, _ in each], [sd * sd for _, sd in each], 0.2, FEW + 9) for each in (studies, other)
    )
    assert one.triple == pytest.approx(two.triple, abs=1e-9)


@settings(max_examples=25)
@given(effects.filter(lambda each: len(each) < FEW - 1))
def test_a_null_study_draws_towards_none(studies: list[tuple[float, float]]) -> None:
    """Another study that found nothing weakens what was believed, whichever way that went."""
    logs, variances = [mean for mean, _ in studies], [sd * sd for _, sd in studies]
    before = new_site(logs, variances, 0.2, FEW).quantile(0.5)
    after = new_site([*logs, 0.0], [*variances, 0.05], 0.2, FEW).quantile(0.5)
    assert abs(after) <= abs(before) + 0.02  # the middle of a mixture may move a little with what it says of places


def test_what_is_carried_keeps_its_sign_and_its_chance_of_harm() -> None:
    there = normal(-0.4, 0.3)
    here = carried(there, likely_values(0.3, 0.6, 0.9).tolist())
    assert float(here.weights @ here.means) == pytest.approx(0.6 * -0.4, rel=0.01)
    assert -0.4 < here.quantile(0.5) < 0
    assert here.below(0.0) == pytest.approx(there.below(0.0)) == pytest.approx(norm.cdf(0.4 / 0.3))
    assert here.quantile(0.95) < there.quantile(0.95) and here.quantile(0.05) > there.quantile(0.05)


def test_all_of_it_carried_is_the_same() -> None:
    assert carried(normal(-0.4, 0.3), [1.0, 1.0]).triple == pytest.approx(normal(-0.4, 0.3).triple)


def test_likely_values_have_the_percentiles_they_were_declared_with() -> None:
    assert np.quantile(likely_values(0.3, 0.6, 0.9), [0.05, 0.5, 0.95]).tolist() == pytest.approx(
        [0.3, 0.6, 0.9], abs=0.02
    )
