"""Spells of needs against closed forms: shares of time, lengths, what support takes of them, and what being inside costs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from diversion.agents.chance import Decision, draw
from diversion.agents.person import active_spells
from diversion.agents.records import Person, Programme
from diversion.agents.spells import ease_spells, found_again, start_spells, turn_spells
from diversion.agents.states import Happening, State, Turn, Whereabouts
from diversion.model.build.build import parameters
from diversion.model.build.spells import share_of_time
from diversion.model.simulation import Setting, Simulation
from diversion.model.world import World
from diversion.scenarios.parameters import register, resolve
from diversion.scenarios.words import LOSABLE, MONTH_DAYS, NEEDS, REVIEW_DAYS, Need

Settings = Callable[..., Setting]
BITS = np.arange(len(NEEDS))
STAYING = {name: 0.0 for name in register() if name.startswith("death_base.")}  # and `close`


def close(simulation: Simulation) -> Simulation:
    """The same, but nobody comes, gives up offending or moves away."""
    people = simulation.world.people
    people["stay"] = people["exits"] = 1e9
    people["enters"][people["enters"] > 0.0] = 1e9
    return simulation


def in_spells(people: np.recarray) -> np.ndarray:
    """Whether each person is in a spell of each need."""
    spells: np.ndarray = (people["spells"][:, None] >> BITS & 1).astype(bool)
    return spells


def test_the_share_of_time_in_spells_is_as_declared_on_the_first_day_and_years_later(setting_of: Settings) -> None:
    setting = setting_of(residents=400_000, changes=STAYING, years=3)
    simulation = close(Simulation.build(setting, 1))
    people = simulation.world.people
    here = people["enters"] == 0.0
    for _ in range(2):
        having = people["needs"][here] > 0
        for k, need in enumerate(NEEDS):
            for has in (True, False):
                mine = in_spells(people)[here, k][having[:, k] == has]
                share = share_of_time(need, has, setting.values)
                z = (mine.sum() - len(mine) * share) / math.sqrt(len(mine) * share * (1.0 - share))
                assert abs(z) < 3.5, (need, has)  # the largest of 24
        simulation.run(3 * 365)


def test_spells_of_different_needs_come_without_regard_to_each_other(setting_of: Settings) -> None:
    changes = (
        STAYING | {f"spell_without.{need}": 1.0 for need in NEEDS} | {f"spell_share.{need}": 0.3 for need in NEEDS}
    )
    simulation = close(Simulation.build(setting_of(residents=400_000, changes=changes, years=2), 1))
    simulation.run(2 * 365)
    people = simulation.world.people
    found = in_spells(people)[people["enters"] == 0.0].astype(float)
    z = np.corrcoef(found.T)[np.triu_indices(len(NEEDS), 1)] * math.sqrt(len(found))
    assert np.abs(z).max() < 3.5  # the largest of 15


def test_a_spell_lasts_its_months_on_average() -> None:
    """A spell begun at a review is over after a geometric number of reviews."""
    values = resolve({"spell_share.drugs": 0.3})
    par, lengths, ends = parameters(values), [], REVIEW_DAYS / (values["spell_months.drugs"] * MONTH_DAYS)
    for i in range(3000):
        person, block = Person.one(), 0
        person.spells = 1
        while int(person.spells) & 1:
            turn_spells(person, draw(1, i, Decision.REVIEW, block, 0), 1.0, par)
            block += 1
        lengths.append(block)
    error = math.sqrt(1.0 - ends) / ends / math.sqrt(len(lengths))
    assert abs(np.mean(lengths) - 1.0 / ends) / error < 3
    assert 1.0 / ends * REVIEW_DAYS == pytest.approx(values["spell_months.drugs"] * MONTH_DAYS)


@pytest.mark.parametrize("relieved", [0.0, 0.25, 0.7, 1.0])
def test_relieving_a_share_of_a_need_takes_that_share_of_the_time_in_its_spells(relieved: float) -> None:
    par, programme = parameters(resolve({"spell_share.drugs": 0.3})), Programme.one()
    programme.meets[0], programme.relief = 1.0, relieved
    natural, active = [], []
    for i in range(400):
        person = Person.one()
        person.needs[0], person.support, person.got = 1.0, 1.0, 1
        start_spells(person, draw(1, i, Decision.BUILD, 1, 2), par)
        alone = left = 0
        for block in range(150):
            turn_spells(person, draw(1, i, Decision.REVIEW, block, 0), 1.0, par)
            ease_spells(person, i, programme, 30.0, block, 1.0, par, 1)
            if block >= 30:  # by then those of the first day are over
                alone += int(person.spells) & 1
                left += active_spells(person) & 1
        natural.append(alone)
        active.append(left)
    apart = np.array(active) - (1.0 - relieved) * np.array(natural)
    error = apart.std() / math.sqrt(len(apart))
    assert abs(apart.mean()) <= 3 * error + 1e-12


def test_what_was_lost_is_found_after_its_months() -> None:
    values = resolve({"loss_months.housing": 6.0})
    par, days = parameters(values), []
    for i in range(3000):
        block = 0
        while found_again(i, 0, 0.0, block, 1.0, par, 1) == Turn.LOST:
            block += 1
        days.append(REVIEW_DAYS * (block + 0.5))  # half a block, on average, until the first review
    error = np.std(days) / math.sqrt(len(days))
    assert abs(np.mean(days) - 6.0 * MONTH_DAYS) / error < 3


def test_of_those_who_come_out_so_many_have_lost_work_as_declared(worlds_of: Callable[..., list[World]]) -> None:
    """Everybody who was let out of prison, had lost nothing and was in no spell of it: a share of `loss_chance`."""
    chance = 0.4
    changes = {f"loss_chance.{where.word}.{need.word}": 0.0 for where in list(Whereabouts)[1:] for need in LOSABLE}
    changes |= {"loss_chance.imprisoned.money_and_work": chance, "spell_cap": 0.0, "prison_first": 0.8}
    changes |= {f"spell_share.{need}": 0.0 for need in NEEDS} | {"loss_months.money_and_work": 1.0}
    (world,) = worlds_of(residents=250_000, changes=changes, log_room=800_000)
    log = np.asarray(world.log[: world.clock.logged])
    log = log[log["moment"] >= world.clock.fork_day]
    out, lost = (log[log["kind"] == kind] for kind in (Happening.PRISON_RELEASE, Happening.SPELL_BEGAN))
    assert (lost["turn"] == Turn.LOST).all() and (lost["need"] == Need.MONEY_AND_WORK).all()
    assert (lost["inside"] == Whereabouts.IMPRISONED).all()
    # Only the first release since the regimes parted: whoever came out long enough ago had found work again.
    first = np.unique(out["person"], return_index=True)[1]
    came_out = {(int(row["person"]), float(row["moment"])) for row in out[first]}
    had = sum((int(row["person"]), float(row["moment"])) in came_out for row in lost)
    assert len(came_out) > 200
    z = (had - chance * len(came_out)) / math.sqrt(len(came_out) * chance * (1.0 - chance))
    assert abs(z) < 3
    assert (world.people["state"] == State.PRESENT).any()
