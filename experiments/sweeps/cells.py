"""How the runs of a sweep are put together: one cell for each thing that was decided, over all that is not known.

Core objects: Cell, one combination of what was varied; Step, from one end of a lever to the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from ...model.ledger.outcomes import outcome_of
from ..designs import SAMPLERS, UNCERTAINTIES, Points
from ..plans import Experiment
from ..statistics import Band, Numbers, Paired, band_of, difference

LEVERS: Final = "levers"
Columns = Mapping[tuple[str, str], Numbers]  # regime and outcome: a value for each lever, uncertainty and replicate


@dataclass(frozen=True, slots=True)
class Cell:
    """A combination of what was varied, by its name, and where its runs stand among the levers and the uncertainties."""

    changes: Mapping[str, Any]
    lever: int
    uncertain: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """From one end of what was varied to the other: its names, both ends, and the levers that stand at each."""

    names: tuple[str, ...]
    first: str
    last: str
    low: tuple[int, ...]
    high: tuple[int, ...]


def shape_of(experiment: Experiment) -> tuple[int, int, int]:
    """How many levers, uncertainties and replicates there are."""
    points = cast(Points, experiment.points)
    return points.levers.length, points.uncertainties.length, len(points.replicates)


def pooled(experiment: Experiment) -> bool:
    """Whether the uncertainties are a sample of what is not known, so that they are draws of one cell and not cells."""
    return experiment.design.get(UNCERTAINTIES, {}).get("design") in SAMPLERS


def varied(experiment: Experiment) -> list[str]:
    """The names that cells differ by."""
    sides = (LEVERS,) if pooled(experiment) else (LEVERS, UNCERTAINTIES)
    return [name for side in sides for name in experiment.design.get(side, {}).get("varied", ())]


def cells_of(experiment: Experiment) -> list[Cell]:
    """Every cell, in the order of the points."""
    return list(_cells(experiment))


def _cells(experiment: Experiment) -> Iterator[Cell]:
    levers, uncertain, _ = shape_of(experiment)
    names = varied(experiment)
    for lever in range(levers):
        for some in [tuple(range(uncertain))] if pooled(experiment) else [(each,) for each in range(uncertain)]:
            changes = experiment.points[lever * uncertain + some[0]].changes
            yield Cell({name: changes[name] for name in names if name in changes}, lever, some)


# --- paired differences ----------------------------------------------------------------------------------------------


def how_paired(experiment: Experiment) -> tuple[Band, int]:
    """What the range of a cell means, and how many values, one after the other, share a draw of what is not known."""
    plan = experiment.plan
    if not pooled(experiment):
        return band_of(plan.fixed_parameters, plan.histories), plan.histories
    histories = plan.replicates if plan.fixed_parameters else plan.histories
    return band_of(False, histories), histories


def change(experiment: Experiment, columns: Columns, cell: Cell, regime: str, name: str) -> Paired:
    """The paired difference of an outcome from the reference in one cell."""
    some = list(cell.uncertain)
    before, after = (columns[each, name][cell.lever, some].ravel() for each in (experiment.plan.reference, regime))
    band, histories = how_paired(experiment)
    return difference(before, after, band, outcome_of(name).better, histories)


def effect(experiment: Experiment, columns: Columns, step: Step, regime: str, name: str) -> Paired:
    """By how much a regime's change moves from one end of what was varied to the other, draw by draw."""
    apart: NDArray[np.float64] = columns[regime, name] - columns[experiment.plan.reference, name]
    low, high = (apart[list(levers)].mean(axis=0).ravel() for levers in (step.low, step.high))
    band, histories = how_paired(experiment)
    return difference(low, high, band, outcome_of(name).better, histories)


# --- from one end to the other ---------------------------------------------------------------------------------------


def steps_of(experiment: Experiment) -> list[Step]:
    """One step for each lever, over all values of the others; levers that are paired off step together."""
    block = experiment.design.get(LEVERS)
    if block is None or experiment.design.get(UNCERTAINTIES) is not None and not pooled(experiment):
        return []
    levers, uncertain, _ = shape_of(experiment)
    rows = [dict(experiment.points[lever * uncertain].changes) for lever in range(levers)]
    names = list(block["varied"])
    if levers < 2:
        return []
    if block["design"] == "list":
        first, last = (", ".join(f"{name} {value(row.get(name))}" for name in names) for row in (rows[0], rows[-1]))
        return [Step(tuple(names), first, last, (0,), (levers - 1,))]
    halves = block["design"] in SAMPLERS
    found = (_step(name, [row.get(name) for row in rows], halves) for name in names)
    return [each for each in found if each is not None]


def _step(name: str, values: Sequence[Any], halves: bool) -> Step | None:
    known = list(dict.fromkeys(map(_hashable, values)))
    if len(known) < 2:
        return None
    numbers = all(isinstance(each, int | float) for each in known)
    if numbers and halves and len(known) == len(values):
        return _halves(name, values)
    ordered = sorted(known) if numbers else known
    low, high = (
        tuple(k for k, each in enumerate(values) if _hashable(each) == end) for end in (ordered[0], ordered[-1])
    )
    return Step((name,), f"{name} {value(ordered[0])}", value(ordered[-1]), low, high)


def _halves(name: str, values: Sequence[float]) -> Step:
    """Where every point has a value of its own, the lower half beside the upper."""
    order = np.argsort(np.array(values, dtype=np.float64), kind="stable").tolist()
    half = len(order) // 2
    low, high = tuple(order[:half]), tuple(order[-half:])
    ends = [float(np.mean([values[k] for k in some])) for some in (low, high)]
    return Step((name,), f"{name} about {ends[0]:.3g}", f"about {ends[1]:.3g}", low, high)


def _hashable(found: Any) -> Any:
    return found if isinstance(found, str | int | float | None) else str(found)


def value(found: Any) -> str:
    """A value as a person reads it."""
    if found is None:
        return "none"
    return f"{found:g}" if isinstance(found, int | float) and not isinstance(found, bool) else str(found)
