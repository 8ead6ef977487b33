"""Carries out the check of calibration by made-up places, and keeps each place's ranks, so that what was stopped goes on."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import numpy as np

from ..runs import Progress, Say
from .made_up import DRAWS, SelfCheck, judged, ranks_of
from .matching import Goals
from .standing_in import StandIn


def self_check(
    by: StandIn, goals: Goals, count: int, seed: int, folder: Path, say: Say, progress: Progress | None = None
) -> SelfCheck:
    """Whether the truth of made-up places is found as often as it should be; ranks that are kept in `folder` are read."""
    began = time.perf_counter()
    file = folder / f"ranks-{_digest(by, goals, seed)}.jsonl"
    known = _read(file)[:count]
    say(f"{count:,} made-up places, of which {len(known):,} are kept already.")

    def done(place: int, ranks: list[int]) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(ranks) + "\n")
        if progress:
            progress(place + 1, count)

    ranks = ranks_of(by, goals, count, seed, known=known, done=done)
    return judged(ranks, by.names, time.perf_counter() - began)


def _read(file: Path) -> list[list[int]]:
    """The ranks of the first places; nothing from the first line on that was broken off."""
    found: list[list[int]] = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        try:
            found.append(json.loads(line))
        except ValueError:
            break
    return found


def _digest(by: StandIn, goals: Goals, seed: int) -> str:
    """What the ranks hang on: emulators, tolerances and seed."""
    parts = [each for emulator in by.emulators for each in (emulator.places, emulator.pull, emulator.plane)]
    whole = hashlib.sha256(repr((list(by.names), seed, DRAWS)).encode())
    for part in (*parts, goals.tolerances, by.luck):
        whole.update(np.ascontiguousarray(part, dtype=np.float64).tobytes())
    return whole.hexdigest()[:16]
