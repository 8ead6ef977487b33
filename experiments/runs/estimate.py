"""What an experiment would take, before it is begun: runs, time and disk."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any, Final

from ...agents.engine.hashing import engine_hash
from ...model.simulation import NEVER
from ..plans import Experiment, Point, Variants
from ..wording import duration, number
from .engines import How
from .machine import processors
from .replicate import warm_up
from .runner import Say
from .worker import Job, results

# Measured on stores of comparisons in Blackpool: a run with its outcomes and indexes, and its counts by month and group.
BYTES_A_RUN: Final = 3_000
BYTES_OF_TABLES: Final = 16_000
SAMPLES: Final = 5  # scenarios that are timed
LONG_ENOUGH: Final = 2.0  # seconds of timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How many scenarios and runs, how many are kept already, and what the rest would take; seconds are unknown on a cluster."""

    scenarios: int
    runs: int
    kept: int
    seconds_a_run: float
    seconds: float
    workers: int
    bytes: int

    @property
    def left(self) -> int:
        """How many runs would be computed."""
        return self.runs - self.kept

    def sentences(self) -> list[str]:
        """The estimate in words."""
        scenarios = "1 scenario" if self.scenarios == 1 else f"{self.scenarios:,} scenarios"
        lines = [f"{scenarios}, {self.runs:,} runs; {self.kept:,} are kept, {self.left:,} would be computed."]
        if self.left:
            lines.append(f"{self._pace}, and {self._size} of disk.")
        return [*lines, "Nothing was computed for keeping or written."]

    @property
    def _size(self) -> str:
        if self.bytes < 1e6:
            return "less than 1 MB"
        return f"{number(self.bytes / 1e6)} MB" if self.bytes < 1e9 else f"{number(self.bytes / 1e9, 1)} GB"

    @property
    def _pace(self) -> str:
        timed = f"{1000 * self.seconds_a_run:.0f} ms a run, as timed just now"
        if math.isnan(self.seconds):
            return f"How long depends on the cluster's workers ({timed} on this machine)"
        return f"About {duration(self.seconds)} with {self.workers} at a time ({timed})"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data; a time that is unknown is None."""
        return {name: None if value != value else value for name, value in asdict(self).items()} | {
            "to_compute": self.left
        }


def estimate(experiment: Experiment, kept: int, how: How, say: Say, stop: threading.Event = NEVER) -> Estimate:
    """Count the runs, and time a few of them.

    Raises:
        Stopped: `stop` was set meanwhile.
    """
    left = experiment.runs - kept
    workers = how.workers or processors()
    each = _timed(experiment, say, stop) if left else 0.0
    size = left * (BYTES_A_RUN + experiment.tables * BYTES_OF_TABLES)
    # Two threads do a little less than twice as much as one; measured, see the benchmark.
    seconds = math.nan if how.scheduler else left * each / (1 + 0.82 * (workers - 1))
    return Estimate(
        scenarios=len(experiment.points),
        runs=experiment.runs,
        kept=kept,
        seconds_a_run=each,
        seconds=seconds,
        workers=workers,
        bytes=size,
    )


def _timed(experiment: Experiment, say: Say, stop: threading.Event) -> float:
    """Seconds a run takes when one is computed at a time: the mean of scenarios from all over the experiment.

    One alone would say little: its world may be small, and whoever comes first pays for what the others find ready.
    """
    warm_up(say)
    last = len(experiment.points) - 1
    chosen = sorted({round(last * step / (SAMPLES - 1)) for step in range(SAMPLES)})
    took: list[float] = []
    for place in [0, *chosen]:
        took.append(_of_one(experiment, experiment.points[place], stop))
        if sum(took) > LONG_ENOUGH:
            break
    timed = took[1:] or took  # where the first alone takes long, what it pays for the others does not matter
    return math.fsum(timed) / len(timed)


def _of_one(experiment: Experiment, point: Point, stop: threading.Event) -> float:
    plan = Variants(experiment.plan).at(point.changes)
    job = Job(plan=plan, tables=experiment.tables, engine=engine_hash(), measures=experiment.measures)
    names = [regime.name for regime in plan.regimes]
    began = time.perf_counter()
    runs = sum(1 for _ in results(job, plan, point.replicates[0], names, stop))
    return (time.perf_counter() - began) / runs
