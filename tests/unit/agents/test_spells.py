"""Spells of needs one by one: when they begin and end, what support takes of them, and what being locked up costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.agents import person as p
from diversion.agents import spells as s
from diversion.agents.chance import Decision, draw, draw_two
from diversion.agents.records import Person, Programme
from diversion.agents.states import Turn, Whereabouts
from diversion.scenarios.words import NEEDS, Need

Par = Callable[..., Any]
One = Callable[..., Person]
SETS = st.integers(0, 2 ** len(NEEDS) - 1)
EVERYTHING = 2 ** len(NEEDS) - 1
TURNED = getattr(s.turned, "function", s.turned)  # as plain Python, which needs no compiling
fixtures = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def helping(relief: float = 1.0, meets: float = 1.0) -> Programme:
    """A programme that meets every need, at any age."""
    row = Programme.one()
    row.meets[:], row.relief, row.relief_young = meets, relief, relief
    return row


@pytest.mark.parametrize(("spells", "luck", "share", "after"), [
    (0, 0.049, 1.0, 1), (0, 0.051, 1.0, 0), (1, 0.199, 1.0, 0), (1, 0.201, 1.0, 1),
    # Of beginning and ending together 0.75 is left each 28 days: 0.8660 after half of that, 0.3164 after four times.
    (0, 0.0267, 0.5, 1), (0, 0.0269, 0.5, 0), (1, 0.1071, 0.5, 0), (1, 0.1073, 0.5, 1),
    (0, 0.1366, 4.0, 1), (0, 0.1368, 4.0, 0), (1, 0.5468, 4.0, 0), (1, 0.5470, 4.0, 1),
    (0, 1e-12, 0.0, 0), (1, 1e-12, 0.0, 1),
])  # fmt: skip
def test_spells_begin_and_end_as_in_so_many_times_28_days(
    spells: int, luck: float, share: float, after: int, par_of: Par, somebody: One
) -> None:
    par, person = par_of(), somebody(spells=spells, needs=[1.0])
    par.spell_begins[:], par.spell_ends[:], par.spell_gate = 0.0, 0.0, 0.05
    par.spell_begins[0], par.spell_ends[0] = 0.05, 0.2
    s.turn_spells(person, luck, share, par)
    assert person.spells == after


CHANCES = st.floats(0.0, 1.0)


@given(chance=CHANCES, back=CHANCES, times=st.integers(0, 9))
def test_what_turns_and_turns_back_turns_as_often_as_step_by_step(chance: float, back: float, times: int) -> None:
    """The closed form of a chain of two states against as many products of its matrix of chances."""
    step = np.array([[1.0 - chance, chance], [back, 1.0 - back]])
    after = np.linalg.matrix_power(step, times)
    assert TURNED(chance, back, float(times)) == pytest.approx(after[0, 1], abs=1e-12)
    assert TURNED(back, chance, float(times)) == pytest.approx(after[1, 0], abs=1e-12)


@given(chance=CHANCES, back=CHANCES, first=st.floats(0.0, 5.0), second=st.floats(0.0, 5.0))
def test_chances_to_turn_are_chances_and_one_stretch_after_another_is_one_stretch(
    chance: float, back: float, first: float, second: float
) -> None:
    for share in (first, second):
        assert 0.0 <= TURNED(chance, back, share) <= 1.0
    if chance + back < 1.0:  # or what turns to and fro has no parts of a step
        on, off = TURNED(chance, back, first), TURNED(back, chance, second)
        whole = on * (1.0 - off) + (1.0 - on) * TURNED(chance, back, second)
        assert TURNED(chance, back, first + second) == pytest.approx(whole, abs=1e-9)


def test_in_the_long_run_what_turns_has_its_share_of_the_time() -> None:
    assert TURNED(0.02, 0.06, 500.0) == pytest.approx(0.25) and TURNED(0.06, 0.02, 500.0) == pytest.approx(0.75)
    assert TURNED(0.0, 0.5, 4.0) == TURNED(0.0, 0.0, 0.5) == 0.0


def test_one_number_does_for_all_needs_and_turns_each_by_its_own_chance(par_of: Par, somebody: One) -> None:
    """Over even luck, any set of needs turns as often as if each had luck of its own."""
    par, size, needs = par_of(), 20_000, [0.5, 0, 0.5, 0, 0, 0]
    par.spell_ends[:], par.spell_begins[:], par.spell_without[:], par.spell_gate = 0.3, 0.2, 0.5, 1.0
    found = np.zeros(2 ** len(NEEDS))
    for n in range(size):
        person = somebody(spells=0b100001, needs=needs)
        s.turn_spells(person, (n + 0.5) / size, 1.0, par)
        found[int(person.spells) ^ 0b100001] += 1.0 / size
    chances = [0.3, 0.1, 0.2, 0.1, 0.1, 0.3]  # ends, begins without the need, begins with it
    for turned, share in enumerate(found):
        alone = math.prod(c if turned >> k & 1 else 1.0 - c for k, c in enumerate(chances))
        assert share == pytest.approx(alone, abs=40.0 / size)


@fixtures
@given(spells=SETS, having=SETS, u=st.floats(1e-9, 1.0 - 1e-9), share=st.floats(0.0, 5.0))
def test_who_is_in_no_spell_is_passed_over_at_once_only_where_none_would_begin(
    spells: int, having: int, u: float, share: float, par_of: Par, somebody: One
) -> None:
    par, needs = par_of(), [0.4 * (having >> k & 1) for k in range(len(NEEDS))]
    gated, looked_at = somebody(spells=spells, needs=needs), somebody(spells=spells, needs=needs)
    s.turn_spells(gated, u, share, par)
    par.spell_gate = 9.0
    s.turn_spells(looked_at, u, share, par)
    assert gated.spells == looked_at.spells


@fixtures
@given(spells=SETS, eased=SETS, u=st.floats(1e-9, 1.0 - 1e-9), support=st.floats(0.0, 1.0), block=st.integers(0, 90))
def test_what_is_eased_is_always_a_spell_and_natural_spells_know_nothing_of_it(
    spells: int, eased: int, u: float, support: float, block: int, par_of: Par, somebody: One
) -> None:
    par = par_of()
    person = somebody(spells=spells, eased=eased & spells, support=support, got=EVERYTHING)
    alone = somebody(spells=spells)
    s.turn_spells(person, u, 1.0, par)
    s.turn_spells(alone, u, 1.0, par)
    s.ease_spells(person, 3, helping(), 30.0, block, 1.0, par, 7)
    assert person.spells == alone.spells and int(person.eased) & ~int(person.spells) == 0


@fixtures
@given(few=st.floats(0.0, 1.0), many=st.floats(0.0, 1.0), start=SETS, meets=st.floats(0.0, 1.0))
def test_more_support_never_means_more_days_in_spells(
    few: float, many: float, start: int, meets: float, par_of: Par, somebody: One
) -> None:
    """The coupling is monotone: whoever is in a spell with more support is in it with less."""
    par, (less, more) = par_of(), sorted((few, many))
    first, second = (somebody(spells=start, support=each, got=EVERYTHING) for each in (less, more))
    for block in range(30):
        for person in (first, second):
            s.turn_spells(person, draw(1, 5, Decision.REVIEW, block, 0), 1.0, par)
            s.ease_spells(person, 5, helping(meets=meets), 30.0, block, 1.0, par, 7)
        assert p.active_spells(second) & ~p.active_spells(first) == 0
        assert p.spell_eased_log(second, par) <= p.spell_eased_log(first, par) <= 0.0


def test_support_without_strength_help_or_channel_eases_nothing(par_of: Par, somebody: One) -> None:
    for changes, fields, strength in (
        ({}, {}, 0.0), ({}, {"got": 0}, 1.0), ({"channel_support": 0.0}, {}, 1.0), ({}, {"support": 0.0}, 1.0),
        ({}, {}, -1.0),
    ):  # fmt: skip
        person = somebody(**({"spells": EVERYTHING, "support": 1.0, "got": EVERYTHING} | fields))
        s.ease_spells(person, 1, helping(strength), 30.0, 4, 1.0, par_of(**changes), 3)
        assert person.eased == 0
    person = somebody(spells=EVERYTHING, support=1.0, got=0b1011)
    s.ease_spells(person, 1, helping(), 30.0, 4, 1.0, par_of(), 3)
    assert person.eased == 0b1011, "all of a need is all of its spells"


def test_the_share_relieved_is_that_of_the_programme_for_the_age_and_never_more_than_all(
    par_of: Par, somebody: One
) -> None:
    par, person, programme = par_of(channel_support=0.9), somebody(support=0.5, got=0b1), helping(0.8, 0.5)
    programme.relief_young = 4.0
    assert s.relieved_share(person, programme, 0, 30.0, par) == pytest.approx(0.9 * 0.5 * 0.8 * 0.5)
    assert s.relieved_share(person, programme, 0, 25.9, par) == pytest.approx(0.9)
    assert s.relieved_share(person, programme, 1, 30.0, par) == 0.0
    programme.relief = 40.0
    assert s.relieved_share(person, programme, 0, 30.0, par) == 1.0


@given(relieved=st.floats(0.0, 1.0), ends=st.floats(0.02, 1.0))
def test_support_takes_the_same_share_of_the_time_in_spells_as_of_the_need(relieved: float, ends: float) -> None:
    """The closed form: a spell seen at its first review is still there after k more with (1 − ends)^k (1 − chance)^(k + 1)."""
    chance = s.ease_chance(relieved, ends)
    assert 0.0 <= chance <= 1.0 + 1e-12
    left = (1.0 - chance) / (1.0 - (1.0 - ends) * (1.0 - chance))
    assert left * ends == pytest.approx(1.0 - relieved, abs=1e-9)


@pytest.mark.parametrize("inside", [Whereabouts.DETAINED, Whereabouts.IMPRISONED, Whereabouts.ON_REMAND])
def test_time_inside_costs_a_home_and_work_by_its_chances_to_who_has_them(
    inside: int, par_of: Par, somebody: One
) -> None:
    par, row = par_of(), 2 * (inside - 1)
    par.loss_chance[:] = 0.0
    par.loss_chance[row : row + 2] = 0.3, 0.6
    found = set()
    for day in range(40):
        home, work = draw_two(3, 5, Decision.LOSS, day, 0)
        lost = s.losses(somebody(inside=inside), 5, day + 0.9, par, 3)
        assert lost == (s.HOME if home < 0.3 else 0) | (s.WORK if work < 0.6 else 0)
        found.add(lost)
    assert found == {0, s.HOME, s.WORK, s.HOME | s.WORK}
    par.loss_chance[:] = 1.0
    for fields, lost in (({"spells": s.HOME}, s.WORK), ({"lost": s.WORK}, s.HOME),
                         ({"spells": s.HOME, "eased": s.HOME}, s.HOME | s.WORK)):  # fmt: skip
        assert s.losses(somebody(inside=inside, **fields), 5, 3.0, par, 3) == lost


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_lost_is_found_again_sooner_with_support(which: int, par_of: Par) -> None:
    par, turns = par_of(), set()
    par.loss_ends[which] = 0.4
    for block in range(60):
        luck = draw(3, 5, Decision.LOSS, block, 1 + which)
        how = Turn.FOUND if luck < 0.4 else Turn.LOST
        assert s.found_again(5, which, 0.0, block, 1.0, par, 3) == how
        more = 0.4 + 0.6 * s.ease_chance(0.5, 0.4)
        helped = how if luck < 0.4 or luck >= more else Turn.FOUND_WITH_SUPPORT
        assert s.found_again(5, which, 0.5, block, 1.0, par, 3) == helped
        turns.add(helped)
    assert turns == {Turn.LOST, Turn.FOUND, Turn.FOUND_WITH_SUPPORT}


def test_a_loss_adds_nothing_to_a_spell_that_has_it_already(par_of: Par, somebody: One) -> None:
    par = par_of(loss_weight=0.5)
    weight = 0.5 * par.need_weight[Need.HOUSING]
    assert p.lost_log(somebody(lost=s.HOME), par) == pytest.approx(weight)
    assert p.lost_log(somebody(lost=s.HOME, spells=s.HOME), par) == 0.0
    assert p.lost_log(somebody(lost=s.HOME, spells=s.HOME, eased=s.HOME), par) == pytest.approx(weight)


def test_easing_a_spell_takes_its_weight_away_as_far_as_it_counted(par_of: Par, somebody: One) -> None:
    par = par_of(spell_weight__drugs=2.0, spell_weight__alcohol=1.5, spell_cap=2.5)
    assert p.spell_eased_log(somebody(spells=0b11), par) == 0.0
    assert p.spell_eased_log(somebody(spells=0b11, eased=0b10), par) == pytest.approx(2.0 - 2.5)
    assert p.spell_eased_log(somebody(spells=0b11, eased=0b11), par) == pytest.approx(-2.5)
