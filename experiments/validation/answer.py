"""Sets what the model says beside what was published: value, error, luck and verdict of each pattern."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..measures.counted import Counted
from .record import LUCK, Finding, Recorded, rounded
from .study import Pattern, Published

Verdict = Literal["met", "missed", "reported", "outside"]


@dataclass(frozen=True, slots=True)
class Result:
    """One pattern and what the model makes of it; `standard_error` is that of luck between runs, NaN with one run."""

    pattern: Pattern
    value: float = math.nan
    standard_error: float = math.nan

    @property
    def verdict(self) -> Verdict:
        """Met, missed (also when there was nothing to read), reported of a level, or outside the model."""
        target = self.pattern.target
        if target is None:
            return "reported" if self.pattern.use == "level" else "outside"
        return "met" if target[0] <= self.value <= target[1] else "missed"

    @property
    def error(self) -> float:
        """How far the value lies above the published one, in per cent; NaN where there is none."""
        published = self.pattern.published
        return 100.0 * (self.value / published - 1.0) if published else math.nan

    @property
    def beyond_luck(self) -> bool:
        """Whether it is missed by more than luck between runs explains."""
        target = self.pattern.target
        if self.verdict != "missed" or target is None:
            return False
        outside = max(target[0] - self.value, self.value - target[1])
        return not outside <= LUCK * (0.0 if math.isnan(self.standard_error) else self.standard_error)


Runs = Mapping[str, Sequence[Mapping[str, Counted]]]  # by scene, a run each, what was counted by measure


def judge(published: Published, runs: Runs) -> list[Result]:
    """What the model makes of every pattern, in the order of the file."""
    found = {pattern.name: _result(pattern, runs) for pattern in published.patterns}
    values = {name: result.value for name, result in found.items()}
    return [_ordered(result, values) if result.pattern.order else result for result in found.values()]


def _result(pattern: Pattern, runs: Runs) -> Result:
    if pattern.read is None or pattern.scene is None:
        return Result(pattern)
    counts = [run[pattern.read.name] for run in runs[pattern.scene]]
    return Result(pattern, pattern.read.pooled(counts), pattern.read.standard_error(counts))


def _ordered(result: Result, values: Mapping[str, float]) -> Result:
    """How many neighbouring pairs of the named patterns rise as they should."""
    named = [values[name] for name in result.pattern.order]
    return Result(result.pattern, float(sum(a < b for a, b in zip(named, named[1:], strict=False))))


def finding(result: Result) -> Finding:
    """A result in the form that is kept."""
    pattern = result.pattern
    low, high = pattern.target or (None, None)
    return Finding(
        name=pattern.name,
        verdict=result.verdict,
        unit=pattern.unit,
        value=rounded(result.value),
        standard_error=rounded(result.standard_error),
        published=pattern.published,
        low=low,
        high=high,
        scene=pattern.scene or "",
        beyond_luck=result.beyond_luck,
        **_told(pattern, result.verdict),
    )


def reworded(record: Recorded, published: Published) -> Recorded:
    """The same results in the words and lists of uses that the patterns have now: to mend them takes no run."""
    now = {pattern.name: pattern for pattern in published.patterns}
    return replace(
        record,
        patterns=tuple(
            replace(each, **_told(now[each.name], each.verdict)) if each.name in now else each
            for each in record.patterns
        ),
    )


def _told(pattern: Pattern, verdict: str) -> dict[str, Any]:
    """What is told of a pattern beside what was found: its words, its uses, and what a miss is put down to."""
    return {
        "title": pattern.title,
        "evidence": pattern.evidence,
        "use": pattern.use,
        "rating": pattern.rating,
        "source": pattern.source,
        "note": pattern.note,
        "cause": (pattern.cause or "") if verdict == "missed" else "",
        "use_before": pattern.use_before or "",
    }
