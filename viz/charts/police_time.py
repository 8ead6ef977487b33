"""Turns an answer into charts of police time: hours by task and by month, cells in use, and where freed hours go."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from typing import Final

from ...experiments.answers import (
    ALL,
    CELLS,
    TRAINING,
    Comparison,
    by_financial_year,
    by_month,
    by_task,
    change_of,
    freed,
    headline,
)
from ...experiments.lives.day_by_day import TASK_GROUPS
from ...experiments.statistics import Band, Paired, Verdict, verdict
from ...experiments.wording import listed, lower_first, number, phrase, rounded, signed, upper_first
from ...model.ledger.months import financial_years
from ...scenarios.words import MONTHS_A_YEAR, YEAR_DAYS
from .chart import Axis, Bars, Chart, Lines, Table
from .comparison import range_name, short, trust, when

CLEAR: Final = (Verdict.LOWER, Verdict.HIGHER)
MONTH: Final = YEAR_DAYS / MONTHS_A_YEAR  # days of an average month


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
    return Chart(
        title=title,
        subtitle=f"Officer hours a year by kind of task: change from no diversion, middle of draws. {when(comparison)}",
        mark=Bars(list(found), series, Axis("hours a year")),
        table=Table(("Kind of task", "Regime", "Change, hours a year", upper_first(range_name(comparison))), rows),
        alt=f"{title}. " + "; ".join(f"{group}, {name}: {middle} ({width})" for group, name, middle, width in rows),
        file=f"diversion-{comparison.plan.locality.name}-hours-by-task",
        source=trust(comparison.plan),
        notes=["The line above names the largest of the clear changes, if any is clear. Ranges are in the table."],
    )


def _task_title(found: dict[str, dict[str, Paired]]) -> str:
    """The largest change that we can tell from none, by the same rules as every finding."""
    cells = [(group, regime, pair) for group, pairs in found.items() for regime, pair in pairs.items()]
    clear = [(abs(pair.median), group, regime) for group, regime, pair in cells if verdict(pair) in CLEAR]
    if not clear:
        early = any(verdict(pair) is Verdict.TOO_FEW for *_, pair in cells)
        return f"{'Too early to say' if early else 'We cannot tell'} how any regime moves hours between tasks"
    _, group, regime = max(clear)
    pair = found[group][regime]
    more = "more" if pair.median > 0 else "fewer"
    return f"{upper_first(phrase(regime))}: about {rounded(pair.median)} hours a year {more} for {lower_first(group)}"


def month_chart(comparison: Comparison, what: str) -> Chart:
    """Hours, or cells in use, month by month under every regime; training, which comes at once, is told and not drawn.

    Lines are drawn as if months were equally long, so that what goes on evenly is even; the table has what was counted.
    """
    regimes = [comparison.plan.reference, *comparison.others]
    series = {short(regime): by_month(comparison, regime, what).tolist() for regime in regimes}
    training = {regime: _training(comparison, regime, what) for regime in regimes}
    usual, *others = series
    months = [month.title for month in comparison.plan.months]
    drawn = {short(each): _evened(comparison, _less(series[short(each)], training[each]), what) for each in regimes}
    changes = {name: _less(drawn[name], drawn[usual]) for name in others}
    decimals, unit = _measured(what)
    title = _title(comparison, what, MONTH, unit)
    rows = [(month, *(number(values[k], decimals) for values in series.values())) for k, month in enumerate(months)]
    left_out = _training_note(training)
    even = "" if what == CELLS else ", each as if it had 30.4 days"
    return Chart(
        title=title,
        subtitle=(
            f"{what}{' without training' if left_out else ''}: change from no diversion in each month{even}, {unit}, mean of "
            f"replicates; the table has the numbers themselves. {when(comparison)}"
        ),
        mark=Lines(changes, months, f"change, {unit}"),
        table=Table(("Month", *(f"{name}, {_told(what)}" for name in series)), rows),
        alt=f"{title}. {_ends(changes, months, decimals, unit)}The table below has every month.",
        file=f"diversion-{comparison.plan.locality.name}-by-month",
        source=trust(comparison.plan),
        notes=[*left_out, BESIDE[what == CELLS], *([] if comparison.band is Band.MEAN else [AVERAGES])],
    )


def year_chart(comparison: Comparison, what: str) -> Chart:
    """Hours, or cells in use, by financial year under every regime: a year that is not counted as a whole says so."""
    regimes = [comparison.plan.reference, *comparison.others]
    series = {short(regime): by_financial_year(comparison, regime, what).tolist() for regime in regimes}
    usual, *others = series
    years = financial_years(comparison.plan.months)
    names = [year.title for year in years]
    changes = {name: _less(series[name], series[usual]) for name in others}
    decimals, unit = _measured(what)[0], _told(what)
    title = _title(comparison, what, YEAR_DAYS, "cells" if what == CELLS else "hours a year")
    rows = [(name, *(number(values[k], decimals) for values in series.values())) for k, name in enumerate(names)]
    parts = any(year.days < year.of for year in years)
    return Chart(
        title=title,
        subtitle=(
            f"{what} by financial year (1 April to 31 March): change from no diversion, {unit}, mean of replicates; the table "
            f"has the numbers themselves. {when(comparison)}"
        ),
        mark=Bars(names, changes, Axis(f"change, {unit}")),
        table=Table(("Financial year", *(f"{name}, {unit}" for name in series)), rows),
        alt=f"{title}. {_ends(changes, names, decimals, unit)}The table below has every financial year.",
        file=f"diversion-{comparison.plan.locality.name}-by-financial-year",
        source=trust(comparison.plan),
        notes=[PARTS] * parts + [BESIDE[what == CELLS]],
    )


PARTS: Final = (
    "A financial year that the runs see only a part of holds what that part comes to; it is not made up to a whole."
)


def _measured(what: str) -> tuple[int, str]:
    """With how many decimals it is told, and in which unit of a month."""
    return (1, "cells") if what == CELLS else (0, "hours a month")


def _told(what: str) -> str:
    """The unit of what was counted, in however many days."""
    return "cells" if what == CELLS else "hours"


def _evened(comparison: Comparison, values: Sequence[float], what: str) -> list[float]:
    """What each month comes to where all are equally long; cells in use are so already."""
    if what == CELLS:
        return [*values]
    return [value * MONTH / month.days for value, month in zip(values, comparison.plan.months, strict=True)]


AVERAGES: Final = (
    "The lines are averages, month by month; the first charts of the page give the middle of the draws, another figure."
)
BESIDE: Final = {
    False: "Hours on the people in the model only.",
    True: "Cells taken by the people in the model only; other people fill the rest of the suite.",
}


def _training(comparison: Comparison, regime: str, what: str) -> list[float]:
    """Hours of training in each month, as far as they are among what is shown."""
    if what == ALL or "training" in TASK_GROUPS.get(what, ()):
        return [float(hours) for hours in by_month(comparison, regime, TRAINING)]
    return [0.0] * len(by_month(comparison, regime, what))


def _training_note(training: Mapping[str, Sequence[float]]) -> list[str]:
    """How many hours training took, since a line with them would squash everything else."""
    took = {regime: math.fsum(hours) for regime, hours in training.items()}
    told = [f"{number(hours)} hours under {phrase(regime)}" for regime, hours in took.items() if hours >= 0.5]
    if not told:
        return []
    return [f"Training of officers in all these months is left out of the lines: {listed(told)}. The table has it."]


def _less(values: Sequence[float], usual: Sequence[float]) -> list[float]:
    return [value - other for value, other in zip(values, usual, strict=True)]


def _ends(changes: Mapping[str, Sequence[float]], months: Sequence[str], decimals: int, unit: str) -> str:
    """The first, the last and the largest change of every line, in words."""
    said = []
    for name, values in changes.items():
        at = max(range(len(values)), key=[abs(value) for value in values].__getitem__)
        told = (f"{signed(values[k], decimals)} in {months[k]}" for k in (0, len(values) - 1, at))
        said.append("{}: first {}, last {}, largest {}".format(name, *told))
    return f"Change from no diversion, {unit}. {'; '.join(said)}. " if said else ""


def _title(comparison: Comparison, what: str, days: float, unit: str) -> str:
    """What so many days come to under no diversion, and under that regime which differs most of those that clearly do."""
    decimals, _ = _measured(what)
    pairs = change_of(comparison, what)
    means = {regime: _mean(comparison, regime, what, days) for regime in (comparison.plan.reference, *pairs)}
    usual = means[comparison.plan.reference]
    if any(verdict(pair) is Verdict.TOO_FEW for pair in pairs.values()):
        return f"{what}: too early to say how the regimes differ"
    clear = [regime for regime, pair in pairs.items() if verdict(pair) in CLEAR]
    if not clear:
        return f"{what}: {number(usual, decimals)} {unit} on average; we cannot tell any change"
    regime = max(clear, key=lambda each: abs(means[each] - usual))
    before, after = number(usual, decimals), number(means[regime], decimals)
    if before == after:
        return f"{what}: {before} {unit} on average, much the same under every regime"
    return f"{what}: {before} {unit} under {phrase(comparison.plan.reference)}, {after} under {phrase(regime)}"


def _mean(comparison: Comparison, regime: str, what: str, days: float) -> float:
    """What so many days come to on average, or cells in use on an average day."""
    lengths = [month.days for month in comparison.plan.months]
    found = by_month(comparison, regime, what).tolist()
    if what == CELLS:
        return math.fsum(map(operator.mul, found, lengths)) / sum(lengths)
    return math.fsum(found) * days / sum(lengths)


def freed_chart(comparison: Comparison) -> Chart:
    """What each regime frees or takes at the contact, and where it goes."""
    found = freed(comparison)
    names = [upper_first(phrase(each.regime)) for each in found]
    series = {"Serious crime": [each.serious for each in found], "Can be saved": [each.elsewhere for each in found]}
    rows = [
        (name, signed(each.hours), signed(each.serious), signed(each.elsewhere), signed(each.detections, 1))
        for name, each in zip(names, found, strict=True)
    ]
    outcome = "freed_at_contact"
    title = headline(outcome, {each.regime: comparison.differences[each.regime, outcome] for each in found}).rstrip(".")
    columns = (
        "Regime",
        "Hours a year",
        "To serious crime",
        "Can be saved",
        "Serious crimes detected, more a year",
    )
    return Chart(
        title=title,
        subtitle=(
            f"Officer hours a year freed at the contact, net of the programme's own, and where they go; below zero is time "
            f"taken from there. {when(comparison)}; mean of replicates"
        ),
        mark=Bars(names, series, Axis("hours a year"), stacked=True),
        table=Table(columns, rows),
        alt=f"{title}. "
        + "; ".join(f"{name}: {hours}, of them {part} to serious crime" for name, hours, part, *_ in rows),
        file=f"diversion-{comparison.plan.locality.name}-freed-hours",
        source=trust(comparison.plan),
        notes=[
            "How much freed time reaches serious crime is not known: nobody has measured it, so it is drawn from a range. What "
            "does is no saving, and police cost counts it.",
            *_mean_note(comparison, outcome),
        ],
    )


def _mean_note(comparison: Comparison, name: str) -> list[str]:
    """Why the averages drawn here are others than the middles that another chart of the page gives, where they are."""
    if comparison.band is Band.MEAN:
        return []
    pairs = [comparison.differences[regime, name] for regime in comparison.others]
    if all(abs(pair.mean - pair.median) < 0.5 for pair in pairs if pair.n):
        return []
    return [
        "These bars are averages, because only averages add up; the chart of freed hours above gives the middle of the "
        "draws. The two differ where a few draws are far from the rest."
    ]
