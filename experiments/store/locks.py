"""Holds off a second program that would compute the same experiment; the system lets go when the first one is killed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text

from ...scenarios.parameters import InputError

PATIENCE: Final = 2.0  # seconds: a server takes a moment to notice that its client was killed
LOOK: Final = 0.1  # seconds between two attempts
NAMESPACE: Final = 7012601  # an arbitrary name for our locks on a server
TAKE: Final = text("SELECT pg_try_advisory_lock(:space, :number)")
CALL: Final = text("SELECT set_config('application_name', :name, false)")
HOLDER: Final = text(
    "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND classid = :space AND objid = :number AND granted "
    "AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@contextmanager
def file_lock(database: Path, number: int) -> Iterator[None]:
    """Hold a file beside an SQLite file for as long as the experiment is computed; it is gone afterwards.

    Raises:
        InputError: another program holds it.
    """
    beside = database.with_name(f"{database.name}-experiment-{number}.lock")
    lock = FileLock(beside)
    try:
        lock.acquire(timeout=PATIENCE, poll_interval=LOOK)
    except Timeout:
        raise InputError(_sentence(number, _read(beside))) from None
    try:
        with suppress(OSError):
            beside.write_text(_me(), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):  # while it is ours: whoever waits for it looks whether the file is still there
            beside.unlink()
        lock.release()


@contextmanager
def server_lock(engine: Engine, number: int) -> Iterator[None]:
    """Hold a PostgreSQL lock, on a connection of its own, for as long as the experiment is computed.

    Raises:
        InputError: another program holds it.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # closed for good afterwards, and the lock with it
        connection.execute(CALL, {"name": f"diversion: {_me()}"})
        limit = time.monotonic() + PATIENCE
        while not connection.scalar(TAKE, {"space": NAMESPACE, "number": number}):
            if time.monotonic() > limit:
                raise InputError(_sentence(number, _holder(connection, number)))
            time.sleep(LOOK)
        yield


def _holder(connection: Connection, number: int) -> str:
    name = connection.scalar(HOLDER, {"space": NAMESPACE, "number": number}) or ""
    return str(name).removeprefix("diversion: ")


def _read(beside: Path) -> str:
    with suppress(OSError, UnicodeError):
        return beside.read_text(encoding="utf-8").strip()
    return ""


def _me() -> str:
    return f"process {os.getpid()}, since {datetime.now():%H:%M}"


def _sentence(number: int, holder: str) -> str:
    who = f" ({holder})" if holder.startswith("process ") else ""
    return f"Experiment {number} is being computed by another program{who}; wait for it, or stop it."
