"""Recent contacts: they fade by half in a half-life, whatever order they come to notice in, and weigh as declared."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.agents import recent as r
from diversion.agents.records import Person
from diversion.scenarios.words import Stage

Par = Callable[..., Any]
One = Callable[..., Person]
HALF = 6.0 * 30.4375  # days


def lived(person: Person, moments: list[float], par: Any) -> Person:
    """A person after contacts over offences at these moments, in the order in which police learn of them."""
    for moment in moments:
        r.add_recent(person, moment, par)
        person.last_contact = max(person.last_contact, moment)
    return person


def test_a_contact_counts_one_and_halves_in_each_half_life(par_of: Par, somebody: One) -> None:
    person, par = lived(somebody(), [100.0], par_of(recent_half_life=6.0)), par_of(recent_half_life=6.0)
    assert r.recent_at(person, 100.0, par) == 1.0
    assert r.recent_at(person, 100.0 + HALF, par) == pytest.approx(0.5)
    assert r.recent_at(person, 100.0 + 3.0 * HALF, par) == pytest.approx(0.125)
    assert r.recent_at(person, 99.0, par) == 1.0, "it does not grow backwards"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moments=st.lists(st.floats(0.0, 900.0), min_size=1, max_size=12))
def test_recent_contacts_are_the_sum_of_what_is_left_of_each_in_any_order(
    moments: list[float], par_of: Par, somebody: One
) -> None:
    par = par_of()
    expected = sum(0.5 ** ((1000.0 - moment) / HALF) for moment in moments)
    assert r.recent_at(lived(somebody(), moments, par), 1000.0, par) == pytest.approx(expected, rel=1e-5)


def test_a_steady_rate_adds_up_to_its_half_life_over_log_two(par_of: Par, somebody: One) -> None:
    """Seen at moments that know nothing of contacts, which come here once in ten days."""
    par, person = par_of(), lived(somebody(), [10.0 * k for k in range(400)], par_of())
    seen = [r.recent_at(person, 3990.0 + k, par) for k in range(10)]
    assert sum(seen) / 10.0 == pytest.approx(HALF / 10.0 / math.log(2.0), rel=0.01)


@pytest.mark.parametrize("stage", list(Stage))
def test_more_recent_contacts_speak_for_an_offer_as_declared_up_to_a_most(
    stage: Stage, par_of: Par, somebody: One
) -> None:
    given_: dict[str, float] = {f"offer_recent__{stage.word}": 0.2, f"recent_centre__{stage.word}": 1.5}
    par = par_of(recent_most=4.0, **given_)
    for recent, lean in ((1.5, 0.0), (0.0, -0.3), (3.5, 0.4), (4.0, 0.5), (90.0, 0.5)):
        assert r.recent_lean(somebody(recent=recent), stage, 0.0, par) == pytest.approx(lean)
    shut = par_of(channel_record=0.0, **given_)
    assert r.recent_lean(somebody(recent=4.0), stage, 0.0, shut) == 0.0
