"""Turns an answer into charts of police time: hours by task and by month, cells in use, and where freed hours go."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ...experiments.comparison import Comparison
from ...experiments.police_time import CELLS, Freed, by_month, by_task, freed
from ...experiments.statistics import Paired
from ...experiments.watching import TASK_GROUPS
from ...experiments.wording import listed, number, phrase, rounded, signed, upper_first
from ...scenarios.words import MONTHS_A_YEAR
from .charts import TEXT, Option, bars, lines
from .findings import short, when
from .shown import Chart, Table


def task_chart(comparison: Comparison) -> Chart:
    """How each regime changes the hours that go into each kind of task."""
    found = {group: by_task(comparison, tasks) for group, tasks in TASK_GROUPS.items()}
    names = {regime: short(regime) for regime in comparison.others}
    series = {name: [found[group][regime].median for group in found] for regime, name in names.items()}
    rows = [
        (group, names[regime], signed(pair.median), f"{signed(pair.low)} to {signed(pair.high)}")
        for group, pairs in found.items()
        for regime, pair in pairs.items()
    ]
    title = _task_title(found)
    option = bars(list(found), series, "hours a year")
    option["grid"]["top"] = 84  # the key takes three lines on a telephone
    return Chart(
        title=title,
        subtitle=f"Officer hours a year by kind of task: change from no diversion, middle of draws. {when(comparison)}",
        option=option,
        table=Table(("Kind of task", "Regime", "Change, hours a year", "95% range"), rows),
        alt=f"{title}. " + "; ".join(f"{group}, {name}: {middle} ({width})" for group, name, middle, width in rows),
        file=f"diversion-{comparison.plan.locality.name}-hours-by-task",
        notes=["Ranges are in the table."],
    )


def _task_title(found: dict[str, dict[str, Paired]]) -> str:
    """The largest change that we can tell from none."""
    clear = [
        (abs(pair.median), group, regime, pair)
        for group, pairs in found.items()
        for regime, pair in pairs.items()
        if pair.n > 1 and (pair.low > 0 or pair.high < 0)
    ]
    if not clear:
        return "We cannot tell how any regime moves hours between tasks"
    _, group, regime, pair = max(clear)
    more = "more" if pair.median > 0 else "fewer"
    return f"{upper_first(phrase(regime))}: about {rounded(pair.median)} hours a year {more} for {_task(group)}"


def _task(group: str) -> str:
    return group[:1].lower() + group[1:]


def month_chart(comparison: Comparison, what: str) -> Chart:
    """Hours, or cells in use, month by month under every regime."""
    regimes = [comparison.plan.reference, *comparison.others]
    series = {short(regime): by_month(comparison, regime, what).tolist() for regime in regimes}
    usual, *_ = series.values()
    months = [_month(comparison, k) for k in range(len(usual))]
    changes = {name: _less(values, usual) for name, values in list(series.items())[1:]}
    decimals, unit = (1, "cells") if what == CELLS else (0, "hours a month")
    title = _month_title(series, what, decimals)
    rows = [(month, *(number(values[k], decimals) for values in series.values())) for k, month in enumerate(months)]
    return Chart(
        title=title,
        subtitle=(
            f"{what}: change from no diversion in each month, {unit}, mean of replicates; the table has the numbers "
            f"themselves. {when(comparison)}"
        ),
        option=_by_month(changes, months, unit),
        table=Table(("Month", *series), rows),
        alt=f"{title}. The table below has every month.",
        file=f"diversion-{comparison.plan.locality.name}-by-month",
        notes=_notes(what),
    )


def _less(values: Sequence[float], usual: Sequence[float]) -> list[float]:
    return [value - other for value, other in zip(values, usual, strict=True)]


def _by_month(changes: Mapping[str, Sequence[float]], months: Sequence[str], unit: str) -> Option:
    """Lines that cross too often to be named at their ends: a key stands above, and the dashes differ."""
    option = lines(changes, months, unit)
    for line in option["series"]:
        line["endLabel"] = {"show": False}
    option["legend"] = {"top": 0, "left": 0, "textStyle": TEXT, "itemWidth": 36}
    option["grid"] = {"left": 32, "right": 24, "top": 108, "bottom": 8, "containLabel": True}
    option["xAxis"]["axisLabel"]["margin"] = 14
    option["xAxis"]["axisLine"] = {"onZero": False}
    return option


def _month(comparison: Comparison, k: int) -> str:
    """The name of a month since the regimes parted."""
    start = comparison.plan.locality.start
    year, month = divmod(start.month - 1 + k, MONTHS_A_YEAR)
    return start.replace(year=start.year + year, month=month + 1, day=1).strftime("%b %Y")


def _month_title(series: dict[str, list[float]], what: str, decimals: int) -> str:
    means = {name: math.fsum(values) / len(values) for name, values in series.items() if values}
    (first, usual), *others = means.items()
    if not others:
        return f"{what}: {number(usual, decimals)} on average"
    name, most = max(others, key=lambda each: abs(each[1] - usual))
    if number(most, decimals) == number(usual, decimals):
        return f"{what}: {number(usual, decimals)} on average, much the same under every regime"
    return f"{what}: {number(usual, decimals)} under {_task(first)}, {number(most, decimals)} under {_task(name)}"


def _notes(what: str) -> list[str]:
    if what != CELLS:
        return ["Hours on the people in the model only; a step in the first month is training, where there is any."]
    return ["Cells taken by the people in the model only; other people fill the rest of the suite."]


def freed_chart(comparison: Comparison) -> Chart:
    """What each regime frees or takes at the contact, and where it goes."""
    found = freed(comparison)
    names = [upper_first(phrase(each.regime)) for each in found]
    series = {"Serious crime": [each.serious for each in found], "Everything else": [each.elsewhere for each in found]}
    rows = [
        (name, signed(each.hours), signed(each.serious), signed(each.elsewhere), signed(each.detections, 1))
        for name, each in zip(names, found, strict=True)
    ]
    title = _freed_title(found)
    columns = (
        "Regime",
        "Hours a year",
        "To serious crime",
        "To everything else",
        "Serious crimes detected, more a year",
    )
    return Chart(
        title=title,
        subtitle=(
            f"Officer hours a year freed at the contact, net of the programme's own, and where they go; below zero is time "
            f"taken from there. {when(comparison)}; mean of replicates"
        ),
        option=bars(names, series, "hours a year", stacked=True),
        table=Table(columns, rows),
        alt=f"{title}. "
        + "; ".join(f"{name}: {hours}, of them {part} to serious crime" for name, hours, part, *_ in rows),
        file=f"diversion-{comparison.plan.locality.name}-freed-hours",
        notes=[
            "How much freed time reaches serious crime is not known: nobody has measured it, so it is drawn from a range."
        ],
    )


def _freed_title(found: Sequence[Freed]) -> str:
    """Which regimes free time on average, and which take it."""
    gives, takes = ([phrase(each.regime) for each in found if sign * each.hours >= 1] for sign in (1, -1))
    parts = [
        f"{listed(names)} {verb}{'s' if len(names) == 1 else ''} {what}"
        for names, verb, what in ((gives, "free", "officer time"), (takes, "take", "it" if gives else "officer time"))
        if names
    ]
    return f"On average {'; '.join(parts)}" if parts else "No regime frees or takes officer time"
