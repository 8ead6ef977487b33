"""Runs the simulator at points of the unit cube, under current practice, each run kept in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..designs import sobol
from ..measures import reading_hash
from ..plans import Experiment, Kind, Point, RunResult
from ..runs import How, Progress, Say, run
from ..runs.measuring import counted
from ..store import Store
from .emulator import Numbers
from .matching import LOOKED_AT, Tried
from .study import Asked, Target

FIRST: Final = "wave 1"


@dataclass(slots=True, kw_only=True)
class Effort:
    """What a calibration has taken so far: runs read and computed, runs that failed, and the experiments they are kept in.

    `ahead` is how many runs it may take in all, as far as that is known.
    """

    ahead: int
    read: int = 0
    computed: int = 0
    failed: int = 0
    experiments: list[int] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """How many runs there were."""
        return self.read + self.computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """The simulator as a calibration uses it; what it shows depends on the points and the plan's seed alone."""

    asked: Asked
    store: Store
    how: How
    fresh: bool
    effort: Effort
    progress: Progress
    say: Say

    def attempt(self, places: Numbers, stage: str) -> Tried:
        """Every point in the same replicates, so that points differ by their parameters and not by luck."""
        targets = self.asked.targets
        parts = self._lived(places, [range(self.asked.plan.replicates)] * len(places), stage, targets)
        return Tried(places, pooled(parts, targets), luck(parts, targets))

    def once(self, places: Numbers, first: int, stage: str, targets: Sequence[Target]) -> Numbers:
        """The figures (n, m) of every point in a replicate of its own, the first of them numbered `first`."""
        replicates = [range(first + n, first + n + 1) for n in range(len(places))]
        return pooled(self._lived(places, replicates, stage, targets), targets)

    def _lived(
        self, places: Numbers, replicates: Sequence[range], stage: str, targets: Sequence[Target]
    ) -> NDArray[np.float64]:
        """Part and whole of every measure in every run: an array (points, replicates, measures, 2), NaN where a run failed."""
        experiment = _experiment(self.asked, places, replicates, stage, targets)
        found = np.full((len(places), len(replicates[0]), len(targets), 2), np.nan)

        def take(scenario: int, result: RunResult) -> None:
            if not result.error:
                runs = [counted(result.outcomes, target.measure) for target in targets]
                found[scenario, result.replicate - replicates[scenario].start] = runs

        before = self.effort.runs
        self.say(f"{stage.capitalize()}: {len(places):,} points, {experiment.runs:,} runs.")
        self.effort.ahead = max(self.effort.ahead, before + experiment.runs)
        batch = run(
            experiment, self.store, self.how, self.fresh, lambda done, _: self._tell(before + done), self.say, take
        )
        self.effort.read += batch.read
        self.effort.computed += batch.computed
        self.effort.failed += batch.failed
        self.effort.experiments.append(batch.number)
        return found

    def _tell(self, done: int) -> None:
        self.progress(done, self.effort.ahead)

    def begun(self) -> datetime:
        """When the calibration was first begun, even if it went on another day."""
        kept = self.store.experiment(self.effort.experiments[0])
        assert kept is not None
        return kept.line.created


def values_at(asked: Asked, places: Numbers) -> Numbers:
    """The parameters' values (n, k) at places of the unit cube."""
    return np.column_stack([factor.at(places[:, k]) for k, factor in enumerate(asked.factors)])


def _experiment(
    asked: Asked, places: Numbers, replicates: Sequence[range], stage: str, targets: Sequence[Target]
) -> Experiment:
    rows = values_at(asked, places).tolist()
    points = [
        Point(dict(zip(asked.names, row, strict=True)), lived) for row, lived in zip(rows, replicates, strict=True)
    ]
    design = {
        "calibration": asked.name,
        "stage": stage,
        "measures": [target.measure for target in targets],
        "read_by": reading_hash(),
        "varied": asked.names,
    }
    return Experiment(Kind.CALIBRATION, asked.plan, points, design=design)


def first_wave(asked: Asked) -> Experiment:
    """The runs of the first wave, of which nothing depends on what others show."""
    places = sobol(asked.names, LOOKED_AT, asked.plan.seed + 1)[: asked.points]
    return _experiment(asked, places, [range(asked.plan.replicates)] * asked.points, FIRST, asked.targets)


def pooled(parts: Numbers, targets: Sequence[Target]) -> Numbers:
    """The figures (points, measures) of all replicates together; NaN where a run failed or nothing was there to count."""
    part, whole = parts[..., 0].sum(axis=1), parts[..., 1].sum(axis=1)
    per = np.array([target.read.per for target in targets])
    return np.asarray(np.divide(per * part, whole, out=np.full_like(part, np.nan), where=whole > 0))


def luck(parts: Numbers, targets: Sequence[Target]) -> Numbers:
    """The variance (measures,) that chance alone gives a pooled figure: the jackknife over replicates, averaged over points."""
    count = parts.shape[1]
    without = np.stack([pooled(np.delete(parts, n, axis=1), targets) for n in range(count)])
    variances = (count - 1) / count * ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    whole = variances[np.isfinite(variances).all(axis=1)]
    return np.asarray(whole.mean(axis=0) if len(whole) else np.zeros(len(targets)))
