"""The workers of a Dask scheduler, which come and go, may lack the package, or all be lost: nobody waits for them in silence."""

from __future__ import annotations

import logging
import pickle
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final, cast

from ...scenarios.parameters import InputError
from .worker import Done, Job, OtherEngine, Task, carry_out, unusable

ANSWERING: Final = 10  # seconds that a scheduler has to answer at first
ASKED_EVERY: Final = 1.0  # seconds between two questions to it
HEARD_WITHIN: Final = 4.0  # seconds that it has for each
SAID_AFTER: Final = 2.0  # seconds without workers, after which that is said
GIVEN_UP_AFTER: Final = 25.0  # seconds without workers, or without a word of the scheduler
LEAVING: Final = 3.0  # seconds to say goodbye in
CHATTY: Final = ("distributed", "tornado", "asyncio")  # libraries that log what our sentence says


class Cluster:
    """The workers of a Dask scheduler, on this machine or many."""

    target = 2.0

    def __init__(self, job: Job, address: str, say: Callable[[str], None]) -> None:
        """Connect to the scheduler; `say` is told when the workers are lost and when there are some again.

        Raises:
            InputError: the extra `cluster` is not installed, nothing answers there, or it has no workers.
        """
        self._job = job
        self._address = address
        self._say = say
        self._client = _client(address)
        self._pool = self._client.get_executor(pure=False)
        self._alone = False  # whether it was said that there are no workers
        self._stopped = False
        self._watch = _Watch(self._client, self._tell)
        if self._watch.workers:
            return
        self.stop()
        if self._watch.silent:
            raise InputError(f"The Dask scheduler at {address} does not answer.")
        raise InputError(f"The scheduler at {address} has no workers; start some with: dask worker {address}")

    @property
    def workers(self) -> int:
        """How many runs its workers compute at once, or did when there were some."""
        return self._watch.workers

    def submit(self, chunk: Sequence[Task]) -> Future[list[Done]]:
        """Begin a chunk; Dask itself gives it to another worker when one dies, as often as its `allowed-failures` says."""
        call = pickle.dumps(_Call(self._job, list(chunk)))
        return cast(Future[list[Done]], self._pool.submit(pickle.loads, call))

    def died(self, error: BaseException) -> bool:
        """Whether workers died over this chunk as often as Dask lets them."""
        return type(error).__name__ == "KilledWorker"

    def blamed(self, error: BaseException) -> str:
        """What the error says about the workers: runs that fail are none, so these have lost touch or are not ours."""
        if isinstance(error, OSError):
            return f"The workers are gone: {error}."
        return unusable(error if isinstance(error, ImportError | OtherEngine) else f"{type(error).__name__}: {error}")

    @property
    def trouble(self) -> str:
        """Why nothing will come back: no worker for a while, or no word of the scheduler."""
        if self._watch.silent >= GIVEN_UP_AFTER:
            return f"The Dask scheduler at {self._address} has not answered for {GIVEN_UP_AFTER:.0f} seconds."
        if self._watch.unmanned >= GIVEN_UP_AFTER:
            start = f"start new ones with: dask worker {self._address}"
            return f"The workers are gone: the cluster has had none for {GIVEN_UP_AFTER:.0f} seconds; {start}."
        return ""

    def _tell(self, unmanned: float) -> None:
        """Say it, when there have been no workers for so long, or when there are some again."""
        if self._alone and not unmanned:
            self._alone = False
            self._say("The cluster has workers again and goes on.")
        elif not self._alone and unmanned >= SAID_AFTER:
            self._alone = True
            wait = f"new ones that come within {GIVEN_UP_AFTER:.0f} seconds carry on"
            self._say(f"The cluster has lost its workers; {wait}: dask worker {self._address}")

    def stop(self) -> None:
        """Leave the cluster, which forgets the chunks of a client that has gone; one that does not answer is just left."""
        if not self._stopped:
            self._stopped = True
            self._watch.end()
            goodbye = threading.Thread(target=self._leave, daemon=True)
            goodbye.start()
            goodbye.join(LEAVING)

    def _leave(self) -> None:
        with suppress(Exception):  # whatever becomes of it, nobody waits for it
            self._client.close(timeout=LEAVING)


class _Call:
    """A call of `carry_out` that is made by whoever unpickles it.

    So Dask carries bytes and a function of Python. A worker that lacks this package, or has another version, fails in
    the task, which is told; did it fail over the message, it would end without a word. The scheduler needs no package.
    """

    def __init__(self, job: Job, chunk: Sequence[Task]) -> None:
        self._what = (job, chunk)

    def __reduce__(self) -> tuple[Callable[..., list[Done]], tuple[Job, Sequence[Task]]]:
        return carry_out, self._what


class _Watch:
    """Asks the scheduler all the time how many runs its workers compute at once.

    On a thread of its own, since the answer may never come. Time in which this program itself stood still does not count.
    """

    def __init__(self, client: Any, tell: Callable[[float], None]) -> None:
        """Ask once, and then go on asking; `tell` is told each time for how long there have been no workers."""
        self._tell = tell
        self.workers = 0
        self.silent = 0.0  # seconds since the scheduler answered
        self.unmanned = 0.0  # seconds since it had workers
        self._client = client
        self._over = threading.Event()
        self._ask(ANSWERING)
        threading.Thread(target=self._go_on, name="diversion-watch", daemon=True).start()

    def end(self) -> None:
        """Ask no more."""
        self._over.set()

    def _go_on(self) -> None:
        while not self._over.wait(ASKED_EVERY):
            self._ask(HEARD_WITHIN)
            if not self._over.is_set():
                self._tell(self.unmanned)

    def _ask(self, patience: float) -> None:
        from distributed.utils import sync  # Dask, which only a cluster needs

        began = time.monotonic()
        try:
            threads = sync(self._client.loop, self._client.scheduler.ncores, callback_timeout=patience)
        except Exception:  # however it fails, it is no answer
            self.silent += ASKED_EVERY + min(time.monotonic() - began, patience)
            return
        self.silent = 0.0
        now = sum(int(each) for each in threads.values())
        self.workers = now or self.workers
        self.unmanned = 0.0 if now else self.unmanned + ASKED_EVERY


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise InputError("--scheduler needs Dask: install diversion with its extra cluster.") from None
    _hush()
    try:
        return Client(address, timeout=ANSWERING, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).partition("\n")[0].rstrip(".")
        raise InputError(f"No Dask scheduler answers at {address} ({reason}).") from None


def _hush() -> None:
    """Let libraries keep to themselves how a cluster goes away; we say it in a sentence."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in CHATTY:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
