"""Who pays and who gains, and when: money by agency, and year by year where that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...viz.charts.for_whom import NAMES as GROUPS
from ...viz.charts.money import cash_flow_chart
from ..answers import Comparison
from ..economics import BEARERS
from ..economics.groups import TOLD
from ..economics.willing import PRICES, acceptability_lines, acceptable
from ..statistics import SILENT, Verdict, verdict
from ..wording import listed, lower_first, phrase, upper_first
from .content import Cell, Figure, Part, Points, Section, Table, Text, level, percent, span
from .front import by_regime, cell, cells, ends, read
from .money import NAMES, NO_CASH_FLOW, UNIT, Money

NO_CHOICE: Final = (
    "Nothing can be said of which choice is best: there are no draws of what is not known, or none with a sum of money."
)
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
    parts: list[Part] = [Points(lines), by_regime(answer, table), *_groups(answer, money)]
    return Section(name="payers", title="Who pays and who gains", parts=parts)


def _groups(answer: Comparison, money: Money) -> Iterator[Table]:
    """The sums over people of each age, sex and ethnicity, where runs count them."""
    found = {(row["group"], row["regime"], row["what"]): row for row in money.by_group()}
    rows: list[list[Cell]] = [
        [upper_first(GROUPS[group]), upper_first(phrase(regime)), *(_sum(found[group, regime, what]) for what in TOLD)]
        for group, regime in dict.fromkeys((group, regime) for group, regime, _ in found)
    ]
    if rows:
        yield Table(
            name="Money for whom",
            title=f"Over people of which group more or less is spent, {UNIT}: change from {phrase(answer.plan.reference)}",
            columns=("Group", "Regime", "Courts, lawyers, prison, cells", "Victims and society", "The programme"),
            rows=rows,
            note=f"{'; '.join(TOLD.values())}. Pounds{money.per}, not discounted. Officers’ hours are not known by group and "
            "are in no sum here. Ranges are the central 95% of single replicates, luck and all.",
        )


def _sum(row: Mapping[str, Any]) -> Cell:
    return span(row["median"], row["low"], row["high"])


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
            [level(each.year), each.what, upper_first(phrase(each.regime)), *cells(each.change, 0)] for each in flow
        ]
        title = (
            f"What each year is worth to the public purse beside {phrase(answer.plan.reference)}, £ in present value"
        )
        columns = ("Year", "What", "Regime", *ends(answer))
        parts = [*_drawn(money), Table(name="Cash flow", title=title, columns=columns, rows=rows, note=read(answer))]
    return Section(name="cash", title="Cash flow", parts=parts)


def _drawn(money: Money) -> Iterator[Figure]:
    chart = cash_flow_chart(money.found)
    yield Figure(name="cash-flow", title=chart.title, alt=chart.alt, chart=chart)


def worth_section(answer: Comparison, money: Money) -> Section:
    """Which regime is the best choice, by what avoiding an offence is taken to be worth."""
    name, title = "worth", "What avoiding an offence would have to be worth"
    found = {(row["price"], row["regime"]): row["share"] for row in acceptable(money.found)}
    if not found or answer.plan.fixed_parameters:
        return Section(name=name, title=title, parts=[Text(NO_CHOICE)])
    regimes = [answer.plan.reference, *answer.others]
    table = Table(
        name="Acceptability",
        title="How likely each is the best choice for the public purse, by what avoiding one offence is worth",
        columns=("£ for an offence avoided", *(upper_first(phrase(each)) for each in regimes)),
        rows=[[level(price), *(percent(found[price, each]) for each in regimes)] for price in PRICES],
        note="Shares of draws. Worth: to whoever decides, beside what avoiding the offence spares the public purse.",
    )
    return Section(name=name, title=title, parts=[Points(list(acceptability_lines(money.found))), table])
