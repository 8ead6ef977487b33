"""A kept comparison as an answer again, with its day and the engine it was computed with; nothing is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from ...scenarios.facts import values_hash
from ...scenarios.parameters import InputError
from ..answers import Comparison
from ..answers.support import Support, support
from ..crossing import kept_crossing
from ..plans import Kind, RunResult, plan_from
from ..runs import Batch
from ..store import KeptExperiment, KeptRun, Store, find_experiment
from ..told import told

NOT_FINISHED: Final = "it was not finished"


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a memo is about: an answer, the day on which it was begun, and the version of the engine that computed it.

    `same_values` says whether the parameters have the values and ranges that they had then; `declared` is what was declared of
    them, as `scenarios.facts.declared` has it, where that was kept.
    """

    answer: Comparison
    day: date
    engine: str
    same_values: bool = True
    declared: Mapping[str, Sequence[Any]] | None = field(default=None, repr=False)

    @cached_property
    def support(self) -> Support:
        """How far the answer is supported, by the engine that computed it."""
        return support(self.answer.plan, self.engine)


def kept_comparison(number: int, db: str | Path | None) -> Basis:
    """The comparison of this number, as `diversion runs` lists it.

    Raises:
        InputError: there is none, it is something else than a comparison, or none of its runs was finished.
    """
    store, kept = find_experiment(number, db)
    with store:
        if kept.line.kind != Kind.COMPARISON:
            lists = told("runs", kept_in=store.location)
            raise InputError(
                f"Experiment {number} is a {kept.line.kind}, and a memo is about a comparison; `{lists}` lists what there is."
            )
        if not kept.line.succeeded:
            raise InputError(f"No run of comparison {number} has succeeded yet, so there is nothing to report.")
        return Basis(
            answer=_answer(store, kept),
            day=kept.line.created.date(),
            engine=kept.line.engine_version,
            same_values=kept.line.values == values_hash(),
            declared=store.declared(kept.line.values),
        )


def _answer(store: Store, kept: KeptExperiment) -> Comparison:
    plan, line = plan_from(kept.plan), kept.line
    return Comparison(
        plan=plan,
        batch=Batch(line.id, line.runs, read=line.succeeded, failed=line.failed),
        results=tuple(_results(store, kept)),
        location=store.location,
        crossed=kept_crossing(kept, plan, store),
    )


def _results(store: Store, kept: KeptExperiment) -> Iterator[RunResult]:
    """Every run of the plan, in order; one that failed, or never ended, says why in place of its numbers."""
    there = {(run.replicate, run.regime): run for run in store.runs(kept.line.id)}
    whole = store.read([run.identity for run in there.values()], tables=kept.tables)
    for replicate in range(kept.line.replicates):
        for regime in kept.line.regimes:
            run = there.get((replicate, regime))
            if run is not None and run.identity in whole:
                yield whole[run.identity]
            else:
                yield _failed(run, replicate, regime)


def _failed(run: KeptRun | None, replicate: int, regime: str) -> RunResult:
    error = run.error if run is not None and run.error else NOT_FINISHED
    return RunResult(
        regime=regime, replicate=replicate, seed=run.seed if run else 0, seconds=0.0, outcomes={}, error=error
    )
