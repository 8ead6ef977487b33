"""What a worker does, in a thread, another process or on another machine: some replicates of an experiment's scenarios.

A result depends on the job and the task alone, so it is the same wherever, and in whatever order, it is computed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...agents.engine.hashing import engine_hash
from ...model.arguments import seed_of
from ...model.simulation import NEVER, Stopped
from ..plans import Plan, RunResult, Variants
from .replicate import simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What all tasks of an experiment share. `engine` is the digest of the sources of whoever asks.

    `measures` are read off every run in place of its outcomes, where there are any.
    """

    plan: Plan
    tables: bool
    engine: str
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One replicate of one scenario, under the regimes that are missing."""

    scenario: int
    changes: Mapping[str, Any]
    replicate: int
    regimes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """One run as it comes back, failed or not."""

    scenario: int
    result: RunResult


class OtherEngine(RuntimeError):
    """A worker has other sources than whoever asks, so its results would not be the same."""


def unusable(reason: object) -> str:
    """That workers have another version of the package, or lack it, as a sentence."""
    return f"The workers cannot be used: {reason}; install the same version of diversion everywhere."


def carry_out(job: Job, tasks: Sequence[Task], stop: threading.Event = NEVER) -> list[Done]:
    """Every run of these tasks; a task that fails gives failed runs and the rest go on.

    When `stop` is set, what is finished comes back; looked at every 28 simulated days.
    """
    if job.engine != engine_hash():
        raise OtherEngine(f"this worker has version {engine_hash()} of the engine, not {job.engine}")
    variants = Variants(job.plan, job.measures)
    done: list[Done] = []
    for task in tasks:
        if stop.is_set():
            break
        done += _replicate(job, variants, task, stop)
    return done


def _replicate(job: Job, variants: Variants, task: Task, stop: threading.Event) -> list[Done]:
    left = list(task.regimes)
    done: list[Done] = []
    began = time.perf_counter()
    try:
        for result in results(job, variants.at(task.changes), task.replicate, task.regimes, stop):
            left.remove(result.regime)
            done.append(Done(task.scenario, result))
            began = time.perf_counter()
    except Stopped:
        return done
    except Exception as error:  # whatever went wrong, the other runs go on and this one becomes a row
        reason = f"{type(error).__name__}: {error}"
        done += failed(job, task, left, reason, time.perf_counter() - began)
    return done


def results(
    job: Job, plan: Plan, replicate: int, regimes: Sequence[str], stop: threading.Event = NEVER
) -> Iterator[RunResult]:
    """The runs of one replicate of a scenario, as the job wants them."""
    if job.measures:
        from .measuring import measure  # with pandas, which most jobs have no use for

        return measure(plan, replicate, stop, regimes, job.measures)
    return simulate(plan, replicate, stop, regimes, job.tables)


def failed(job: Job, task: Task, regimes: Sequence[str], reason: str, seconds: float = 0.0) -> list[Done]:
    """The rows of runs that did not come to an end."""
    seed = seed_of(job.plan.seed, task.replicate)
    return [
        Done(
            task.scenario,
            RunResult(regime=name, replicate=task.replicate, seed=seed, seconds=seconds, outcomes={}, error=reason),
        )
        for name in regimes
    ]
