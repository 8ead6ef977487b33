"""Carries out an experiment: reads what the store has, computes the rest on any engine, keeps every run as it finishes.

Only the calling thread touches the store. What is in memory at any moment is a few chunks, however large the experiment.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import chain, islice
from types import FrameType
from typing import Any, Final

from ..agents.behaviour import engine_hash
from .chunks import chunks
from .engines import THREADS, Engine, How, open_engine
from .experiment import Experiment
from .plan import RunResult
from .replicate import seed_of, warm_up
from .store import Finished, Started, Store
from .variants import Variants
from .worker import Done, Job, OtherEngine, Task, failed

Progress = Callable[[int, int], None]
Say = Callable[[str], None]
Sink = Callable[[int, RunResult], None]  # scenario, run
Key = tuple[int, int, str]  # scenario, replicate, regime

PATIENCE: Final = 1.5  # seconds the workers get to notice that they should stop
LOOK: Final = 0.1  # seconds between two looks at whether to stop
KEEP: Final = 0.25  # seconds that finished runs may wait to be written
AHEAD: Final = 2  # chunks in hand for each worker, so that none waits while the store is written
LARGEST: Final = 200  # tasks in a chunk
LOOK_UP: Final = 200  # tasks asked for in the store at once
TRIES: Final = 2  # deaths of a worker over one task alone, until the task is given up


class Interrupted(Exception):
    """The user stopped the experiment; `kept` runs of it, of `total`, are in the store."""

    def __init__(self, kept: int, total: int) -> None:
        """Say how many runs of how many are kept."""
        super().__init__(f"Stopped. {kept:,} of {total:,} runs are kept; the same command goes on from there.")
        self.kept = kept
        self.total = total


class BatchFailed(RuntimeError):
    """The experiment cannot go on, although nothing is wrong with its runs; what is finished is kept."""


@dataclass(slots=True)
class Batch:
    """What became of an experiment: where it is kept, how many runs were read and computed, and how many failed."""

    number: int
    total: int
    read: int = 0
    computed: int = 0
    failed: int = 0
    seconds: float = 0.0
    since: datetime | None = None

    @property
    def done(self) -> int:
        """How many runs have come to an end."""
        return self.read + self.computed

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self) | {"since": self.since and self.since.isoformat()}


def run(
    experiment: Experiment,
    store: Store,
    how: How = THREADS,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
    sink: Sink | None = None,
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

    Raises:
        Interrupted: the user pressed Ctrl-C; every finished run is kept.
        BatchFailed: the workers are gone or are not ours.
        StoreFailed: the store cannot be written any more.
    """
    began = time.perf_counter()
    number = store.begin(experiment)
    with store.alone(number):
        store.release(number)
        work = _Work(experiment, store, Batch(number, experiment.runs), fresh, progress, sink)
        work.go(how, say or (lambda _: None))
    work.batch.seconds = time.perf_counter() - began
    return work.batch


class _Work:
    """One call of `run` under way."""

    def __init__(
        self,
        experiment: Experiment,
        store: Store,
        batch: Batch,
        fresh: bool,
        progress: Progress | None,
        sink: Sink | None,
    ) -> None:
        self.batch = batch
        self._experiment = experiment
        self._store = store
        self._fresh = fresh
        self._progress = progress or (lambda _done, _total: None)
        self._sink = sink
        self._job = Job(experiment.plan, experiment.tables, engine_hash())
        self._variants = Variants(experiment.plan)
        self._identities: dict[Key, str] = {}  # of the runs that are being computed
        self._finished: list[Finished] = []  # runs to be written together
        self._last_kept = time.monotonic()
        self._suspects: deque[Task] = deque()  # tasks over which a worker may have died; tried one by one
        self._deaths: dict[tuple[int, int], int] = {}
        self._mean = 0.0  # seconds a task takes
        self._stop = threading.Event()

    # --- the main line -----------------------------------------------------------------------------------------------

    def go(self, how: How, say: Say) -> None:
        tasks = self._missing()
        first = next(tasks, None)
        if first is None:  # all of it was there: no worker is needed
            return
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
                self._keep()
                self._store.release(self.batch.number)
        if self._stop.is_set():
            raise self._interrupted()

    def _interrupted(self) -> Interrupted:
        return Interrupted(self.batch.done - self.batch.failed, self.batch.total)

    def _feed(self, engine: Engine, tasks: Iterator[Task]) -> None:
        """Keep the engine in work until nothing is left or somebody wants to stop."""
        under_way: dict[Future[list[Done]], list[Task]] = {}
        while not self._stop.is_set():
            while chunk := self._next_chunk(engine, tasks, len(under_way)):
                self._store.start(self.batch.number, list(self._rows(chunk)))
                under_way[engine.submit(chunk)] = chunk
            if not under_way:
                return
            self._take(engine, under_way, LOOK)
            self._keep_in_time()
        engine.stop()
        self._take(engine, under_way, PATIENCE, everything=True)

    def _next_chunk(self, engine: Engine, tasks: Iterator[Task], under_way: int) -> list[Task]:
        if self._suspects:  # alone, so that a death tells who it was
            return [self._suspects.popleft()] if under_way == 0 else []
        if under_way >= AHEAD * engine.workers:
            return []
        size = int(engine.target / self._mean) if self._mean else 1
        return list(islice(tasks, max(1, min(size, LARGEST))))

    def _take(
        self, engine: Engine, under_way: dict[Future[list[Done]], list[Task]], patience: float, everything: bool = False
    ) -> None:
        """Take in the chunks that come back within the time."""
        # A cancelled chunk never starts, and `wait` would wait for it.
        wait(
            [each for each in under_way if not each.cancelled()],
            patience,
            ALL_COMPLETED if everything else FIRST_COMPLETED,
        )
        for future in [each for each in under_way if each.done()]:
            chunk = under_way.pop(future)
            if future.cancelled():
                self._lost(engine, chunk, ConnectionError("its chunks were cancelled"))
            elif error := future.exception():
                self._lost(engine, chunk, error)
            else:
                self._arrived(chunk, future.result())

    def _arrived(self, chunk: list[Task], done: list[Done]) -> None:
        for each in done:
            self._count(each)
        if chunk and not self._stop.is_set():
            seconds = sum(each.result.seconds for each in done) / len(chunk)
            self._mean = seconds if not self._mean else 0.8 * self._mean + 0.2 * seconds
        self._progress(self.batch.done, self.batch.total)

    def _count(self, done: Done) -> None:
        result = done.result
        identity = self._identities.pop((done.scenario, result.replicate, result.regime))
        self._finished.append(Finished(done.scenario, identity, result))
        self.batch.computed += 1
        self.batch.failed += bool(result.error)
        if self._sink:
            self._sink(done.scenario, result)

    # --- workers that die --------------------------------------------------------------------------------------------

    def _lost(self, engine: Engine, chunk: list[Task], error: BaseException) -> None:
        """A chunk that did not come back: its tasks are tried again alone; a task that kills its worker is given up."""
        if self._stop.is_set():
            return
        if isinstance(error, OtherEngine):
            raise BatchFailed(f"The workers cannot be used: {error}; install the same version everywhere.") from None
        if not engine.died(error):
            raise BatchFailed(f"The workers are gone: {error}.") from error
        engine.renew()
        if len(chunk) > 1:
            self._suspects.extend(chunk)
            return
        task = chunk[0]
        key = (task.scenario, task.replicate)
        self._deaths[key] = self._deaths.get(key, 0) + 1
        if self._deaths[key] < TRIES:
            self._suspects.append(task)
        else:
            reason = f"the worker died {TRIES} times over this run (is there enough memory?)"
            self._arrived([], failed(self._job, task, task.regimes, reason))

    # --- the store ---------------------------------------------------------------------------------------------------

    def _missing(self) -> Iterator[Task]:
        """What has to be computed, in order; the runs that are kept are linked to the experiment on the way."""
        for some in chunks(self._tasks(), LOOK_UP):
            keys = {
                (task.scenario, task.replicate, name): identity
                for task in some
                for name, identity in self._variants.identities(task.changes, task.replicate).items()
            }
            kept = set() if self._fresh else self._read(keys)
            for task in some:
                left = tuple(name for name in task.regimes if (task.scenario, task.replicate, name) not in kept)
                if left:
                    mine = ((task.scenario, task.replicate, name) for name in left)
                    self._identities.update((key, keys[key]) for key in mine)
                    yield replace(task, regimes=left)

    def _tasks(self) -> Iterator[Task]:
        names = tuple(regime.name for regime in self._experiment.plan.regimes)
        for number, point in enumerate(self._experiment.points):
            for replicate in point.replicates:
                yield Task(number, point.changes, replicate, names)

    def _read(self, keys: Mapping[Key, str]) -> set[Key]:
        """Which of these are kept; a run may have been kept under another experiment's name for its regime."""
        found = self._store.found(list(keys.values()), self._experiment.tables)
        mine = {key: identity for key, identity in keys.items() if identity in found}
        if not mine:
            return set()
        self._store.link(self.batch.number, [(key[0], identity) for key, identity in mine.items()])
        self.batch.read += len(mine)
        since = self._store.since(list(mine.values()))
        self.batch.since = min(filter(None, (self.batch.since, since)), default=None)
        if self._sink:
            runs = self._store.read(list(mine.values()))
            for (scenario, number, name), identity in mine.items():
                self._sink(scenario, replace(runs[identity], regime=name, replicate=number))
        self._progress(self.batch.done, self.batch.total)
        return set(mine)

    def _rows(self, chunk: list[Task]) -> Iterator[Started]:
        for task in chunk:
            seed = seed_of(self._job.plan.seed, task.replicate)
            for name in task.regimes:
                identity = self._identities[task.scenario, task.replicate, name]
                yield Started(task.scenario, identity, name, task.replicate, seed)

    def _keep_in_time(self) -> None:
        if time.monotonic() - self._last_kept >= KEEP:
            self._keep()

    def _keep(self) -> None:
        """Write what has finished, all in one go."""
        finished, self._finished = self._finished, []
        if finished:
            self._store.save(self.batch.number, finished, self._fresh)
        self._last_kept = time.monotonic()


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
