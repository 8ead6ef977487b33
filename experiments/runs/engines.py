"""Where chunks of runs are carried out: on threads, in processes, or on a Dask cluster, behind one small interface."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from ..plans import BYTES_A_PERSON, Plan
from .cluster import Cluster
from .machine import free_memory, processors
from .processes import Processes
from .worker import Done, Job, Task, carry_out

Chunk = Sequence[Task]
Turn = Callable[[threading.Event], AbstractContextManager[threading.Event]]
BYTES_A_PROCESS: Final = 250e6  # Python, numba and the compiled kernels
MOST_OF_MEMORY: Final = 0.8
BEHIND: Final = 5  # priority of a gentle thread, as `nice` counts: behind all others, yet not stopped by a busy machine


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """Where to compute: threads unless `processes`; on the cluster of a Dask scheduler when its address is given.

    `workers` is how many at once, one for each processor when nothing is given; a cluster has its own. `gentle` threads
    let everything else on this machine go first, as far as its system knows priorities of threads (Linux does).
    Where there is a `turn`, a thread enters it around each chunk: given the flag to stop, it gives the one that the chunk
    looks at, and so can make it wait.
    """

    workers: int | None = None
    processes: bool = False
    scheduler: str | None = None
    gentle: bool = False
    turn: Turn | None = None


THREADS: Final = How()


class Engine(Protocol):
    """Something that carries out chunks. `target` is how many seconds a chunk should last there."""

    target: float

    @property
    def workers(self) -> int:
        """How many chunks are carried out at once."""

    def submit(self, chunk: Chunk) -> Future[list[Done]]:
        """Begin a chunk."""

    def died(self, error: BaseException) -> bool:
        """Whether this error means that the worker died and the chunk may be tried again."""

    def blamed(self, error: BaseException) -> str:
        """What this error says about the workers, as a sentence; empty where it says nothing about them."""

    @property
    def trouble(self) -> str:
        """Why nothing will come back any more; empty where nothing speaks for that. Asked again and again."""

    def stop(self) -> None:
        """Break off; chunks that are under way come back with what they have, or not at all."""


class Threads:
    """Threads of this process; the compiled kernels release the interpreter lock."""

    target = 0.25

    def __init__(self, job: Job, workers: int, gentle: bool = False, turn: Turn | None = None) -> None:
        """Start so many threads."""
        self.workers = workers
        self._job = job
        self._turn = turn
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(workers, "diversion", _step_back if gentle else None)

    def submit(self, chunk: Chunk) -> Future[list[Done]]:
        """Begin a chunk."""
        if self._turn is None:
            return self._pool.submit(carry_out, self._job, chunk, self._stop)
        return self._pool.submit(self._in_turn, self._turn, chunk)

    def _in_turn(self, turn: Turn, chunk: Chunk) -> list[Done]:
        with turn(self._stop) as stop:
            return carry_out(self._job, chunk, stop)

    def died(self, error: BaseException) -> bool:  # noqa: ARG002
        """Threads do not die alone."""
        return False

    def blamed(self, error: BaseException) -> str:  # noqa: ARG002
        """They are of one piece with whoever asks."""
        return ""

    @property
    def trouble(self) -> str:
        """They are always there."""
        return ""

    def stop(self) -> None:
        """Ask the chunks under way to come to an end, and forget the others."""
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)


def _step_back() -> None:
    """Give this thread a lower priority; elsewhere than on Linux that would be the whole program's."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND)


def open_engine(how: How, job: Job, say: Callable[[str], None]) -> Engine:
    """The engine that was asked for, with no more workers than fit into memory; `say` is told when they are cut."""
    if how.scheduler is not None:
        return Cluster(job, how.scheduler, say)
    wanted = how.workers or processors()
    workers = min(wanted, affordable(job.plan, how.processes))
    if workers < wanted:
        say(f"{workers} instead of {wanted} at a time, because more would not fit into memory.")
    return Processes(job, workers) if how.processes else Threads(job, workers, how.gentle, how.turn)


def affordable(plan: Plan, processes: bool = False) -> int:
    """How many runs of this place fit into memory at once; at least one is tried."""
    each = plan.everybody * BYTES_A_PERSON + processes * BYTES_A_PROCESS
    return max(1, int(MOST_OF_MEMORY * free_memory() / each))
