"""Blocks of different length against closed forms: the same in every regime, spells as common as ever, careers as long."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from diversion.agents.chance import Decision, draw
from diversion.agents.records import Person
from diversion.agents.spells import turn_spells
from diversion.agents.states import State
from diversion.model.build.build import parameters
from diversion.model.build.spells import share_of_time
from diversion.model.calendar import BLOCK, REST
from diversion.model.ledger.measures import Measure
from diversion.model.simulation import Setting, Simulation
from diversion.model.world import SCALE
from diversion.scenarios.parameters import register, resolve
from diversion.scenarios.words import CAREERS, NEEDS, Career

Settings = Callable[..., Setting]
IMMORTAL = {name: 0.0 for name in register() if name.startswith("death_base.")} | {"move_rate": 0.0}
SAME_LENGTH = {name: 1.0 for name in register() if name.startswith("desist_need.")}
OFTEN = {"offer_street": 0.9, "offer_contract": 0.9, "offer_custody": 0.9}
PAIRED = ("until", "full", "bound", "spells", "steady", "exits", "ends")


def test_whoever_is_there_in_both_of_two_regimes_has_the_same_luck_in_the_same_blocks_every_day(
    setting_of: Settings,
) -> None:
    """With every channel open: however somebody is helped, their blocks, bounds and natural spells are as they would be."""
    setting = setting_of(regimes=("none", "combined"), changes=OFTEN, residents=20_000, years=2)
    trunk = Simulation.build(setting, 4)
    trunk.run_in()
    none = trunk.fork(setting.regimes[0])
    other = trunk.fork(setting.regimes[1], none)
    apart = looked_at = 0
    for day in range(2 * 365):
        none.run(1)
        other.run(1)
        here, there = none.world.people, other.world.people
        both = (here["state"] == State.PRESENT) & (there["state"] == State.PRESENT)
        assert [name for name in PAIRED if not np.array_equal(here[name][both], there[name][both])] == [], day
        assert (there["until"][both] > other.day - 1).all()
        apart += int((here["rate"] != there["rate"])[both].sum())
        looked_at += int(((there["begun"] > there["full"]) & (there["support"] > 0.0) & both).sum())
    assert apart > 0 and looked_at > 0, "some were helped, and looked at within a long block"


def test_only_who_offends_rarely_has_long_blocks_and_as_many_of_them_end_at_each_turn(setting_of: Settings) -> None:
    changes = IMMORTAL | {"career_years.occasional": 20.0}
    simulation = Simulation.build(setting_of(residents=400_000, changes=changes, years=2), 1)
    simulation.run(400)
    people = simulation.world.people[: int(simulation.world.clock.residents)]
    people = people[people["state"] == State.PRESENT]
    lengths = people["until"] - people["full"]
    for kind in range(len(CAREERS)):
        mine = lengths[people["kind"] == kind]
        assert len(mine) > 50
        assert set(np.unique(mine)) <= (set(BLOCK * np.arange(1, REST + 1)) if kind == Career.OCCASIONAL else {BLOCK})
    rarely = people[(people["kind"] == Career.OCCASIONAL) & (people["stay"] > 1000.0)]
    assert (rarely["until"] - rarely["full"] == REST * BLOCK).all()
    left = np.floor((rarely["until"] - 400.0) / BLOCK).astype(int)
    found = np.bincount(left, minlength=REST) / len(rarely)
    assert np.abs(found - 1.0 / REST).max() < 3.5 * math.sqrt(0.25 * 0.75 / len(rarely)), "the first ones were spread"


def test_the_share_of_time_in_spells_of_who_offends_rarely_is_as_declared_within_and_at_the_end_of_a_block(
    setting_of: Settings,
) -> None:
    changes = IMMORTAL | {f"spell_share.{need}": 0.2 for need in NEEDS}  # so that every count is large enough
    setting = setting_of(residents=1_000_000, changes=changes, years=3)
    simulation = Simulation.build(setting, 2)
    people = simulation.world.people
    people["stay"] = 1e9
    people["enters"][people["enters"] > 0.0] = 1e9
    rarely = (people["enters"] == 0.0) & (people["kind"] == Career.OCCASIONAL)
    for days in (150, 2 * 365):
        simulation.run(days)
        for k, need in enumerate(NEEDS):
            for has in (True, False):
                mine = people[rarely & ((people["needs"][:, k] > 0) == has)]
                share = share_of_time(need, has, setting.values)
                found = int((mine["spells"] >> k & 1).sum())
                z = (found - len(mine) * share) / math.sqrt(len(mine) * share * (1.0 - share))
                assert abs(z) < 3.5, (need, has)  # the largest of 24


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("share", [0.5, 2.0, 4.0, 3.25])
def test_spells_turn_in_one_long_block_as_often_as_in_short_ones(start: int, share: float) -> None:
    """Against the closed form of a chain of two states, by the luck that reviews draw."""
    par = parameters(resolve({"spell_share.drugs": 0.3, "spell_months.drugs": 4.0}))
    begins, ends, n, found = float(par.spell_begins[0]), float(par.spell_ends[0]), 20_000, 0
    for i in range(n):
        person = Person.one()
        person.needs[0], person.spells = 1.0, start
        turn_spells(person, draw(1, i, Decision.REVIEW, 3, 0), share, par)
        found += int(person.spells) & 1
    settled = begins / (begins + ends)
    chance = settled + (start - settled) * (1.0 - begins - ends) ** share
    assert abs(found - n * chance) / math.sqrt(n * chance * (1.0 - chance)) < 3


@pytest.mark.parametrize("kind", list(Career))
def test_careers_last_as_long_as_declared_whatever_the_length_of_blocks(kind: Career, setting_of: Settings) -> None:
    """Each ends at the first turn after it is due; due at a constant hazard, so many have ended by the last turn of a day."""
    years = {Career.OCCASIONAL: 1.5, Career.YOUNG: 2.0, Career.PERSISTENT: 4.0}[kind]
    changes = IMMORTAL | SAME_LENGTH | {f"career_years.{kind.word}": years, "desist_support": 0.0}
    simulation = Simulation.build(setting_of(residents=400_000, changes=changes, years=2), 3)
    here = int(simulation.world.clock.residents)
    mine = np.asarray(simulation.world.people["kind"][:here]) == kind
    due = np.asarray(simulation.world.people["stay"][:here]).copy()
    simulation.run(3 * 365)
    people = simulation.world.people[:here]
    offset = np.arange(here) * BLOCK // here
    turn = offset + BLOCK * np.ceil(np.maximum(due - offset, 0.0) / BLOCK)
    gone = people["state"] == State.LEFT
    assert np.array_equal(gone, turn < 3 * 365) and np.array_equal(people["gone"][gone], turn[gone])
    for day in (200, 400, 900):
        chance = 1.0 - np.exp(-(offset + BLOCK * np.floor((day - offset) / BLOCK)) / (365.0 * years))[mine]
        left = int((gone & (people["gone"] <= day))[mine].sum())
        assert abs(left - chance.sum()) / math.sqrt((chance * (1.0 - chance)).sum()) < 3, day


def test_whoever_comes_later_stays_as_long_as_declared_and_half_a_turn_more(setting_of: Settings) -> None:
    """From their first review on, in whole turns: a geometric number of them."""
    days = 0.2 * 365.0
    changes = IMMORTAL | SAME_LENGTH | {"career_years.occasional": 0.2, "desist_support": 0.0}
    simulation = Simulation.build(setting_of(residents=400_000, changes=changes, years=3), 5)
    later = slice(int(simulation.world.clock.residents), None)
    due = np.asarray(simulation.world.people["stay"][later]).copy()
    simulation.run(4 * 365)
    people = simulation.world.people[later]
    early = (people["kind"] == Career.OCCASIONAL) & (people["enters"] < 365.0)  # all of whom are gone by now
    people, due = people[early], due[early]
    assert len(people) > 1000 and (people["state"] == State.LEFT).all()
    first = np.round(people["ends"] - due)
    assert ((first >= people["enters"]) & (first < people["enters"] + BLOCK)).all()
    stayed = people["gone"] - first
    assert np.array_equal(stayed, BLOCK * np.ceil(due / BLOCK))
    goes = 1.0 - math.exp(-BLOCK / days)
    error = BLOCK * math.sqrt(1.0 - goes) / goes / math.sqrt(len(stayed))
    assert abs(stayed.mean() - BLOCK / goes) / error < 3


def test_people_are_victims_as_often_as_declared_in_all_the_time_they_are_there(setting_of: Settings) -> None:
    """Counted at the ends of blocks, the last one's too: where careers are short, that is a good part of all time."""
    changes = {name: 0.0 for name in register() if name.startswith("death_base.")}
    changes |= {"victim_base": 0.5, "victim_need": 0.0, "career_years.occasional": 0.2, "move_rate": 0.2}
    simulation = Simulation.build(setting_of(residents=400_000, changes=changes, years=2), 6)
    simulation.run(3 * 365)
    world = simulation.world
    people = world.people[: int(world.clock.moved_in)]
    people = people[people["ends"] > 0.0]  # whoever has had a review
    first = np.zeros(len(people))
    later = people["enters"] > 0.0
    # Turns come every 28 days, so the first is told by any other and by when somebody came.
    seen = np.where(people["state"] == State.PRESENT, people["full"], people["gone"]).astype(float)
    first[later] = seen[later] - BLOCK * np.floor((seen - people["enters"])[later] / BLOCK)
    expected = 0.5 * float((seen - first).sum()) / 365.0
    found = float(world.by_group[..., Measure.VICTIMISATION].sum()) / SCALE
    assert expected > 2000 and abs(found - expected) / math.sqrt(expected) < 3
