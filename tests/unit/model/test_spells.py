"""Spells of needs at a review in a tiny town, what being let out costs, and what is written down of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from diversion.agents.spells import HOME, WORK
from diversion.agents.states import Happening, Turn, Whereabouts
from diversion.model import spells as s
from diversion.scenarios.words import Need

Towns = Callable[..., Any]
LEAD = "lead-street"
BEGAN, ENDED = Happening.SPELL_BEGAN, Happening.SPELL_ENDED


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[int, ...]]]:
    """What would be written down: kind, need and turn."""
    found: list[tuple[int, ...]] = []
    monkeypatch.setattr(s, "write_spell", lambda w, kind, i, need, turn, moment: found.append((kind, need, turn)))
    yield found


def fully_helped(town: Any, **fields: Any) -> Any:
    """Somebody whom support relieves of every need in full."""
    programme = town.programme_of(town.route(LEAD))
    programme.meets[:], programme.relief, programme.relief_young = 1.0, 1.0, 1.0
    number = int(town.w.routes[town.route(LEAD)].programme)
    return town.somebody(0, programme=number, support=1.0, got=0b111111, **fields)


def test_a_spell_begins_and_ends_by_luck_and_is_written_down(tiny: Towns, noted: list[Any]) -> None:
    town = tiny()
    town.w.par.spell_begins[:], town.w.par.spell_ends[:] = 0.0, 0.0
    town.w.par.spell_begins[0] = town.w.par.spell_ends[1] = 1.0
    person = town.somebody(0, spells=0b10, needs=[1.0, 0, 0, 0, 0, 0])
    s.live_spells(town.w, 0, 0.5, 5, 28.0, 28.0, 128.0)
    assert person.spells == 0b1 and person.eased == 0
    assert noted == [(BEGAN, Need.DRUGS, Turn.OF_ITSELF), (ENDED, Need.ALCOHOL, Turn.OF_ITSELF)]


def test_support_averts_a_spell_without_a_word_and_ends_one_with(tiny: Towns, noted: list[Any]) -> None:
    town = tiny("pre-arrest")
    town.w.par.spell_begins[:], town.w.par.spell_ends[:] = 0.0, 1e-9
    town.w.par.spell_begins[0] = 1.0
    person = fully_helped(town, spells=0b10, needs=[1.0, 0, 0, 0, 0, 0])
    s.live_spells(town.w, 0, 0.5, 5, 28.0, 28.0, 128.0)
    assert person.spells == person.eased == 0b11
    assert noted == [(ENDED, Need.ALCOHOL, Turn.WITH_SUPPORT)]
    town.w.par.spell_begins[:], town.w.par.spell_ends[:] = 0.0, 1.0
    s.live_spells(town.w, 0, 0.5, 6, 28.0, 28.0, 156.0)
    assert person.spells == person.eased == 0, "what is over by itself is not eased any more"
    assert len(noted) == 1, "what ended early does not end again"


def test_what_time_inside_took_is_written_down_and_found_again(tiny: Towns, noted: list[Any]) -> None:
    town = tiny("pre-arrest")
    town.w.par.loss_chance[:], town.w.par.loss_ends[:] = 1.0, 0.0
    person = town.somebody(0, inside=Whereabouts.IMPRISONED, needs=[0.0] * 6)
    s.lose(town.w, 0, 120.0)
    assert person.lost == HOME | WORK
    assert noted == [(BEGAN, Need.HOUSING, Turn.LOST), (BEGAN, Need.MONEY_AND_WORK, Turn.LOST)]
    s.live_spells(town.w, 0, 0.999, 5, 28.0, 28.0, 128.0)
    assert person.lost == HOME | WORK
    town.w.par.loss_ends[0] = 1.0
    s.live_spells(town.w, 0, 0.999, 6, 28.0, 28.0, 156.0)
    assert person.lost == WORK and noted[2:] == [(ENDED, Need.HOUSING, Turn.FOUND)]
    town.w.par.loss_ends[1] = 1e-9
    fully_helped(town)
    s.live_spells(town.w, 0, 0.999, 7, 28.0, 28.0, 184.0)
    assert person.lost == 0 and noted[3:] == [(ENDED, Need.MONEY_AND_WORK, Turn.FOUND_WITH_SUPPORT)]


def test_spells_lean_on_those_one_knows_by_their_weight_unless_eased(tiny: Towns) -> None:
    town = tiny(spell_lean=0.4, spell_weight__drugs=2.0, spell_weight__housing=3.0, spell_cap=2.5)
    for spells, eased, lean in ((0, 0, 0.0), (1, 0, 0.32), (HOME, 0, 0.4), (HOME | 1, 1, 0.4), (1, 1, 0.0)):
        person = town.somebody(0, spells=spells, eased=eased)
        assert s.lean_of_spells(person, town.w.par) == pytest.approx(lean)
    none = tiny(spell_cap=0.0)
    assert s.lean_of_spells(none.somebody(0, spells=0b111111), none.w.par) == 0.0
