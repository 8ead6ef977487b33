"""The harm of single offences: its median and mean as declared, by a key that every regime shares."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.agents import harm as h
from diversion.agents.chance import Decision, draw
from diversion.scenarios.words import CATEGORIES, ContactKind

Par = Callable[..., Any]
VIOLENCE = int(ContactKind.VIOLENCE_WITH_INJURY)
KEYS = 4000


def drawn(par: Any, category: int = VIOLENCE, seed: int = 5) -> np.ndarray:
    """The harm of many offences of one category."""
    return np.array([h.harm_of(3, key, category, par, seed) for key in range(KEYS)])


def test_the_spread_of_the_log_is_that_of_the_lognormal_with_both(par_of: Par) -> None:
    """Of a lognormal, mean = median × exp(spread² / 2)."""
    par = par_of()
    spread = h.harm_spread(VIOLENCE, par)
    assert 365.0 * math.exp(spread * spread / 2.0) == pytest.approx(943.5)
    for category in range(len(CATEGORIES)):
        assert (h.harm_spread(category, par) > 0.0) == (category == VIOLENCE), "no other mean was read"


def test_drawn_harm_has_the_declared_median_and_mean(par_of: Par) -> None:
    found = drawn(par_of())
    spread = math.sqrt(2.0 * math.log(943.5 / 365.0))
    # Of a lognormal: the log of the median errs as a normal's does, the mean by its own standard deviation.
    assert abs(np.log(np.median(found) / 365.0)) / (spread * math.sqrt(math.pi / 2.0 / KEYS)) < 3.0
    deviation = 943.5 * math.sqrt(math.exp(spread * spread) - 1.0)
    assert abs(found.mean() - 943.5) / (deviation / math.sqrt(KEYS)) < 3.0
    assert np.log(found).std() == pytest.approx(spread, rel=3.0 / math.sqrt(2.0 * KEYS))


def test_where_no_mean_was_read_every_offence_does_the_harm_of_the_median(par_of: Par) -> None:
    par = par_of()
    for category in set(range(len(CATEGORIES))) - {VIOLENCE}:
        assert set(drawn(par, category)) == {par.harm_days[category]}
        assert h.harm_lean(3, 7, category, par, 5) == 0.0


@pytest.mark.parametrize("kind", [ContactKind.WELFARE, ContactKind.BREACH, ContactKind.WARRANT])
def test_what_is_no_offence_does_no_harm(kind: int, par_of: Par) -> None:
    assert h.harm_of(3, 7, kind, par_of(), 5) == h.harm_lean(3, 7, kind, par_of(), 5) == 0.0


def test_harm_hangs_on_person_contact_and_seed_alone(par_of: Par) -> None:
    par = par_of()
    first = h.harm_of(3, 7, VIOLENCE, par, 5)
    assert first == h.harm_of(3, 7, VIOLENCE, par, 5)
    others = [h.harm_of(4, 7, VIOLENCE, par, 5), h.harm_of(3, 8, VIOLENCE, par, 5), h.harm_of(3, 7, VIOLENCE, par, 6)]
    assert first not in others
    assert math.log2(first / 365.0) == pytest.approx(h.harm_lean(3, 7, VIOLENCE, par, 5))


def test_what_is_believed_of_violence_moves_its_mean_and_of_burglary_all_of_it(par_of: Par) -> None:
    par = par_of(harm_violence=0.8, harm_burglary=0.1)
    assert (par.harm_days[VIOLENCE], par.harm_mean[VIOLENCE]) == (365.0, pytest.approx(0.8 * 943.5))
    burglary = ContactKind.BURGLARY
    assert par.harm_days[burglary] == par.harm_mean[burglary] == pytest.approx(27.35)
    assert h.harm_of(3, 7, burglary, par, 5) == pytest.approx(27.35)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(median=st.floats(0.5, 5000.0), ratio=st.floats(0.1, 20.0), key=st.integers(0, 2**40))
def test_a_mean_at_or_below_the_median_is_no_spread_and_above_it_the_draw_is_the_normal_of_its_luck(
    median: float, ratio: float, key: int, plain: None
) -> None:
    par: Any = SimpleNamespace(harm_days=[median], harm_mean=[median * ratio])
    spread, found = h.harm_spread(0, par), h.harm_of(3, key, 0, par, 5)
    if ratio <= 1.0:
        assert (spread, found) == (0.0, median * ratio)
    else:
        above = draw(5, 3, Decision.HARM, key, 0) > 0.5
        assert found > median if above else found < median or spread < 1e-6
