"""Before and beside a batch: what is kept already, what it would take, and what is remembered while it goes on."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from diversion.experiments.plans.experiment import Experiment, Kind, Point
from diversion.experiments.plans.identity import MOST_KNOWN, Variants
from diversion.experiments.plans.making import at, make_plan
from diversion.experiments.plans.plan import Plan, RunResult
from diversion.experiments.plans.settings import values_of
from diversion.experiments.runs.batch import count_kept
from diversion.experiments.runs.estimate import Estimate
from diversion.experiments.store.store import Finished, Store
from diversion.scenarios import loader

PLAN = make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=1)
VALUES = values_of(PLAN, 0)


def test_one_run_that_answers_two_scenarios_is_counted_for_both(tmp_path: Path) -> None:
    experiment = Experiment(Kind.SWEEP, PLAN, [Point({"offer_street": 0.5}, [0])] * 2)
    db = str(tmp_path / "runs.sqlite")
    with Store.open(db) as store:
        identity = Variants(PLAN).identities({"offer_street": 0.5}, 0)["none"]
        run = RunResult("none", 0, 1, 0.1, {"arrests": 1.0})
        store.save(store.begin(experiment), [Finished(0, identity, run)])
    assert count_kept(experiment, db) == 2


def test_every_scenario_of_a_large_design_is_written_in_order(tmp_path: Path) -> None:
    points = [Point({"offer_street": k / 2000}, [k % 3]) for k in range(1201)]
    with Store.open(tmp_path / "runs.sqlite") as store:
        kept = list(store.scenarios(store.begin(Experiment(Kind.SWEEP, PLAN, points))))
    assert [each.number for each in kept] == list(range(1201))
    assert [Point(each.changes, list(each.replicates)) for each in kept] == points


def test_a_time_that_depends_on_a_cluster_is_no_number() -> None:
    known = Estimate(2, 8, 0, 0.05, 0.4, 2, 24_000)
    unknown = Estimate(2, 8, 0, 0.05, math.nan, 2, 24_000)
    assert known.sentences()[1].startswith("About 0 s with 2 at a time (50 ms a run, as timed just now), and")
    assert unknown.sentences()[1].startswith("How long depends on the cluster's workers (50 ms a run,")
    assert unknown.to_dict()["seconds"] is None


def test_what_is_remembered_of_changed_items_does_not_grow_with_the_batch() -> None:
    variants = Variants(PLAN)
    changes = [{"lead.length_days": 100 + k} for k in range(MOST_KNOWN + 20)]
    first = variants.identities(changes[0], 0)
    others = {variants.identities(each, 0)["pre-arrest"] for each in changes[1:]}
    assert first["pre-arrest"] not in others and len(others) == len(changes) - 1
    assert len(variants._edited) == len(variants._begun) == MOST_KNOWN
    assert variants.identities(changes[0], 0) == first, "forgotten and worked out again"


LIKE_IT = {
    "replicates": replace(PLAN, replicates=99),
    "order": replace(PLAN, regimes=PLAN.regimes[::-1]),
    "a change that says the usual": replace(PLAN, changes={"offer_street": VALUES["offer_street"]}),
}
UNLIKE = {
    "years": replace(PLAN, years=2),
    "run_in": replace(PLAN, run_in=2),
    "seed": replace(PLAN, seed=2),
    "reference": replace(PLAN, reference="pre-arrest"),
    "current": replace(PLAN, current=loader.regime("none")),
    "another regime": replace(PLAN, regimes=(*PLAN.regimes, loader.regime("custody-stage"))),
    "fixed_parameters": replace(PLAN, fixed_parameters=True),
    "changes": replace(PLAN, changes={"offer_street": 0.123}),
    "edits": at(PLAN, {"lead.length_days": 123}),
    "locality": make_plan("england-mix", ["none", "pre-arrest"], years=1, replicates=1),
}


@pytest.mark.parametrize("plan", LIKE_IT.values(), ids=LIKE_IT)
def test_what_decides_no_result_leaves_the_identity_of_a_run_alone(plan: Plan) -> None:
    assert Variants(plan).identities({}, 0) == Variants(PLAN).identities({}, 0)


@pytest.mark.parametrize("plan", UNLIKE.values(), ids=UNLIKE)
def test_whatever_decides_a_result_decides_the_identity_of_the_run(plan: Plan) -> None:
    assert not set(Variants(plan).identities({}, 0).values()) & set(Variants(PLAN).identities({}, 0).values())


def test_histories_decide_which_draw_a_replicate_lives() -> None:
    shared = Variants(replace(PLAN, replicates=2, histories=2))
    assert shared.identities({}, 0) == Variants(PLAN).identities({}, 0), "the first of both lives the same draw"
    assert not set(shared.identities({}, 1).values()) & set(Variants(PLAN).identities({}, 1).values())
