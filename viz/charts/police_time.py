"""Turns an answer into charts of police time: hours by task and by month, cells in use, and where freed hours go."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from ...experiments.answers import ALL, CELLS, TRAINING, Comparison, by_month, by_task, change_of, freed, headline
from ...experiments.lives.day_by_day import TASK_GROUPS
from ...experiments.statistics import Band, Paired, Verdict, verdict
from ...experiments.wording import listed, lower_first, number, phrase, rounded, signed, upper_first
from ...scenarios.words import MONTHS_A_YEAR
from .chart import Axis, Bars, Chart, Lines, Table
from .comparison import range_name, short, trust, when

CLEAR: Final = (Verdict.LOWER, Verdict.HIGHER)


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
    """Hours, or cells in use, month by month under every regime; training, which comes at once, is told and not drawn."""
    regimes = [comparison.plan.reference, *comparison.others]
    series = {short(regime): by_month(comparison, regime, what).tolist() for regime in regimes}
    training = {short(regime): _training(comparison, regime, what) for regime in regimes}
    usual, *others = series
    months = [_month(comparison, k) for k in range(len(series[usual]))]
    drawn = {name: _less(series[name], training[name]) for name in series}
    changes = {name: _less(drawn[name], drawn[usual]) for name in others}
    decimals, unit = _measured(what)
    title = _month_title(series, {short(regime): pair for regime, pair in change_of(comparison, what).items()}, what)
    rows = [(month, *(number(values[k], decimals) for values in series.values())) for k, month in enumerate(months)]
    left_out = _training_note(training)
    return Chart(
        title=title,
        subtitle=(
            f"{what}{' without training' if left_out else ''}: change from no diversion in each month, {unit}, mean of "
            f"replicates; the table has the numbers themselves. {when(comparison)}"
        ),
        mark=Lines(changes, months, f"change, {unit}"),
        table=Table(("Month", *(f"{name}, {unit}" for name in series)), rows),
        alt=f"{title}. {_ends(changes, months, decimals, unit)}The table below has every month.",
        file=f"diversion-{comparison.plan.locality.name}-by-month",
        source=trust(comparison.plan),
        notes=[*left_out, BESIDE[what == CELLS]],
    )


def _measured(what: str) -> tuple[int, str]:
    """With how many decimals it is told, and in which unit."""
    return (1, "cells") if what == CELLS else (0, "hours a month")


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
    took = {name: math.fsum(hours) for name, hours in training.items()}
    told = [f"{number(hours)} hours under {lower_first(name)}" for name, hours in took.items() if hours >= 0.5]
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


def _month(comparison: Comparison, k: int) -> str:
    """The name of a month since the regimes parted."""
    start = comparison.plan.locality.start
    year, month = divmod(start.month - 1 + k, MONTHS_A_YEAR)
    return start.replace(year=start.year + year, month=month + 1, day=1).strftime("%b %Y")


def _month_title(series: dict[str, list[float]], pairs: Mapping[str, Paired], what: str) -> str:
    """What a month comes to under no diversion, and under that regime which differs most of those that clearly do."""
    decimals, unit = _measured(what)
    means = {name: math.fsum(values) / len(values) for name, values in series.items() if values}
    first, usual = next(iter(means.items()))
    if any(verdict(pair) is Verdict.TOO_FEW for pair in pairs.values()):
        return f"{what}: too early to say how the regimes differ"
    clear = [name for name, pair in pairs.items() if verdict(pair) in CLEAR]
    if not clear:
        return f"{what}: {number(usual, decimals)} {unit} on average; we cannot tell any change"
    name = max(clear, key=lambda each: abs(means[each] - usual))
    most = means[name]
    if number(most, decimals) == number(usual, decimals):
        return f"{what}: {number(usual, decimals)} {unit} on average, much the same under every regime"
    before, after = number(usual, decimals), number(most, decimals)
    return f"{what}: {before} {unit} under {lower_first(first)}, {after} under {lower_first(name)}"


def freed_chart(comparison: Comparison) -> Chart:
    """What each regime frees or takes at the contact, and where it goes."""
    found = freed(comparison)
    names = [upper_first(phrase(each.regime)) for each in found]
    series = {"Serious crime": [each.serious for each in found], "Everything else": [each.elsewhere for each in found]}
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
        "To everything else",
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
            "How much freed time reaches serious crime is not known: nobody has measured it, so it is drawn from a range.",
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
