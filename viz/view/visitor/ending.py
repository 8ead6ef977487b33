"""Lets work on the same experiment into the database one after the other, since what is broken off still writes what it has."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class OneAtATime:
    """Who works on which experiment, by its fingerprint."""

    def __init__(self) -> None:
        """Nobody works on any."""
        self._lock = threading.Lock()
        # Each is set when the newest work on its experiment is out of the database.
        self._ending: dict[str, threading.Event] = {}

    @contextmanager
    def of(self, fingerprint: str) -> Iterator[None]:
        """Wait until the same experiment, broken off a moment ago and begun again, has written what it had."""
        mine = threading.Event()
        with self._lock:
            before = self._ending.get(fingerprint)
            self._ending[fingerprint] = mine
        if before is not None:
            before.wait()
        try:
            yield
        finally:
            mine.set()
            with self._lock:
                if self._ending.get(fingerprint) is mine:
                    del self._ending[fingerprint]
