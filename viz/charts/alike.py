"""Like with like, as a table for a page: under each way of making regimes alike a row for each."""

from __future__ import annotations

from typing import Final

from ...experiments.answers import Comparison
from ...experiments.answers.alike import NOT_TOLD, Row, told_in
from ...model.ledger.outcomes import outcome_of
from .chart import Table
from .comparison import cell

RAW: Final = ("basis", "regime", "programme", "label", "outcome", "mean", "median", "low", "high", "share_lower", "n")


def alike_table(comparison: Comparison) -> Table:
    """Every row of `Comparison.alike`; no rows where the reference has a programme of its own and nothing was exchanged."""
    rows = comparison.alike
    names = told_in(rows)
    columns = ("Under", *(f"{outcome_of(name).label}, {outcome_of(name).unit}" for name in names))
    cells = [(row.label, *(_told(row, name) for name in names)) for row in rows]
    raw = [[line[name] for name in RAW] for row in rows for line in row.rows()]
    return Table(columns, cells, RAW, raw, [row.basis.value for row in rows])


def _told(row: Row, name: str) -> str:
    return cell(row.changes[name], outcome_of(name).decimals) if name in row.changes else NOT_TOLD
