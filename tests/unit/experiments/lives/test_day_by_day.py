"""Two regimes watched day by day: what is seen is what the comparison counts, and the stage does as it is told."""

import threading
import time
from collections.abc import Callable

import pytest

from diversion.experiments.lives.day_by_day import TASK_GROUPS, date_of, differing, ground, parted_places, see, trunk_of
from diversion.experiments.plans.plan import Plan
from diversion.experiments.runs.replicate import simulate
from diversion.scenarios.words import TASKS
from diversion.viz.view.visitor.playing import MOST_POINTS, Played, Stage, _thinned


def test_who_watches_to_the_end_sees_the_first_replicate_of_the_comparison(small_plan: Callable[..., Plan]) -> None:
    plan = small_plan()
    runs = {run.regime: run.outcomes for run in simulate(plan, 0, threading.Event())}
    trunk = trunk_of(plan)
    trunk.run_to_fork()
    for name in ("none", "pre-arrest"):
        model = trunk.fork(name)
        model.run()
        seen = see(model)
        assert seen.arrests == round(runs[name]["arrests"])
        assert seen.contacts == sum(seen.by_place) == round(runs[name]["contacts"])
        assert sum(seen.hours) == pytest.approx(runs[name]["officer_hours"])


def test_both_start_alike_and_then_part(small_plan: Callable[..., Plan]) -> None:
    trunk = trunk_of(small_plan())
    trunk.run_to_fork()
    one, other = trunk.fork("none"), trunk.fork("pre-arrest")
    assert [row[1] for row in differing(see(one), see(other))] == [row[2] for row in differing(see(one), see(other))]
    one.run(200)
    other.run(200)
    first, second = see(one), see(other)
    assert first.day == second.day == 200
    assert first.referrals == 0 < second.referrals
    assert all(0 <= k < len(first.by_place) for k in parted_places(first, second))
    assert [each.title for each in second.services if each.used] != [each.title for each in first.services if each.used]


def test_every_task_stands_in_one_group() -> None:
    assert sorted(task for tasks in TASK_GROUPS.values() for task in tasks) == sorted(TASKS)


def test_the_ground_has_all_neighbourhoods_and_their_borders(small_plan: Callable[..., Plan]) -> None:
    model = trunk_of(small_plan())
    found = ground(model)
    assert len(found.places) == len(model.graph)
    assert len({(place.column, place.row) for place in found.places}) == len(found.places)
    assert set(found.borders) == set(model.graph.edges)


def test_the_day_the_regimes_part_is_the_start_of_the_locality(small_plan: Callable[..., Plan]) -> None:
    plan = small_plan()
    assert date_of(plan, 0) == plan.locality.start
    assert (date_of(plan, 31) - plan.locality.start).days == 31


def until(scenes: list[Played], said: Callable[[Played], object], seconds: float = 60) -> Played:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if scenes and said(scenes[-1]):
            return scenes[-1]
        time.sleep(0.01)
    raise AssertionError(f"never came: {scenes[-1:]}")


def test_the_stage_steps_plays_pauses_starts_again_and_stops(small_plan: Callable[..., Plan]) -> None:
    scenes: list[Played] = []
    stage = Stage(small_plan(), ("none", "pre-arrest"), scenes.append, speed=7)
    stage.begin()
    assert until(scenes, lambda scene: scene.seen).day == 0
    stage.step(1)
    assert not until(scenes, lambda scene: scene.day == 1).playing
    stage.play()
    until(scenes, lambda scene: scene.playing and scene.day >= 8)
    stage.pause()
    stood = until(scenes, lambda scene: not scene.playing).day
    time.sleep(0.8)
    assert scenes[-1].day == stood
    assert all(one.day == other.day for one, other in (scene.seen for scene in scenes if scene.seen))
    stage.step(1000)
    assert until(scenes, lambda scene: scene.ended).day == 365
    stage.reset()
    assert until(scenes, lambda scene: scene.day == 0).past == ((0, 0, 0, *scenes[0].past[0][3:]),)
    stage.play()
    until(scenes, lambda scene: scene.playing)
    stage.leave()
    time.sleep(0.5)
    count = len(scenes)
    time.sleep(0.8)
    assert len(scenes) == count
    assert not any(thread.name == "diversion-stage" and thread.is_alive() for thread in threading.enumerate())


def test_a_long_past_is_thinned_but_keeps_its_ends() -> None:
    past = tuple((day, 0, 0, 0, 0) for day in range(MOST_POINTS + 1))
    thinned = _thinned(past)
    assert len(thinned) <= MOST_POINTS
    assert (thinned[0], thinned[-1]) == (past[0], past[-1])
