"""Before and beside a batch: what is kept already, what it would take, and what is remembered while it goes on."""

import json
import math
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from diversion.experiments.plans.experiment import Experiment, Kind, Point, comparison
from diversion.experiments.plans.identity import MOST_KNOWN, Variants, at, values_of
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import Plan, RunResult
from diversion.experiments.runs.batch import count_kept, look_up
from diversion.experiments.runs.books import Sink, Upkeep
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
        run = RunResult(regime="none", replicate=0, seed=1, seconds=0.1, outcomes={"arrests": 1.0})
        store.save(store.begin(experiment), [Finished(0, identity, run)])
    assert count_kept(experiment, db) == 2


@pytest.mark.parametrize("sink", [None, lambda *_: None])
def test_a_run_that_is_deleted_while_it_is_looked_up_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sink: Sink | None
) -> None:
    with Store.open(tmp_path / "runs.sqlite") as store, Store.open(tmp_path / "runs.sqlite") as other:
        first = store.begin(Experiment(Kind.SWEEP, PLAN, [Point({}, [0])]))
        for name, identity in Variants(PLAN).identities({}, 0).items():
            run = RunResult(regime=name, replicate=0, seed=1, seconds=0.1, outcomes={"arrests": 1.0})
            store.save(first, [Finished(0, identity, run)])
        experiment = replace(comparison(PLAN), tables=False)
        upkeep = Upkeep(experiment, store, store.begin(experiment), fresh=False, sink=sink)
        link = store.link
        monkeypatch.setattr(store, "link", lambda *words: (other.delete([first]), link(*words))[1])
        assert [task.regimes for task in upkeep.missing()] == [("none", "pre-arrest")]
        assert upkeep.batch.read == 0


def test_every_scenario_of_a_large_design_is_written_in_order(tmp_path: Path) -> None:
    points = [Point({"offer_street": k / 2000}, [k % 3]) for k in range(1201)]
    with Store.open(tmp_path / "runs.sqlite") as store:
        kept = list(store.scenarios(store.begin(Experiment(Kind.SWEEP, PLAN, points))))
    assert [each.number for each in kept] == list(range(1201))
    assert [Point(each.changes, list(each.replicates)) for each in kept] == points


def test_a_time_that_depends_on_a_cluster_is_no_number() -> None:
    known = Estimate(scenarios=2, runs=8, kept=0, seconds_a_run=0.05, seconds=0.4, workers=2, bytes=24_000)
    unknown = Estimate(scenarios=2, runs=8, kept=0, seconds_a_run=0.05, seconds=math.nan, workers=2, bytes=24_000)
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


PLACE = PLAN.locality
RESIDENTS = PLACE.residents.model_copy(update={"source": "Another", "note": "a note", "rating": "weak"})
LIKE_IT = {
    "words": replace(PLAN, locality=PLACE.model_copy(update={"title": "Another", "residents": RESIDENTS})),
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


# --- what is kept and of no use --------------------------------------------------------------------------------------


def kept_by(db: str, **fields: str) -> Experiment:
    """A store that has the comparison `PLAN`, computed by an engine and with values that are not ours."""
    experiment = comparison(PLAN)
    with Store.open(db) as store:
        run = RunResult(regime="none", replicate=0, seed=1, seconds=0.1, outcomes={"arrests": 1.0})
        store.save(store.begin(experiment), [Finished(0, "an identity of that time", run)])
    with sqlite3.connect(db) as connection:
        ((content,),) = connection.execute("SELECT content FROM provenance").fetchall()
        connection.execute("UPDATE provenance SET content = ?", [json.dumps(json.loads(content) | fields)])
        connection.execute("UPDATE experiment SET fingerprint = 'that of that time'")
    return experiment


def test_what_another_engine_has_kept_is_computed_anew_with_a_sentence(tmp_path: Path) -> None:
    db = str(tmp_path / "runs.sqlite")
    experiment = kept_by(db, engine_version="0.1.0+086c47f71aec9e6d")
    said = (
        "What is kept of this question was computed by another version of the engine (0.1.0+086c47f71aec9e6d); "
        "it is computed anew."
    )
    assert look_up(experiment, db) == (0, said)
    with Store.open(db) as store:
        assert Upkeep(experiment, store, store.begin(experiment), fresh=False, sink=None).outdated() == said
        assert Upkeep(experiment, store, store.begin(experiment), fresh=True, sink=None).outdated() == ""


def test_what_was_kept_under_other_values_is_computed_anew_with_a_sentence(tmp_path: Path) -> None:
    db = str(tmp_path / "runs.sqlite")
    experiment = kept_by(db, values="of that time")
    assert look_up(experiment, db)[1] == (
        "What is kept of this question was computed when other values of the parameters were declared; it is computed anew."
    )


@pytest.mark.parametrize("plan", [UNLIKE[name] for name in ("years", "seed", "locality", "changes", "edits")])
def test_another_question_is_no_reason_to_say_anything(tmp_path: Path, plan: Plan) -> None:
    db = str(tmp_path / "runs.sqlite")
    kept_by(db, engine_version="0.1.0+086c47f71aec9e6d")
    assert look_up(comparison(plan), db) == (0, "")


def test_what_this_engine_has_kept_is_no_reason_either(tmp_path: Path) -> None:
    db = str(tmp_path / "runs.sqlite")
    assert look_up(kept_by(db), db) == (0, "")
    assert look_up(comparison(PLAN), str(tmp_path / "none.sqlite")) == (0, "")
