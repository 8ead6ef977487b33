"""What the store takes and what it gives back about experiments, scenarios and runs, as plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..plans import RunResult


@dataclass(frozen=True, slots=True)
class Started:
    """A run that is about to be computed; `scenario` is the number of its scenario in the experiment."""

    scenario: int
    identity: str
    regime: str
    replicate: int
    seed: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that has ended, well or badly; `scenario` is the number of its scenario in the experiment."""

    scenario: int
    identity: str
    result: RunResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One line of the list of experiments: what was asked, when, and how many of its runs are there.

    `runs` is how many it takes; each is one of `succeeded`, `failed`, `running` and `pending`. `design` is how its
    scenarios came about, `changes` and `edits` what the plan set parameters and fields of library items to, `posterior`
    the file that some are drawn from.
    """

    id: int
    kind: str
    created: datetime
    locality: str
    title: str
    regimes: tuple[str, ...]
    reference: str
    years: int
    run_in: int
    replicates: int
    seed: int
    fixed_parameters: bool
    design: Mapping[str, Any]
    scenarios: int
    runs: int
    engine_version: str
    values: str
    succeeded: int
    failed: int
    running: int
    changes: Mapping[str, Any]
    edits: Mapping[str, Mapping[str, Any]]
    posterior: str | None

    @property
    def pending(self) -> int:
        """How many of its runs were never started, or were broken off."""
        return self.missing - self.running

    @property
    def missing(self) -> int:
        """How many of its runs were never finished."""
        return self.runs - self.succeeded - self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptExperiment:
    """All that is kept about one experiment: its line in the list, and as plain data what it rests on.

    `tables` says whether its runs keep their counts by month, group and neighbourhood as well.
    """

    line: Kept
    tables: bool
    plan: Mapping[str, Any]
    provenance: Mapping[str, Any]

    @property
    def design(self) -> Mapping[str, Any]:
        """How its scenarios came about."""
        return self.line.design


@dataclass(frozen=True, slots=True)
class KeptScenario:
    """One scenario of an experiment: its place there, what it changes, and the replicates it is lived in."""

    number: int
    changes: Mapping[str, Any]
    replicates: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRun:
    """One run as it is kept, without its outcomes; `seconds` is zero until it has ended."""

    scenario: int
    identity: str
    regime: str
    replicate: int
    seed: int
    status: str
    error: str
    engine_version: str
    started: datetime
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one run that succeeded counted: outcomes by name, in the order asked for; NaN where it has no such value."""

    scenario: int
    regime: str
    replicate: int
    seed: int
    outcomes: Mapping[str, float]


def utc(time: datetime) -> datetime:
    """SQLite gives times back without their zone, PostgreSQL in its own; all of ours are in UTC."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def compact(replicates: Sequence[int]) -> dict[str, int] | list[int]:
    """Numbers of replicates in few characters: where they start and stop when they follow one another, else a list."""
    numbers = list(replicates)
    if numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return {"start": numbers[0], "stop": numbers[0] + len(numbers)}
    return numbers


def spread(kept: Mapping[str, int] | Sequence[int]) -> Sequence[int]:
    """The numbers of replicates that `compact` was given."""
    return range(kept["start"], kept["stop"]) if isinstance(kept, Mapping) else tuple(kept)
