"""For whom: what each group of people gains and costs, by age, sex and ethnicity, against the reference.

Officers' hours are not known by group, and so are in no sum here. Sums are over the horizon and not discounted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...model.ledger.costs import of_what_is_counted
from ...model.ledger.counts import DIMENSIONS, Counts
from ...scenarios.words import VICTIMS
from ..plans import RunResult, values_of
from ..statistics import Numbers, by_replicate
from .accounts import OnAsking, counts_by_month
from .units import Pounds

if TYPE_CHECKING:
    from .answer import Economics

JUSTICE: Final = ("courts", "prosecution", "legal_aid", "probation", "prison")
# What is told of a group, in words.
TOLD: Final[Mapping[str, str]] = {
    "justice": "What courts, lawyers, probation, prison and police cells cost over people of the group",
    "victims": "What offences by people of the group cost their victims and society",
    "support": "What the programme costs for people of the group, by their days in support",
}
SUPPORT: Final = "support_days"


def group_money(found: Economics) -> list[dict[str, Any]]:
    """The change of each group's sums under each regime.

    Returns:
        For each regime, dimension, group and `what` of `TOLD`: `low`, `median`, `high` and `mean` in pounds, above zero where
        it costs more than under the reference.
    """
    return [row for regime in found.others for row in _rows(found, regime)]


def _rows(found: Economics, regime: str) -> Iterator[dict[str, Any]]:
    before, after = (by_replicate(found.results, name) for name in (found.plan.reference, regime))
    pairs = ((number, before[number], after.get(number)) for number in before)
    whole = [number for number, *both in pairs if all(run and not run.error and counts_by_month(run) for run in both)]
    values = {number: values_of(found.plan, number) for number in whole}
    for dimension, groups in DIMENSIONS.items():
        changes = [_sums(after[n], dimension, values[n]) - _sums(before[n], dimension, values[n]) for n in whole]
        table = np.array(changes).reshape(len(changes), len(TOLD), len(groups))
        table[:, 2] = [_support(found, regime, n, after[n], dimension) for n in whole] if whole else 0.0
        for k, group in enumerate(groups):
            for row, what in enumerate(TOLD):
                key = {"regime": regime, "dimension": dimension, "group": group, "what": what}
                yield key | asdict(Pounds.of(table[:, row, k]))


def _sums(run: RunResult, dimension: str, values: Mapping[str, float]) -> Numbers:
    """Pounds over the horizon, shape (what, group); support stands at nothing."""
    counts = Counts(run.tables)
    count = OnAsking(lambda name: counts.by_group(dimension, name))
    nothing = np.zeros(len(DIMENSIONS[dimension]))
    pounds = of_what_is_counted(count, nothing, nothing, values)
    justice = sum((pounds[name] for name in JUSTICE), count["custody_hours"] * values["cost_custody_hour"])
    return np.array([justice, pounds[VICTIMS], nothing])


def _support(found: Economics, regime: str, number: int, run: RunResult, dimension: str) -> Numbers:
    """The programme's cost, undiscounted, shared out by days in support; nobody's where nobody was in support."""
    days = Counts(run.tables).by_group(dimension, SUPPORT)
    cost = float(found.programme(regime)[number])
    total = float(days.sum())
    shared: Numbers = days * (cost / total) if total > 0 else days * 0.0
    return shared
