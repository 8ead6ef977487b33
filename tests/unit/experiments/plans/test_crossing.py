"""The regimes that are made to tell stage from programme and from belief: what is exchanged, and that nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from diversion.experiments.plans import BELIEF, Plan, at, crossing_of, make_plan
from diversion.experiments.plans.crossing import DRAWS
from diversion.scenarios import loader
from diversion.scenarios.schema import Programme, number_of

BOTH = ("custody-stage", "pre-arrest")


def programme(plan: Plan, name: str) -> Programme:
    return next(each for each in plan.catalogue.programmes if each.name == name)


def belief(item: Programme) -> list[Any]:
    return [getattr(item, field) for field in BELIEF]


def rest(item: Any, *fields: str) -> dict[str, Any]:
    return dict(item.model_dump(exclude={*fields, "source", "rating"}))


def money(plan: Plan, regime: str) -> float:
    """What a regime pays for its posts and their clients, worked out apart from the code that is tried."""
    mine = next(each for each in plan.regimes if each.name == regime)
    parts = loader.catalogue([mine])
    open_ = {route.programme for route in parts.routes if not route.ordinary}
    services = {item.service for item in parts.programmes if item.name in open_}
    found = 0.0
    for service in (each for each in parts.services if each.name in services):
        posts = number_of(mine.workers.get(service.name, service.workers), plan.usual)
        found += posts * number_of(service.caseload, plan.usual) * number_of(service.cost_a_client_year, plan.usual)
    return found


def test_exchanged_beliefs_exchange_what_is_believed_and_nothing_else() -> None:
    plan = make_plan("blackpool", BOTH)
    crossing = crossing_of(plan)
    assert crossing
    there = at(plan, crossing.points[crossing.exchanged[BOTH]].changes)
    for mine, theirs in (("checkpoint", "lead"), ("lead", "checkpoint"), ("lead-social-contact", "checkpoint")):
        assert belief(programme(there, mine)) == belief(programme(plan, theirs)) != belief(programme(plan, mine))
        assert rest(programme(there, mine), *BELIEF) == rest(programme(plan, mine), *BELIEF)
    assert there.catalogue.routes == plan.catalogue.routes and there.catalogue.services == plan.catalogue.services
    assert programme(there, "ordinary-treatment") == programme(plan, "ordinary-treatment")


def test_exchanging_twice_is_as_it_was() -> None:
    plan = make_plan("blackpool", BOTH)
    crossing = crossing_of(plan)
    assert crossing
    there = at(plan, crossing.points[0].changes)
    back = crossing_of(there)
    assert back
    again = at(there, back.points[0].changes)
    assert all(belief(programme(again, each.name)) == belief(each) for each in plan.catalogue.programmes)


@pytest.mark.parametrize("regimes", [BOTH, ("current", *BOTH), ("current", "cara-caution", *BOTH)])
def test_every_two_regimes_have_each_others_belief_somewhere(regimes: tuple[str, ...]) -> None:
    plan = make_plan("blackpool", regimes)
    crossing = crossing_of(plan)
    assert crossing and len(crossing.exchanged) == len(regimes) * (len(regimes) - 1)
    for (one, other), scenario in crossing.exchanged.items():
        there = at(plan, crossing.points[scenario].changes)
        assert belief(programme(there, plan.doors[one][0].programme)) == belief(
            programme(plan, plan.doors[other][0].programme)
        )


def test_each_programme_stands_behind_each_door_for_the_same_money_and_doors_stay_as_they_are() -> None:
    plan = make_plan("blackpool", BOTH)
    crossing = crossing_of(plan)
    assert crossing and crossing.pair and crossing.pair.regimes == BOTH
    straight, across = (at(plan, crossing.points[n].changes) for n in (crossing.straight, crossing.across))
    assert [route.programme for route in straight.doors["custody-stage"]] == ["checkpoint"]
    assert [route.programme for route in across.doors["custody-stage"]] == ["lead"]
    assert {route.programme for route in across.doors["pre-arrest"]} == {"checkpoint"}
    for there in (straight, across):
        for name in BOTH:
            assert money(there, name) == pytest.approx(crossing.pair.money, rel=1e-3)
            pairs = zip(there.doors[name], plan.doors[name], strict=True)
            assert all(rest(one, "programme") == rest(other, "programme") for one, other in pairs)
    assert crossing.pair.money == pytest.approx(max(money(plan, name) for name in BOTH))


def test_what_somebody_changed_holds_in_what_is_made() -> None:
    plan = make_plan("blackpool", BOTH, changes={"lead.length_days": 365, "caseload_contract": 10})
    crossing = crossing_of(plan)
    assert crossing
    for point in crossing.points:
        there = at(plan, point.changes)
        assert programme(there, "lead").length_days == 365 and there.changes["caseload_contract"] == 10


def test_nothing_is_made_where_there_is_nothing_to_tell_apart() -> None:
    assert crossing_of(make_plan("blackpool", ["pre-arrest"])) is None
    assert crossing_of(make_plan("blackpool", ["pre-arrest", "combined"])) is None  # each has LEAD
    same = crossing_of(make_plan("blackpool", ["current", "custody-stage"]))
    assert same and same.pair is None and len(same.points) == 1  # one stage: only beliefs can be exchanged


def test_a_reference_with_a_programme_is_one_of_those_told_apart() -> None:
    crossing = crossing_of(make_plan("durham", ["pre-arrest"], reference="current"))
    assert crossing and crossing.pair and set(crossing.pair.regimes) == {"current", "pre-arrest"}


def test_what_is_new_is_crossed_before_what_is_there_today_and_who_has_two_programmes_last() -> None:
    crossing = crossing_of(make_plan("blackpool", ["combined", "current", *BOTH]))
    assert crossing and crossing.pair and crossing.pair.regimes == BOTH


def test_too_few_draws_for_a_sentence_exchange_no_belief() -> None:
    few = crossing_of(make_plan("blackpool", BOTH, replicates=DRAWS - 1))
    fixed = crossing_of(make_plan("blackpool", BOTH, fixed_parameters=True))
    for crossing in (few, fixed):
        assert crossing and not crossing.exchanged and len(crossing.points) == 2
    usual, more = (crossing_of(make_plan("blackpool", BOTH, replicates=count)) for count in (40, 80))
    assert usual and more and usual.experiment.fingerprint == more.experiment.fingerprint
    many = crossing_of(make_plan("blackpool", BOTH, replicates=120, histories=3))
    assert many and len(many.points[0].replicates) == 3 * DRAWS


def test_a_programme_of_somebodys_own_gives_and_takes_a_belief(tmp_path: Any) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "name: mine\ntitle: Mine\ntext: My own.\nlike: custody-stage\nroutes: [my-door, liaison-and-diversion]\n"
        "own_routes:\n  - {name: my-door, like: checkpoint-custody, programme: my-programme}\n"
        "own_programmes:\n  - {name: my-programme, like: checkpoint, length_days: 60}\n",
        encoding="utf-8",
    )
    plan = make_plan("blackpool", [str(file), "pre-arrest"])
    crossing = crossing_of(plan)
    assert crossing and crossing.pair is None  # the other cannot open its doors to what only one file has
    there = at(plan, crossing.points[0].changes)
    assert belief(programme(there, "my-programme")) == belief(programme(plan, "lead"))
    assert programme(there, "my-programme").length_days == 60


def test_a_strength_of_its_own_is_no_belief_to_exchange() -> None:
    """It stands in place of a belief; exchanged, the regime would keep its strength and be told to have the other's belief."""
    crossing = crossing_of(make_plan("blackpool", BOTH, changes={"lead.strength": 0.5}))
    assert crossing and not crossing.exchanged and crossing.pair  # each programme can still stand behind either door
    three = crossing_of(make_plan("blackpool", ["current", *BOTH], changes={"lead.strength": 0.5}))
    assert three and set(three.exchanged) == {("current", "custody-stage"), ("custody-stage", "current")}
