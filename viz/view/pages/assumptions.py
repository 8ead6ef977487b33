"""The page that shows what every answer rests on: each parameter with its source, and what the model reproduces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import solara

from ....experiments.plan import Plan, idle
from ....experiments.trust import evidence_behind, support
from ....experiments.validation.printing import GROUPS, in_words
from ....experiments.validation.record import Finding, recorded
from ....experiments.wording import plain, upper_first
from ....scenarios.parameters import Parameter, in_place
from .. import state
from ..fields import Choice
from ..parts import paragraph, tag
from ..shell import LIMITS, Leap
from ..shown import Numbers, Plain, Table

SHOWN: Final[Mapping[str, str]] = {
    "used": "Levers and figures nobody knows well, of the regimes on the screen",
    "changed": "What is changed from the usual figures",
    "judgement": "What rests on judgement",
    "weak": "What rests on weak evidence",
    "all": "Every figure of the model",
}
COLUMNS: Final = ("What it is", "Value", "Unit", "Range", "Evidence", "Changed", "Source", "Name")


@solara.component
def Page() -> None:
    """Every parameter, then the published patterns and studies."""
    plan = state.scenario.value.plan()
    which, choose = solara.use_state("used")
    with solara.Div():
        tag("h1", "Assumptions and evidence")
        paragraph(upper_first(support(plan).line), "dv-lede")
        paragraph(evidence_behind(plan))
        Leap(LIMITS, "What this cannot tell you")
        tag("h2", "Every figure, and where it comes from")
        Choice("Show", which, SHOWN, choose, name="assumptions")
        table = solara.use_memo(lambda: _table(plan, which), [plan, which])
        paragraph(f"{len(table.rows):,} figures, in {plan.locality.title}.", "dv-note")
        Plain(table, f"{SHOWN[which]}. A range is where nine in ten of what we believe lies")
        _Reproduced()


def _table(plan: Plan, which: str) -> Table:
    left_out = idle(plan)
    keep: Mapping[str, Callable[[Parameter], bool]] = {
        "used": lambda each: each.role != "constant" and each.name not in left_out,
        "changed": lambda each: each.name in plan.changes,
        "judgement": lambda each: each.rating == "judgement",
        "weak": lambda each: each.rating == "weak",
        "all": lambda each: True,
    }
    return Table(
        COLUMNS, [_row(plan, each) for each in in_place(plan.locality.parameters).values() if keep[which](each)]
    )


def _row(plan: Plan, figure: Parameter) -> Sequence[str]:
    value = plan.changes.get(figure.name, figure.default)
    changed = f"yes, usually {plain(figure.default)}" if figure.name in plan.changes else "no"
    told = (plain(value), figure.unit, figure.span or "fixed", figure.rating, changed, figure.source, figure.name)
    return (figure.text, *told)


@solara.component
def _Reproduced() -> None:
    """The published patterns and studies that the model was held against, and how it came out."""
    found = recorded()
    tag("h2", "What the model reproduces, and what it does not")
    if found is None:
        paragraph("Nothing was recorded; diversion validate --record does so.")
        return
    paragraph("Count what was held back from fitting: only that is a test.")
    for use, title in GROUPS.items():
        rows = [each for each in found.patterns if each.use == use]
        if rows:
            Numbers(_findings(rows), title, f"{title} ({len(rows)})")
    if found.trials:
        Numbers(
            _findings(found.trials), "Published studies replayed", f"Published studies replayed ({len(found.trials)})"
        )


def _findings(rows: Sequence[Finding]) -> Table:
    columns = ("Pattern", "Model", "Published", "Target", "Unit", "Verdict", "Source")
    said = [(each, in_words(each)) for each in rows]
    return Table(
        columns,
        [
            (each.title, w.model, w.published, w.target, each.unit, each.verdict, each.source or each.note)
            for each, w in said
        ],
    )
