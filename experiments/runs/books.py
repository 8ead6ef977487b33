"""The store's side of carrying out an experiment: what is there already, what has begun, and what comes back.

What is in memory at any moment is a few chunks, however large the experiment.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from ...model.arguments import seed_of
from ...scenarios.schema import Regime
from ..plans import Experiment, Point, RunResult, Variants
from ..store import Finished, Started, Store
from ..store.chunks import chunks
from .worker import Done, Task

Sink = Callable[[int, RunResult], None]  # scenario, run
Key = tuple[int, int, str]  # scenario, replicate, regime

KEEP: Final = 0.25  # seconds that finished runs may wait to be written
LOOK_UP: Final = 200  # tasks asked for in the store at once


@dataclass(slots=True)
class Batch:
    """What became of an experiment: its number in the store, how many runs were read and computed, how many failed."""

    number: int
    total: int
    _: KW_ONLY
    read: int = 0
    computed: int = 0
    failed: int = 0
    seconds: float = 0.0
    since: datetime | None = None

    @property
    def done(self) -> int:
        """How many runs have come to an end."""
        return self.read + self.computed

    @property
    def kept(self) -> int:
        """How many of them succeeded, and need not be computed again."""
        return self.done - self.failed

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self) | {"since": self.since and self.since.isoformat()}


def tasks_of(points: Iterable[Point], regimes: Iterable[Regime]) -> Iterator[Task]:
    """Every replicate of every scenario, in order, under all regimes."""
    names = tuple(regime.name for regime in regimes)
    for number, point in enumerate(points):
        for replicate in point.replicates:
            yield Task(scenario=number, changes=point.changes, replicate=replicate, regimes=names)


class Upkeep:
    """Keeps the books of one experiment while it is carried out; only for the thread that owns the store."""

    def __init__(self, experiment: Experiment, store: Store, number: int, fresh: bool, sink: Sink | None) -> None:
        """Begin with nothing read and nothing computed."""
        self.batch = Batch(number, experiment.runs)
        self._experiment = experiment
        self._store = store
        self._fresh = fresh
        self._sink = sink
        self._variants = Variants(experiment.plan, experiment.measures)
        self._identities: dict[Key, str] = {}  # of the runs that are being computed
        self._waiting: dict[str, list[Key]] = {}  # every place that a run under way belongs to, by its identity
        self._finished: list[Finished] = []  # runs to be written together
        self._last_kept = time.monotonic()

    def missing(self) -> Iterator[Task]:
        """What has to be computed, in order; the runs that are kept are linked to the experiment on the way."""
        for some in chunks(tasks_of(self._experiment.points, self._experiment.plan.regimes), LOOK_UP):
            keys = {
                (task.scenario, task.replicate, name): identity
                for task in some
                for name, identity in self._variants.identities(task.changes, task.replicate).items()
            }
            kept = set() if self._fresh else self._read(keys)
            new = {key for key, identity in keys.items() if key not in kept and self._is_new(key, identity)}
            for task in some:
                left = tuple(name for name in task.regimes if (task.scenario, task.replicate, name) in new)
                if left:
                    self._store.must_keep()
                    yield replace(task, regimes=left)

    def outdated(self) -> str:
        """Why nothing of what is kept of the question is of use, as a sentence; empty where that is not so."""
        return "" if self._fresh or self.batch.read else self._store.outdated(self._experiment)

    def _is_new(self, key: Key, identity: str) -> bool:
        """Whether this run must be computed; one that is under way for another scenario is only waited for."""
        places = self._waiting.setdefault(identity, [])
        places.append(key)
        if len(places) > 1:
            return False
        self._identities[key] = identity
        return True

    def _read(self, keys: Mapping[Key, str]) -> set[Key]:
        """Which of these are kept; where a sink takes what they counted, one that is damaged is computed anew.

        One that another program deletes while we look is not kept.
        """
        found = self._store.found(list(keys.values()), self._experiment.tables)
        mine = {key: identity for key, identity in keys.items() if identity in found}
        runs = self._store.read(list(mine.values()), self._experiment.tables) if self._sink else {}
        if self._sink and (damaged := {each for key, each in mine.items() if not _is(runs.get(each), key)}):
            self._store.set_aside(damaged)
            mine = {key: identity for key, identity in mine.items() if identity not in damaged}
        if not mine:
            return set()
        linked = self._store.link(self.batch.number, [(key[0], identity) for key, identity in mine.items()])
        mine = {key: identity for key, identity in mine.items() if identity in linked}
        self.batch.read += len(mine)
        since = self._store.since(list(mine.values()))
        self.batch.since = min(filter(None, (self.batch.since, since)), default=None)
        if self._sink:
            for (scenario, _, _), identity in mine.items():
                self._sink(scenario, runs[identity])
        return set(mine)

    def start(self, chunk: Sequence[Task]) -> None:
        """Mark the runs of a chunk as running."""
        self._store.start(self.batch.number, list(self._rows(chunk)))

    def _rows(self, chunk: Sequence[Task]) -> Iterator[Started]:
        for task in chunk:
            seed = seed_of(self._experiment.plan.seed, task.replicate)
            for name in task.regimes:
                identity = self._identities[task.scenario, task.replicate, name]
                yield Started(task.scenario, identity, name, task.replicate, seed)

    def take(self, done: Sequence[Done]) -> None:
        """Take in runs that have come to an end."""
        for each in done:
            identity = self._identities.pop((each.scenario, each.result.replicate, each.result.regime))
            for scenario, _, _ in self._waiting.pop(identity):
                self._count(scenario, identity, each.result)

    def _count(self, scenario: int, identity: str, result: RunResult) -> None:
        self._finished.append(Finished(scenario, identity, result))
        self.batch.computed += 1
        self.batch.failed += bool(result.error)
        if self._sink:
            self._sink(scenario, result)

    def keep(self) -> None:
        """Write what has come to an end, all in one go."""
        finished, self._finished = self._finished, []
        if finished:
            self._store.save(self.batch.number, finished, self._fresh)
        self._last_kept = time.monotonic()

    def keep_in_time(self) -> None:
        """Write if that is due."""
        if time.monotonic() - self._last_kept >= KEEP:
            self.keep()


def _is(run: RunResult | None, key: Key) -> bool:
    """Whether a run that was read is the one that its identity says."""
    return run is not None and (run.replicate, run.regime) == key[1:]
