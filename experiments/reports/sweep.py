"""Prints what a sweep found: a table for each headline outcome, what may be said, and what became of the runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...model.ledger.outcomes import HEADLINES, outcome_of
from ...viz.charts.comparison import cell as cell_words
from ...viz.charts.comparison import short, unit_in
from ..answers import posterior_lines
from ..answers.support import support
from ..plans import differing
from ..runs import sentences
from ..statistics import middle
from ..sweeps.answer import Sweep
from ..sweeps.cells import Cell, value
from ..wording import phrase, scale_for, upper_first
from .output import READABLE, answer_console

MOST: Final = 24  # rows of a table; the file and --json have all


def answer(found: Sweep) -> None:
    """Print a sweep."""
    plan = found.experiment.plan
    with answer_console() as console:
        head = f"{plan.locality.title}, {plan.period}: {len(found.experiment.points):,} scenarios"
        console.print(Text(head, style="bold"))
        told = [upper_first(support(plan).line), plan.law, *differing(plan).header, *posterior_lines(plan)]
        for each in told:
            console.print(Text(each), width=min(console.width, READABLE))
        console.print()
        for each in found.findings():
            console.print(Text(each), width=min(console.width, READABLE))
        _tables(found, console)
        console.print()
        for each in sentences(found.batch, found.location):
            console.print(each, soft_wrap=True, highlight=False)


def _tables(found: Sweep, console: Console) -> None:
    cells = found.cells[:MOST]
    console.print()
    reference = phrase(found.experiment.plan.reference)
    console.print(Text(f"Change from {reference}; in brackets {found.band.value}."), width=min(console.width, READABLE))
    for name in HEADLINES:
        console.print()
        console.print(_table(found, cells, name))
    if len(found.cells) > MOST:
        console.print(Text(f"{len(found.cells) - MOST:,} more are left out here; --out FILE.csv has all."))


def _table(found: Sweep, cells: Sequence[Cell], name: str) -> Table:
    outcome = outcome_of(name)
    pairs = [[found.change(cell, regime, name) for regime in found.others] for cell in cells]
    scale, word = scale_for([end for row in pairs for pair in row for end in (middle(pair), pair.low, pair.high)])
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, title_justify="left", title_style="bold")
    table.title = f"{outcome.label} ({unit_in(outcome.unit, word)})"
    for heading in found.varied:
        table.add_column(heading, overflow="fold")
    for regime in found.others:
        table.add_column(short(regime), justify="right")
    for cell, row in zip(cells, pairs, strict=True):
        mine = [value(cell.changes[each]) if each in cell.changes else "" for each in found.varied]
        table.add_row(*mine, *(cell_words(pair, outcome.decimals, scale) for pair in row))
    return table
