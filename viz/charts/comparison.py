"""Turns an answer into charts of what each regime changes: one for each headline outcome, with its finding above it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from ...experiments.answers import Comparison, headline
from ...experiments.answers.support import support
from ...experiments.plans import Plan
from ...experiments.statistics import ENOUGH_DRAWS, Band, Paired, middle
from ...experiments.wording import NO_VALUE, decimals_for, listed, number, phrase, scale_for, signed, upper_first, years
from ...model.ledger.outcomes import HEADLINES, outcome_of
from .chart import Axis, Chart, Dot, Ends, Range, Ranges, Sheet, Table
from .scales import around
from .style import COLOURS, SHAPES

NONE: Final = "none"  # the regime without diversion
RAW: Final = (
    "regime",
    "outcome",
    "unit",
    "reference_mean",
    "median",
    "mean_difference",
    "low",
    "high",
    "share_lower",
    "n",
)


def when(comparison: Comparison) -> str:
    """Where and when and in how many replicates, as a chart's subtitle says it."""
    plan = comparison.plan
    count = f"{plan.replicates:,} replicate{'' if plan.replicates == 1 else 's'}"
    return f"{place_and_years(plan)}, {count}"


def trust(plan: Plan) -> str:
    """How far to trust what is said of a plan, in a line, and with which luck it was found."""
    return f"{upper_first(support(plan).line)} Seed {plan.seed}."


def place_and_years(plan: Plan) -> str:
    """Where people live, and from when to when."""
    return f"{plan.locality.title}, {years(plan.years)} from {plan.locality.start:%B %Y}"


def short(regime: str) -> str:
    """What a row or a column calls a regime, where diversion is the subject anyway."""
    whole = upper_first(phrase(regime))
    return whole if regime == NONE else whole.removesuffix(" diversion")


def ranges(comparison: Comparison) -> str:
    """What a dot and a line, or a number and its brackets, stand for."""
    if comparison.band is Band.MEAN:
        return "the mean, and the 95% interval of that mean (luck only)"
    if comparison.plan.draws < ENOUGH_DRAWS:
        return f"the middle, and the range of the {comparison.plan.draws} draws so far"
    return "the middle, and the central 95% of draws"


def range_name(comparison: Comparison) -> str:
    """What a column of ranges is headed: the ends of few draws are not yet 95% of anything."""
    few = comparison.band is not Band.MEAN and comparison.plan.draws < ENOUGH_DRAWS
    return "range so far" if few else "95% range"


def change_chart(comparison: Comparison, name: str, alone: bool = True) -> Chart:
    """How every regime changes one outcome: middle, range, finding, words and numbers.

    One that stands `alone` says itself where and when, and what its dots and lines are.
    """
    outcome = outcome_of(name)
    pairs = {regime: comparison.differences[regime, name] for regime in comparison.others}
    scale, word = scale_for([end for pair in pairs.values() for end in (middle(pair), pair.low, pair.high)])
    unit = unit_in(outcome.unit, word)
    rows = [_range(n, regime, pair, scale, outcome.decimals) for n, (regime, pair) in enumerate(pairs.items())]
    finding, change = _finding(comparison, name, pairs), _of(f"change from {phrase(comparison.plan.reference)}", unit)
    what = f"{outcome.label}: {change}{_usual(comparison, name, scale)}"
    alt = f"{finding} {outcome.label}, {change}: " + "; ".join(f"{row.name} {row.words}" for row in rows)
    return Chart(
        title=finding.rstrip("."),
        subtitle=f"{what}. {when(comparison)}; {ranges(comparison)}" if alone else what,
        mark=Ranges(rows, Axis(_of("change", unit), around(rows))),
        table=_table(comparison, name, pairs, unit, scale),
        alt=alt,
        file=f"diversion-{comparison.plan.locality.name}-{name.replace('_', '-')}",
        source=trust(comparison.plan),
    )


def _finding(comparison: Comparison, name: str, pairs: Mapping[str, Paired]) -> str:
    """What stands above a chart: what was found or, beside a reference with a programme of its own, what is shown.

    Beside another programme "lowers offences" would rank two regimes, which one rule alone may (`answers.rankings`).
    """
    plan = comparison.plan
    if plan.reference in plan.doors:
        return f"{outcome_of(name).label}, beside {phrase(plan.reference)}."
    return headline(name, pairs)


def sheet(comparison: Comparison, names: Sequence[str] = HEADLINES) -> Sheet:
    """The charts of several outcomes in one picture, with how far to trust them below."""
    others = listed([phrase(regime) for regime in comparison.others])
    return Sheet(
        title=f"What changes in {comparison.plan.locality.title} under {others}",
        subtitle=f"Change from {phrase(comparison.plan.reference)}. {when(comparison)}. Dots and lines: {ranges(comparison)}.",
        charts=[change_chart(comparison, name, alone=False) for name in names],
    )


def _usual(comparison: Comparison, name: str, scale: float) -> str:
    """What a regime is compared with comes to."""
    reference = comparison.plan.reference
    first = comparison.levels[reference, name]
    with_it = "with none" if reference == NONE else f"under {phrase(reference)}"
    return f"; {number(first.mean / scale, outcome_of(name).decimals)} {with_it}" if first.n else ""


def _range(place: int, regime: str, pair: Paired, scale: float, usual: int) -> Range:
    ends = (pair.low / scale, pair.high / scale)
    return row_of(place, short(regime), cell(pair, usual, scale), middle(pair) / scale, ends)


def row_of(place: int, name: str, words: str, at: float = math.nan, ends: Ends = (math.nan, math.nan)) -> Range:
    """A dot and a line in the colour and shape of the row's place; what is not a number is not drawn."""
    dots = [Dot(at, SHAPES[place % len(SHAPES)], COLOURS[place % len(COLOURS)])] if math.isfinite(at) else []
    return Range(name, words, dots, ends if all(map(math.isfinite, ends)) else None)


def _between(pair: Paired, scale: float, decimals: int) -> str:
    return f"{signed(pair.low / scale, decimals)} to {signed(pair.high / scale, decimals)}"


def unit_in(unit: str, word: str) -> str:
    """The unit of a difference whose numbers are divided by what this word stands for."""
    unit = "percentage points" if unit == "%" else unit
    if not word:
        return unit
    return f"£ {word}{unit.removeprefix('£')}" if unit.startswith("£") else f"{word} {unit}"


def _of(what: str, unit: str) -> str:
    """Something with its unit: `change, %` but `change a year`."""
    return f"{what} {unit}" if unit.startswith("a ") else f"{what}, {unit}"


def _table(comparison: Comparison, name: str, pairs: Mapping[str, Paired], unit: str, scale: float) -> Table:
    columns = (
        "Regime",
        _of("Change", unit),
        upper_first(range_name(comparison)),
        "Draws in which it is lower",
        "Replicates",
    )
    rows = []
    for regime, pair in pairs.items():
        decimals = decimals_for([end / scale for end in (middle(pair), pair.low, pair.high)], outcome_of(name).decimals)
        share = f"{100 * pair.share_lower:.0f}%" if pair.n else "no value"
        middle_ = signed(middle(pair) / scale, decimals)
        rows.append((short(regime), middle_, _between(pair, scale, decimals), share, str(pair.n)))
    return Table(columns, rows, RAW, [_raw(comparison, regime, name) for regime in pairs])


def overview(comparison: Comparison) -> Table:
    """The headline outcomes under all regimes side by side, as the command line prints them."""
    columns = ("What", "With none (mean)", *(short(each) for each in comparison.others))
    return Table(columns, [_overview_row(comparison, name) for name in HEADLINES])


def beside(comparisons: Mapping[str, Comparison]) -> Table:
    """Several scenarios side by side: a row for each regime of each, a column for each headline outcome."""
    columns = ("Scenario", "Regime", *(f"{outcome_of(name).label}, {outcome_of(name).unit}" for name in HEADLINES))
    rows = [
        (
            title,
            short(regime),
            *(cell(comparison.differences[regime, name], outcome_of(name).decimals) for name in HEADLINES),
        )
        for title, comparison in comparisons.items()
        for regime in comparison.others
    ]
    return Table(columns, rows)


def cell(pair: Paired, usual: int, scale: float = 1.0) -> str:
    """A change and its range."""
    if pair.no_difference:
        return "no difference"
    if pair.n < 2:
        return NO_VALUE
    decimals = decimals_for([end / scale for end in (middle(pair), pair.low, pair.high)], usual)
    return f"{signed(middle(pair) / scale, decimals)} ({_between(pair, scale, decimals)})"


def _overview_row(comparison: Comparison, name: str) -> list[str]:
    outcome = outcome_of(name)
    pairs = [comparison.differences[regime, name] for regime in comparison.others]
    first = comparison.levels[comparison.plan.reference, name]
    scale, word = scale_for(
        [end for pair in pairs for end in (middle(pair), pair.low, pair.high)] + [first.mean / 1000]
    )
    decimals = decimals_for(
        [end / scale for pair in pairs for end in (middle(pair), pair.low, pair.high)], outcome.decimals
    )
    cells = [cell(pair, decimals, scale) for pair in pairs]
    usual = number(first.mean / scale, decimals if word else outcome.decimals) if first.n else "–"
    unit = outcome.unit if not word else unit_in(outcome.unit, word)
    return [f"{outcome.label}, {unit}", usual, *cells]


def _raw(comparison: Comparison, regime: str, name: str) -> list[str | float]:
    """One difference as `diversion compare --out` writes it, with the same names and every digit."""
    pair, first = comparison.differences[regime, name], comparison.levels[comparison.plan.reference, name]
    found = (first.mean, pair.median, pair.mean, pair.low, pair.high, pair.share_lower, pair.n)
    return [regime, name, outcome_of(name).unit, *found]
