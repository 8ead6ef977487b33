"""What is being computed for visitors: a first answer from few replicates, then a better one, until nobody wants it any more.

Core object: Desk, which computes each scenario once for all who look at it and breaks off when the last of them turns away.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from ....experiments.crossing import with_crossing
from ....experiments.plans import RunResult, comparison
from ....experiments.runs import BatchFailed, How, Interrupted, run, simulate, warm_up
from ....experiments.store import StoreFailed, database_url, open_to_use, shown
from ....model.simulation import RunFailed, Stopped
from ....scenarios.parameters import InputError
from .answers import FIRST, Job
from .chosen import Chosen
from .ending import OneAtATime
from .shares import Shares, Turn, Work, shares

REST: Final = 0.8  # seconds that somebody must look at a first answer until better ones are begun and kept
AHEAD: Final = 5.0  # seconds that an answer is worked on before anybody looks at it
MOST_OF_ONE: Final = 8  # unfinished scenarios of one visitor
MOST_OF_ALL: Final = 40
TOO_MANY: Final = (
    "{many} scenarios of yours are under way already, the most for one visitor; wait for one, or close a tab."
)
FULL: Final = "This server works out {many} scenarios already, the most it takes on at a time; try again in a minute."


class Desk:
    """Computes scenarios for everybody who looks at this server, each once, however many look at it."""

    def __init__(self, db: str | Path | None = None, share: Shares | None = None) -> None:
        """Keep runs in this database, the user's own when nothing is given."""
        self.db = db
        self.shares = share or shares()
        self.location = shown(database_url(db))
        self._jobs: dict[Chosen, Job] = {}
        self._lock = threading.Lock()
        self._one_at_a_time = OneAtATime()
        self._warm = threading.Lock()
        self._is_warm = False

    def ask(self, chosen: Chosen, visitor: str = "") -> Job:
        """The job of this scenario, begun when it is new; whoever asks must `leave` it again.

        Raises:
            InputError: the scenario cannot be meant, or too many are under way.
        """
        with self._lock:
            job = self._begun(chosen, visitor)
            job.visitors.append(visitor)
            return job

    def ahead(self, chosen: Chosen, visitor: str = "") -> None:
        """Begin a scenario that somebody is about to ask for; when nobody has after a while, it is broken off.

        Raises:
            InputError: the scenario cannot be meant, or too many are under way.
        """
        with self._lock:
            job = self._begun(chosen, visitor)
        timer = threading.Timer(AHEAD, self._break_off, (job,))
        timer.daemon = True
        timer.start()

    def leave(self, job: Job, visitor: str = "") -> None:
        """Nobody here wants the answer any more; when nobody else does either, its work is broken off."""
        with self._lock:
            job.visitors.remove(visitor)
        self._break_off(job)

    def _begun(self, chosen: Chosen, visitor: str) -> Job:
        job = self._jobs.get(chosen)
        if job is None:
            plan = chosen.plan()
            self.shares.must_fit(plan)
            self._must_have_room(visitor)
            job = self._jobs[chosen] = Job(chosen, plan, visitor)
            threading.Thread(target=self._work, args=(job,), name="diversion-desk", daemon=True).start()
        return job

    def _must_have_room(self, visitor: str) -> None:
        unfinished = [job for job in self._jobs.values() if not job.answer.finished]
        if sum(visitor in job.whose() for job in unfinished) >= MOST_OF_ONE:
            raise InputError(TOO_MANY.format(many=MOST_OF_ONE))
        if len(unfinished) >= MOST_OF_ALL:
            raise InputError(FULL.format(many=MOST_OF_ALL))

    def _break_off(self, job: Job) -> None:
        """Unless somebody looks at it."""
        with self._lock:
            if not job.visitors:
                job.stop.set()
                if self._jobs.get(job.chosen) is job:
                    del self._jobs[job.chosen]

    @property
    def under_way(self) -> int:
        """How many scenarios somebody looks at."""
        return len(self._jobs)

    def _work(self, job: Job) -> None:
        try:
            with self._one_at_a_time.of(comparison(job.plan).fingerprint):
                self._first_look(job)
                if self._stays(job):
                    self._compute(job)
        except Interrupted:
            pass
        except (InputError, StoreFailed, BatchFailed) as error:
            job.publish(replace(job.answer, error=str(error)))
        except Exception as error:  # our own fault: the visitor gets a sentence, and the server's log the rest
            job.publish(replace(job.answer, error=f"Something went wrong on our side ({type(error).__name__})."))
            raise

    def _first_look(self, job: Job) -> None:
        """The first replicates at once, without the store; large places take too long to live anything twice."""
        if Work.of(job.plan).large:
            return
        self._warm_up()
        pool = ThreadPoolExecutor(FIRST, "diversion-first")
        try:
            for found in pool.map(lambda number: self._replicate(job, number), range(min(FIRST, job.plan.replicates))):
                for result in found:
                    job.take(result, self.location)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _warm_up(self) -> None:
        with self._warm:
            if not self._is_warm:
                warm_up(lambda _: None)
                self._is_warm = True

    def _replicate(self, job: Job, number: int) -> list[RunResult]:
        """One replicate under every regime; nothing when nobody waits for it any more, or it fails, which the batch will tell."""
        try:
            with self._turn_of(job)(job.stop) as stop:
                return [] if stop.is_set() else list(simulate(job.plan, number, stop, tables=True))
        except (Stopped, RunFailed):
            return []

    def _turn_of(self, job: Job) -> Callable[[threading.Event], Turn]:
        """The turn of a piece of this job, given its flag to stop."""
        return lambda stop: Turn(self.shares, Work.of(job.plan, first=not job.answer.done), job.whose, stop)

    def _stays(self, job: Job) -> bool:
        """Whether somebody stays with a first answer; returns when that is known."""
        while not job.stop.wait(REST):
            if job.visitors:
                return True
        return False

    def _compute(self, job: Job) -> None:
        """Every replicate, kept in the store; gently, since people's browsers may run on the same machine."""
        with open_to_use(self.db, compute=True) as store:

            def keep(_scenario: int, result: RunResult) -> None:
                job.take(result, store.location)

            how = How(gentle=True, turn=self._turn_of(job))
            batch = run(comparison(job.plan), store, how, sink=keep, stop=job.stop)
            if batch.failed == batch.total:
                raise BatchFailed("No run of this scenario succeeded; the same on the command line says why.")
            job.finish(batch, store.location)
            if (found := job.answer.comparison) and job.answer.more:
                job.cross(with_crossing(found, store, how, stop=job.stop))
