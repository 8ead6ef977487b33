"""Before and beside a batch: what is kept already, what it would take, and what is remembered while it goes on."""

import math
from pathlib import Path

from diversion.experiments.batch import count_kept
from diversion.experiments.estimate import Estimate
from diversion.experiments.experiment import Experiment, Kind, Point
from diversion.experiments.plan import RunResult
from diversion.experiments.planning import make_plan
from diversion.experiments.store import Finished, Store
from diversion.experiments.variants import MOST_KNOWN, Variants

PLAN = make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=1)


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
