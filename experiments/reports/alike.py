"""The second table of a comparison on a terminal: like with like."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap
from typing import Final

from rich.table import Table
from rich.text import Text

from ...model.ledger.outcomes import outcome_of
from ...viz.charts.comparison import cell
from ..answers.alike import NOT_TOLD, Row, told_in

GAP: Final = 2
CELL: Final = 28  # the most that a change and its range take
LEAST: Final = 30  # the room that a label gets at least, and at most
WIDEST: Final = 74


def alike_table(rows: Sequence[Row], width: int) -> Table:
    """A block for each way of making regimes alike, a line for each regime, a column for each outcome."""
    names = told_in(rows)
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold")
    room = max(LEAST, width - len(names) * (GAP + CELL))
    table.add_column("", width=min(room, WIDEST), overflow="fold")
    for name in names:
        table.add_column(f"{outcome_of(name).label}, {outcome_of(name).unit}", justify="right", max_width=CELL)
    for basis, some in groupby(rows, lambda row: row.basis):
        table.add_row(Text(basis.value, style="bold"))
        for row in some:
            label = "\n".join(wrap(row.label, min(room, WIDEST), initial_indent="  ", subsequent_indent="    "))
            cells = (_told(row, name) for name in names)
            table.add_row(label, *cells)
    table.add_row("")
    return table


def _told(row: Row, name: str) -> str:
    return cell(row.changes[name], outcome_of(name).decimals) if name in row.changes else NOT_TOLD
