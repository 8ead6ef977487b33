"""What is being computed for visitors: a first answer from few replicates, then a better one, until nobody wants it any more.

Core object: Desk, which computes each scenario once for all who look at it and breaks off when the last of them turns away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Final

from ....experiments.plans import RunResult, comparison
from ....experiments.runs import BatchFailed, How, Interrupted, affordable, processors, run, simulate, warm_up
from ....experiments.store import StoreFailed, database_url, open_to_use, shown
from ....model.simulation import RunFailed, Stopped
from ....scenarios.parameters import InputError
from .answers import FIRST, Job
from .chosen import Chosen

PROCESSORS: Final = processors()
REST: Final = 0.8  # seconds that somebody must look at a first answer until better ones are begun and kept
AHEAD: Final = 5.0  # seconds that an answer is worked on before anybody looks at it
TURNS: Final = 2  # scenarios that get better at the same time; a single one gets every processor
LOOK: Final = 0.02  # seconds between two looks at whether somebody still waits for a first answer
BUSY: Final = 5.0  # seconds that better answers give way to first ones, at most, each time


class Desk:
    """Computes scenarios for everybody who looks at this server, each once, however many look at it."""

    def __init__(self, db: str | Path | None = None) -> None:
        """Keep runs in this database, the user's own when nothing is given."""
        self.db = db
        self.location = shown(database_url(db))
        self._jobs: dict[Chosen, Job] = {}
        self._lock = threading.Lock()
        # Each is set when the newest work on its scenario is out of the database.
        self._ending: dict[Chosen, threading.Event] = {}
        self._threads = ThreadPoolExecutor(PROCESSORS, thread_name_prefix="diversion-first")
        self._first_looks = 0  # scenarios without an answer
        self._turns = threading.Semaphore(TURNS)
        self._warm = threading.Lock()
        self._is_warm = False

    def ask(self, chosen: Chosen) -> Job:
        """The job of this scenario, begun when it is new; whoever asks must `leave` it again.

        Raises:
            InputError: the scenario cannot be meant.
        """
        with self._lock:
            job = self._begun(chosen)
            job.visitors += 1
            return job

    def ahead(self, chosen: Chosen) -> None:
        """Begin a scenario that somebody is about to ask for; when nobody has after a while, it is broken off.

        Raises:
            InputError: the scenario cannot be meant.
        """
        with self._lock:
            job = self._begun(chosen)
        timer = threading.Timer(AHEAD, self._break_off, (job,))
        timer.daemon = True
        timer.start()

    def leave(self, job: Job) -> None:
        """Nobody here wants the answer any more; when nobody else does either, its work is broken off."""
        with self._lock:
            job.visitors -= 1
        self._break_off(job)

    def _begun(self, chosen: Chosen) -> Job:
        job = self._jobs.get(chosen)
        if job is None:
            job = self._jobs[chosen] = Job(chosen, chosen.plan())
            threading.Thread(target=self._work, args=(job,), name="diversion-desk", daemon=True).start()
        return job

    def _break_off(self, job: Job) -> None:
        """Unless somebody looks at it."""
        with self._lock:
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
                self._first_look(job)
                if self._stays(job):
                    with self._turn(job):
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

    def _first_look(self, job: Job) -> None:
        """The first replicates at once, without the store, in the order in which visitors asked.

        Places of which not so many fit into memory at a time have to wait for the batch.
        """
        if affordable(job.plan) < PROCESSORS:
            return
        with self._waiting():
            self._warm_up()
            numbers = range(min(FIRST, job.plan.replicates))
            for found in self._threads.map(_replicate, repeat(job), numbers):
                for result in found:
                    job.take(result, self.location)

    def _warm_up(self) -> None:
        with self._warm:
            if not self._is_warm:
                warm_up(lambda _: None)
                self._is_warm = True

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._lock:
            self._first_looks += more

    def _stays(self, job: Job) -> bool:
        """Whether somebody stays with a first answer; returns when that is known and few others have none at all."""
        until = time.monotonic() + BUSY
        while not job.stop.wait(REST):
            if job.visitors and (not self._first_looks or time.monotonic() > until):
                return True
        return False

    @contextmanager
    def _turn(self, job: Job) -> Iterator[None]:
        """Wait until few enough others are getting better, so that what is begun for one does not slow down all.

        Raises:
            Interrupted: nobody looks at this one any more.
        """
        while not self._turns.acquire(timeout=LOOK):
            if job.stop.is_set():
                raise Interrupted(0, 0)
        try:
            yield
        finally:
            self._turns.release()

    def _compute(self, job: Job) -> None:
        """Every replicate, kept in the store; gently, since people's browsers may run on the same machine."""
        with open_to_use(self.db, compute=True) as store:

            def keep(_scenario: int, result: RunResult) -> None:
                job.take(result, store.location)
                self.give_way(job.stop)

            how = How(workers=None if self.under_way == 1 else max(1, PROCESSORS // TURNS), gentle=True)
            batch = run(comparison(job.plan), store, how, sink=keep, stop=job.stop)
            if batch.failed == batch.total:
                raise BatchFailed("No run of this scenario succeeded; the same on the command line says why.")
            job.finish(batch, store.location)

    def give_way(self, stop: threading.Event) -> None:
        """While others have no answer at all, a better one can wait, unless it is to stop."""
        until = time.monotonic() + BUSY
        while self._first_looks and not stop.is_set() and time.monotonic() < until:
            time.sleep(LOOK)


def _replicate(job: Job, number: int) -> list[RunResult]:
    """One replicate under every regime; nothing when nobody waits for it any more, or it fails, which the batch will tell."""
    try:
        return [] if job.stop.is_set() else list(simulate(job.plan, number, job.stop, tables=True))
    except (Stopped, RunFailed):
        return []
