"""Prints a comparison for a person at a terminal, in a file or through a pipe: header, table, sentences, trust."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ...model.ledger.outcome import Outcome
from ...model.ledger.outcomes import OUTCOMES
from ...scenarios import loader
from ..answers import Comparison
from ..plans import CURRENT, differing
from ..statistics import ENOUGH_DRAWS, ENOUGH_FOR_CLEAR, Band, Level, Paired, middle
from ..wording import (
    NO_VALUE,
    day_of,
    decimals_for,
    listed,
    number,
    phrase,
    rounded,
    scale_for,
    signed,
    upper_first,
)
from .alike import alike_table
from .details import finer_tables
from .output import READABLE

HEADINGS: Final = {
    "primary": "Primary: fixed in advance",
    "secondary": "Secondary: fixed in advance",
    "exploratory": "Exploratory: for ideas only",
}
REFERENCE_WIDTH: Final = 9
NARROW: Final = 16  # a regime's column with its range on a second line
WIDE: Final = 32  # the same on one line
LABEL: Final = 35  # the least room an outcome's name gets, where cells take two lines and where they take one
LONG_LABEL: Final = 46
LONGEST_LABEL: Final = 74  # more would only push the numbers away from their names
GAP: Final = 2
IN_ADVANCE: Final = ("primary", "secondary")
OTHERS: Final = sum(outcome.standing not in IN_ADVANCE for outcome in OUTCOMES.values())
MORE: Final = (
    f"--tables adds {OTHERS} more outcomes, for ideas only, the way in by route, for whom, disparities, parts of hours and cost, "
    "what knowing more is worth; --out FILE.csv has it all."
)


def print_comparison(comparison: Comparison, console: Console, finer: bool = False) -> None:
    """Print what was fixed in advance and what it says; everything else only when asked for."""
    trusted = comparison.support
    first = [Text(), Text(trusted.line)] if trusted.weakly else []
    for line in (*header(comparison), *first, Text(), Text(legend(comparison)), Text()):
        console.print(line, width=min(console.width, READABLE))
    for table in tables(comparison, console.width, tuple(HEADINGS) if finer else IN_ADVANCE):
        console.print(table)
    _like_with_like(comparison, console)
    for title, note, table in finer_tables(comparison, console.width) if finer else ():
        console.print(Text(title, style="bold"))
        console.print(Text(note), width=min(console.width, READABLE))
        console.print(table)
        console.print()
    block(console, "What this says", comparison.findings())
    block(console, "How far to trust it", trust(comparison))
    if not finer:
        console.print(Text(MORE), width=min(console.width, READABLE))
    console.print(comparison.kept_as, soft_wrap=True)


def _like_with_like(comparison: Comparison, console: Console) -> None:
    """The second table, and what was made for it."""
    if not comparison.alike:
        return
    console.print(Text("Like with like", style="bold"))
    for note in comparison.alike_notes:
        console.print(Text(note), width=min(console.width, READABLE))
    console.print()
    console.print(alike_table(comparison.alike, console.width))


def block(console: Console, title: str, lines: Sequence[str]) -> None:
    """Print sentences under a title, moved in a little."""
    console.print(Text(title, style="bold"))
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 2)), width=min(console.width, READABLE))
    console.print()


# --- header and foot -------------------------------------------------------------------------------------------------


def header(comparison: Comparison) -> Iterator[Text]:
    """Where and when, then how many people and replicates, and where the runs came from."""
    plan = comparison.plan
    yield Text(f"{plan.locality.title}, {plan.period}", style="bold")
    yield Text(f"{_people(comparison)}{_replicates(comparison)}")
    yield from map(Text, differing(plan).header)
    yield from _titles(comparison)
    yield from map(Text, comparison.support.posterior)
    yield from map(Text, comparison.support.cautions)
    yield Text(f"Seed {plan.seed}; {_origin(comparison)}")
    yield from _without_ordinary(comparison)


def _titles(comparison: Comparison) -> Iterator[Text]:
    """What somebody's own regimes are called in full, since the table has room for their names only."""
    for regime in comparison.plan.regimes:
        if regime.name not in (CURRENT, *loader.names("regime")):
            yield Text(f"{regime.name}: {regime.title}")


def _without_ordinary(comparison: Comparison) -> Iterator[Text]:
    """A word about regimes that close what is ordinary in the others: their difference would be mostly that."""
    for route in comparison.plan.routes:
        lack = [regime.name for regime in comparison.plan.regimes if route.ordinary and route.name not in regime.routes]
        if lack:
            yield Text(f"Note: {listed(lack)} leaves out {route.name}, which the other regimes have.")


def _people(comparison: Comparison) -> str:
    alive = comparison.levels[comparison.plan.reference, "person_years"]
    return f"{number(alive.mean)} people, " if alive.n else ""


def _replicates(comparison: Comparison) -> str:
    plan = comparison.plan
    count = "1 replicate" if plan.replicates == 1 else f"{plan.replicates:,} replicates"
    if plan.fixed_parameters:
        return f"{count} with fixed parameters, so that only luck differs"
    joint = len(plan.from_posterior)
    parameters = f"{len(comparison.plan.drawn)} uncertain parameters{f' ({joint} by the posterior)' if joint else ''}"
    if plan.histories > 1:
        return f"{count}: {plan.draws:,} draws of {parameters}, each lived in {plan.histories:,} histories of luck"
    return f"{count}, each with its own draw of {parameters}"


def _origin(comparison: Comparison) -> str:
    batch = comparison.batch
    read = f"{batch.read:,} runs read from the store"
    if batch.since:
        read += f" (since {day_of(batch.since)})"
    computed = f"{batch.computed:,} computed in {batch.seconds:.1f} s"
    return f"{read}, {computed}" if batch.read else f"{batch.computed:,} runs computed in {batch.seconds:.1f} s"


def legend(comparison: Comparison) -> str:
    """How to read a cell."""
    reference = comparison.plan.reference
    if comparison.band is Band.MEAN:
        width = "the 95% interval of that mean (luck only)"
        return f"Change from {reference}: its mean, the share of replicates in which it is lower, {width}."
    mean = "" if comparison.plan.histories == 1 else ", each draw the mean of its histories"
    return (
        f"Change from {reference}: its middle, the share of draws in which it is lower, the central 95% of draws{mean}. "
        "Changes of a % are in percentage points."
    )


def trust(comparison: Comparison) -> list[str]:
    """How much evidence stands behind the numbers and how much of the difference is noise.

    What the model reproduces comes here unless it had to be said before the table.
    """
    trusted = comparison.support
    lines = [] if trusted.weakly else [upper_first(trusted.line)]
    lines += [trusted.evidence, *_saving(comparison), *_luck(comparison)]
    lines += _best_by_offences(comparison)
    if comparison.precision:
        lines.append(comparison.precision.says)
    if comparison.plan.draws < ENOUGH_FOR_CLEAR:
        what = "replicates" if comparison.plan.histories == 1 else "draws"
        lines.append(f"With fewer than {ENOUGH_FOR_CLEAR} {what} the ranges are rough: ask for more.")
    failures = comparison.failures()
    if failures:
        first = failures[0]
        lines.append(
            f"{len(failures):,} of {len(comparison.results):,} runs failed and are left out; "
            f"the first: {first.regime}, replicate {first.replicate}: {first.error}"
        )
    return lines


def _saving(comparison: Comparison) -> Iterator[str]:
    ratios = [comparison.differences[regime, "latent_offences"].saving for regime in comparison.others]
    least = min((ratio for ratio in ratios if math.isfinite(ratio)), default=math.nan)
    if least >= 1:
        yield f"Pairing cuts the variance of the differences in offences at least {number(least, 0)}-fold."
    elif least < 1:
        yield "Pairing does not cut the variance of the differences in offences here."


def _luck(comparison: Comparison) -> Iterator[str]:
    """How much of the variance between replicates is luck, where draws lived several histories and it can be told."""
    histories = comparison.plan.histories
    shares = [comparison.differences[regime, "latent_offences"].luck_share for regime in comparison.others]
    shares = [100 * share for share in shares if math.isfinite(share)]
    if shares:
        low, high = (number(share) for share in (min(shares), max(shares)))
        yield (
            f"Luck within a draw makes {low if low == high else f'{low} to {high}'}% of the variance between replicates in "
            f"offences; with {histories:,} histories the ranges hold 1/{histories:,} of that luck."
        )


def _best_by_offences(comparison: Comparison) -> Iterator[str]:
    """What knowing every parameter would add, and which regime has the fewest offences, where the rule lets one be named."""
    for found in comparison.best(["latent_offences"]):
        if found.n < ENOUGH_DRAWS:
            return
        most = rounded(found.perfect_information.value)
        worth = f"{rounded(found.luck_apart.value)} to {most}" if found.luck_apart else f"at most {most}"
        yield f"{_fewest(comparison)} Choosing with every parameter known would avoid {worth} more offences a year."


def _fewest(comparison: Comparison) -> str:
    if first := comparison.first:
        return f"{upper_first(phrase(first))} does more against offences than every other regime here."
    return "No regime here can be said to do more against offences than every other."


# --- the table -------------------------------------------------------------------------------------------------------


def tables(comparison: Comparison, width: int, standings: Sequence[str]) -> Iterator[Table]:
    """As many tables as the width needs: each holds some regimes beside the reference, on one line or on two."""
    others = comparison.others
    wide = width >= LONG_LABEL + GAP + REFERENCE_WIDTH + len(others) * (GAP + WIDE)
    label, column = (LONG_LABEL, WIDE) if wide else (LABEL, NARROW)
    fit = max(1, (width - label - GAP - REFERENCE_WIDTH) // (GAP + column))
    each = math.ceil(len(others) / math.ceil(len(others) / fit))  # as many in the last table as in the first
    for start in range(0, len(others), each):
        yield _table(comparison, others[start : start + each], width, column, standings)


def in_lines(name: str, width: int) -> str:
    """A name over a column, broken at its hyphens rather than within a word."""
    return "\n".join(textwrap.wrap(name, width))


def _table(comparison: Comparison, regimes: Sequence[str], width: int, column: int, standings: Sequence[str]) -> Table:
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold")
    label = width - GAP - REFERENCE_WIDTH - len(regimes) * (GAP + column)
    table.add_column("", width=max(12, min(label, LONGEST_LABEL)), overflow="fold")
    for name, room in ((comparison.plan.reference, REFERENCE_WIDTH), *((regime, column) for regime in regimes)):
        table.add_column(in_lines(name, room), justify="right", width=room, overflow="fold")
    for standing in standings:
        table.add_row(Text(HEADINGS[standing], style="bold"))
        for outcome in OUTCOMES.values():
            if outcome.standing == standing:
                table.add_row(*_cells(comparison, outcome, regimes, column == WIDE))
        table.add_row("")
    return table


def _cells(comparison: Comparison, outcome: Outcome, regimes: Sequence[str], wide: bool) -> list[str]:
    first = comparison.levels[comparison.plan.reference, outcome.name]
    pairs = [comparison.differences[regime, outcome.name] for regime in regimes]
    ends = [value for pair in pairs for value in (middle(pair), pair.low, pair.high)]
    scale, word = scale_for([*ends, first.mean / 1000])
    decimals = decimals_for([value / scale for value in ends], outcome.decimals)
    usual = decimals if word else outcome.decimals
    cells = [f"{outcome.label}, {unit_of(outcome.unit, word)}", number(first.mean / scale, usual) if first.n else "–"]
    for regime, pair in zip(regimes, pairs, strict=True):
        alone = comparison.levels[regime, outcome.name]
        cells.append(change_cell(pair, scale, decimals, wide) if first.n else level_cell(alone, usual, wide))
    return cells


def unit_of(unit: str, word: str) -> str:
    """`£ a year` in thousands is `£ thousand a year`."""
    if not word:
        return unit
    return f"£ {word}{unit.removeprefix('£')}" if unit.startswith("£") else f"{word} {unit}"


def change_cell(pair: Paired, scale: float, decimals: int, wide: bool) -> str:
    """One regime beside the reference: the change, the share lower, and the range beside or under it."""
    if pair.n == 0:
        return NO_VALUE
    if pair.no_difference:
        return "no difference"
    change = signed(middle(pair) / scale, decimals)
    share = f"{100 * pair.share_lower:.0f}%"
    if pair.n < 2:
        return f"{change}{share:>6}"
    width = f"{signed(pair.low / scale, decimals)} to {signed(pair.high / scale, decimals)}"
    return f"{change} ({width}){share:>5}" if wide else f"{change}{share:>6}\n{width}"


def level_cell(alone: Level, decimals: int, wide: bool) -> str:
    """A regime's own value where the reference has none, with the spread of its replicates."""
    if alone.n == 0:
        return "–"
    value = number(alone.median, decimals)
    if alone.n < 2:
        return f"is {value}"
    width = f"{number(alone.low, decimals)} to {number(alone.high, decimals)}"
    return f"is {value} ({width})" if wide else f"is {value}\n{width}"
