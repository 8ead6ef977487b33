"""Computes kept runs again from what the store alone knows about them, and compares every number to the bit."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..agents.behaviour import engine_hash
from .plan import RunResult
from .revive import plan_from
from .store import Store
from .worker import Job, Task, carry_out


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


def rerun(store: Store, number: int, most: int | None = None) -> Iterator[Again]:
    """Compute the finished runs of an experiment again, at most so many replicates of scenarios, evenly spread.

    Failed and missing runs are left out.
    """
    kept = store.experiment(number)
    assert kept is not None
    job = Job(plan_from(kept.plan), False, engine_hash())
    found: dict[tuple[int, int], dict[str, RunResult]] = {}
    for row in store.outcomes(number):
        result = RunResult(row.regime, row.replicate, row.seed, 0.0, row.values)
        found.setdefault((row.scenario, row.replicate), {})[row.regime] = result
    keys = list(found)
    step = max(1, math.ceil(len(keys) / most)) if most else 1
    changes = {scenario.number: scenario.changes for scenario in store.scenarios(number)}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        tasks = [Task(scenario, changes[scenario], r, tuple(found[scenario, r])) for scenario, r in keys[::step]]
        for done in pool.map(lambda task: carry_out(job, [task]), tasks):
            for each in done:
                before = found[each.scenario, each.result.replicate][each.result.regime]
                yield _compared(each.scenario, before, each.result)


def _compared(scenario: int, before: RunResult, after: RunResult) -> Again:
    names = before.outcomes.keys() | after.outcomes.keys()
    nothing = math.nan
    pairs = {name: (before.outcomes.get(name, nothing), after.outcomes.get(name, nothing)) for name in sorted(names)}
    differing = {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and not all(map(math.isnan, pair))}
    return Again(scenario, before.regime, before.replicate, {} if after.error else differing, after.error)
