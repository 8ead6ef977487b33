"""Running: steps add up, forks leave the trunk alone, reading changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Simulation
from diversion.model.world import World, copy, with_room

BUSY = {"offer_street": 0.6, "offer_contract": 0.6, "offer_custody": 0.6}


def same(a: World, b: World) -> list[str]:
    """The names of the arrays and records in which two worlds differ."""
    found = []
    for name in a._fields:
        if name == "handle":
            continue
        one, two = np.asarray(getattr(a, name)), np.asarray(getattr(b, name))
        fields = one.dtype.names
        parts = [(one, two)] if fields is None else [(one[field], two[field]) for field in fields]
        if not all(np.array_equal(x, y) for x, y in parts):
            found.append(name)
    return found


def trunk(setting_of: Callable[..., Any], seed: int = 4) -> Simulation:
    """A simulation of a small town on the day of the fork, current practice in force."""
    setting = setting_of(regimes=("none", "combined"), current="current", changes=BUSY, residents=20_000)
    simulation = Simulation.build(setting, seed, 5_000)
    simulation.run_in()
    return simulation


def test_many_single_steps_are_one_run(setting_of: Callable[..., Any]) -> None:
    whole, steps, odd = (trunk(setting_of).fork(trunk(setting_of).setting.regimes[1]) for _ in range(3))
    whole.run(365)
    for _ in range(365):
        steps.run(1)
    for days in (1, 29, 100, 3, 300):
        odd.run(days)
    assert whole.day == steps.day == odd.day == 730
    assert same(whole.world, steps.world) == same(whole.world, odd.world) == []


def test_more_room_changes_nothing_even_when_something_is_due_today(setting_of: Callable[..., Any]) -> None:
    setting = setting_of(regimes=("combined",), changes=BUSY | {"turnover_a_year": 4.0}, residents=20_000)
    built = (Simulation.build(setting, seed) for seed in range(1000))
    # A worker who leaves on day 0, and who is not the first event of all, which forgotten room would stand for.
    usual = next(each for each in built if each.world.clock.heap > 0 and each.world.heap[0] > 0)
    roomy = replace(usual, world=with_room(copy(usual.world)))
    usual.run(365)
    roomy.run(365)
    assert Reading(usual.world).totals() == Reading(roomy.world).totals()
    np.testing.assert_array_equal(usual.world.workers.left, roomy.world.workers.left)


def test_the_same_seed_gives_the_same_world_and_another_seed_another(setting_of: Callable[..., Any]) -> None:
    assert same(trunk(setting_of).world, trunk(setting_of).world) == []
    assert "people" in same(trunk(setting_of).world, trunk(setting_of, 5).world)


def test_a_fork_leaves_the_trunk_as_it_was(setting_of: Callable[..., Any]) -> None:
    used, untouched = trunk(setting_of), trunk(setting_of)
    for regime in used.setting.regimes:
        used.fork(regime).run(200)
    assert same(used.world, untouched.world) == []
    used.run(365)
    untouched.run(365)
    assert same(used.world, untouched.world) == []


def test_forks_do_not_see_each_other(setting_of: Callable[..., Any]) -> None:
    a, b = trunk(setting_of), trunk(setting_of)
    none, combined = a.setting.regimes
    first = a.fork(none)
    second = a.fork(combined)
    for _ in range(365):
        first.run(1)
        second.run(1)
    alone = b.fork(combined)
    alone.run(365)
    assert same(second.world, alone.world) == []


def test_reading_a_settled_world_changes_nothing(setting_of: Callable[..., Any]) -> None:
    read, unread = trunk(setting_of), trunk(setting_of)
    for _ in range(10):
        read.settled()
        read.run(30)
        unread.run(30)
    assert same(read.world, unread.world) == []


def test_a_run_ends_on_its_last_day(setting_of: Callable[..., Any]) -> None:
    simulation = trunk(setting_of)
    simulation.run(10_000)
    assert simulation.day == simulation.setting.days == 730
    before = simulation.settled()
    simulation.run(5)
    assert same(before, simulation.settled()) == []


def test_the_order_of_the_compared_regimes_does_not_matter(setting_of: Callable[..., Any]) -> None:
    ends = []
    for regimes in (("none", "pre-arrest", "combined"), ("combined", "pre-arrest", "none")):
        setting = setting_of(regimes=regimes, changes=BUSY, residents=20_000)
        simulation = Simulation.build(setting, 7)
        simulation.run_in()
        branch = simulation.fork(next(regime for regime in setting.regimes if regime.name == "pre-arrest"))
        branch.run(365)
        ends.append(branch.world)
    assert same(*ends) == []


def test_more_room_keeps_what_was_planned_for_today_before_the_day_began(setting_of: Callable[..., Any]) -> None:
    """A worker may leave on the very first day, before the calendar has its first look at how much room there is."""
    hasty = setting_of(
        regimes=("pre-arrest",), current="pre-arrest", changes={"turnover_a_year": 10.0, "workers_pre_arrest": 400.0}
    )
    simulation = Simulation.build(hasty, 3)
    waiting = int(simulation.world.clock.heap)
    planned = [int(event) for event in simulation.world.heap[:waiting]]
    assert waiting > 0
    simulation.world = with_room(simulation.world)
    assert [int(event) for event in simulation.world.heap[:waiting]] == planned
    rows = len(simulation.world.events)
    assert sorted({*planned, *in_lists(simulation.world), *free_rows(simulation.world)}) == list(range(rows))
    assert len(planned) + len(in_lists(simulation.world)) + len(free_rows(simulation.world)) == rows


def chained(world: World, first: int) -> list[int]:
    found = []
    while first >= 0:
        found.append(first)
        first = int(world.events[first].next)
    return found


def in_lists(world: World) -> list[int]:
    return [event for first in world.heads.ravel() for event in chained(world, int(first))]


def free_rows(world: World) -> list[int]:
    return chained(world, int(world.clock.free_event))
