"""Prints the money of a comparison: the benefit-cost block, who pays and who gains, and what comes in each year."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...scenarios.prices import financial, prices
from ...viz.charts.for_whom import NAMES as GROUPS
from ..economics import BEARERS, PERSPECTIVES, WHOSE, Economics, Pounds, lines
from ..economics.accounts import index_of
from ..economics.groups import TOLD
from ..economics.willing import PRICES, acceptable
from ..wording import number, phrase, signed, upper_first, years

GAP: Final = 2
FOR_WHOM: Final = (
    "£ thousand over the years, not discounted, the middle of the replicates: justice, harm to victims and support over people "
    "of each group. Above zero less is spent or suffered. Officers’ hours are not known by group."
)
NAMES: Final = {
    "programmes": "Programme", "ordinary_services": "Ordinary services", "legal_aid": "Legal aid",
    "health": "Health services for victims", "victims": "Victims and society",
}  # fmt: skip


def name_of(bearer: str) -> str:
    """A bearer of costs as people read it."""
    return NAMES.get(bearer, upper_first(bearer.replace("_", " ")))


def print_economics(found: Economics, console: Console) -> None:
    """Everything there is to say of the money."""
    width = console.width
    reference = phrase(found.plan.reference)
    console.print(Text(f"Money: {years(found.years)}, against {reference}", style="bold"))
    note = (
        f"£ thousand in present value at prices of {financial(prices().year)}, the middle of the draws and the central 95%. "
        "Above zero somebody gains, below zero they pay."
    )
    console.print(textwrap.fill(note, width))
    for regime in found.others:
        console.print(Text(f"\n{upper_first(phrase(regime))}", style="bold"))
        console.print(_block(found, regime))
        console.print(_flow(found, regime))
    _groups(found, console)
    _acceptable(found, console)
    for line in lines(found):
        console.print(textwrap.fill(f"– {line}", width, subsequent_indent="  "))


def _table(*headings: str) -> Table:
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("", overflow="fold", min_width=30)
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _block(found: Economics, regime: str) -> Table:
    """Who gains and who pays over the horizon, and what it comes to for each perspective."""
    table = _table("middle", "95% of draws")
    present = -found.present(regime)
    for bearer in BEARERS:
        table.add_row(name_of(bearer), *_cells(present[:, index_of([bearer])].sum(axis=(1, 2))))
    for name, bearers in PERSPECTIVES.items():
        whole = present[:, index_of(bearers)].sum(axis=(1, 2))
        table.add_row(Text(f"In all, {WHOSE[name]}", style="bold"), *_cells(whole))
    return table


def _cells(draws: np.ndarray) -> Iterator[str]:
    spread = Pounds.of(draws)
    yield signed(spread.median / 1000)
    yield f"{signed(spread.low / 1000)} to {signed(spread.high / 1000)}"


def _flow(found: Economics, regime: str) -> Table:
    """What comes in each year and has come by then, for the perspective of the terms; the middles of the draws."""
    table = _table(*(f"year {year + 1}" for year in range(found.years)))
    each = found.by_year(regime)
    for label, values in (("That year, middle", each), ("By then, middle", each.cumsum(axis=1))):
        cells = [signed(Pounds.of(values[:, year]).median / 1000) for year in range(found.years)]
        table.add_row(f"{label}", *cells)
    return table


def _groups(found: Economics, console: Console) -> None:
    """What is spent more or less over people of each group, in the middle; the file and the memo have the ranges."""
    rows = [row for row in found.groups() if row["median"] == row["median"]]
    for regime in dict.fromkeys(row["regime"] for row in rows):
        middles = {(row["group"], row["what"]): row["median"] for row in rows if row["regime"] == regime}
        table = _table(*TOLD)
        for group in dict.fromkeys(group for group, _ in middles):
            cells = (signed(-middles[group, what] / 1000) for what in TOLD)
            table.add_row(upper_first(GROUPS[group]), *cells)
        console.print(Text(f"\nFor whom, under {phrase(regime)}", style="bold"))
        console.print(textwrap.fill(FOR_WHOM, console.width))
        console.print(table)


def _acceptable(found: Economics, console: Console) -> None:
    """How likely each regime is the best choice, by what avoiding an offence is worth."""
    rows = {(row["price"], row["regime"]): row["share"] for row in acceptable(found)}
    if not rows or found.plan.fixed_parameters:
        return
    table = _table(*(f"£{number(price)}" for price in PRICES))
    for name in (found.plan.reference, *found.others):
        table.add_row(upper_first(phrase(name)), *(f"{100 * rows[price, name]:.0f}%" for price in PRICES))
    console.print(Text("\nBest for the public purse in how many draws, if avoiding an offence is worth", style="bold"))
    console.print(table)
