"""The first page: move a lever and see, side by side, what each regime changes and how sure we are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import reacton.ipyvuetify as rv
import solara

from ....experiments.answers import Comparison, evidence_behind
from ....experiments.answers.limits import BEFORE
from ....experiments.plans import Plan
from ....experiments.statistics import Band
from ....model.ledger.outcomes import HEADLINES
from ....scenarios import loader
from ...charts.alike import alike_table
from ...charts.comparison import change_chart, overview, ranges, when
from ..parts import (
    MOST,
    SANDBOX,
    Choice,
    Figures,
    Lever,
    LeverField,
    Page,
    Plain,
    Press,
    Progress,
    Shown,
    hint,
    levers_for,
    lines,
    paragraph,
    reach,
    tag,
    told,
    usual_of,
)
from ..visitor import state
from ..visitor.chosen import MOST_REGIMES, Chosen, regime_titles, titles

YEARS: Final = (1, 2, 3, 5)
NOBODY: Final = "–"
MIDDLES: Final = (
    "Changes are the middle of the draws: as many are lower as are higher. Where a few draws are far from the rest, the average "
    "is another figure; other pages give it where parts must add up to a whole, and say so."
)


@solara.component
def WhatIf() -> None:
    """Levers at the side, findings and charts beside them."""
    chosen = state.scenario.value
    plan = chosen.plan()
    with solara.Div():
        tag("h1", f"What if {plan.locality.title} diverted people?")
        paragraph(
            "Move a lever. The same simulated people live through each regime, so a difference between regimes is one that "
            "the regime made.",
            "dv-lede",
        )
        _Place(chosen)
        with solara.Div(classes=["dv-two"]):
            with rv.Html(tag="section", class_="dv-side", attributes={"aria-label": "What to try"}):
                _Levers(chosen, plan)
                _Changed(chosen, plan)
            with rv.Html(tag="section", class_="dv-main", attributes={"aria-label": "What follows"}):
                Progress(state.answer.value, chosen)
                Figures(state.answer.value, chosen, _Findings)
                paragraph(BEFORE, "dv-note")  # whatever is compared, and whether or not it is answered yet
                paragraph(plan.law, "dv-note")


@solara.component
def _Place(chosen: Chosen) -> None:
    """Place, start and regimes; locked in a meeting, where nobody should lose the common ground."""
    if state.sandbox():
        return
    places, presets = titles("locality"), {"": "The usual figures", **titles("preset")}
    spans = {str(count): f"{count} year{'s' if count > 1 else ''}" for count in YEARS}
    spans.setdefault(str(chosen.years), f"{chosen.years} years")
    with solara.Div(classes=["dv-choices"]):
        _Choice("Place", chosen.locality, places, lambda name: state.change(replace(chosen, locality=name)))
        _Choice("Start from", chosen.preset, presets, lambda name: state.change(chosen.from_preset(name)))
        _Choice("For how long", str(chosen.years), spans, lambda text: state.change(replace(chosen, years=int(text))))
        for number in range(MOST_REGIMES):
            _Regime(chosen, number)
    if chosen.preset:
        paragraph(loader.preset(chosen.preset).text, "dv-note")


@solara.component
def _Regime(chosen: Chosen, number: int) -> None:
    now = chosen.regimes[number] if number < len(chosen.regimes) else ""
    free = regime_titles(chosen)
    options = {name: title for name, title in free.items() if name == now or name not in chosen.regimes}
    if number > 0:
        options = {"": NOBODY, **options}

    def choose(name: str) -> None:
        wanted = [*chosen.regimes, *[""] * MOST_REGIMES][:MOST_REGIMES]
        wanted[number] = name
        state.change(replace(chosen, regimes=tuple(each for each in wanted if each)))

    if number <= len(chosen.regimes):
        _Choice(f"Regime {number + 1}", now, options, choose)


@solara.component
def _Choice(label: str, value: str, options: Mapping[str, str], on_value: Callable[[str], None]) -> None:
    """A list to choose from that goes back to what holds when a choice is refused."""
    Choice(label, value, options, on_value, refused=state.refusals.value)


@solara.component
def _Levers(chosen: Chosen, plan: Plan) -> None:
    """The levers that decide something under these regimes."""
    tag("h2", "Levers")
    for lever in levers_for(plan, SANDBOX if state.sandbox() else MOST):
        _Lever(chosen, plan, lever).key(lever.name)
    paragraph("▲ marks the usual value. A lever that you set is no longer drawn from its range.", "dv-note")


@solara.component
def _Lever(chosen: Chosen, plan: Plan, lever: Lever) -> None:
    usual = usual_of(plan, lever)
    now = plan.changes.get(lever.name, usual.default)
    low, high = reach(usual)

    def move(value: float | None) -> None:
        to = None if value is None else round(value / lever.times, 10)
        state.change(state.scenario.value.with_change(lever.name, to))

    LeverField.element(
        name=lever.name,
        label=lever.label,
        unit=lever.unit,
        hint=hint(lever, usual),
        usual=round(usual.default * lever.times, 6),
        value=round(now * lever.times, 6),
        low=round(low * lever.times, 6),
        high=round(high * lever.times, 6),
        floor=round(usual.floor * lever.times, 6),
        ceiling=round(usual.ceiling * lever.times, 6) if usual.ceiling < 1e9 else None,
        step=lever.step,
        changed=lever.name in dict(chosen.changes),
        refused=state.refusals.value,
        on_value=move,
    )


@solara.component
def _Changed(chosen: Chosen, plan: Plan) -> None:
    """What differs from the usual figures, with the ways back."""
    tag("h2", "What you changed")
    mine, own = chosen.values(), dict(plan.changes)
    if chosen.preset:
        paragraph(f"You start from {titles('preset')[chosen.preset]}.")
    if mine:
        lines([told(plan, name, own[name]) if name in own else f"{name}: {value}" for name, value in mine.items()])
    elif not chosen.preset:
        paragraph("Nothing: these are the usual figures.")
    with solara.Div(classes=["dv-buttons"]):
        Press("Undo", state.undo, disabled=not state.past.value, about="Undo the last change")
        bare = replace(chosen, changes=(), preset="")
        Press("All as usual", lambda: state.change(bare), disabled=bare == chosen)


@solara.component
def _Findings(comparison: Comparison) -> None:
    """What the answer says, then one chart for each headline outcome."""
    tag("h2", "What this says")
    tag("div", *(paragraph(each) for each in comparison.findings()), classes="dv-findings")
    Plain(overview(comparison), f"Change from no diversion: {ranges(comparison)}. {when(comparison)}")
    if comparison.band is not Band.MEAN:
        paragraph(MIDDLES, "dv-note")
    _Alike(comparison)
    if "current" in comparison.others:
        paragraph(
            "“With none” is a world without diversion, not today: what police do today is “Current practice”.",
            "dv-note",
        )
    with solara.Div(classes=["dv-grid"]):
        for name in HEADLINES:
            Shown(change_chart(comparison, name)).key(name)
    paragraph(evidence_behind(comparison.plan), "dv-note")


@solara.component
def _Alike(comparison: Comparison) -> None:
    """The second table: the same regimes for the same money, offers and places, and what is stage and what programme."""
    if not comparison.alike:
        return
    tag("h2", "Like with like")
    for note in comparison.alike_notes:
        paragraph(note, "dv-note")
    Plain(
        alike_table(comparison),
        "Like with like: changes for the same money, offers, places and programmes",
        stacked=True,
    )


PAGE: Final = Page("/", "What if", WhatIf)
