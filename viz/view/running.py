"""What is being computed for visitors: a first answer from few replicates, then a better one, until nobody wants it any more.

Core objects: Answer, one immutable picture of how far a scenario has come; Desk, which computes each scenario once for all
who look at it and breaks off when the last of them turns away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ...experiments.comparison import Comparison
from ...experiments.engines import THREADS, How
from ...experiments.experiment import comparison
from ...experiments.keeping.database import database_url, shown
from ...experiments.keeping.faults import StoreFailed
from ...experiments.keeping.store import Store
from ...experiments.plan import Plan, RunResult
from ...experiments.runner import BatchFailed, Interrupted, run
from ...experiments.upkeep import Batch
from ...scenarios.parameters import InputError
from .chosen import Chosen

STEPS: Final = (2, 4, 8, 14, 20, 30, 40, 60, 80, 100, 150, 200)  # replicates at which there is something new to show
FIRST: Final = STEPS[0]
AT_ONCE: Final = 2  # scenarios that have no answer yet and are computed at the same time; the others queue
LOOK: Final = 0.02  # seconds between two looks at whether it is our turn
BUSY: Final = 5.0  # seconds that better answers give way to first ones, at most, each time


@dataclass(frozen=True, slots=True)
class Answer:
    """How far a scenario has come: what its first `done` replicates say, or why there is nothing; never changed."""

    chosen: Chosen | None = None
    comparison: Comparison | None = None
    done: int = 0
    of: int = 0
    error: str = ""

    @property
    def finished(self) -> bool:
        """Whether no better answer will come."""
        return bool(self.error) or 0 < self.of <= self.done


class Job:
    """One scenario under way; read from any thread."""

    def __init__(self, chosen: Chosen, plan: Plan) -> None:
        """Begin with nothing computed."""
        self.chosen, self.plan = chosen, plan
        self.stop = threading.Event()
        self.visitors = 0
        self._found: dict[int, dict[str, RunResult]] = {}
        self._news = threading.Condition()
        self._answer = Answer(chosen, of=plan.replicates)

    @property
    def answer(self) -> Answer:
        """The newest answer."""
        return self._answer

    def wait(self, seen: Answer | None, seconds: float) -> Answer:
        """The newest answer, as soon as it is another than the one that was seen, or after so many seconds."""
        with self._news:
            self._news.wait_for(lambda: self._answer is not seen, seconds)
            return self._answer

    def publish(self, answer: Answer) -> None:
        """Show an answer to all who wait."""
        with self._news:
            self._answer = answer
            self._news.notify_all()

    def take(self, result: RunResult, location: str) -> None:
        """Take in one run, and publish when the replicates from the first on reach the next step."""
        self._found.setdefault(result.replicate, {})[result.regime] = result
        whole = self._whole()
        reached = max((step for step in STEPS if step <= whole), default=0)
        if self._answer.done < reached < self.plan.replicates:
            self.publish(self._after(reached, Batch(0, reached * len(self.plan.regimes)), location))

    def finish(self, batch: Batch, location: str) -> None:
        """Publish the whole answer."""
        self.publish(self._after(self.plan.replicates, batch, location))

    def _whole(self) -> int:
        """How many replicates, from the first on, have come back under every regime."""
        count = 0
        while len(self._found.get(count, ())) == len(self.plan.regimes):
            count += 1
        return count

    def _after(self, count: int, batch: Batch, location: str) -> Answer:
        """What the first `count` replicates say: the very numbers of the same plan with so many replicates."""
        names = [regime.name for regime in self.plan.regimes]
        results = tuple(self._found[number][name] for number in range(count) for name in names)
        found = Comparison(replace(self.plan, replicates=count), batch, results, location)
        return replace(self._answer, comparison=found, done=count)


class Desk:
    """Computes scenarios for everybody who looks at this server, each once, however many look at it."""

    def __init__(self, db: str | Path | None = None) -> None:
        """Keep runs in this database, the user's own when nothing is given."""
        self.db = db
        self.location = shown(database_url(db))
        self._jobs: dict[Chosen, Job] = {}
        self._lock = threading.Lock()
        self._ending: dict[
            Chosen, threading.Event
        ] = {}  # set when the newest work on a scenario is out of the database
        self._beginners = threading.Semaphore(AT_ONCE)
        self._queue = 0

    def ask(self, chosen: Chosen) -> Job:
        """The job of this scenario, begun when it is new; whoever asks must `leave` it again.

        Raises:
            InputError: the scenario cannot be meant.
        """
        with self._lock:
            job = self._jobs.get(chosen)
            if job is None:
                job = self._jobs[chosen] = Job(chosen, chosen.plan())
                threading.Thread(target=self._work, args=(job,), name="diversion-desk", daemon=True).start()
            job.visitors += 1
            return job

    def leave(self, job: Job) -> None:
        """Nobody here wants the answer any more; when nobody else does either, its work is broken off."""
        with self._lock:
            job.visitors -= 1
            if job.visitors == 0:
                job.stop.set()
                if self._jobs.get(job.chosen) is job:
                    del self._jobs[job.chosen]

    @property
    def under_way(self) -> int:
        """How many scenarios somebody looks at."""
        return len(self._jobs)

    def _work(self, job: Job) -> None:
        with self._one_at_a_time(job.chosen):
            try:
                if not job.stop.is_set():
                    self._compute(job)
            except Interrupted:
                pass
            except (InputError, StoreFailed, BatchFailed) as error:
                job.publish(replace(job.answer, error=str(error)))
            except Exception as error:  # our own fault: the visitor gets a sentence, and the server's log the rest
                job.publish(replace(job.answer, error=f"Something went wrong on our side ({type(error).__name__})."))
                raise

    @contextmanager
    def _one_at_a_time(self, chosen: Chosen) -> Iterator[None]:
        """Wait until the same scenario, broken off a moment ago and begun again, has written what it had."""
        mine = threading.Event()
        with self._lock:
            before = self._ending.get(chosen)
            self._ending[chosen] = mine
        if before is not None:
            before.wait()
        try:
            yield
        finally:
            mine.set()
            with self._lock:
                if self._ending.get(chosen) is mine:
                    del self._ending[chosen]

    def _compute(self, job: Job) -> None:
        with Store.open(self.db) as store, ExitStack() as queue:
            queue.enter_context(self._first_turn(job))

            def keep(_scenario: int, result: RunResult) -> None:
                job.take(result, store.location)
                if job.answer.done:
                    queue.close()
                    self.give_way(job.stop)

            # Among many, one thread each: two would have begun replicates beyond the first answer that others wait for.
            how = How(1) if self._queue > AT_ONCE else THREADS
            batch = run(comparison(job.plan), store, how, sink=keep, stop=job.stop)
            if batch.failed == batch.total:
                raise BatchFailed("No run of this scenario succeeded; the same on the command line says why.")
            job.finish(batch, store.location)

    @contextmanager
    def _first_turn(self, job: Job) -> Iterator[None]:
        """Queue until few enough others are without an answer.

        Raises:
            Interrupted: nobody waits for this one any more.
        """
        self._count(1)
        try:
            while not self._beginners.acquire(timeout=LOOK):
                if job.stop.is_set():
                    raise Interrupted(0, 0)
            try:
                yield
            finally:
                self._beginners.release()
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._lock:
            self._queue += more

    def give_way(self, stop: threading.Event) -> None:
        """While others have no answer at all, a better one can wait, unless it is to stop."""
        until = time.monotonic() + BUSY
        while self._queue and not stop.is_set() and time.monotonic() < until:
            time.sleep(LOOK)
