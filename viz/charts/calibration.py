"""Turns a calibration into a chart: each parameter before and after, and each target beside what the model predicts."""

from __future__ import annotations

from typing import Final

from ...experiments.calibration import Calibration, Found, Predicted
from ...experiments.wording import decimals_for, listed, number
from .chart import Axis, Chart, Dot, Range, Ranges, Table
from .scales import within

SHOWN: Final = 2.0  # tolerances on either side of a target that its band covers
EDGE: Final = 5.0  # tolerances at which the row of a target ends
MOST: Final = 20  # parameters; more would be a table
WHOLE: Final = (0.0, 1.0)  # every row has a scale of its own, from one end to the other
HALF: Final = SHOWN / (2 * EDGE)
PARAMETERS: Final = "Parameters. Pale: where each was looked for. Line: 90% of what is left; disc: its middle."
TARGETS: Final = (
    f"Targets. Pale: the target, {SHOWN:g} tolerances to each side. "
    "Line: 95% of runs with fresh luck; disc: their middle."
)


def calibration_chart(found: Calibration) -> Chart:
    """What a calibration found."""
    narrowest = sorted(found.found, key=lambda each: -each.narrower)
    first = [_parameter(each) for each in narrowest]
    second = [_target(each) for each in found.predicted]
    inside = sum(each.inside for each in found.predicted)
    title = f"{inside} of {len(found.predicted)} targets lie where the calibrated model predicts"
    names = listed([each.name for each in narrowest[:3]])
    rest = len(narrowest) - MOST
    rows = [Range("Parameters", heading=True), *first[:MOST], Range("Targets", heading=True), *second]
    return Chart(
        title=title,
        subtitle=f"{found.asked.plan.locality.title}, {found.asked.name}",
        mark=Ranges(rows, Axis(ends=WHOLE, line=None, bare=True)),
        table=Table(("", "What was found"), [(row.name, row.words) for row in (*first, *second)]),
        alt=f"{title}. Ranges of {len(narrowest)} parameters before and after, narrowed most: {names}; and targets beside "
        "predictions: " + "; ".join(f"{row.name}: {row.words}" for row in second) + ".",
        file=f"diversion-{found.asked.plan.locality.name}-calibration",
        notes=[PARAMETERS, TARGETS]
        + ([f"{rest} parameters that were narrowed less are not shown."] if rest > 0 else []),
    )


def _parameter(each: Found) -> Range:
    low, high = each.before
    decimals = decimals_for((low, high, each.middle, *each.after), 2)
    after = " to ".join(number(value, decimals) for value in each.after)
    words = f"{after}, middle {number(each.middle, decimals)}"
    words += f" (looked for in {number(low, decimals)} to {number(high, decimals)})"
    first, middle, last = ((value - low) / (high - low) for value in (each.after[0], each.middle, each.after[1]))
    return Range(each.name, words, [Dot(middle)], (first, last), WHOLE)


def _target(each: Predicted) -> Range:
    target = each.target
    decimals = decimals_for((target.value, each.low, each.high), 1)
    span = f"{number(each.low, decimals)} to {number(each.high, decimals)}, middle {number(each.middle, decimals)}"
    held = "" if each.fitted else "; held back"
    words = f"{span} (target {number(target.value, decimals)} ± {number(target.tolerance, decimals)}{held})"
    low, middle, high = (_place(each, value) for value in (each.low, each.middle, each.high))
    return Range(target.read.title, words, [Dot(middle)], (low, high), (0.5 - HALF, 0.5 + HALF), 0.5)


def _place(each: Predicted, value: float) -> float:
    """Where a value lies between the ends of the row, the target in its middle."""
    off = within((value - each.target.value) / each.target.tolerance, (-EDGE, EDGE))
    return 0.5 + off / (2 * EDGE)
