"""Keeps every run as it finishes, so that the same question is answered from the store the next time.

A single thread writes. A run is one transaction, and writing it twice changes nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final, Self, cast

from sqlalchemy import URL, Engine, Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from .database import connect, database_url, shown
from .kept import Kept, KeptRun, kept, kept_run, utc
from .plan import Plan, RunResult, content
from .records import Comparison, ComparisonRun, Run, RunOutcome

CHUNK: Final = 500  # identities asked for at once; databases limit how many values one question may hold
SUCCEEDED: Final = "succeeded"
FAILED: Final = "failed"


class Store:
    """The runs kept in one database. Use it in a `with` statement, or call `close`."""

    def __init__(self, engine: Engine, url: URL) -> None:
        """Take an engine whose tables exist; `Store.open` makes one."""
        self._engine = engine
        self.location = shown(url)

    @classmethod
    def open(cls, db: str | Path | None = None) -> Self:
        """Open the database (the user's own file by default) and make its tables when it is new.

        Raises:
            InputError: it cannot be opened, or it belongs to something else; nothing is written to it then.
        """
        url = database_url(db)
        return cls(connect(url), url)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close, whatever happened."""
        self.close()

    # --- writing -----------------------------------------------------------------------------------------------------

    def begin(self, plan: Plan, identities: Sequence[str], engine_version: str) -> int:
        """The number of this comparison: a new one, or the one it had when the very same thing was asked before."""
        fingerprint = hashlib.sha256("".join(sorted(identities)).encode()).hexdigest()
        row = _columns(plan) | {"fingerprint": fingerprint, "engine_version": engine_version}
        row["created"] = datetime.now(UTC)
        with Session(self._engine) as session, session.begin():
            session.execute(self._insert(Comparison).values(row).on_conflict_do_nothing())
            number = session.scalars(select(Comparison.id).where(Comparison.fingerprint == fingerprint)).one()
            for some in _chunks(identities):
                found = session.scalars(select(Run.id).where(Run.identity.in_(some))).all()
                self._link(session, number, found)
        return number

    def save(
        self,
        comparison: int,
        identity: str,
        scenario: str,
        result: RunResult,
        engine_version: str,
        replace: bool = False,
    ) -> None:
        """Write one run and its outcomes; a run that already succeeded stays as it is unless `replace` is true."""
        row = _run_row(identity, scenario, result, engine_version)
        changed = {name: value for name, value in row.items() if name != "identity"}
        order = self._insert(Run).values(row)
        overwrite = None if replace else Run.status != SUCCEEDED
        order = order.on_conflict_do_update(index_elements=["identity"], set_=changed, where=overwrite)
        with Session(self._engine) as session, session.begin():
            number = session.scalar(order.returning(Run.id))
            if number is None:  # it is there and succeeded
                number = session.scalars(select(Run.id).where(Run.identity == identity)).one()
            else:
                _write_outcomes(session, number, result)
            self._link(session, comparison, [number])

    def _link(self, session: Session, comparison: int, runs: Sequence[int]) -> None:
        if runs:
            rows = [{"comparison_id": comparison, "run_id": run} for run in runs]
            session.execute(self._insert(ComparisonRun).values(rows).on_conflict_do_nothing())

    def _insert(self, table: type[Any]) -> Any:
        """An insert that can be told what to do when the row is already there (each database has its own)."""
        return (postgresql if self._engine.dialect.name == "postgresql" else sqlite).insert(table)

    # --- reading -----------------------------------------------------------------------------------------------------

    def read(self, identities: Sequence[str]) -> dict[str, RunResult]:
        """The runs among `identities` that succeeded, by identity."""
        found: dict[str, RunResult] = {}
        with Session(self._engine) as session:
            for some in _chunks(identities):
                found |= _read(session, some)
        return found

    def since(self, identities: Sequence[str]) -> datetime | None:
        """When the oldest of these runs was started; nothing when none is kept."""
        times: list[datetime] = []
        with Session(self._engine) as session:
            for some in _chunks(identities):
                oldest = select(func.min(Run.started)).where(Run.identity.in_(some), Run.status == SUCCEEDED)
                times += [utc(time) for time in session.scalars(oldest) if time is not None]
        return min(times, default=None)

    def comparisons(self) -> list[Kept]:
        """Every comparison kept here, oldest first."""
        with Session(self._engine) as session:
            rows = session.scalars(select(Comparison).order_by(Comparison.id)).all()
            counts = {key: session.execute(_count(key)).all() for key in (SUCCEEDED, FAILED)}
        by_status = {key: {number: count for number, count in rows} for key, rows in counts.items()}
        return [kept(row, by_status[SUCCEEDED].get(row.id, 0), by_status[FAILED].get(row.id, 0)) for row in rows]

    def runs(self, comparison: int) -> list[KeptRun]:
        """Every run of one comparison, by replicate and regime."""
        wanted = select(Run).join(ComparisonRun, ComparisonRun.run_id == Run.id)
        wanted = wanted.where(ComparisonRun.comparison_id == comparison).order_by(Run.replicate, Run.id)
        with Session(self._engine) as session:
            return [kept_run(row) for row in session.scalars(wanted)]

    def plan(self, comparison: int) -> Mapping[str, Any] | None:
        """The plan of one comparison as plain data; nothing when there is no such comparison."""
        with Session(self._engine) as session:
            row = session.get(Comparison, comparison)
            return row.plan if row else None


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "locality": plan.locality.name,
        "title": plan.locality.title,
        "regimes": [regime.name for regime in plan.regimes],
        "reference": plan.reference,
        "years": plan.years,
        "run_in": plan.run_in,
        "replicates": plan.replicates,
        "seed": plan.seed,
        "fixed_parameters": plan.fixed_parameters,
        "plan": content(plan),
    }


def _run_row(identity: str, scenario: str, result: RunResult, engine_version: str) -> dict[str, Any]:
    return {
        "identity": identity,
        "scenario": scenario,
        "regime": result.regime,
        "replicate": result.replicate,
        "seed": str(result.seed),
        "status": FAILED if result.error else SUCCEEDED,
        "error": result.error,
        "engine_version": engine_version,
        "started": datetime.now(UTC) - timedelta(seconds=result.seconds),
        "seconds": result.seconds,
    }


def _write_outcomes(session: Session, number: int, result: RunResult) -> None:
    session.execute(delete(RunOutcome).where(RunOutcome.run_id == number))
    rows = [
        {"run_id": number, "name": name, "value": float(value) if math.isfinite(value) else None}
        for name, value in result.outcomes.items()
        if not result.error
    ]
    if rows:
        # The table, not the class: the mapper would look at each of some 160 rows a run.
        session.connection().execute(insert(cast(Table, RunOutcome.__table__)), rows)


def _read(session: Session, identities: Sequence[str]) -> dict[str, RunResult]:
    kept = (Run.identity.in_(identities), Run.status == SUCCEEDED)
    values: dict[int, dict[str, float]] = {}
    asked = select(RunOutcome.run_id, RunOutcome.name, RunOutcome.value).join(Run, Run.id == RunOutcome.run_id)
    for number, name, value in session.execute(asked.where(*kept)):
        values.setdefault(number, {})[name] = math.nan if value is None else value
    columns = select(Run.identity, Run.id, Run.regime, Run.replicate, Run.seed, Run.seconds).where(*kept)
    return {
        identity: RunResult(regime, replicate, int(seed), seconds, values.get(number, {}))
        for identity, number, regime, replicate, seed, seconds in session.execute(columns)
    }


def _count(status: str) -> Any:
    runs = select(ComparisonRun.comparison_id, func.count()).join(Run, Run.id == ComparisonRun.run_id)
    return runs.where(Run.status == status).group_by(ComparisonRun.comparison_id)


def _chunks(items: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(items)
    while some := list(islice(rest, CHUNK)):
        yield some
