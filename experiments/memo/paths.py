"""Who goes where: the flow of incidents by regime, whose path is another, the way in, and for whom it works less well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ...model.ledger.counts import DIMENSIONS
from ...model.ledger.details import CODES
from ...viz.charts.for_whom import NAMES, group_charts, instead_chart
from ..answers import INSTEAD_OF, RATES, Comparison, counts_groups, group_rows, instead_of
from ..reports.details import CODE_NAMES
from ..statistics import ENOUGH_PEOPLE
from ..wording import listed, number, phrase, upper_first
from .content import NOT_TOLD, Cell, Figure, Part, Points, Section, Table, Text, level, spread

STEPS: Final = ("eligible", "offered", "consented", "engaged", "admitted", "dropped")
CHANGED: Final = ("arrests", "offered")  # the rates of which it is said for whom they change, or differ


def flow_section(answer: Comparison) -> Section:
    """The flow of incidents by regime."""
    diverted = instead_of(answer)
    parts: list[Part] = [Points(list(_diverted(diverted)) or ["No regime here diverts anybody."])]
    parts += [_recorded(answer)]
    if diverted:
        parts += [*_picture(answer), _instead(diverted), _drawn_in(answer)]
    if answer.plan.doors:
        parts.append(_way_in(answer))
    return Section(name="flow", title="Who goes where, and whose path is another", parts=parts)


def _picture(answer: Comparison) -> Iterator[Figure]:
    """Whose path is another, as bars; it says nothing of how far to trust it, which page one does."""
    if chart := instead_chart(answer):
        title = chart.title.rstrip(".")
        yield Figure(name="paths", title=title, alt=chart.alt, chart=replace(chart, title=title, source="", notes=()))


def _diverted(found: dict[str, dict[str, float]]) -> Iterator[str]:
    """How often a regime diverts somebody, and what would have been done without it."""
    for regime, counts in found.items():
        parts = [f"{number(value)} {_would[what]}" for what, value in counts.items() if round(value)]
        often = f"Under {phrase(regime)} somebody is diverted {number(sum(counts.values()))} times a year"
        yield f"{often}; without that there would have been {listed(parts)}." if parts else f"{often}."


_would: Final = {
    "No action": "times no action",
    "A community resolution or caution": "community resolutions or cautions",
    "An interview": "interviews",
    "Arrest or charge": "arrests or charges",
}


def _recorded(answer: Comparison) -> Table:
    regimes = [regime.name for regime in answer.plan.in_order]
    counted = {"Contacts over an offence": "contacts", **{CODE_NAMES[code]: f"recorded.{code}" for code in CODES}}
    return Table(
        name="Where incidents go",
        title="Where incidents go: contacts, and recorded outcomes by Home Office code, a year",
        columns=("Recorded outcome", *(upper_first(phrase(regime)) for regime in regimes)),
        rows=[[label, *(level(answer.mean(regime, name)) for regime in regimes)] for label, name in counted.items()],
        note="Means of the replicates.",
    )


def _instead(found: dict[str, dict[str, float]]) -> Table:
    return Table(
        name="Whose path is another",
        title="What those who are diverted would have had without it, times a year",
        columns=("Regime", *INSTEAD_OF, "Diverted in all"),
        rows=[
            [upper_first(phrase(regime)), *map(level, counts.values()), level(sum(counts.values()))]
            for regime, counts in found.items()
        ],
        note="Means of the replicates.",
    )


def _drawn_in(answer: Comparison) -> Table:
    rows: list[list[Cell]] = []
    for regime in answer.plan.in_order:
        first, end = (answer.levels[regime.name, name] for name in ("widened_share", "widened_end_share"))
        if first.n:
            rows.append(
                [upper_first(phrase(regime.name)), *(spread(each.median, each.low, each.high) for each in (first, end))]
            )
    nobody: list[list[Cell]] = [["Nobody was diverted", NOT_TOLD, NOT_TOLD]]
    return Table(
        name="Drawn in",
        title="Of 100 diverted, how many would have had no action, and neither caution nor charge in the end",
        columns=("Regime", "No action", "Neither caution nor charge in the end"),
        rows=rows or nobody,
        note="The middle of the replicates, and the range of the central 95% of them.",
    )


def _way_in(answer: Comparison) -> Table:
    rows: list[list[Cell]] = []
    for regime, routes in answer.plan.doors.items():
        for route in routes:
            found = [answer.mean(regime, f"funnel.{route.name}.{step}") for step in STEPS]
            rows.append([route.title, upper_first(phrase(regime)), *map(level, found)])
    heads = ("eligible", "offered", "say yes", "take part", "get a place", "drop out")
    return Table(
        name="The way in",
        title="The way in: how many times a year somebody comes so far, by route",
        columns=("Route", "Regime", *map(upper_first, heads)),
        rows=rows,
        note="Means of the replicates.",
    )


# --- for whom --------------------------------------------------------------------------------------------------------


def whom_section(answer: Comparison) -> Section:
    """For whom a regime works less well, by age, sex and ethnicity."""
    title = "For whom less well"
    if not counts_groups(answer):
        return Section(name="whom", title=title, parts=[Text("These runs kept no counts by group of people.")])
    lines = [f"{upper_first(dimension)}. {line}." for dimension in DIMENSIONS for line in _said(answer, dimension)]
    few = f"A rate that rests on under {ENOUGH_PEOPLE} is not shown: too few to say."
    return Section(name="whom", title=title, parts=[Points(lines), Text(few), *_groups(answer)])


def _said(answer: Comparison, dimension: str) -> Iterator[str]:
    """What is said of the groups, by the rules of the charts."""
    for chart in group_charts(answer, dimension, "arrests", "change"):
        yield chart.title
    for chart in group_charts(answer, dimension, "offered", "rate"):
        yield f"Offers under {chart.title[:1].lower()}{chart.title[1:]}"


def _groups(answer: Comparison) -> Iterator[Table]:
    """Rates of every group under every regime, and for ethnicity how many times that of the largest group they are."""
    found = group_rows(answer)
    yield from _table_of(answer, found, "For whom", "Rates by age, sex and ethnicity", ("median", "low", "high"), 1)
    apart = [row for row in found if row["dimension"] == "ethnicity" and row["group"] != row["compared_with"]]
    title = "Rates by ethnicity, as times that of the largest group"
    yield from _table_of(answer, apart, "Disparities", title, ("times", "times_low", "times_high"), 2)


def _table_of(
    answer: Comparison, found: Sequence[Mapping[str, Any]], name: str, title: str, ends: Sequence[str], decimals: int
) -> Iterator[Table]:
    """One table, where anything may be said."""
    regimes = [regime.name for regime in answer.plan.in_order]
    cells = {(row["measure"], row["group"], row["regime"]): _spread(row, ends, decimals) for row in found}
    rows: list[list[Cell]] = []
    for measure, group in dict.fromkeys((row["measure"], row["group"]) for row in found):
        told = [cells.get((measure, group, regime), NOT_TOLD) for regime in regimes]
        if any(cell != NOT_TOLD for cell in told):
            rows.append([f"{RATES[measure].label}, {RATES[measure].unit}", upper_first(NAMES[group]), *told])
    heads = [upper_first(phrase(regime)) for regime in regimes]
    note = (
        f"“{NOT_TOLD}” where there is no such rate, or it rests on under {ENOUGH_PEOPLE}: too few to say; a group of whom that "
        "holds everywhere is left out. Ranges are those of single replicates: the central 95%."
    )
    if rows:
        yield Table(name=name, title=title, columns=("Rate", "Group", *heads), rows=rows, note=note)


def _spread(row: Mapping[str, Any], ends: Sequence[str], decimals: int) -> Cell:
    middle, low, high = (row[end] for end in ends)
    return spread(middle, low, high, decimals)
