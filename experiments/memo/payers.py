"""Who pays and who gains, and when: money by agency, and year by year where that is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..answers import Comparison
from ..economics import BEARERS
from ..statistics import SILENT, Verdict, verdict
from ..wording import listed, lower_first, phrase, upper_first
from .content import Cell, Part, Points, Section, Table, Text, change, level
from .front import by_regime, cell, ends, read
from .money import NAMES, NO_CASH_FLOW, UNIT, Money

SPENDING: Final = {
    Verdict.HIGHER: "spend more",
    Verdict.PROBABLY_HIGHER: "probably spend more",
    Verdict.LOWER: "spend less",
    Verdict.PROBABLY_LOWER: "probably spend less",
    Verdict.SAME: "spend the same",
}


def payers_section(answer: Comparison, money: Money) -> Section:
    """Who spends more and who less under each regime."""
    lines = [said for regime in answer.others for said in payers(answer, regime, money)]
    table = Table(
        name="Who pays",
        title=f"What each spends more or less: change from {phrase(answer.plan.reference)}",
        columns=("Who", *answer.others),
        rows=[
            [f"{NAMES[agency]}, {UNIT}", *(cell(money.spent(agency, regime), 0) for regime in answer.others)]
            for agency in BEARERS
        ],
        note=f"{money.note} {read(answer)}",
    )
    table = by_regime(answer, table)
    return Section(name="payers", title="Who pays and who gains", parts=[Points(lines), table])


def payers(answer: Comparison, regime: str, money: Money) -> Iterator[str]:
    """Who spends more, who less and of whom it cannot be told, by the rules of every finding."""
    said = {agency: verdict(money.spent(agency, regime)) for agency in BEARERS}
    which = {words: [_who(each) for each, its in said.items() if its is rule] for rule, words in SPENDING.items()}
    parts = [f"{listed(names)} {words}" for words, names in which.items() if names]
    silent = [_who(each) for each, its in said.items() if its in SILENT]
    if silent:
        parts.append(f"of {listed(silent, 'and')} we cannot tell")
    yield f"{upper_first(phrase(regime))} beside {phrase(answer.plan.reference)}: {'; '.join(parts)}."


def _who(agency: str) -> str:
    payer = {"programmes": "those who pay for the ", "ordinary_services": "those who pay for "}.get(agency, "")
    return f"{payer}{lower_first(NAMES[agency])}"


def cash_section(answer: Comparison, money: Money) -> Section:
    """Money year by year, or why it cannot be told."""
    flow = money.cash_flow()
    parts: list[Part] = [Text(NO_CASH_FLOW)]
    if flow:
        rows: list[list[Cell]] = [
            [level(each.year), each.what, upper_first(phrase(each.regime)), *map(change, each.change)] for each in flow
        ]
        title = (
            f"What each year is worth to the public purse beside {phrase(answer.plan.reference)}, £ in present value"
        )
        columns = ("Year", "What", "Regime", *ends(answer))
        parts = [Table(name="Cash flow", title=title, columns=columns, rows=rows, note=read(answer))]
    return Section(name="cash", title="Cash flow", parts=parts)
