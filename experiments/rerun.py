"""Computes kept runs again from what the store alone knows about them, and compares every number to the bit."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Final

from ..agents.behaviour import engine_hash
from .chunks import chunks
from .kept import Counted, KeptExperiment
from .plan import RunResult
from .revive import plan_from
from .store import Store
from .worker import Done, Job, Task, carry_out

AT_ONCE: Final = 50  # replicates in memory


@dataclass(frozen=True, slots=True)
class Again:
    """One run computed again: where it belongs, and the outcomes that differ, with the kept value and the new one."""

    scenario: int
    regime: str
    replicate: int
    differing: Mapping[str, tuple[float, float]]
    error: str = ""

    @property
    def same(self) -> bool:
        """Whether every number is the same to the bit."""
        return not self.differing and not self.error


def rerun(store: Store, kept: KeptExperiment, most: int | None = None) -> Iterator[Again]:
    """Compute the finished runs of an experiment again, of at most so many replicates, evenly spread; all when none is given.

    Failed and missing runs are left out.
    """
    job = Job(plan_from(kept.plan), False, engine_hash())
    replicates = kept.line.succeeded / len(kept.line.regimes)
    step = max(1, math.ceil(replicates / most)) if most else 1
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for some in chunks(islice(_replicates(store, kept.line.id), 0, None, step), AT_ONCE):
            tasks = [_task(changes, runs) for changes, runs in some]
            done = pool.map(lambda task: carry_out(job, [task]), tasks)
            yield from (again for (_, runs), after in zip(some, done, strict=True) for again in _compared(runs, after))


def _replicates(store: Store, number: int) -> Iterator[tuple[Mapping[str, Any], list[Counted]]]:
    """The runs that live one replicate of one scenario together, with what the scenario changes."""
    scenarios = store.scenarios(number)
    runs = (run for some in store.outcomes(number) for run in some)
    for place, of_scenario in groupby(runs, lambda run: run.scenario):
        changes = next(scenario.changes for scenario in scenarios if scenario.number == place)
        for _, together in groupby(of_scenario, lambda run: run.replicate):
            yield changes, list(together)


def _task(changes: Mapping[str, Any], runs: list[Counted]) -> Task:
    return Task(runs[0].scenario, changes, runs[0].replicate, tuple(run.regime for run in runs))


def _compared(before: Iterable[Counted], after: Iterable[Done]) -> Iterator[Again]:
    found = {done.result.regime: done.result for done in after}
    for run in before:
        result = found[run.regime]
        differing = {} if result.error else dict(_differing(run.outcomes, result))
        yield Again(run.scenario, run.regime, run.replicate, differing, result.error)


def _differing(before: Mapping[str, float], after: RunResult) -> Iterator[tuple[str, tuple[float, float]]]:
    """The outcomes that are not the same; what a run has no value for counts as the same as not having been reported."""
    for name in sorted(before.keys() | after.outcomes.keys()):
        pair = before.get(name, math.nan), after.outcomes.get(name, math.nan)
        if pair[0] != pair[1] and not all(map(math.isnan, pair)):
            yield name, pair
