"""Runs what a plan asks for and the store does not have yet, on threads, keeping every run as it finishes.

One task is one replicate with all its missing regimes. Only the calling thread touches the store. The answer does not
depend on how many threads there are: each run depends on its own identity alone, and results are sorted at the end.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import FrameType
from typing import Final

from .experiment import comparison
from .plan import Plan, RunResult
from .provenance import engine_version
from .store import Finished, Store

Key = tuple[int, str]  # replicate, regime
Progress = Callable[[int, int], None]

PATIENCE: Final = 1.5  # seconds the workers get to notice that they should stop
LOOK: Final = 0.1  # seconds between two looks at whether to stop


class Interrupted(Exception):
    """The user stopped the comparison; `kept` runs of it, of `total`, are in the store."""

    def __init__(self, kept: int, total: int) -> None:
        """Say how many runs of how many are kept."""
        super().__init__(f"Stopped. {kept:,} of {total:,} runs are kept; the same command goes on from there.")
        self.kept = kept
        self.total = total


@dataclass(frozen=True, slots=True)
class Batch:
    """Every run of a plan, by replicate and regime, and where they came from."""

    comparison: int
    runs: tuple[RunResult, ...]
    read: int
    computed: int
    failed: int
    seconds: float
    since: datetime | None
    engine_version: str


@dataclass(slots=True)
class _Work:
    """What one call has to do and what it has so far."""

    plan: Plan
    identities: Mapping[Key, str]
    comparison: int
    fresh: bool
    stop: threading.Event = field(default_factory=threading.Event)
    inbox: queue.SimpleQueue[RunResult] = field(default_factory=queue.SimpleQueue)
    done: dict[Key, RunResult] = field(default_factory=dict)


def identities(plan: Plan) -> dict[Key, str]:
    """The identity of every run of the plan."""
    from . import replicate

    return replicate.identities(plan)


def run(
    plan: Plan,
    store: Store,
    workers: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> Batch:
    """Carry out a plan: read what is kept, compute the rest, keep each run as it finishes.

    Args:
        plan: What to compare.
        store: Where finished runs are kept.
        workers: How many threads; as many as there are processors when nothing is given.
        fresh: Compute everything again even where the store has it.
        progress: Called with (runs done, runs in all) after every run.
        say: Called with one sentence when the engine must be compiled first.

    Raises:
        Interrupted: the user pressed Ctrl-C; every finished run is kept.
    """
    began = time.perf_counter()
    keys = identities(plan)
    number = store.begin(comparison(plan))
    store.link(number, [(0, identity) for identity in keys.values()])
    work = _Work(plan, keys, number, fresh)
    since = None if fresh else _read_kept(work, store)
    read = len(work.done)
    _report(work, progress)
    if len(work.done) < len(keys):
        _compute(work, store, workers or os.cpu_count() or 1, progress, say)
    runs = tuple(work.done[key] for key in sorted(keys, key=_order(plan)))
    failed = sum(bool(run.error) for run in runs)
    computed = len(runs) - read
    return Batch(work.comparison, runs, read, computed, failed, time.perf_counter() - began, since, engine_version())


def _order(plan: Plan) -> Callable[[Key], tuple[int, int]]:
    place = {regime.name: number for number, regime in enumerate(plan.regimes)}
    return lambda key: (key[0], place[key[1]])


def _read_kept(work: _Work, store: Store) -> datetime | None:
    """Take from the store what it has; the same run may have been kept under another comparison's name for it."""
    found = store.read(list(work.identities.values()))
    for (number, name), identity in work.identities.items():
        if identity in found:
            work.done[number, name] = replace(found[identity], regime=name, replicate=number)
    return store.since(list(found))


def _report(work: _Work, progress: Progress | None) -> None:
    if progress:
        progress(len(work.done), len(work.identities))


# --- computing -------------------------------------------------------------------------------------------------------


def _compute(
    work: _Work, store: Store, workers: int, progress: Progress | None, say: Callable[[str], None] | None
) -> None:
    from .replicate import warm_up

    try:
        warm_up(say or (lambda _: None))
    except KeyboardInterrupt:
        raise Interrupted(len(work.done), len(work.identities)) from None
    pool = ThreadPoolExecutor(workers, thread_name_prefix="diversion")
    with _ctrl_c_sets(work.stop):
        tasks = [pool.submit(_replicate, work, number, names) for number, names in _missing(work).items()]
        try:
            _collect(work, store, tasks, progress)
        finally:
            work.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            # a cancelled task never starts, and `wait` would wait for it
            wait([task for task in tasks if not task.cancelled()], timeout=PATIENCE)
        while not work.inbox.empty():
            _keep(work, store, work.inbox.get())
    if len(work.done) < len(work.identities):
        raise Interrupted(_kept(work), len(work.identities))


def _kept(work: _Work) -> int:
    return sum(not result.error for result in work.done.values())


def _missing(work: _Work) -> dict[int, list[str]]:
    missing: dict[int, list[str]] = {}
    for number, name in work.identities:
        if (number, name) not in work.done:
            missing.setdefault(number, []).append(name)
    return missing


def _replicate(work: _Work, number: int, names: list[str]) -> None:
    """One task, in a worker thread: put every run of one replicate in the inbox, failures too."""
    from .replicate import Stopped, seed_of, simulate

    left = list(names)
    began = time.perf_counter()
    try:
        for result in simulate(work.plan, number, work.stop, names):
            if result.regime in left:  # the reference may come along although it is kept already
                left.remove(result.regime)
                work.inbox.put(result)
            began = time.perf_counter()
        if left:
            raise RuntimeError("the engine returned no result")
    except Stopped:
        return
    except Exception as error:  # whatever went wrong, the other runs go on and this one becomes a row
        seed, seconds = seed_of(work.plan.seed, number), time.perf_counter() - began
        for name in left:
            work.inbox.put(RunResult(name, number, seed, seconds, {}, f"{type(error).__name__}: {error}"))


def _collect(work: _Work, store: Store, tasks: list[Future[None]], progress: Progress | None) -> None:
    """Keep runs as they arrive until all are there or somebody wants to stop."""
    while len(work.done) < len(work.identities) and not work.stop.is_set():
        try:
            _keep(work, store, work.inbox.get(timeout=LOOK))
        except queue.Empty:
            if all(task.done() for task in tasks) and work.inbox.empty():
                break
            continue
        _report(work, progress)


def _keep(work: _Work, store: Store, result: RunResult) -> None:
    key = (result.replicate, result.regime)
    store.save(work.comparison, [Finished(0, work.identities[key], result)], work.fresh)
    work.done[key] = result


@contextmanager
def _ctrl_c_sets(stop: threading.Event) -> Iterator[None]:
    """Let the first Ctrl-C only set `stop`, so that it never lands in the middle of writing; a second breaks off."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
