"""How much of this machine is ours: the processors and the memory that a scheduler or a container has left us."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil

GROUPS: Final = Path("/sys/fs/cgroup")
OURS: Final = Path("/proc/self/cgroup")


def processors() -> int:
    """How many processors this process may use, at least one: by its affinity and by the quota of its container."""
    granted = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = [math.ceil(quota) for folder in _folders("cpu") if (quota := _quota(folder)) is not None]
    return max(1, min([granted, *quotas]))


def free_memory() -> int:
    """How many bytes of memory are free for this process: on the machine, and under the limit of its container."""
    left = [free for folder in _folders("memory") if (free := _free(folder)) is not None]
    return max(0, min([psutil.virtual_memory().available, *left]))


def _quota(folder: Path) -> float | None:
    """Processors' worth of time; nothing where there is no limit (`max`, or -1 in the older hierarchy)."""
    older = [*_words(folder / "cpu.cfs_quota_us"), *_words(folder / "cpu.cfs_period_us")]
    match _words(folder / "cpu.max") or older:
        case [quota, period] if quota.isdecimal() and period.isdecimal():
            return int(quota) / max(1, int(period))
    return None


def _free(folder: Path) -> int | None:
    """Bytes below the limit; files that are only cached give way, so they count as free."""
    for most, used, cached in (
        ("memory.max", "memory.current", "inactive_file"),
        ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ):
        limit, usage = _words(folder / most), _words(folder / used)
        if limit and usage and limit[0].isdecimal():
            words = _words(folder / "memory.stat")
            kept = dict(zip(words[::2], words[1::2], strict=False)).get(cached, "0")
            return int(limit[0]) - int(usage[0]) + int(kept)
    return None


def _folders(kind: str) -> Iterator[Path]:
    """The folders that say what this process is granted, in either hierarchy, each with all those above it."""
    for line in _lines(OURS):
        _, kinds, own = [*line.split(":", 2), "", ""][:3]
        if kinds and kind not in kinds.split(","):
            continue
        top = GROUPS / kinds if kinds else GROUPS
        place = top / own.lstrip("/")
        yield from (each for each in (place, *place.parents) if each == top or top in each.parents)


def _words(file: Path) -> list[str]:
    return " ".join(_lines(file)).split()


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError):
        return []
