"""Who enters in which age band, and who dies there, so that the bands keep their shares."""

from __future__ import annotations

import numpy as np
import pytest

from diversion.model.build.ageing import deaths_by_band, entrants


def test_each_age_band_gains_what_it_loses() -> None:
    shares, bounds, deaths = (0.25, 0.45, 0.30), (18.0, 26.0, 40.0, 85.0), (0.005, 0.01, 0.03)
    within, newly = entrants(shares, bounds, 0.2, deaths)
    assert within.sum() + newly.sum() == pytest.approx(0.2 + sum(s * d for s, d in zip(shares, deaths, strict=True)))
    inflow, outflow = (0.0, 0.25 / 8, 0.45 / 14), (0.25 / 8, 0.45 / 14, 0.0)
    for k in range(3):
        gained = inflow[k] + within[k] + newly[k]
        assert gained == pytest.approx(outflow[k] + shares[k] * (0.2 + deaths[k]))
    assert newly[0] == 0.25 / 8 and newly[2] == 0.0


def test_no_band_has_fewer_than_no_entrants() -> None:
    within, newly = entrants((0.3, 0.6, 0.1), (18.0, 26.0, 40.0, 85.0), 0.05, (0.0, 0.0, 0.0))
    assert (within >= 0.0).all() and (newly >= 0.0).all() and within[2] == 0.0


def test_deaths_by_band_have_the_mean_they_are_given() -> None:
    curve = np.arange(111, dtype=float)
    deaths = deaths_by_band(curve, (0.5, 0.5), (18.0, 20.0, 40.0), 0.01)
    assert 0.5 * sum(deaths) == pytest.approx(0.01)
    assert deaths[1] / deaths[0] == pytest.approx(29.5 / 18.5)


def test_what_a_band_gains_beyond_its_losses_is_taken_from_those_who_enter_the_band_below() -> None:
    """Of 0.8 in sixteen years 0.05 turn 34 a year; of 0.2 beyond, a quarter, 0.05, leave, so that nobody need enter."""
    within, newly = entrants((0.8, 0.2), (18.0, 34.0, 85.0), 0.25, (0.0, 0.0))
    assert within == pytest.approx([0.2, 0.0]) and newly == pytest.approx([0.05, 0.0])
    # With 0.1 leaving 0.02 leave beyond, 0.03 fewer than come, and that many fewer enter below.
    within, newly = entrants((0.8, 0.2), (18.0, 34.0, 85.0), 0.1, (0.0, 0.0))
    assert within == pytest.approx([0.05, 0.0]) and newly == pytest.approx([0.05, 0.0])


def test_where_nobody_dies_by_the_curve_nobody_dies() -> None:
    assert deaths_by_band(np.zeros(111), (0.5, 0.5), (18.0, 20.0, 40.0), 0.01) == [0.0, 0.0]
