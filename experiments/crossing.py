"""Carries out what is lived beside a comparison: programmes and beliefs exchanged, on the same people and the same draws."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import replace

from .answers import Comparison
from .answers.alike import Crossed, crossed_runs
from .plans import RunResult, crossing_of
from .runs import How, Progress, Say, run
from .store import NotAllKept, Store


def with_crossing(
    found: Comparison,
    store: Store,
    how: How,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
    stop: threading.Event | None = None,
) -> Comparison:
    """The same comparison with what tells stage from programme and from belief; as it was where nothing has to be told apart.

    A store that can only be read, and lacks these runs, leaves them out; whatever else is wrong is told.
    """
    crossing = crossing_of(found.plan)
    if crossing is None:
        return found
    runs: defaultdict[int, list[RunResult]] = defaultdict(list)

    def keep(scenario: int, result: RunResult) -> None:
        runs[scenario].append(result)

    try:
        batch = run(crossing.experiment, store, how, fresh, progress, say, keep, stop)
    except NotAllKept:
        return found
    return replace(found, crossed=Crossed(crossing, batch, crossed_runs(crossing, runs)))
