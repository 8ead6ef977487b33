"""Carries out what is lived beside a comparison: programmes and beliefs exchanged, on the same people and the same draws."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import replace

from .answers import Comparison
from .answers.alike import TOLD, Crossed, crossed_runs
from .plans import Crossing, Kind, Plan, RunResult, crossing_of
from .runs import Batch, How, Progress, Say, run
from .store import Counted, KeptExperiment, NotAllKept, Store


def with_crossing(
    found: Comparison,
    store: Store,
    how: How,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
    stop: threading.Event | None = None,
) -> Comparison:
    """The same comparison with what tells stage from programme and from belief; as it was where nothing has to be told apart.

    A store that can only be read, and lacks these runs, leaves them out; whatever else is wrong is told.
    """
    crossing = crossing_of(found.plan)
    if crossing is None:
        return found
    runs: defaultdict[int, list[RunResult]] = defaultdict(list)

    def keep(scenario: int, result: RunResult) -> None:
        runs[scenario].append(result)

    try:
        batch = run(crossing.experiment, store, how, fresh, progress, say, keep, stop)
    except NotAllKept:
        return found
    return replace(found, crossed=Crossed(crossing, batch, crossed_runs(crossing, runs)))


def kept_crossing(kept: KeptExperiment, plan: Plan, store: Store) -> Crossed | None:
    """What tells stage from programme and from belief of a kept comparison, where the store has all of it; nothing is run.

    A kept plan has its items within itself, so that its runs are looked for by what was asked, not by their identities.
    """
    crossing = crossing_of(plan)
    number = _beside(kept, crossing, store) if crossing else None
    if crossing is None or number is None:
        return None
    wanted = [name for name in store.measures(number) if name in TOLD]
    runs: defaultdict[int, list[RunResult]] = defaultdict(list)
    for some in store.outcomes(number, wanted):
        for each in some:
            runs[each.scenario].append(as_result(each))
    total = crossing.experiment.runs
    return Crossed(crossing, Batch(number, total, read=total), crossed_runs(crossing, runs))


def _beside(kept: KeptExperiment, crossing: Crossing, store: Store) -> int | None:
    """The number of the newest whole exchange that was run for a comparison, by the same version of the engine."""
    asked = {**kept.plan, "replicates": None}
    for line in reversed(store.experiments()):
        same = line.kind == Kind.CROSSING and line.design.get("made") == list(crossing.made)
        if not same or line.succeeded != crossing.experiment.runs or line.engine_version != kept.line.engine_version:
            continue
        other = store.experiment(line.id)
        if other is not None and {**other.plan, "replicates": None} == asked:
            return line.id
    return None


def as_result(run: Counted) -> RunResult:
    """A kept run as a result of what was asked for of it."""
    return RunResult(regime=run.regime, replicate=run.replicate, seed=run.seed, seconds=0.0, outcomes=run.outcomes)
