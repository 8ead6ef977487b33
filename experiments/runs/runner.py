"""Carries out an experiment: reads what the store has, computes the rest on any engine, keeps every run as it finishes.

Only the calling thread touches the store.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from itertools import chain, islice
from types import FrameType
from typing import Final

from ...agents.engine.hashing import engine_hash
from ..plans import Experiment
from ..store import KEPT, Store
from .books import Batch, Sink, Upkeep
from .engines import THREADS, Engine, How, open_engine
from .replicate import warm_up
from .worker import Done, Job, Task, failed

Progress = Callable[[int, int], None]
Say = Callable[[str], None]

PATIENCE: Final = 1.5  # seconds the workers get to notice that they should stop
LOOK: Final = 0.1  # seconds between two looks at whether to stop
AHEAD: Final = 2  # chunks in hand for each worker, so that none waits while the store is written
LARGEST: Final = 200  # tasks in a chunk
TRIES: Final = 2  # deaths of a worker over one task alone, until the task is given up
HOPELESS: Final = 3  # tasks given up before any came back, after which the workers are to blame
NO_WORKER: Final = (
    "No worker comes back with anything: either none can start, or these runs need more memory than there is."
)
NO_SCHEDULER: Final = "their scheduler does not answer any more"
GIVEN_UP: Final = f"the worker died {TRIES} times over this run (is there enough memory?)"


class Interrupted(Exception):
    """The user stopped the experiment; `kept` runs of it, of `total`, are in the store."""

    def __init__(self, kept: int, total: int) -> None:
        """Say how many runs of how many are kept."""
        super().__init__(f"Stopped. {kept:,} of {total:,} runs are kept; the same command goes on from there.")
        self.kept = kept
        self.total = total


class BatchFailed(RuntimeError):
    """The experiment cannot go on, although nothing is wrong with its runs; what is finished is kept."""


def run(
    experiment: Experiment,
    store: Store,
    how: How = THREADS,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
    sink: Sink | None = None,
    stop: threading.Event | None = None,
) -> Batch:
    """Carry out an experiment: read what is kept, compute the rest, keep each run as it finishes.

    Args:
        experiment: What to simulate.
        store: Where finished runs are kept.
        how: Where to compute.
        fresh: Compute everything again even where the store has it.
        progress: Called with (runs done, runs in all) now and then.
        say: Called with one sentence when something takes time or is not as asked.
        sink: Called with the scenario's number and the run for every run, read or computed, in no particular order.
        stop: Breaks off when it is set, as Ctrl-C does.

    Raises:
        Interrupted: the user pressed Ctrl-C, or `stop` was set; every finished run is kept.
        BatchFailed: the workers are gone or are not ours.
        StoreFailed: the store cannot be written any more.
    """
    began = time.perf_counter()
    number = store.begin(experiment)
    upkeep = Upkeep(experiment, store, number, fresh, sink)
    with store.alone(number):
        store.release(number)  # what a killed program left as running
        try:
            work = _Work(experiment, upkeep, progress or (lambda _done, _total: None), stop or threading.Event())
            work.go(how, say or (lambda _: None))
        except (Interrupted, BatchFailed):
            store.release(number)
            raise
    upkeep.batch.seconds = time.perf_counter() - began
    return upkeep.batch


class _Work:
    """One call of `run` under way: feeds the engine and takes in what comes back."""

    def __init__(self, experiment: Experiment, upkeep: Upkeep, progress: Progress, stop: threading.Event) -> None:
        self._upkeep = upkeep
        self._progress = progress
        self._job = Job(
            plan=experiment.plan, tables=experiment.tables, engine=engine_hash(), measures=experiment.measures
        )
        self._under_way: dict[Future[list[Done]], list[Task]] = {}
        self._suspects: deque[Task] = deque()  # tasks over which a worker may have died; tried one by one
        self._deaths: Counter[tuple[int, int]] = Counter()
        self._mean = 0.0  # seconds a task takes
        self._stop = stop

    def go(self, how: How, say: Say) -> None:
        tasks = self._upkeep.missing()
        first = next(tasks, None)
        self._tell()
        if first is None:  # all of it was there: no worker is needed
            return
        if outdated := self._upkeep.outdated():
            say(outdated)
        try:
            if how.scheduler is None:
                warm_up(say)
            engine = open_engine(how, self._job, say)
        except KeyboardInterrupt:
            raise self._interrupted() from None
        with _ctrl_c_sets(self._stop):
            try:
                self._feed(engine, chain([first], tasks))
            finally:
                engine.stop()
                self._upkeep.keep()
        if self._stop.is_set():
            raise self._interrupted()

    def _interrupted(self) -> Interrupted:
        return Interrupted(self._upkeep.batch.kept, self._upkeep.batch.total)

    def _tell(self) -> None:
        self._progress(self._upkeep.batch.done, self._upkeep.batch.total)

    def _feed(self, engine: Engine, tasks: Iterator[Task]) -> None:
        """Keep the engine in work until nothing is left or somebody wants to stop."""
        while not self._stop.is_set():
            while chunk := self._next_chunk(engine, tasks):
                self._upkeep.start(chunk)
                self._under_way[engine.submit(chunk)] = chunk
            if not self._under_way:
                return
            self._take(engine, LOOK, FIRST_COMPLETED)
            if why := engine.trouble:
                raise BatchFailed(f"{why} {KEPT}")
            self._upkeep.keep_in_time()
        engine.stop()
        self._take(engine, PATIENCE, ALL_COMPLETED)

    def _next_chunk(self, engine: Engine, tasks: Iterator[Task]) -> list[Task]:
        if self._suspects:  # alone, so that a death tells who it was
            return [] if self._under_way else [self._suspects.popleft()]
        if len(self._under_way) >= AHEAD * engine.workers:
            return []
        size = int(engine.target / self._mean) if self._mean else 1
        return list(islice(tasks, max(1, min(size, LARGEST))))

    def _take(self, engine: Engine, patience: float, when: str) -> None:
        """Take in the chunks that come back within the time."""
        # A cancelled chunk never starts, and `wait` would wait for it.
        wait([each for each in self._under_way if not each.cancelled()], patience, when)
        for future in [each for each in self._under_way if each.done()]:
            chunk = self._under_way.pop(future)
            error = ConnectionError(NO_SCHEDULER) if future.cancelled() else future.exception()
            if error is None:
                self._arrived(future.result(), len(chunk))
            else:
                self._lost(engine, chunk, error)

    def _arrived(self, done: Sequence[Done], tasks: int) -> None:
        self._upkeep.take(done)
        seconds = sum(each.result.seconds for each in done) / tasks
        self._mean = 0.8 * self._mean + 0.2 * seconds if self._mean else seconds
        self._tell()

    def _lost(self, engine: Engine, chunk: list[Task], error: BaseException) -> None:
        """A chunk that did not come back: its tasks are tried again alone; a task that kills its worker is given up."""
        if self._stop.is_set():
            return
        if not engine.died(error):
            if why := engine.blamed(error):
                raise BatchFailed(f"{why} {KEPT}") from error
            raise error
        if len(chunk) > 1:
            self._suspects.extend(chunk)
            return
        task = chunk[0]
        self._deaths[task.scenario, task.replicate] += 1
        if self._deaths[task.scenario, task.replicate] < TRIES:
            self._suspects.append(task)
            return
        self._arrived(failed(self._job, task, task.regimes, GIVEN_UP), 1)
        given_up = sum(deaths >= TRIES for deaths in self._deaths.values())
        if not self._mean and given_up >= HOPELESS:
            raise BatchFailed(f"{NO_WORKER} {KEPT}") from error


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
