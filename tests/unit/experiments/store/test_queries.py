"""Long answers of the store come in one order, however the runs were saved; on SQLite and PostgreSQL."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from diversion.experiments.plans.experiment import Experiment, Kind, Point, comparison
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import Plan, RunResult
from diversion.experiments.store import queries
from diversion.experiments.store.kept import KeptRun
from diversion.experiments.store.store import Finished, Store


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=2)


def result(replicate: int = 0, regime: str = "none", error: str = "", **outcomes: float) -> RunResult:
    return RunResult(
        regime=regime, replicate=replicate, seed=2**64 - 1 - replicate, seconds=0.25, outcomes=outcomes, error=error
    )


def _large(store: Store, plan: Plan, scenarios: int) -> tuple[int, list[tuple[int, int, str]]]:
    points = [Point({"seats": place / 3}, [place % 3, 7]) for place in range(scenarios)]
    number = store.begin(Experiment(Kind.SWEEP, plan, points))
    order = [
        (place, replicate, regime.name)
        for place, point in enumerate(points)
        for replicate in point.replicates
        for regime in plan.regimes
    ]
    backwards = [
        Finished(place, f"{place} {replicate} {regime}", result(replicate, regime, arrests=place + replicate / 9))
        for place, replicate, regime in reversed(order)
    ]
    store.save(number, backwards)
    return number, order


def test_scenarios_come_in_order_with_their_changes_and_replicates(store: Store, plan: Plan) -> None:
    number, _ = _large(store, plan, 1100)
    kept = list(store.scenarios(number))
    assert [item.number for item in kept] == list(range(1100))
    assert [(item.changes["seats"], list(item.replicates)) for item in kept[4:6]] == [(4 / 3, [1, 7]), (5 / 3, [2, 7])]


def test_runs_and_outcomes_come_in_order_however_they_were_saved(
    store: Store, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "WINDOW", 50)
    monkeypatch.setattr(queries, "PIECE", 7)
    number, order = _large(store, plan, 40)

    def place(run: KeptRun) -> tuple[int, int, str]:
        return (run.scenario, run.replicate, run.regime)

    assert [place(run) for run in store.runs(number)] == order
    counted = [item for some in store.outcomes(number) for item in some]
    assert [(item.scenario, item.replicate, item.regime) for item in counted] == order
    assert all(item.outcomes == {"arrests": item.scenario + item.replicate / 9} for item in counted)
    assert {item.seed for item in counted} == {2**64 - 1 - replicate for replicate in (0, 1, 2, 7)}


def test_only_the_outcomes_asked_for_come_and_those_not_reported_have_no_value(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    runs = (result(arrests=1.0, contacts=2.0), result(1, contacts=3.0), result(1, "pre-arrest", error="it broke"))
    store.save(number, [Finished(0, identity, run) for identity, run in zip("abc", runs, strict=True)])
    assert store.measures(number) == ["arrests", "contacts"]
    (counted,) = store.outcomes(number, ["arrests"])
    assert [list(item.outcomes) for item in counted] == [["arrests"], ["arrests"]]
    assert counted[0].outcomes["arrests"] == 1.0 and math.isnan(counted[1].outcomes["arrests"])
