"""What each cause adds to the change in an outcome since an older comparison, as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...model.ledger.outcomes import outcome_of
from ...viz.charts import Axis, Chart, Dot, Range, Ranges, Table
from ..wording import decimals_for, phrase, signed, upper_first

if TYPE_CHECKING:
    from .answer import Part, Since

NET: Final = "net_benefit"
ERRORS: Final = 2  # standard errors to each side of what a step adds


def chart_of(found: Since, regime: str, outcome: str) -> Chart:
    """The change then, what each step adds to it, and the change now."""
    key, (label, unit) = (regime, outcome), _about(outcome)
    steps = [part for part in found.parts if (part.regime, part.outcome) == key]
    rows = [_level("Then", found.then[key]), *map(_step, steps), _level("Now", found.now[key])]
    place = found.newer.answer.plan.locality.title
    title = f"{place}: what changed in {label[:1].lower()}{label[1:]} under {phrase(regime)}"
    reference = phrase(found.newer.answer.plan.reference)
    return Chart(
        title=title,
        subtitle=f"{upper_first(unit)}, against {reference}: then, what each step adds, and now",
        mark=Ranges(rows, Axis()),
        table=Table(("", "Change, and what makes it"), [(row.name, row.words) for row in rows]),
        alt=f"{title}. " + "; ".join(f"{row.name}: {row.words}" for row in rows) + ".",
        file=f"diversion-{found.newer.answer.plan.locality.name}-since",
        notes=["Line: two standard errors of what a step adds, from luck, to each side."],
    )


def _about(outcome: str) -> tuple[str, str]:
    if outcome == NET:
        return "Net benefit to the public purse", "£ a year"
    found = outcome_of(outcome)
    return found.label, found.unit


def _level(name: str, value: float) -> Range:
    return Range(name, signed(value, decimals_for((value,), 1)), [Dot(value)], None)


def _step(part: Part) -> Range:
    ends = part.change - ERRORS * part.error, part.change + ERRORS * part.error
    words = f"{signed(part.change, decimals_for((part.change,), 1))}: {part.words}"
    return Range(upper_first(part.cause.value), words, [Dot(part.change)], ends)
