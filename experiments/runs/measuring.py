"""A run of which measures are read off, in place of the outcomes that other runs count."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence

from ...model.arguments import seed_of
from ..measures import part_of, whole_of
from ..measures.every import MEASURES, Counted
from ..measures.observing import Observation, observe
from ..plans import Plan, RunResult, setting_of


def measure(
    plan: Plan, replicate: int, stop: threading.Event, regimes: Collection[str], measures: Sequence[str]
) -> Iterator[RunResult]:
    """Yield one result per regime of a replicate, with the part and the whole of each measure.

    Raises:
        Stopped: `stop` was set; looked at every 28 simulated days.
    """
    setting, seed = setting_of(plan, replicate), seed_of(plan.seed, replicate)
    for regime in plan.regimes:
        if regime.name in regimes:
            began = time.perf_counter()
            found = _read(observe(setting, regime, seed, stop), measures)
            yield RunResult(
                regime=regime.name, replicate=replicate, seed=seed, seconds=time.perf_counter() - began, outcomes=found
            )


def _read(seen: Observation, measures: Sequence[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in measures:
        part, whole = MEASURES[name].read(seen)
        found |= {part_of(name): float(part) + 0.0, whole_of(name): float(whole) + 0.0}  # no −0.0, as elsewhere
    return found


def counted(outcomes: Mapping[str, float], measure: str) -> Counted:
    """What was counted for a measure in a run whose outcomes these are."""
    return Counted(outcomes[part_of(measure)], outcomes[whole_of(measure)])
