"""Who pays and who gains, and when: money by agency, and year by year where that is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...model.ledger.details import AGENCIES
from ..answers import Comparison
from ..statistics import SILENT, Verdict, verdict
from ..wording import listed, phrase, upper_first
from .content import Cell, Part, Points, Section, Table, Text, change, level
from .front import by_regime, cell, ends, read
from .money import NAMES, NO_CASH_FLOW, NOTE, UNIT, Money

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
            for agency in AGENCIES
        ],
        note=f"{NOTE} {read(answer)}",
    )
    table = by_regime(answer, table)
    return Section(name="payers", title="Who pays and who gains", parts=[Points(lines), table])


def payers(answer: Comparison, regime: str, money: Money) -> Iterator[str]:
    """Who spends more, who less and of whom it cannot be told, by the rules of every finding."""
    said = {agency: verdict(money.spent(agency, regime)) for agency in AGENCIES}
    which = {words: [_who(each) for each, its in said.items() if its is rule] for rule, words in SPENDING.items()}
    parts = [f"{listed(names)} {words}" for words, names in which.items() if names]
    silent = [_who(each) for each, its in said.items() if its in SILENT]
    if silent:
        parts.append(f"of {listed(silent, 'and')} we cannot tell")
    yield f"{upper_first(phrase(regime))} beside {phrase(answer.plan.reference)}: {'; '.join(parts)}."


def _who(agency: str) -> str:
    return f"{'those who pay for ' if agency in ('programmes', 'ordinary_services') else ''}{NAMES[agency].lower()}"


def cash_section(answer: Comparison, money: Money) -> Section:
    """Money year by year, or why it cannot be told."""
    flow = money.cash_flow()
    parts: list[Part] = [Text(NO_CASH_FLOW)]
    if flow:
        rows: list[list[Cell]] = [
            [level(each.year + 1.0), each.agency, upper_first(phrase(each.regime)), *map(change, each.change)]
            for each in flow
        ]
        title = f"Money year by year: change from {phrase(answer.plan.reference)}, £"
        columns = ("Year", "Who", "Regime", *ends(answer))
        parts = [Table(name="Cash flow", title=title, columns=columns, rows=rows, note=read(answer))]
    return Section(name="cash", title="Cash flow", parts=parts)
