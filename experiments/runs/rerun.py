"""Computes kept runs again from what the store alone knows about them, and compares every number to the bit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Final

import numpy as np

from ...agents.engine.hashing import engine_hash
from ..measures import measures_in
from ..plans import RunResult, plan_from
from ..store import SUCCEEDED, KeptExperiment, KeptRun, Store
from ..store.chunks import chunks
from .engines import THREADS, open_engine
from .worker import Done, Job, Task

AT_ONCE: Final = 20  # replicates in memory
DAMAGED: Final = "what is kept of it is damaged"
Together = tuple[Mapping[str, Any], list[KeptRun]]  # what a scenario changes, and the runs of one replicate of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """One run computed again: where it belongs, and the outcomes that differ, with the kept value and the new one.

    Of a table (`months`, `hours`, `groups`, `places`) the pair is the first of its numbers that differs, or two NaN where
    its shape does or it is not counted any more.
    """

    scenario: int
    regime: str
    replicate: int
    differing: Mapping[str, tuple[float, float]]
    error: str = ""

    @property
    def same(self) -> bool:
        """Whether every number is the same to the bit."""
        return not self.differing and not self.error


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which replicates are computed again: every so many of those that have a run that succeeded, and their runs."""

    step: int
    runs: int


def chosen(store: Store, kept: KeptExperiment, most: int | None = None) -> Chosen:
    """At most so many replicates, evenly spread over those that have a run that succeeded; all when none is given."""
    sizes = [len(runs) for _, runs in _replicates(store, kept.line.id)]
    step = max(1, math.ceil(len(sizes) / most)) if most else 1
    return Chosen(step, sum(sizes[::step]))


def rerun(store: Store, kept: KeptExperiment, which: Chosen) -> Iterator[Again]:
    """Compute finished runs of an experiment again; failed and missing ones are left out."""
    job = Job(plan=plan_from(kept.plan), tables=kept.tables, engine=engine_hash(), measures=measures_in(kept.design))
    engine = open_engine(THREADS, job, lambda _: None)
    try:
        for some in chunks(islice(_replicates(store, kept.line.id), 0, None, which.step), AT_ONCE):
            under_way = [engine.submit([_task(*each)]) for each in some]
            before = store.read((run.identity for _, runs in some for run in runs), kept.tables)
            for (_, runs), after in zip(some, under_way, strict=True):
                yield from _compared(runs, before, after.result())
    finally:  # also when whoever asked has had enough
        engine.stop()


def _replicates(store: Store, number: int) -> Iterator[Together]:
    """The finished runs that live one replicate of one scenario together, with what the scenario changes."""
    scenarios = store.scenarios(number)
    runs = (run for run in store.runs(number) if run.status == SUCCEEDED)
    for place, of_scenario in groupby(runs, lambda run: run.scenario):
        changes = next(scenario.changes for scenario in scenarios if scenario.number == place)
        for _, together in groupby(of_scenario, lambda run: run.replicate):
            yield changes, list(together)


def _task(changes: Mapping[str, Any], runs: list[KeptRun]) -> Task:
    return Task(
        scenario=runs[0].scenario,
        changes=changes,
        replicate=runs[0].replicate,
        regimes=tuple(run.regime for run in runs),
    )


def _compared(runs: Iterable[KeptRun], before: Mapping[str, RunResult], after: Iterable[Done]) -> Iterator[Again]:
    found = {done.result.regime: done.result for done in after}
    for run in runs:
        result = found[run.regime]
        if run.identity not in before:
            yield Again(scenario=run.scenario, regime=run.regime, replicate=run.replicate, differing={}, error=DAMAGED)
            continue
        differing = {} if result.error else dict(_differing(before[run.identity], result))
        yield Again(
            scenario=run.scenario, regime=run.regime, replicate=run.replicate, differing=differing, error=result.error
        )


def _differing(before: RunResult, after: RunResult) -> Iterator[tuple[str, tuple[float, float]]]:
    """The outcomes that are not the same; what a run has no value for counts as the same as not having been reported."""
    for name in sorted(before.outcomes.keys() | after.outcomes.keys()):
        pair = before.outcomes.get(name, math.nan), after.outcomes.get(name, math.nan)
        if pair[0] != pair[1] and not all(map(math.isnan, pair)):
            yield name, pair
    for name, table in sorted(before.tables.items()):
        other = after.tables.get(name)  # another version may count other things
        if other is None or table.shape != other.shape:
            yield f"table {name}", (math.nan, math.nan)
        elif (places := np.flatnonzero(table != other)).size:
            yield f"table {name}", (table.flat[places[0]].item(), other.flat[places[0]].item())
