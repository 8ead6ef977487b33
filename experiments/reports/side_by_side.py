"""Prints the same comparison of several places as one table: a column for each place, a block for each regime."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...model.ledger.outcomes import FIXED_IN_ADVANCE, OUTCOMES
from ..answers.comparison import Comparison
from ..answers.side_by_side import SideBySide, per, unit_per
from ..statistics import middle
from ..wording import decimals_for, number, phrase, scale_for, upper_first
from .comparison import (
    GAP,
    LONGEST_LABEL,
    block,
    change_cell,
    header,
    in_lines,
    legend,
    level_cell,
    print_comparison,
    unit_of,
)
from .output import READABLE

COLUMN: Final = 18
LABEL: Final = 30  # the least room an outcome's name gets
NOT_PAIRED: Final = (
    "Each place has people and luck of its own: what differs between two columns is the places as much as the regimes. "
    "Counts are per 1,000 residents; --out FILE.csv has them whole, --tables prints each place's own answer as well."
)


def print_side_by_side(found: SideBySide, console: Console, whole: bool) -> None:
    """Print one table for all places and, where that was asked for, each place's own answer after it."""
    room = min(console.width, READABLE)
    for each in found.comparisons:
        for line in header(each):
            console.print(line, width=room)
        console.print(each.kept_as, soft_wrap=True)
        console.print()
    console.print(Text(f"{legend(found.comparisons[0])} {NOT_PAIRED}"), width=room)
    console.print()
    for table in _tables(found, console.width):
        console.print(table)
    for each in found.comparisons:
        if whole:
            print_comparison(each, console, finer=True)
            console.print()
        else:
            block(console, each.plan.locality.title, each.findings())
    if not whole:
        block(console, "How far to trust it", list(dict.fromkeys(_trust(each) for each in found.comparisons)))


def _trust(place: Comparison) -> str:
    return upper_first(place.support.line)


def _tables(found: SideBySide, width: int) -> Iterator[Table]:
    """As many tables as the width needs, each with some of the places."""
    fit = max(1, (width - LABEL) // (GAP + COLUMN))
    for start in range(0, len(found.comparisons), fit):
        yield _table(found, found.comparisons[start : start + fit], width)


def _table(found: SideBySide, places: tuple[Comparison, ...], width: int) -> Table:
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("", width=max(12, min(width - len(places) * (GAP + COLUMN), LONGEST_LABEL)), overflow="fold")
    for place in places:
        table.add_column(in_lines(place.plan.locality.name, COLUMN), justify="right", width=COLUMN, overflow="fold")
    table.add_row(Text(f"With {found.reference} (mean)", style="bold"))
    for name in FIXED_IN_ADVANCE:
        table.add_row(*_levels(found, places, name))
    for regime in found.others:
        table.add_row("")
        table.add_row(Text(f"{upper_first(phrase(regime))}: change from {found.reference}", style="bold"))
        for name in FIXED_IN_ADVANCE:
            table.add_row(*_changes(places, regime, name))
    table.add_row("")
    return table


def _levels(found: SideBySide, places: tuple[Comparison, ...], name: str) -> list[str]:
    values = [place.levels[found.reference, name].mean / per(place, name) for place in places]
    scale, word = scale_for(values)
    decimals = decimals_for([value / scale for value in values], OUTCOMES[name].decimals)
    return [_label(name, word), *("–" if value != value else number(value / scale, decimals) for value in values)]


def _changes(places: tuple[Comparison, ...], regime: str, name: str) -> list[str]:
    pairs = [(place.differences[regime, name], per(place, name)) for place in places]
    ends = [end / by for pair, by in pairs for end in (middle(pair), pair.low, pair.high)]
    scale, word = scale_for(ends)
    decimals = decimals_for([end / scale for end in ends], OUTCOMES[name].decimals)
    cells = [
        change_cell(pair, by * scale, decimals, wide=False)
        if pair.n
        else level_cell(place.levels[regime, name], OUTCOMES[name].decimals, wide=False)
        for place, (pair, by) in zip(places, pairs, strict=True)
    ]
    return [_label(name, word), *cells]


def _label(name: str, word: str) -> str:
    return f"{OUTCOMES[name].label}, {unit_of(unit_per(name), word)}"
