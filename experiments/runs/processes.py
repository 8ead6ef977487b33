"""Processes of this machine that carry out chunks, each with an interpreter and a pipe of its own.

The pool of the standard library has one pipe for all of its processes, and waits for ever when one of them dies while it
writes there. Here a death is the end of one pipe: it costs one chunk, and the next gets a new process.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import Empty, SimpleQueue
from typing import Final

from .worker import Done, Job, OtherEngine, Task, carry_out, unusable

# Always spawn: a fork would copy the threads' locks, and Mesa sets a start method for the whole process.
SPAWN: Final = get_context("spawn")
ENDING: Final = 1.0  # seconds that a process which was killed has to be gone


class WorkerDied(RuntimeError):
    """A process ended before it handed over what it was computing."""


class Processes:
    """So many processes; one is started when there is work for it, and another in its place when it dies."""

    target = 2.0

    def __init__(self, job: Job, workers: int) -> None:
        """Have a thread for each that hands it one chunk after the other."""
        self.workers = workers
        self._job = job
        self._chunks: SimpleQueue[tuple[Future[list[Done]], Sequence[Task]] | None] = SimpleQueue()
        self._lock = threading.Lock()  # for the processes there are, and whether there may be more
        self._there: set[SpawnProcess] = set()
        self._stopped = False
        for _ in range(workers):
            threading.Thread(target=self._serve, name="diversion-process", daemon=True).start()

    def submit(self, chunk: Sequence[Task]) -> Future[list[Done]]:
        """Begin a chunk."""
        future: Future[list[Done]] = Future()
        self._chunks.put((future, chunk))
        return future

    def died(self, error: BaseException) -> bool:
        """Whether the process did."""
        return isinstance(error, WorkerDied)

    def blamed(self, error: BaseException) -> str:
        """They have the same package as whoever asks, unless somebody changes it meanwhile."""
        return unusable(error) if isinstance(error, OtherEngine) else ""

    @property
    def trouble(self) -> str:
        """Each death is told by its chunk."""
        return ""

    def stop(self) -> None:
        """End the processes, also one that stands still; what they have not handed over is computed another time."""
        with self._lock:
            self._stopped = True
            running, self._there = self._there, set()
        self._forget_chunks()
        for process in running:
            process.kill()
        for process in running:
            process.join(ENDING)

    def _forget_chunks(self) -> None:
        with suppress(Empty):
            while True:
                if (order := self._chunks.get_nowait()) is not None:
                    order[0].cancel()
        for _ in range(self.workers):  # so that each thread ends
            self._chunks.put(None)

    # --- on the thread of one process --------------------------------------------------------------------------------

    def _serve(self) -> None:
        _keep_ctrl_c_from_children()
        worker: _Worker | None = None
        while (order := self._chunks.get()) is not None:
            future, chunk = order
            try:
                worker = worker or self._started()
                answer = worker.carry_out(self._job, chunk)
            except (EOFError, OSError) as error:
                self._ended(worker)
                worker = None
                future.set_exception(WorkerDied(str(error)))
            except Exception as error:
                future.set_exception(error)
            else:
                _settle(future, answer)

    def _started(self) -> _Worker:
        with self._lock:
            if self._stopped:
                raise EOFError("stopped")
            worker = _Worker()
            self._there.add(worker.process)
            return worker

    def _ended(self, worker: _Worker | None) -> None:
        """See that it is gone; after `stop` that is not for us to do."""
        if worker is None:
            return
        with self._lock:
            mine = worker.process in self._there
            self._there.discard(worker.process)
        if mine:
            worker.process.kill()
            worker.process.join(ENDING)


class _Worker:
    """One process and our end of its pipe."""

    def __init__(self) -> None:
        self._pipe, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(target=_work, args=(theirs,), daemon=True)
        try:
            self.process.start()
        finally:
            theirs.close()  # the last copy is in the process now: when that dies, the pipe ends

    def carry_out(self, job: Job, chunk: Sequence[Task]) -> list[Done] | Exception:
        """What comes of a chunk. The job goes with it: what is handed over at the start may block when the start fails.

        What went wrong in the process comes back as an answer too; what is raised here is the pipe's.
        """
        self._pipe.send((job, chunk))
        answer: list[Done] | Exception = self._pipe.recv()
        return answer


def _settle(future: Future[list[Done]], answer: list[Done] | Exception) -> None:
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)


def _keep_ctrl_c_from_children() -> None:
    """Ctrl-C goes to every process of a terminal; what this thread starts does not hear it, from its first moment on."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _work(pipe: Connection) -> None:
    """The life of a process: chunk after chunk, until whoever asks has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be kept from us
    with suppress(EOFError, OSError):
        while True:
            pipe.send(_answer(*pipe.recv()))


def _answer(job: Job, chunk: Sequence[Task]) -> list[Done] | Exception:
    try:
        return carry_out(job, chunk)
    except Exception as error:
        return error
