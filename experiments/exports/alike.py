"""The table of an export that a comparison has beside its differences: like with like."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from ...model.ledger.details import detail_names
from ..answers import Comparison
from ..answers.alike import OFFENCES, TOLD
from ..crossing import as_result, kept_crossing
from ..files import ALIKE
from ..plans import Kind, RunResult, crossing_of
from ..runs import Batch
from .results import DIFFERENCES, framed
from .sheets import Column, Note, Of, Sheet
from .source import Source

COLUMNS: Final = {
    "basis": Column(Of.TEXT, "What regimes are made alike by"),
    "label": Column(Of.TEXT, "Under what: a regime, a programme behind a regime's doors, or what is told apart"),
    **{
        name: DIFFERENCES[name]
        for name in ("outcome", "unit", "median", "mean", "low", "high", "band", "share_lower", "n")
    },
}
MISSING: Final = "not kept"  # stands for the error of a run that never came to an end
LEFT_OUT: Final = (
    "The same programme behind either door is left out, because it was not run, or not by this version of the engine: "
    "diversion compare does so."
)


class Alike:
    """What is kept of a comparison, like with like; nothing of other experiments, or where offences were not asked for."""

    def __init__(self, source: Source) -> None:
        """Read nothing yet."""
        self._source = source

    @cached_property
    def _found(self) -> Comparison | None:
        source = self._source
        if source.kept.line.kind != Kind.COMPARISON or OFFENCES not in source.names or not source.answered:
            return None
        return Comparison(
            plan=source.plan,
            batch=Batch(source.kept.line.id, source.kept.line.runs),
            results=tuple(_results(source)),
            location=source.store.location,
            crossed=kept_crossing(source.kept, source.plan, source.store),
        )

    @cached_property
    def _rows(self) -> list[tuple[Any, ...]]:
        found = self._found.alike_rows() if self._found else []
        return [tuple(row[name] for name in COLUMNS) for row in found if row["outcome"] in self._source.names]

    @property
    def sheet(self) -> Sheet:
        """A row for each way of making regimes alike, each regime and each outcome told of it."""
        meaning = "Like with like: by money, offers and places, and the same programme behind either door"
        return Sheet(ALIKE, meaning, COLUMNS, len(self._rows), framed(iter(self._rows), COLUMNS))

    @property
    def notes(self) -> Iterator[Note]:
        """How to read it, and what is left out of it."""
        if self._found is None or not self._rows:
            return
        missing = [LEFT_OUT] if self._found.crossed is None and crossing_of(self._source.plan) else []
        yield "Like with like", " ".join([*self._found.alike_notes, *missing])


def _results(source: Source) -> Iterator[RunResult]:
    """Every run of the comparison with what is asked of it here; one that is not there has no values."""
    wanted = {*TOLD, "cost.programmes", *detail_names(route.name for route in source.plan.routes)}
    counted = [name for name in source.store.measures(source.kept.line.id) if name in wanted]
    found = {(run.regime, run.replicate): run for some in source.outcomes(counted) for run in some}
    for regime in source.regimes:
        for replicate in range(source.plan.replicates):
            run = found.get((regime, replicate))
            yield as_result(run) if run else _missing(regime, replicate)


def _missing(regime: str, replicate: int) -> RunResult:
    return RunResult(regime=regime, replicate=replicate, seed=0, seconds=0.0, outcomes={}, error=MISSING)
