"""What the store says about the comparisons and runs it keeps, as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from .records import Comparison, Run


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the list of comparisons: what was asked, when, and how many of its runs are there."""

    id: int
    created: datetime
    locality: str
    title: str
    regimes: tuple[str, ...]
    reference: str
    years: int
    replicates: int
    seed: int
    fixed_parameters: bool
    engine_version: str
    succeeded: int
    failed: int

    @property
    def missing(self) -> int:
        """How many of its runs were never finished."""
        return len(self.regimes) * self.replicates - self.succeeded - self.failed


@dataclass(frozen=True, slots=True)
class KeptRun:
    """One run as it is kept, without its outcomes."""

    identity: str
    regime: str
    replicate: int
    seed: int
    status: str
    error: str
    engine_version: str
    started: datetime
    seconds: float


def kept(row: Comparison, succeeded: int, failed: int) -> Kept:
    """The line for one comparison."""
    return Kept(
        id=row.id,
        created=utc(row.created),
        locality=row.locality,
        title=row.title,
        regimes=tuple(row.regimes),
        reference=row.reference,
        years=row.years,
        replicates=row.replicates,
        seed=row.seed,
        fixed_parameters=row.fixed_parameters,
        engine_version=row.engine_version,
        succeeded=succeeded,
        failed=failed,
    )


def kept_run(row: Run) -> KeptRun:
    """The line for one run."""
    return KeptRun(
        identity=row.identity,
        regime=row.regime,
        replicate=row.replicate,
        seed=int(row.seed),
        status=row.status,
        error=row.error,
        engine_version=row.engine_version,
        started=utc(row.started),
        seconds=row.seconds,
    )


def utc(time: datetime) -> datetime:
    """SQLite gives times back without their zone; all of ours are in UTC."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time
