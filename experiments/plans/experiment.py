"""What an experiment is made of: a plan, and the scenarios in which it is carried out, each a point of a design.

A comparison is an experiment with one scenario. A sweep or a sensitivity analysis has many, which differ only in what is
changed and in which replicates they are lived.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from ...agents.engine.hashing import engine_hash
from ...scenarios.facts import declared
from ..measures import measures_in, reading_hash
from .plan import Plan


class Kind(StrEnum):
    """What was asked."""

    COMPARISON = "comparison"
    SWEEP = "sweep"
    SENSITIVITY = "sensitivity"
    CALIBRATION = "calibration"
    CROSSING = "crossing"


@dataclass(frozen=True, slots=True)
class Point:
    """One scenario of an experiment.

    `changes` are its parameters by name, and its fields of library items as in `lead.length_days`, on top of the plan's;
    `replicates` the numbers of the replicates it is lived in, each under every regime of the plan.
    """

    changes: Mapping[str, Any]
    replicates: Sequence[int]


@dataclass(frozen=True)
class Experiment:
    """A plan and its points, in order; a point's place in `points` is its scenario's number.

    `design` is how the points came about, as plain data to be kept with them. `tables` says whether every run keeps its
    counts by month, group and neighbourhood as well. Where the design names `measures`, these are read off every run in
    place of its outcomes.
    """

    kind: Kind
    plan: Plan
    points: Sequence[Point]
    _: KW_ONLY
    design: Mapping[str, Any] = field(default_factory=dict)
    tables: bool = False

    @cached_property
    def runs(self) -> int:
        """How many runs it takes."""
        return len(self.plan.regimes) * sum(len(point.replicates) for point in self.points)

    @property
    def measures(self) -> tuple[str, ...]:
        """What is read off every run in place of its outcomes; nothing for most experiments."""
        return measures_in(self.design)

    @cached_property
    def fingerprint(self) -> str:
        """A digest of all that was asked, of the engine and of what is declared: the same when it is asked again."""
        begun = [self.kind, self.plan.content, engine_hash(), declared()]
        whole = hashlib.sha256(json.dumps(begun, sort_keys=True).encode())
        if self.measures:
            whole.update(json.dumps([self.measures, reading_hash()]).encode())
        for point in self.points:
            whole.update(json.dumps([dict(point.changes), list(point.replicates)], sort_keys=True).encode())
        return whole.hexdigest()


def comparison(plan: Plan) -> Experiment:
    """The experiment behind a comparison: one scenario, all replicates, every table."""
    return Experiment(Kind.COMPARISON, plan, (Point({}, range(plan.replicates)),), tables=True)
