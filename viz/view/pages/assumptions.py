"""The page that shows what every answer rests on: each parameter with its source, and what the model reproduces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import solara

from ....experiments.answers import evidence_behind
from ....experiments.answers.support import support
from ....experiments.plans import Plan, usually
from ....experiments.trials.words import GROUPS as STUDIES
from ....experiments.trials.words import of_use
from ....experiments.validation import Finding, recorded
from ....experiments.validation.words import GROUPS, by_lists, in_words, put_down_to, verdict_of
from ....experiments.wording import plain, upper_first
from ....scenarios.parameters import Parameter
from ...charts import Table
from ..parts import Choice, NameField, Numbers, Page, Plain, paragraph, tag
from ..shell import LIMITS, Leap
from ..visitor import state

SHOWN: Final[Mapping[str, str]] = {
    "used": "Levers and uncertain figures",
    "judgement": "What rests on judgement",
    "weak": "What rests on weak evidence",
    "all": "Every figure of the model",
}
MEANT: Final[Mapping[str, str]] = {
    "used": "Levers, and figures nobody knows well, of the regimes on the screen",
    **{name: SHOWN[name] for name in ("judgement", "weak", "all")},
}
COLUMNS: Final = ("What it is", "Value", "Unit", "Range", "Evidence", "Changed", "Source", "Name")
FEW: Final = 12  # figures up to which a group stands open
RANGE: Final = "A range is where nine in ten of what we believe lies"


@solara.component
def Assumptions() -> None:
    """Every parameter, then the published patterns and studies."""
    plan = state.scenario.value.plan()
    with solara.Div():
        tag("h1", "Assumptions and evidence")
        paragraph(upper_first(support(plan).line), "dv-lede")
        paragraph(evidence_behind(plan))
        paragraph(plan.law)
        Leap(LIMITS, "What this cannot tell you")
        tag("h2", "What is changed from the usual figures")
        changed = [each for each in _figures(plan) if each.name in plan.changes]
        if changed:
            Plain(_table(plan, changed), f"Changed from the usual figures. {RANGE}", stacked=True)
        else:
            paragraph("Nothing.")
        tag("h2", "Every figure, and where it comes from")
        _Every(plan)
        _Reproduced()


@solara.component
def _Every(plan: Plan) -> None:
    """The figures by subject, each subject a fold; all of them or some, and those in which a word stands."""
    which, choose = solara.use_state("used")
    word, look_for = solara.use_state("")
    with solara.Div(classes=["dv-choices"]):
        Choice("Show", which, SHOWN, choose, name="assumptions")
        NameField.element(name="figure", label="Find by word, source or name", action="Find", on_value=look_for)
    found = solara.use_memo(lambda: _wanted(plan, which, word), [plan, which, word])
    count = sum(len(figures) for figures in found.values())
    said = f" with “{word.strip()}”" if word.strip() else ""
    shown = f"{MEANT[which]}: {count:,} figure{'' if count == 1 else 's'}{said}, in {plan.locality.title}."
    tag("p", shown, classes="dv-note", role="status")
    for subject, figures in found.items():
        title = f"{subject} ({len(figures)})"
        opened = count <= FEW
        Numbers(_table(plan, figures), f"{subject}. {RANGE}", title, stacked=True, opened=opened).key(
            f"{title} {opened}"
        )


def _figures(plan: Plan) -> Iterable[Parameter]:
    return plan.parameters.values()


def _wanted(plan: Plan, which: str, word: str) -> dict[str, list[Parameter]]:
    """The figures of a kind in which a word stands, by subject, without subjects that have none."""
    left_out = plan.idle
    keep: Mapping[str, Callable[[Parameter], bool]] = {
        "used": lambda each: each.role != "constant" and each.name not in left_out,
        "judgement": lambda each: each.rating == "judgement",
        "weak": lambda each: each.rating == "weak",
        "all": lambda _: True,
    }
    sought = word.strip().casefold()
    found: dict[str, list[Parameter]] = {}
    for each in _figures(plan):
        if keep[which](each) and sought in f"{each.text} {each.source} {each.name}".casefold():
            found.setdefault(each.subject, []).append(each)
    return found


def _table(plan: Plan, figures: Iterable[Parameter]) -> Table:
    return Table(COLUMNS, [_row(plan, each) for each in figures])


def _row(plan: Plan, figure: Parameter) -> Sequence[str]:
    value = plan.changes.get(figure.name, figure.default)
    changed = f"yes, {usually(figure)}" if figure.name in plan.changes else "no"
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
    paragraph(
        "Count the patterns held back from fitting, and the studies that no belief rests on: only those are tests."
    )
    paragraph(f"{by_lists(found.patterns)} {put_down_to(found.patterns)}")
    for use, title in GROUPS.items():
        rows = [each for each in found.patterns if each.use == use]
        if rows:
            Numbers(_findings(rows), title, f"{title} ({len(rows)})", stacked=True)
    for what, title in STUDIES.items():
        trials = of_use(found.trials, what)
        if trials:
            Numbers(_findings(trials), title, f"Published studies replayed. {title} ({len(trials)})", stacked=True)


def _findings(rows: Sequence[Finding]) -> Table:
    columns = ("Pattern", "Model", "Published", "Target", "Unit", "Verdict", "Source")
    said = [(each, in_words(each)) for each in rows]
    return Table(
        columns,
        [
            (each.title, w.model, w.published, w.target, each.unit, verdict_of(each), each.source or each.note)
            for each, w in said
        ],
    )


PAGE: Final = Page("assumptions", "Assumptions", Assumptions)
