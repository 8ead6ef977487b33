"""One spreadsheet of a comparison: the answer, every outcome, what differs from the usual, the assumptions, notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ...model.ledger.outcomes import FIXED_IN_ADVANCE
from ...scenarios.paths import typed_path
from ..answers import Comparison, group_rows
from ..economics import lines
from ..economics.groups import TOLD
from ..economics.willing import acceptable
from ..files import written_whole
from ..plans import differing, usually, word
from ..wording import listed
from .alike import COLUMNS
from .results import DIFFERENCES, framed
from .sheets import Column, Note, Of, Sheet, band_notes, explained
from .spreadsheet import write_spreadsheet

OUTCOMES: Final = {
    "outcome": DIFFERENCES["outcome"],
    "label": DIFFERENCES["label"],
    "unit": DIFFERENCES["unit"],
    "regime": DIFFERENCES["regime"],
    "standing": DIFFERENCES["standing"],
    "better": DIFFERENCES["better"],
    "reference_mean": DIFFERENCES["reference_mean"],
    "regime_mean": DIFFERENCES["regime_mean"],
    "mean_difference": DIFFERENCES["mean"],
    "median": DIFFERENCES["median"],
    "low": DIFFERENCES["low"],
    "high": DIFFERENCES["high"],
    "band": DIFFERENCES["band"],
    "share_lower": DIFFERENCES["share_lower"],
    "share_better": DIFFERENCES["share_better"],
    "n": DIFFERENCES["n"],
    "missing": DIFFERENCES["missing"],
}
SUMMARY: Final = {
    name: OUTCOMES[name]
    for name in ("label", "unit", "regime", "reference_mean", "median", "low", "high", "share_lower")
}
FOR_WHOM: Final = {
    "dimension": Column(Of.TEXT, "What people are grouped by"),
    "measure": Column(Of.TEXT, "What the rate counts"),
    "unit": Column(Of.TEXT, "The unit of the rate"),
    "regime": Column(Of.TEXT, "The rule-book in force"),
    "group": Column(Of.TEXT, "The group"),
    "of": Column(Of.TEXT, "What the rate is a share of"),
    "count": Column(Of.NUMBER, "How many of these a replicate has on average; under 100 the row has no rate"),
    "median": Column(Of.NUMBER, "The rate: the middle of replicates"),
    "low": Column(Of.NUMBER, "Lower end of the central 95% of replicates"),
    "high": Column(Of.NUMBER, "Its upper end"),
    "compared_with": Column(Of.TEXT, "The largest group, which the others are compared with"),
    "times": Column(
        Of.NUMBER, "How many times that group's the rate is: the middle of replicates; empty where too few"
    ),
    "times_low": Column(Of.NUMBER, "Lower end of the central 95% of replicates"),
    "times_high": Column(Of.NUMBER, "Its upper end"),
}
MONEY: Final = {
    "regime": Column(Of.TEXT, "The rule-book in force"),
    "bearer": Column(Of.TEXT, "Who pays; total_police, total_public and total_society are sums over a perspective"),
    "year": Column(Of.NUMBER, "The year after the regimes part, counted from 0; empty for the whole horizon"),
    "low": Column(Of.NUMBER, "Change against the reference, £, undiscounted: lower end of the central 95% of draws"),
    "median": Column(Of.NUMBER, "Its middle; above zero they pay more"),
    "high": Column(Of.NUMBER, "Its upper end"),
    "mean": Column(Of.NUMBER, "Its mean"),
    "present_low": Column(Of.NUMBER, "The same in present value: lower end of the central 95% of draws"),
    "present_median": Column(Of.NUMBER, "Its middle"),
    "present_high": Column(Of.NUMBER, "Its upper end"),
    "present_mean": Column(Of.NUMBER, "Its mean"),
}
MONEY_FOR_WHOM: Final = {
    "regime": Column(Of.TEXT, "The rule-book in force"),
    "dimension": Column(Of.TEXT, "What people are grouped by"),
    "group": Column(Of.TEXT, "The group"),
    "what": Column(Of.TEXT, "; ".join(f"{name}: {text[:1].lower()}{text[1:]}" for name, text in TOLD.items())),
    "low": Column(
        Of.NUMBER, "Change against the reference over the horizon, £, undiscounted: lower end of the central 95%"
    ),
    "median": Column(Of.NUMBER, "Its middle; above zero it costs more"),
    "high": Column(Of.NUMBER, "Its upper end"),
    "mean": Column(Of.NUMBER, "Its mean"),
}
ACCEPTABILITY: Final = {
    "avoided": Column(Of.TEXT, "The outcome of which some are avoided"),
    "price": Column(Of.NUMBER, "What avoiding one is worth, £, beside what it spares the public purse"),
    "regime": Column(Of.TEXT, "The rule-book in force"),
    "share": Column(Of.NUMBER, "The share of draws in which it is the best of all compared; ties are shared"),
}
DIFFERS: Final = {
    "what": Column(
        Of.TEXT, "A parameter, a field of a library item, an item that is not as the library has it, or an option"
    ),
    "value": Column(Of.TEXT, "What it is here"),
    "unit": Column(Of.TEXT, "The unit of a parameter"),
    "usual": Column(Of.TEXT, "What it is where nobody changes it"),
}
ASSUMPTIONS: Final = {
    "name": Column(Of.TEXT, "The parameter"),
    "text": Column(Of.TEXT, "What it says"),
    "unit": Column(Of.TEXT, "Its unit"),
    "middle": Column(Of.NUMBER, "The middle of what is believed of it, in its unit"),
    "low": Column(Of.NUMBER, "The 5th percentile of what is believed of it"),
    "high": Column(Of.NUMBER, "The 95th percentile"),
    "here": Column(Of.TEXT, "What is done with it here"),
    "rating": Column(Of.TEXT, "How strong the evidence is"),
    "source": Column(Of.TEXT, "Where it comes from"),
    "checked": Column(Of.TEXT, "The day on which somebody set it or looked at its source"),
}


def write_workbook(found: Comparison, path: str | Path) -> None:
    """Write a comparison to one spreadsheet, whole or not at all; the question stands on each of its sheets.

    Text is text, whatever it begins with: a title can be no formula.

    Args:
        found: The comparison.
        path: The file (.xlsx).

    Raises:
        InputError: the place cannot be written, or is full.

    Example:
        >>> from diversion import compare
        >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
        >>> write_workbook(answer, "answer.xlsx")
        >>> from pathlib import Path
        >>> Path("answer.xlsx").exists()
        True
    """
    sheets = list(_sheets(found))
    asked = question(found)
    heads: dict[str, list[str]] = {sheet.name: [asked, sheet.meaning] for sheet in (*sheets,)} | {"Notes": [asked]}
    heads["Summary"] = [asked, *found.findings(), found.support.line, f"Ranges are {found.band.value}."]
    lines = explained(sheets, [*_notes(found), *band_notes()])
    with written_whole(typed_path(path)) as (part,):
        write_spreadsheet(sheets, lines, part, heads)


def question(found: Comparison) -> str:
    """What was asked, as a question."""
    plan, compared = found.plan, f"{listed(found.others)}, compared with {found.plan.reference}"
    return f"What changes in {plan.locality.title} over {plan.period} under {compared}?"


def _notes(found: Comparison) -> Iterator[Note]:
    for each in found.notes():
        yield each["about"], each["note"]


def _sheets(found: Comparison) -> Iterator[Sheet]:
    rows = found.rows()
    first = [row for row in rows if row["outcome"] in FIXED_IN_ADVANCE]
    yield _sheet(
        "Summary", f"The outcomes fixed in advance, each as its change from {found.plan.reference}", SUMMARY, first
    )
    if found.alike:
        yield _sheet("Like with like", " ".join(found.alike_notes), COLUMNS, found.alike_rows())
    yield _sheet(
        "Outcomes", f"Every outcome under every regime, as its change from {found.plan.reference}", OUTCOMES, rows
    )
    money = found.economics()
    yield _sheet("Money", " ".join(lines(money)), MONEY, money.rows())
    yield _sheet(
        "Money for whom",
        "What each group gains and costs; officers' hours, known for no group, apart",
        MONEY_FOR_WHOM,
        money.groups(),
    )
    yield _sheet(
        "Acceptability",
        "Share of draws in which a regime is the best for the public purse, if avoiding an offence is worth a price",
        ACCEPTABILITY,
        acceptable(money),
    )
    if groups := group_rows(found):
        meaning = "Rates by ethnicity, age and sex, and how many times those of the largest group they are"
        yield _sheet("For whom", meaning, FOR_WHOM, groups)
    yield _sheet(
        "What differs", "What is not at its usual value; nothing where everything is", DIFFERS, _differing(found)
    )
    yield _sheet("Assumptions", "Every uncertain parameter that decides something here", ASSUMPTIONS, _assumed(found))


def _sheet(name: str, meaning: str, columns: Mapping[str, Column], rows: Iterable[Mapping[str, Any]]) -> Sheet:
    cells = [tuple(row[column] for column in columns) for row in rows]
    return Sheet(name, meaning, columns, len(cells), framed(iter(cells), columns))


def _differing(found: Comparison) -> Iterator[dict[str, Any]]:
    differs = differing(found.plan)
    for each in differs.changes:
        yield {"what": each.name, "value": word(each.value), "unit": each.unit, "usual": each.usual}
    for name in differs.own:
        yield {"what": name, "value": "not as the library has it", "unit": None, "usual": None}
    for name, (value, file) in differs.overridden.items():
        yield {"what": name, "value": str(value), "unit": None, "usual": f"{file} in the file"}


def _assumed(found: Comparison) -> Iterator[dict[str, Any]]:
    plan = found.plan
    joint = {each.name for each in plan.from_posterior}
    for each in plan.not_known:
        here = "fixed at its middle" if plan.fixed_parameters else usually(each).removeprefix("usually ")
        yield {
            "name": each.name,
            "text": each.text,
            "unit": each.unit,
            "middle": each.default,
            "low": each.low,
            "high": each.high,
            "here": "drawn from the posterior" if each.name in joint else here,
            "rating": each.rating,
            "source": each.source,
            "checked": each.checked,
        }
