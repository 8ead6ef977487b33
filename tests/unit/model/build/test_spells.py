"""What the declared lengths, shares and weights of spells mean for a review, each worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents.spells import start_spells
from diversion.scenarios.words import NEEDS

Par = Callable[..., Any]
MONTH = 30.4375


def test_spells_last_their_months_and_take_their_share_of_time(par_of: Par) -> None:
    par = par_of(spell_months__housing=4.0, spell_share__housing=0.2)
    assert par.spell_ends[3] == pytest.approx(28.0 / (4.0 * MONTH))
    assert par.spell_begins[3] * 0.8 == pytest.approx(par.spell_ends[3] * 0.2)
    assert par.spell_gate == pytest.approx(sum(par.spell_begins))


def test_weights_add_up_to_the_cap(par_of: Par) -> None:
    par = par_of(spell_weight__drugs=2.0, spell_weight__housing=0.4, spell_weight__trauma=1.0, spell_cap=2.5)
    assert [par.spell_log[bits] for bits in (0, 0b1, 0b1001, 0b101001)] == pytest.approx([0.0, 2.0, 2.4, 2.5])


def test_the_usual_effect_is_the_mean_over_spells_of_who_has_a_need_and_who_has_not(par_of: Par) -> None:
    nothing = {f"spell_share__{need}": 0.0 for need in NEEDS}
    par = par_of(**nothing | {"spell_share__drugs": 0.5, "spell_without__drugs": 0.25, "spell_weight__drugs": 2.0})
    assert par.spell_usual[0b1] == pytest.approx(0.5 + 0.5 * np.exp(2.0))
    assert par.spell_usual[0b110] == pytest.approx(0.8 + 0.2 * np.exp(2.0))  # odds of a quarter of one to one


def test_what_is_lost_is_found_after_its_months_on_average(par_of: Par) -> None:
    """Half a block until the first review, and blocks of 28 days until the one at which it is found."""
    chance = par_of(loss_months__money_and_work=6.0).loss_ends[1]
    assert 28.0 * (0.5 + (1.0 - chance) / chance) == pytest.approx(6.0 * MONTH)


def test_the_first_day_finds_people_in_spells_for_their_share_of_time(
    par_of: Par, somebody: Callable[..., Any]
) -> None:
    par, size = par_of(), 4000
    par.spell_ends[:], par.spell_begins[:], par.spell_without[:] = 0.3, 0.1, 0.5
    found = np.zeros(len(NEEDS))
    for n in range(size):
        person = somebody(needs=[0.5, 0, 0.5])
        start_spells(person, (n + 0.5) / size, par)
        found += [int(person.spells) >> k & 1 for k in range(len(NEEDS))]
    with_, without = 0.25, 0.05 / 0.35
    assert found / size == pytest.approx(np.array([with_, without, with_, without, without, without]), abs=0.01)
