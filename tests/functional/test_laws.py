"""Dated law in a run: each law moves what it is about, in every regime, from its own day on and not before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from diversion.model.ledger.measures import Measure as M
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Setting, Simulation, run_regimes
from diversion.model.world import World
from diversion.scenarios import loader
from diversion.scenarios.law import Law
from diversion.scenarios.words import Task

Lived = Callable[..., World]


@pytest.fixture
def lived(setting_of: Callable[..., Setting]) -> Lived:
    """The settled world of a town after a year under some laws, by name or as they are, and current practice."""

    def run(*laws: str | Law, seed: int = 3, **arguments: object) -> World:
        found = tuple(loader.law(each) if isinstance(each, str) else each for each in laws)
        setting = replace(setting_of(**{"residents": 40_000, "years": 2} | arguments), laws=found)
        trunk = Simulation.build(setting, seed)
        trunk.run_in()
        return run_regimes(trunk, setting.regimes)[-1]

    return run


def totals(world: World) -> dict[str, float]:
    """Every measure since the fork."""
    return Reading(world).totals()


def test_fewer_days_are_spent_in_prison_where_short_terms_are_suspended(lived: Lived) -> None:
    without, under = totals(lived()), totals(lived("short-custody-presumption"))
    assert under["prison_days"] < 0.92 * without["prison_days"]  # long terms, most of the days, are served as before
    assert under["breaches"] > without["breaches"]  # of whom some break what they are put on instead
    assert abs(under["convictions"] - without["convictions"]) < 0.1 * without["convictions"]


def test_nobody_is_under_investigation_where_bail_is_the_only_way(lived: Lived) -> None:
    without, under = totals(lived()), totals(lived("end-of-release-under-investigation"))
    assert 0.3 < without["under_investigation"] / without["bails"] < 0.5
    assert under["under_investigation"] == 0
    assert abs(under["bails"] - without["bails"]) < 0.1 * without["bails"]


def test_some_who_would_be_charged_are_dealt_with_out_of_court(lived: Lived) -> None:
    without, under = totals(lived()), totals(lived("out-of-court-considered"))
    assert under["charges"] < without["charges"]
    assert under["cautions"] + under["resolutions"] > without["cautions"] + without["resolutions"]


def test_two_tiers_of_cautions_take_officers_longer(lived: Lived) -> None:
    without, under = (lived(*laws, changes={"channel_time_cost": 0.0}) for laws in ((), ("two-tier-cautions",)))
    hours = [float(world.hours[:, Task.ATTEND].sum()) for world in (without, under)]
    assert hours[1] > hours[0]
    assert totals(under)["cautions"] < totals(without)["cautions"]


def test_officers_attend_fewer_concerns_over_welfare_under_right_care_right_person(lived: Lived) -> None:
    without, under = (lived(*laws) for laws in ((), ("right-care-right-person",)))
    share = totals(under)["welfare_contacts"] / totals(without)["welfare_contacts"]
    assert 0.6 < share < 0.8  # 0.7 is believed
    assert under.hours[:, Task.ATTEND].sum() < without.hours[:, Task.ATTEND].sum()


def test_before_its_day_a_law_changes_nothing_at_all_and_after_it_something(lived: Lived) -> None:
    law = loader.law("short-custody-presumption")
    start = loader.locality("england-mix").start
    later = law.model_copy(update={"starts": start + timedelta(365)})
    without, under = lived(), lived(later)
    day = int(without.clock.fork_day) + 365
    month = int(without.months[day])
    assert np.array_equal(without.by_group[:month], under.by_group[:month])
    assert under.by_group[month:, :, M.PRISON_DAYS].sum() < without.by_group[month:, :, M.PRISON_DAYS].sum()


def test_a_law_that_ends_before_the_run_leaves_no_trace(lived: Lived) -> None:
    law = loader.law("short-custody-presumption")
    start = loader.locality("england-mix").start
    over = law.model_copy(update={"starts": start - timedelta(900), "ends": start - timedelta(800)})
    assert np.array_equal(lived().by_group, lived(over).by_group)


def test_a_law_is_the_same_in_every_regime_whatever_ran_before(setting_of: Callable[..., Setting]) -> None:
    start = loader.locality("england-mix").start
    law = loader.law("short-custody-presumption").model_copy(update={"starts": start + timedelta(100)})
    setting = replace(setting_of(regimes=("none", "pre-arrest"), residents=10_000, years=1), laws=(law,))
    trunk = Simulation.build(setting, 4)
    trunk.run_in()
    first, _ = run_regimes(trunk, setting.regimes)
    again = trunk.fork(setting.regimes[0])
    assert again.world.par.short_custody_suspended == 0.0  # whatever came into force in a branch before
    again.run(setting.days)
    assert np.array_equal(first.by_group, again.settle().by_group)
    assert again.world.par.short_custody_suspended == setting.values["law_short_custody_share"]


def test_in_how_many_steps_a_run_goes_on_makes_no_difference(setting_of: Callable[..., Setting]) -> None:
    setting = replace(
        setting_of(residents=10_000, years=1), laws=tuple(map(loader.law, ("short-custody-presumption",)))
    )
    whole, bit = Simulation.build(setting, 4), Simulation.build(setting, 4)
    whole.run(400)
    for _ in range(400):
        bit.run(1)
    assert np.array_equal(whole.settle().by_group, bit.settle().by_group)
