"""Only one program computes an experiment at a time; another experiment in the same database may be computed beside it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from diversion.experiments.store import locks
from diversion.experiments.store.store import Store
from diversion.scenarios.parameters import InputError

HOLD = (
    "import sys; from diversion.experiments.store.store import Store\n"
    "with Store.open(sys.argv[1]) as store, store.alone(7): print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


def beside(url: str) -> list[str]:
    """The files in the folder of an SQLite database, apart from its own; none for a server."""
    if make_url(url).get_backend_name() != "sqlite":
        return []
    file = Path(str(make_url(url).database))
    return [
        each.name
        for each in file.parent.iterdir()
        if each.name not in (file.name, f"{file.name}-wal", f"{file.name}-shm")
    ]


def test_a_second_program_is_held_off_until_the_first_one_is_killed(url: str, store: Store) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        told = rf"Experiment 7 is being computed by another program \(process {holder.pid}, since \d\d:\d\d\); wait"
        for _ in range(2):
            with pytest.raises(InputError, match=told), store.alone(7):
                pass
        with store.alone(8):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with store.alone(7):
        pass
    assert beside(url) == []


def test_a_lock_ends_with_its_block_whatever_happens_there(
    url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    with pytest.raises(ZeroDivisionError), store.alone(7):
        with Store.open(url) as other, pytest.raises(InputError, match="Experiment 7"), other.alone(7):
            pass
        raise ZeroDivisionError
    with Store.open(url) as other, other.alone(7):
        pass
    assert beside(url) == []


def test_runs_are_kept_while_the_lock_is_held(store: Store) -> None:
    with store.alone(7):
        assert store.experiments() == []
        store.release(7)


def test_memory_needs_no_lock() -> None:
    with Store.open("sqlite://") as store, store.alone(7):
        assert store.experiments() == []
