"""The finer tables of a comparison: the way in by route, for whom, hours, cost and needs in parts, what knowing more is worth.

All but the last show means over the replicates; every number with its range is in `--json` and `--out`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from ...model.ledger.counts import DIMENSIONS
from ...model.ledger.details import CODES
from ...model.ledger.outcomes import outcome_of
from ...scenarios.words import NEEDS, PUBLIC, TASKS
from ...viz.charts.for_whom import NAMES, level_words, spread
from ..answers import RATES, Comparison, Standing, counts_groups, standings
from ..answers.alike import NOT_TOLD
from ..statistics import ENOUGH_PEOPLE, Best
from ..wording import decimals_for, number, signed

GAP: Final = 2
ROOMY: Final = 100  # columns that the whole of the way in needs
TOO_FEW: Final = "too few"
ETHNICITY: Final = "ethnicity"
MOST_OF_A_NAME: Final = 16  # letters, before a regime's name is broken at its hyphens
Finer = tuple[str, str, Table]  # title, how to read it, table
# Each step, what it is called, and the stage before it that its share is of.
WAY_IN: Final = (
    ("eligible", "eligible", ""),
    ("offered", "offered,\nof eligible", "eligible"),
    ("consented", "consent,\nof offered", "offered"),
    ("engaged", "engage,\nof consent", "consented"),
    ("admitted", "place,\nof engaged", "engaged"),
    ("dropped", "drop out,\nof placed", "admitted"),
)
FOR_WHOM: Final = (
    ("offered", "offered,\nof eligible", "eligible"),
    ("consented", "consent,\nof offered", "offered"),
    ("engaged", "engage,\nof consent", "consented"),
    ("record_avoided", "no record,\nof consent", "consented"),
)
CODE_NAMES: Final = {
    "1": "1, charged", "2-3": "2 and 3, caution", "8": "8, community resolution", "14-16": "14 to 16, evidence",
    "18": "18, no suspect", "21": "21, not pursued", "22": "22, diversion",
}  # fmt: skip
PARTS: Final = (
    ("hours", "Officer hours by task, a year", TASKS, 1.0, 0),
    ("cost", "Cost by agency, £ thousand a year", PUBLIC, 1000.0, 0),
    ("recorded", "Recorded outcomes by Home Office code, a year", CODES, 1.0, 0),
    ("relieved", "Need relieved, whole needs of one person for a year", NEEDS, 1.0, 1),
)


def finer_tables(comparison: Comparison, width: int) -> Iterator[Finer]:
    """Every finer table; a narrow one has less in it."""
    roomy = width >= ROOMY
    yield _way_in(comparison, WAY_IN if roomy else WAY_IN[:-1], GAP if roomy else 1)
    yield _for_whom(comparison, GAP if roomy else 1)
    if counts_groups(comparison):
        yield _disparities(comparison, GAP if roomy else 1)
    yield _parts(comparison)
    yield _best(comparison, GAP if roomy else 1)


def _table(first: int, gap: int = GAP) -> Table:
    table = Table(box=None, padding=(0, gap, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("", min_width=first, overflow="fold")
    return table


def words(name: str) -> str:
    """A name of the vocabulary as people read it."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


# --- the way in ------------------------------------------------------------------------------------------------------


def _way_in(comparison: Comparison, steps: Sequence[tuple[str, str, str]], gap: int) -> Finer:
    table = _table(20, gap)
    for _, heading, _ in steps:
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("wait,\ndays", justify="right", overflow="fold")
    for regime in comparison.plan.regimes:
        table.add_row(Text(regime.name, style="bold"))
        for route in comparison.plan.routes:
            if route.name in regime.routes:
                table.add_row(f"  {route.title}", *_steps(comparison, steps, regime.name, route.name))
    note = (
        "Times, not people, a year after the regimes part: whoever is met twice may be offered twice. Beside them the share of "
        "the stage that the heading names."
    )
    return "The way in, by route", note, table


def _steps(comparison: Comparison, steps: Sequence[tuple[str, str, str]], regime: str, route: str) -> Iterator[str]:
    def of(step: str) -> float:
        return comparison.mean(regime, f"funnel.{route}.{step}")

    for step, _, before in steps:
        share = f"{_percent(of(step), of(before)):>5}" if before else ""
        yield f"{number(of(step))}{share}"
    yield number(of("wait_days") / of("admitted"), 1) if of("admitted") > 0 else "–"


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f}%" if whole > 0 else "–"


# --- for whom --------------------------------------------------------------------------------------------------------


def _for_whom(comparison: Comparison, gap: int) -> Finer:
    """Who is arrested under each regime and, where it has routes of its own, who gets how far."""
    table = _table(13, gap)
    for heading in ("people", "arrests,\nper 1,000", "eligible", *(heading for _, heading, _ in FOR_WHOM)):
        table.add_column(heading if gap == GAP else heading.replace("of ", "of\n"), justify="right", overflow="fold")
    for regime in comparison.plan.regimes:
        table.add_row(Text(regime.name, style="bold"))
        for dimension, groups in DIMENSIONS.items():
            for group in groups:
                table.add_row(f"  {words(group)}", *_group(comparison, regime.name, f"equity.{dimension}.{group}"))
    note = (
        f"Ordinary provision apart. A share is of the stage that the heading names; “{TOO_FEW}” to say where that stage "
        f"holds under {ENOUGH_PEOPLE} in the years simulated. Arrests per 1,000 person-years."
    )
    return "For whom", note, table


def _group(comparison: Comparison, regime: str, start: str) -> Iterator[str]:
    def of(step: str) -> float:
        return comparison.mean(regime, f"{start}.{step}")

    people = of("person_years")
    yield number(people)
    yield number(of("arrests_per_1000")) if people >= ENOUGH_PEOPLE else TOO_FEW
    if math.isnan(of("eligible")):
        return
    yield number(of("eligible"))
    for step, _, before in FOR_WHOM:
        enough = of(before) * comparison.plan.years >= ENOUGH_PEOPLE
        yield _percent(of(step), of(before)) if enough else TOO_FEW


def _disparities(comparison: Comparison, gap: int) -> Finer:
    """How many times the rate of the largest ethnic group that of each other is, under each regime, with its range."""
    table = _table(13, gap)
    regimes = (comparison.plan.reference, *comparison.others)
    for name in regimes:
        table.add_column(
            name.replace("-", "-\n") if len(name) > MOST_OF_A_NAME else name, justify="right", overflow="fold"
        )
    for which, rate in RATES.items():
        found = standings(comparison, ETHNICITY, which)
        if not any(each.ratio_enough for each in found):
            told = {each.regime: TOO_FEW for each in found}
            table.add_row(Text(rate.label, style="bold"), *(told.get(name, NOT_TOLD) for name in regimes))
            continue
        table.add_row(Text(rate.label, style="bold"))
        for group in list(dict.fromkeys(each.group for each in found))[1:]:
            by_regime = {each.regime: each for each in found if each.group == group}
            table.add_row(f"  {words(group)}", *(_times(by_regime.get(name), gap) for name in regimes))
    first = standings(comparison, ETHNICITY, "arrests")[0].group
    note = (
        f"Times the rate of {NAMES[first]}: {spread(comparison)}. “{TOO_FEW}” where a rate on either side is of under "
        f"{ENOUGH_PEOPLE}, “{NOT_TOLD}” where a regime has none. Rates, and age and sex: --json and --out FILE.xlsx."
    )
    return "Disparities by ethnicity", note, table


def _times(each: Standing | None, gap: int) -> str:
    """A ratio with its range, on two lines where there is little room."""
    if each is None:
        return NOT_TOLD
    if not each.ratio_enough:
        return TOO_FEW
    return level_words(each.ratio, 2).replace(" (", " (" if gap == GAP else "\n(")


# --- hours, cost, outcomes, needs ------------------------------------------------------------------------------------


def _parts(comparison: Comparison) -> Finer:
    reference, others = comparison.plan.reference, comparison.others
    table = _table(20)
    for name in (reference, *others):
        table.add_column(
            name.replace("-", "-\n") if len(name) > MOST_OF_A_NAME else name, justify="right", overflow="fold"
        )
    for family, title, members, scale, decimals in PARTS:
        if table.row_count:
            table.add_row("")
        table.add_row(Text(title, style="bold"))
        for member in members:
            row = _row(comparison, f"{family}.{member}", scale, decimals)
            table.add_row(f"  {CODE_NAMES.get(member, words(member))}", *row)
        for label, name, unit, digits in _sums(family):
            table.add_row(f"  {label}", *_row(comparison, name, unit, digits))
    note = (
        f"Mean under {reference}, and the mean change from it, so that parts add up. The first table has the middle of the "
        "draws, which is another number where draws are lopsided."
    )
    return "In parts", note, table


def _sums(family: str) -> Sequence[tuple[str, str, float, int]]:
    """What the parts of a family come to, where the main table has it."""
    return {
        "hours": (("All tasks", "officer_hours", 1.0, 0), ("Full-time equivalents", "full_time_equivalents", 1.0, 1)),
        "cost": (("All agencies", "net_cost", 1000.0, 0),),
    }.get(family, ())


def _row(comparison: Comparison, name: str, scale: float, decimals: int) -> Iterator[str]:
    first = comparison.mean(comparison.plan.reference, name)
    yield number(first / scale, decimals)
    for regime in comparison.others:
        change = (comparison.mean(regime, name) - first) / scale
        yield signed(change, decimals)


# --- what knowing more is worth ---------------------------------------------------------------------------------------


def _best(comparison: Comparison, gap: int) -> Finer:
    title, regimes = "What knowing more would be worth", [regime.name for regime in comparison.plan.regimes]
    table = _table(13, gap)
    if comparison.plan.fixed_parameters:
        return title, "Parameters were fixed, so there are no draws in which one regime or another comes first.", table
    for name in regimes:
        table.add_column(name.replace("-", "-\n"), justify="right", overflow="fold")
    apart = comparison.plan.histories > 1
    bounds = "least and most" if apart else "at most"
    table.add_column(f"worth of\nknowing all,\n{bounds}", justify="right", overflow="fold")
    for found in comparison.best():
        outcome = outcome_of(found.outcome)
        table.add_row(
            f"{outcome.label}, {outcome.unit}", *(_probability(found, name) for name in regimes), _worth(found)
        )
    return title, _how_to_read_best(comparison.plan.histories), table


def _probability(found: Best, regime: str) -> str:
    if regime not in found.probability:
        return "–"
    return f"{100 * found.probability[regime]:.0f}%"


def _worth(found: Best) -> str:
    """What knowing everything would be worth at most and, where luck can be told apart, at least; the truth lies between."""
    worth = found.perfect_information
    if found.luck_apart:
        ends = (found.luck_apart.value, worth.value)
        decimals = decimals_for(ends, outcome_of(found.outcome).decimals)
        return f"{number(ends[0], decimals)} to\n{number(ends[1], decimals)}"
    decimals = decimals_for([worth.value, worth.high], outcome_of(found.outcome).decimals)
    if math.isnan(worth.low):
        return number(worth.value, decimals)
    return f"{number(worth.value, decimals)}\n{number(worth.low, decimals)} to {number(worth.high, decimals)}"


def _how_to_read_best(histories: int) -> str:
    luck = "It is at most that, because each draw lives one history of luck, which counts as if it could be known."
    if histories > 1:
        luck = (
            f"Of the {histories} histories of luck of each draw, half choose and half value, so that luck does not count as "
            "known; that is on average a little too low."
        )
    return (
        "The share of draws in which each regime comes first, ties shared. That is no ranking: it rests on what is believed of "
        "each programme, and what may be said of two regimes stands above. Last, how much better the outcome would be on "
        "average if every uncertain parameter were known before choosing (expected value of perfect "
        f"information), and its 95% interval by bootstrap of the draws. {luck}"
    )
