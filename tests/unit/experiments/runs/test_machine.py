"""How many processors and how much memory are ours, by affinity and in containers of either kind (row 14)."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from diversion.experiments.runs import machine

GIB = 2**30


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of 8 processors and 64 GiB, with no containers yet."""
    monkeypatch.setattr(machine, "GROUPS", tmp_path / "cgroup")
    monkeypatch.setattr(machine, "OURS", tmp_path / "ours")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=64 * GIB))
    (tmp_path / "ours").write_text("0::/pod/box\n")
    return tmp_path / "cgroup"


def put(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


def test_without_a_container_the_whole_machine_is_ours(groups: Path) -> None:
    assert (machine.processors(), machine.free_memory()) == (8, 64 * GIB)
    put(groups, cpu__max="max 100000\n", memory__max="max\n", memory__current="5\n")
    assert (machine.processors(), machine.free_memory()) == (8, 64 * GIB)


def test_affinity_leaves_fewer_processors(groups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    assert machine.processors() == 1


@pytest.mark.parametrize(("quota", "expected"), [("100000", 1), ("250000", 3), ("50000", 1), ("1600000", 8), ("-1", 8)])
def test_a_quota_leaves_so_many_in_either_hierarchy(groups: Path, quota: str, expected: int) -> None:
    if quota != "-1":
        put(groups / "pod", cpu__max=f"{quota} 100000\n")  # of a folder above ours
        assert machine.processors() == expected
        (groups / "pod" / "cpu.max").unlink()
    machine.OURS.write_text("4:cpu,cpuacct:/pod/box\n1:name=systemd:/x\n")
    put(groups / "cpu,cpuacct", cpu__cfs_quota_us=f"{quota}\n", cpu__cfs_period_us="100000\n")
    assert machine.processors() == expected


def test_memory_is_what_the_container_has_left_with_cached_files_given_back(groups: Path) -> None:
    put(
        groups / "pod/box",
        memory__max=f"{4 * GIB}\n",
        memory__current=f"{3 * GIB}\n",
        memory__stat=f"anon 7\ninactive_file {GIB}\n",
    )
    assert machine.free_memory() == 2 * GIB
    put(groups / "pod/box", memory__current=f"{6 * GIB}\n")
    assert machine.free_memory() == 0


def test_memory_of_the_older_hierarchy(groups: Path) -> None:
    machine.OURS.write_text("4:memory:/elsewhere\n")
    put(
        groups / "memory",
        memory__limit_in_bytes=f"{4 * GIB}",
        memory__usage_in_bytes=f"{GIB}",
        memory__stat="total_inactive_file 0",
    )
    assert machine.free_memory() == 3 * GIB


@pytest.mark.parametrize("text", ["", "garbage\n", "0::\n", "\xff", "max"])
def test_files_that_make_no_sense_count_as_no_limit(groups: Path, text: str) -> None:
    put(groups, cpu__max=text, memory__max=text, memory__current=text, memory__stat=text)
    assert (machine.processors(), machine.free_memory()) == (8, 64 * GIB)
    machine.OURS.write_text(text)
    assert machine.processors() == 8
