"""Where chunks of runs are carried out: on threads, in processes, or on a Dask cluster, behind one small interface."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Final, Protocol, cast

from ...scenarios.parameters import InputError
from ..plans import BYTES_A_PERSON, Plan
from .machine import free_memory, processors
from .worker import Done, Job, Task, carry_out

Chunk = Sequence[Task]
BYTES_A_PROCESS: Final = 250e6  # Python, numba and the compiled kernels
MOST_OF_MEMORY: Final = 0.8
BEHIND: Final = 5  # priority of a gentle thread, as `nice` counts: behind all others, yet not stopped by a busy machine
CLUSTER_PATIENCE: Final = 10  # seconds to wait for a scheduler to answer


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """Where to compute: threads unless `processes`; on the cluster of a Dask scheduler when its address is given.

    `workers` is how many at once, one for each processor when nothing is given; a cluster has its own. `gentle` threads
    let everything else on this machine go first, as far as its system knows priorities of threads (Linux does).
    """

    workers: int | None = None
    processes: bool = False
    scheduler: str | None = None
    gentle: bool = False


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

    def renew(self) -> None:
        """Make ready again after a worker died."""

    def stop(self) -> None:
        """Break off; chunks that are under way come back with what they have, or not at all."""


class Threads:
    """Threads of this process; the compiled kernels release the interpreter lock."""

    target = 0.25

    def __init__(self, job: Job, workers: int, gentle: bool = False) -> None:
        """Start so many threads."""
        self.workers = workers
        self._job = job
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(workers, "diversion", _step_back if gentle else None)

    def submit(self, chunk: Chunk) -> Future[list[Done]]:
        """Begin a chunk."""
        return self._pool.submit(carry_out, self._job, chunk, self._stop)

    def died(self, error: BaseException) -> bool:  # noqa: ARG002
        """Threads do not die alone."""
        return False

    def renew(self) -> None:
        """There is nothing to renew."""

    def stop(self) -> None:
        """Ask the chunks under way to come to an end, and forget the others."""
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)


class Processes:
    """Processes of this machine, each with an interpreter of its own."""

    target = 2.0

    def __init__(self, job: Job, workers: int) -> None:
        """Start so many processes."""
        self.workers = workers
        self._job = job
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # Always spawn: a fork would copy the threads' locks, and Mesa sets a start method for the whole process.
        return ProcessPoolExecutor(self.workers, get_context("spawn"), initializer=_ignore_ctrl_c)

    def submit(self, chunk: Chunk) -> Future[list[Done]]:
        """Begin a chunk; a pool that broke a moment ago says so through the future, as it does later."""
        try:
            return self._pool.submit(carry_out, self._job, chunk)
        except BrokenExecutor as error:
            broken: Future[list[Done]] = Future()
            broken.set_exception(error)
            return broken

    def died(self, error: BaseException) -> bool:
        """Whether the pool broke."""
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        """Start new processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._start()

    def stop(self) -> None:
        """End the processes; what they have not handed over is lost and computed again another time."""
        running = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in running:
            process.terminate()


class Cluster:
    """The workers of a Dask scheduler, on this machine or many; they may come and go."""

    target = 2.0

    def __init__(self, job: Job, address: str) -> None:
        """Connect to the scheduler.

        Raises:
            InputError: the extra `cluster` is not installed, nothing answers there, or it has no workers.
        """
        self._client = _client(address)
        self._pool = self._client.get_executor(pure=False)
        self._job = job
        self._known = 1
        if not self._client.nthreads():
            self._client.close()
            raise InputError(f"The scheduler at {address} has no workers; start some with: dask worker {address}")

    @property
    def workers(self) -> int:
        """How many runs its workers compute at once at this moment, or did when the scheduler last answered."""
        with suppress(OSError, RuntimeError):  # it is gone; what becomes of the chunks under way will tell
            self._known = max(1, sum(int(each) for each in self._client.nthreads().values()))
        return self._known

    def submit(self, chunk: Chunk) -> Future[list[Done]]:
        """Begin a chunk; Dask itself gives it to another worker when one dies, as often as its `allowed-failures` says."""
        return cast(Future[list[Done]], self._pool.submit(carry_out, self._job, list(chunk)))

    def died(self, error: BaseException) -> bool:
        """Whether workers died over this chunk as often as Dask lets them."""
        return type(error).__name__ == "KilledWorker"

    def renew(self) -> None:
        """The scheduler looks after its workers."""

    def stop(self) -> None:
        """Leave the cluster; it forgets the chunks of a client that has gone."""
        self._pool.shutdown(wait=False)
        self._client.close()


def _step_back() -> None:
    """Give this thread a lower priority; elsewhere than on Linux that would be the whole program's."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND)


def _ignore_ctrl_c() -> None:
    """Ctrl-C goes to every process of a terminal; only the one that writes should act on it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise InputError("--scheduler needs Dask: install diversion with its extra cluster.") from None
    try:
        return Client(address, timeout=CLUSTER_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).partition("\n")[0].rstrip(".")
        raise InputError(f"No Dask scheduler answers at {address} ({reason}).") from None


def open_engine(how: How, job: Job, say: Callable[[str], None]) -> Engine:
    """The engine that was asked for, with no more workers than fit into memory; `say` is told when they are cut."""
    if how.scheduler is not None:
        return Cluster(job, how.scheduler)
    wanted = how.workers or processors()
    workers = min(wanted, affordable(job.plan, how.processes))
    if workers < wanted:
        say(f"{workers} instead of {wanted} at a time, because more would not fit into memory.")
    return Processes(job, workers) if how.processes else Threads(job, workers, how.gentle)


def affordable(plan: Plan, processes: bool = False) -> int:
    """How many runs of this place fit into memory at once; at least one is tried."""
    each = plan.people * BYTES_A_PERSON + processes * BYTES_A_PROCESS
    return max(1, int(MOST_OF_MEMORY * free_memory() / each))
