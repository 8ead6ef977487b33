"""The store: what is saved is read back to the bit, and saving twice changes nothing; on SQLite and PostgreSQL."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from diversion.experiments.plans.experiment import Experiment, Kind, Point, comparison
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import Plan, RunResult
from diversion.experiments.store.provenance import engine_version
from diversion.experiments.store.records import DeclaredRow
from diversion.experiments.store.store import Finished, Started, Store
from diversion.scenarios.facts import declared, values_hash
from diversion.scenarios.parameters import InputError


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


def keep(store: Store, number: int, identity: str, run: RunResult, replace: bool = False) -> None:
    store.save(number, [Finished(0, identity, run)], replace)


def statuses(store: Store, number: int) -> list[tuple[str, str]]:
    return [(run.status, run.error) for run in store.runs(number)]


# --- single runs -----------------------------------------------------------------------------------------------------


def test_what_is_saved_is_read_back_to_the_bit(store: Store, plan: Plan) -> None:
    run = result(arrests=0.1 + 0.2, latent_offences=1e300, deaths_expected=5e-324, hours=-0.0)
    keep(store, store.begin(comparison(plan)), "a", run)
    kept = store.read(["a", "b", "never"])
    assert kept == {"a": run}
    assert math.copysign(1, kept["a"].outcomes["hours"]) == 1, "SQLite and PostgreSQL would differ"


def test_an_outcome_without_a_value_stays_without_a_value(store: Store, plan: Plan) -> None:
    keep(store, store.begin(comparison(plan)), "a", result(arrests=0.0, wait_days=math.nan))
    outcomes = store.read(["a"])["a"].outcomes
    assert math.isnan(outcomes["wait_days"])
    assert outcomes["arrests"] == 0.0


def test_runs_survive_closing(url: str, plan: Plan) -> None:
    with Store.open(url) as first:
        keep(first, first.begin(comparison(plan)), "a", result(arrests=3.0))
    with Store.open(url) as second:
        assert second.read(["a"])["a"].outcomes == {"arrests": 3.0}


def test_saving_twice_changes_nothing(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    for arrests in (1.0, 2.0):
        keep(store, number, "a", result(arrests=arrests))
    assert store.read(["a"])["a"].outcomes == {"arrests": 1.0}
    assert len(list(store.runs(number))) == 1


def test_the_same_run_twice_in_one_call_is_one_run(store: Store, plan: Plan) -> None:
    points = (Point({}, [0]), Point({}, [0]))
    number = store.begin(Experiment(Kind.SWEEP, plan, points))
    run = result(arrests=1.0)
    store.save(number, [Finished(0, "a", result(error="it broke")), Finished(0, "a", run), Finished(1, "a", run)])
    assert store.read(["a"]) == {"a": run}
    assert [(kept.scenario, kept.identity) for kept in store.runs(number)] == [(0, "a"), (1, "a")]


def test_fresh_replaces(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    keep(store, number, "a", result(arrests=1.0, contacts=5.0))
    keep(store, number, "a", result(arrests=2.0), replace=True)
    assert store.read(["a"])["a"].outcomes == {"arrests": 2.0}


def test_a_failure_is_a_row_that_a_success_replaces(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    keep(store, number, "a", result(error="ValueError: bound exceeded"))
    assert store.read(["a"]) == {} and store.found(["a"]) == set()
    assert statuses(store, number) == [("failed", "ValueError: bound exceeded")]
    assert (store.experiments()[0].failed, store.experiments()[0].missing) == (1, 3)
    keep(store, number, "a", result(arrests=1.0))
    assert statuses(store, number) == [("succeeded", "")]
    assert store.read(["a"])["a"].outcomes == {"arrests": 1.0}


def test_a_failure_never_replaces_a_success(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    keep(store, number, "a", result(arrests=1.0))
    keep(store, number, "a", result(error="it broke"))
    assert store.read(["a"])["a"].outcomes == {"arrests": 1.0}
    keep(store, number, "a", result(error="it broke"), replace=True)
    assert store.read(["a"])["a"].outcomes == {"arrests": 1.0}
    assert statuses(store, number) == [("succeeded", "")]


def test_large_seeds_and_many_identities_fit(store: Store, plan: Plan) -> None:
    identities = [f"{n:064x}" for n in range(1200)]
    number = store.begin(comparison(plan))
    store.save(number, [Finished(0, identity, result(arrests=1.0)) for identity in identities])
    assert store.read(identities)[identities[-1]].seed == 2**64 - 1
    assert store.found([*identities, "never"]) == set(identities)
    since = store.since(identities)
    assert since is not None and datetime.now(UTC) - since < timedelta(minutes=1)
    assert store.since(["never"]) is None


def test_tables_are_kept_with_the_run_and_read_when_asked_for(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    monthly = np.arange(24.0).reshape(2, 12) / 7
    keep(
        store,
        number,
        "a",
        RunResult(
            regime="none", replicate=0, seed=1, seconds=0.1, outcomes={"arrests": 1.0}, tables={"monthly": monthly}
        ),
    )
    keep(store, number, "b", result(1, arrests=1.0))
    assert store.found(["a", "b"]) == {"a", "b"}
    assert store.found(["a", "b"], tables=True) == {"a"}
    assert store.read(["a"])["a"].tables == {}
    np.testing.assert_array_equal(store.read(["a", "b"], tables=True)["a"].tables["monthly"], monthly)


def test_a_run_that_is_kept_gains_the_tables_it_had_not(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    keep(store, number, "a", result(arrests=1.0))
    again = RunResult(
        regime="none",
        replicate=0,
        seed=1,
        seconds=9.0,
        outcomes={"arrests": 2.0},
        tables={"monthly": np.ones(3, dtype=np.int32)},
    )
    keep(store, number, "a", again)
    kept = store.read(["a"], tables=True)["a"]
    assert (kept.outcomes, kept.seconds) == ({"arrests": 1.0}, 0.25)
    assert kept.tables["monthly"].tolist() == [1, 1, 1]


# --- starting and breaking off ---------------------------------------------------------------------------------------


def test_a_run_is_pending_then_running_then_done(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    store.start(number, [Started(0, "a", "none", 0, 1), Started(0, "b", "none", 1, 2)])
    line = store.experiments()[0]
    assert (line.pending, line.running, line.succeeded) == (2, 2, 0)
    keep(store, number, "a", result(arrests=1.0))
    store.release(number)
    assert [run.status for run in store.runs(number)] == ["succeeded", "pending"]
    assert store.experiments()[0].pending == 3


def test_starting_again_leaves_what_succeeded(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    keep(store, number, "a", result(arrests=1.0))
    keep(store, number, "b", result(1, error="it broke"))
    store.start(number, [Started(0, "a", "none", 0, 1), Started(0, "b", "none", 1, 2)])
    assert statuses(store, number) == [("succeeded", ""), ("running", "")]


def test_only_the_runs_of_the_experiment_are_released(store: Store, plan: Plan) -> None:
    first = store.begin(comparison(plan))
    second = store.begin(Experiment(Kind.SWEEP, plan, [Point({}, [0])]))
    store.start(first, [Started(0, "a", "none", 0, 1)])
    store.start(second, [Started(0, "b", "none", 0, 1)])
    store.release(first)
    assert [line.running for line in store.experiments()] == [0, 1]


# --- experiments -----------------------------------------------------------------------------------------------------


def test_the_same_question_keeps_its_number_and_another_gets_its_own(store: Store, plan: Plan) -> None:
    first = store.begin(comparison(plan))
    assert store.begin(comparison(plan)) == first
    second = store.begin(Experiment(Kind.SWEEP, plan, [Point({}, [0])]))
    assert [line.id for line in store.experiments()] == [first, second]
    assert [line.kind for line in store.experiments()] == ["comparison", "sweep"]


def test_a_run_that_is_found_answers_another_experiment_too(store: Store, plan: Plan) -> None:
    first = store.begin(comparison(plan))
    keep(store, first, "a", result(arrests=1.0))
    second = store.begin(Experiment(Kind.SWEEP, plan, [Point({}, [1]), Point({}, [0])]))
    store.link(second, [(1, "a"), (0, "never")])
    assert [(run.scenario, run.identity) for run in store.runs(second)] == [(1, "a")]
    assert [line.succeeded for line in store.experiments()] == [1, 1]


def test_an_experiment_is_listed_with_what_was_asked(store: Store, plan: Plan) -> None:
    number = store.begin(comparison(plan))
    line = store.experiments()[0]
    assert (line.id, line.locality, line.regimes, line.reference) == (
        number,
        "blackpool",
        ("none", "pre-arrest"),
        "none",
    )
    assert (line.years, line.replicates, line.seed, line.scenarios, line.runs) == (1, 2, 1, 1, 4)
    assert line.engine_version == engine_version()
    assert datetime.now(UTC) - line.created < timedelta(minutes=1)


def test_an_experiment_is_kept_with_all_it_rests_on(store: Store, plan: Plan) -> None:
    number = store.begin(Experiment(Kind.SWEEP, plan, [Point({}, [0])], design={"method": "grid"}))
    kept = store.experiment(number)
    assert kept is not None
    assert kept.line == store.experiments()[0]
    assert kept.plan["locality"]["name"] == "blackpool" and kept.plan["catalogue"]["programmes"]
    assert kept.design == {"method": "grid"}
    assert set(kept.provenance["libraries"]) == {"numpy", "numba", "mesa", "scipy", "sqlalchemy"}
    assert store.experiment(number + 1) is None


def test_tables_asked_for_once_stay_asked_for(store: Store, plan: Plan) -> None:
    for tables, kept in ((False, False), (True, True), (False, True)):
        number = store.begin(Experiment(Kind.SWEEP, plan, [Point({}, [0])], tables=tables))
        experiment = store.experiment(number)
        assert experiment is not None and experiment.tables is kept


def test_there_is_no_saving_into_an_experiment_that_is_not_there(store: Store) -> None:
    with pytest.raises(InputError, match="no experiment 999"):
        keep(store, 999, "a", result(arrests=1.0))
    assert store.read(["a"]) == {}


def test_references_between_tables_are_checked(store: Store, plan: Plan) -> None:
    store.begin(comparison(plan))
    with pytest.raises(IntegrityError), store._engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO scenario_run (scenario_id, run_id) VALUES (1, 999)")


# --- two at once -----------------------------------------------------------------------------------------------------


def test_several_programs_may_open_and_fill_a_new_database_at_once(url: str, plan: Plan) -> None:
    def use(who: int) -> int:
        with Store.open(url) as opened:
            number = opened.begin(Experiment(Kind.SWEEP, plan, [Point({"who": who}, range(20))]))
            for step in range(20):
                keep(opened, number, f"{who}-{step}", result(step, arrests=float(who)))
            return len(list(opened.runs(number)))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(use, range(4))) == [20] * 4


# --- what was declared -----------------------------------------------------------------------------------------------


def test_what_was_declared_is_kept_once_with_what_is_computed(store: Store, plan: Plan, url: str) -> None:
    store.begin(comparison(plan))
    with Store.open(url) as other:
        other.begin(comparison(make_plan("blackpool", ["none", "pre-arrest"], years=2, replicates=2)))
    with store._reading() as connection:
        rows = connection.execute(select(DeclaredRow)).all()
    assert [(row.digest, row.content) for row in rows] == [(values_hash(), declared())]


def test_what_was_declared_under_another_digest_is_read_back_and_what_was_not_kept_is_not_there(store: Store) -> None:
    then = {"offer_street": [0.1, 0.02, 0.35, 0.0, 1.0, "uncertainty", "logit"]}
    with store._writing() as connection:
        connection.execute(
            insert(DeclaredRow), [{"digest": "then", "content": then}, {"digest": "odd", "content": {"a": 1}}]
        )
    assert store.declared("then") == then
    assert store.declared(values_hash()) == declared()
    assert store.declared("never") is store.declared("") is store.declared("odd") is None
