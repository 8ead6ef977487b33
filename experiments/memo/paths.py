"""Who goes where: the flow of incidents by regime, whose path is another, the way in, and for whom it works less well."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from ...model.ledger.counts import DIMENSIONS
from ...model.ledger.details import CODES
from ...viz.charts.comparison import range_name
from ...viz.charts.for_whom import NAMES, group_charts
from ..answers import INSTEAD_OF, RATES, Comparison, counts_groups, group_rows, instead_of
from ..reports.details import CODE_NAMES
from ..statistics import ENOUGH_PEOPLE, Level
from ..wording import listed, number, phrase, upper_first
from .content import NOT_TOLD, Cell, Part, Points, Section, Table, Text, change, level

STEPS: Final = ("eligible", "offered", "consented", "engaged", "admitted", "dropped")
CHANGED: Final = ("arrests", "offered")  # the rates of which it is said for whom they change, or differ


def flow_section(answer: Comparison) -> Section:
    """The flow of incidents by regime."""
    diverted = instead_of(answer)
    parts: list[Part] = [Points(list(_diverted(diverted)) or ["No regime here diverts anybody."])]
    parts += [_recorded(answer)]
    if diverted:
        parts += [_instead(diverted), _drawn_in(answer)]
    if answer.plan.doors:
        parts.append(_way_in(answer))
    return Section(name="flow", title="Who goes where, and whose path is another", parts=parts)


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
    rows: list[list[Cell]] = []
    for label, name in (("Contacts over an offence", "contacts"), *((CODE_NAMES[c], f"recorded.{c}") for c in CODES)):
        first = answer.mean(regimes[0], name)
        others: list[Cell] = []
        for regime in regimes[1:]:
            mean = answer.mean(regime, name)
            others += [level(mean), change(mean - first)]
        rows.append([label, level(first), *others])
    heads = [head for regime in regimes[1:] for head in (upper_first(phrase(regime)), "change")]
    reference = upper_first(phrase(regimes[0]))
    return Table(
        name="Where incidents go",
        title="Where incidents go: contacts, and recorded outcomes by Home Office code, a year",
        columns=("Recorded outcome", reference, *_apart(heads, regimes[1:])),
        rows=rows,
        note="Means of the replicates.",
    )


def _apart(heads: list[str], regimes: list[str]) -> list[str]:
    """Columns of changes say of which regime, so that no two are headed alike."""
    if len(regimes) == 1:
        return [heads[0], "Change"]
    return [f"Change, {phrase(regimes[n // 2])}" if n % 2 else head for n, head in enumerate(heads)]


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
            rows.append([upper_first(phrase(regime.name)), *_level(first, 0), *_level(end, 0)])
    nobody: list[list[Cell]] = [["Nobody was diverted", *[NOT_TOLD] * 6]]
    whole = f"low, {range_name(answer)}", f"high, {range_name(answer)}"
    heads = [f"{what}: {end}" for what in ("No action", "Neither caution nor charge") for end in ("middle", *whole)]
    return Table(
        name="Drawn in",
        title="Of 100 diverted, how many would have had no action, and neither caution nor charge in the end",
        columns=("Regime", *heads),
        rows=rows or nobody,
        note="Here the range is that of single replicates.",
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
    few = (
        f"A rate that rests on under {ENOUGH_PEOPLE} is not shown: too few to say. What the police do to groups is not "
        "corrected for how often each is stopped, beyond what the model says of contact."
    )
    return Section(name="whom", title=title, parts=[Points(lines), Text(few), _groups(answer)])


def _said(answer: Comparison, dimension: str) -> Iterator[str]:
    """What is said of the groups, by the rules of the charts."""
    for chart in group_charts(answer, dimension, "arrests", "change"):
        yield chart.title
    for chart in group_charts(answer, dimension, "offered", "rate"):
        yield f"Offers under {chart.title[:1].lower()}{chart.title[1:]}"


def _groups(answer: Comparison) -> Table:
    rows: list[list[Cell]] = []
    for row in group_rows(answer):
        ends = [row[name] for name in ("median", "low", "high")]
        told = [level(value, 1) for value in ends] if math.isfinite(ends[0]) else ["too few to say", NOT_TOLD, NOT_TOLD]
        what = f"{RATES[row['measure']].label}, {row['unit']}"
        rows.append(
            [what, upper_first(NAMES[row["group"]]), upper_first(phrase(row["regime"])), *told, level(row["times"], 2)]
        )
    return Table(
        name="For whom",
        title="Rates by age, sex and ethnicity, and how many times that of the largest group they are",
        columns=("Rate", "Group", "Regime", "Middle", "Low end", "High end", "Times that of the largest group"),
        rows=rows,
        note=f"A rate that rests on under {ENOUGH_PEOPLE} is too few to say. Ranges are those of single replicates.",
    )


def _level(found: Level, decimals: int) -> list[Cell]:
    return [level(value, decimals) for value in (found.median, found.low, found.high)]
