"""Lives the scenes of fitted patterns at points of the unit cube, and keeps every run, so that what was stopped goes on.

Core objects: Lived, whose `attempt` is what history matching and ABC ask for points; Kept, the runs that there are.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from ...agents.engine.cache import cache_folder
from ...agents.engine.hashing import engine_hash
from ...model.simulation import NEVER
from ...scenarios.facts import values_hash
from ...scenarios.parameters import InputError
from ..measures import reading_hash
from ..runs import Progress, Say, processors
from ..validation.counting import count
from ..validation.study import Scene, fitted
from .aims import Aims
from .emulator import Numbers
from .matching import Tried
from .trying import luck, pooled

FIRST_SEED: Final = 1
Counts = dict[str, tuple[float, float]]  # part and whole by measure; empty where a run failed
Task = tuple[Scene, int, Mapping[str, float]]


def kept_folder() -> Path:
    """Where runs are kept that this engine lived with these numbers and curves, read by this code."""
    return cache_folder() / "calibration" / f"{engine_hash()}-{values_hash(fitted())}-{reading_hash()}"


class Kept:
    """Runs by what they were asked, a line each in one file; a last line that was broken off is left out."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "runs.jsonl"
        self._lock = threading.Lock()
        self.runs: dict[str, Counts] = dict(self._read())

    def _read(self) -> Iterator[tuple[str, Counts]]:
        if not self._file.is_file():
            return
        for line in self._file.read_text(encoding="utf-8").splitlines():
            try:
                asked, found = json.loads(line)
            except ValueError:
                continue
            yield asked, {name: (part, whole) for name, (part, whole) in found.items()}

    def keep(self, asked: str, found: Counts) -> None:
        """Keep one run."""
        with self._lock:
            self.runs[asked] = found
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps([asked, found]) + "\n")


def key_of(task: Task, measures: list[str]) -> str:
    """What a run is kept under."""
    scene, seed, changes = task
    said = [scene.model_dump(mode="json"), seed, sorted(changes.items()), sorted(measures)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]


@dataclass(slots=True, kw_only=True)
class Lived:
    """The scenes as a calibration lives them: every point with the same seeds, so that points differ by parameters alone."""

    aims: Aims
    kept: Kept
    workers: int | None = None
    progress: Progress = lambda _done, _total: None
    say: Say = lambda _: None
    read: int = 0
    computed: int = 0
    stop: threading.Event = field(default_factory=lambda: NEVER)

    def attempt(self, places: Numbers, stage: str) -> Tried:
        """What the fitted patterns come to at places (n, k) of the unit cube."""
        return self.at(self.aims.values(places), places, stage)

    def at(self, values: Numbers, places: Numbers, stage: str, first: int = FIRST_SEED) -> Tried:
        """The same at these values, from so many seeds as the budget has, the first of them `first`."""
        aims, seeds = self.aims, range(first, first + self.aims.budget.seeds)
        changes = [dict(zip(aims.names, row, strict=True)) for row in values.tolist()]
        tasks: list[Task] = [(scene, seed, point) for scene in aims.scenes for point in changes for seed in seeds]
        found = self._all(tasks, stage)
        parts = np.full((len(values), len(seeds), len(aims.targets), 2), np.nan)
        for k, (pattern, target) in enumerate(zip(aims.patterns, aims.targets, strict=True)):
            for n, point in enumerate(changes):
                for s, seed in enumerate(seeds):
                    counted = found[self._key((self._scene(pattern.scene), seed, point))]
                    parts[n, s, k] = counted.get(target.measure, (np.nan, np.nan))
        variances = luck(parts, aims.targets) if len(seeds) > 1 else by_counts(parts, aims)
        return Tried(places, pooled(parts, aims.targets), variances)

    def _scene(self, name: str | None) -> Scene:
        return next(scene for scene in self.aims.scenes if scene.name == name)

    def _measures(self, scene: Scene) -> list[str]:
        pairs = zip(self.aims.patterns, self.aims.targets, strict=True)
        return sorted({target.measure for pattern, target in pairs if pattern.scene == scene.name})

    def _key(self, task: Task) -> str:
        return key_of(task, self._measures(task[0]))

    def _all(self, tasks: list[Task], stage: str) -> dict[str, Counts]:
        """Every run, read where it was kept, else lived now; longest scenes first."""
        wanted = {self._key(task): task for task in tasks}
        rest = {asked: task for asked, task in wanted.items() if asked not in self.kept.runs}
        self.read += len(wanted) - len(rest)
        self.say(f"{stage.capitalize()}: {len(wanted):,} runs, of which {len(wanted) - len(rest):,} are kept already.")
        self._live(sorted(rest.items(), key=lambda each: -each[1][0].years))
        return {asked: self.kept.runs[asked] for asked in wanted}

    def _live(self, rest: list[tuple[str, Task]]) -> None:
        with ThreadPoolExecutor(self.workers or processors()) as pool:
            futures = [pool.submit(self._once, asked, task) for asked, task in rest]
            try:
                for done, future in enumerate(as_completed(futures), start=1):
                    future.result()
                    self.progress(done, len(rest))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _once(self, asked: str, task: Task) -> None:
        scene, seed, changes = task
        try:
            found = count(scene, seed, self._measures(scene), changes, self.stop)
        except InputError:  # such values make a world that cannot be meant
            found = {}
        self.kept.keep(asked, {name: (float(each.part), float(each.whole)) for name, each in found.items()})
        self.computed += 1


def by_counts(parts: Numbers, aims: Aims) -> Numbers:
    """The variance that chance gives a figure seen once, as if its part were a count of things that happen by themselves."""
    part, whole = parts[:, 0, :, 0], parts[:, 0, :, 1]
    per = np.array([target.read.per for target in aims.targets])
    variances = per**2 * np.maximum(part, 1.0) / np.maximum(whole, 1.0) ** 2
    whole = variances[np.isfinite(variances).all(axis=1)]
    return np.asarray(whole.mean(axis=0) if len(whole) else np.zeros(variances.shape[1]))
