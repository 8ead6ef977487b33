"""The tables of an export that hold what runs counted by month, year, group of people and neighbourhood, where they kept it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...model.build.network import neighbourhoods
from ...model.ledger.counts import CALENDAR, COLUMNS, DIMENSIONS, Counts, amounts
from ...model.ledger.months import financial_years
from ...model.ledger.outcomes import OUTCOMES
from ...scenarios.parameters import InputError
from ..plans import RunResult
from ..store import SUCCEEDED, KeptRun
from ..store.chunks import chunks
from ..wording import upper_first
from .results import RUN
from .sheets import Column, Of, Sheet
from .source import Source

if TYPE_CHECKING:
    from pandas import DataFrame

# Measures that are an outcome under another name, and the units of outcomes that are the sum of such a measure.
LIKE: Final = {"latent": "latent_offences", "harm": "latent_harm", "relief": "needs_relieved", "engaged": "engagements"}
COUNTED: Final = ("a year", "days a year", "person-years")
AT_ONCE: Final = 50  # runs whose tables are in memory
MONTH: Final = {
    "month": Column(Of.INTEGER, "The month since the regimes part, from 0"),
    "calendar": Column(Of.TEXT, "The calendar month, year and month"),
    "days": Column(
        Of.INTEGER, "How many of its days are counted; all but where the regimes part or the runs end within it"
    ),
    "of_days": Column(Of.INTEGER, "How many days the calendar month has"),
    "financial_year": Column(Of.TEXT, "The financial year it lies in, 1 April to 31 March"),
}
YEAR: Final = {
    "financial_year": Column(Of.TEXT, "The financial year, 1 April to 31 March"),
    "days": Column(Of.INTEGER, "How many of its days are counted; where it is not all, the year is not complete"),
    "of_days": Column(Of.INTEGER, "How many days the financial year has"),
}
GROUP: Final = {
    "age": Column(Of.TEXT, "Age group"),
    "sex": Column(Of.TEXT, "Sex"),
    "ethnicity": Column(Of.TEXT, "Ethnic group"),
}
PLACE: Final = {
    "neighbourhood": Column(Of.TEXT, "The neighbourhood, numbered from the most deprived on"),
    "deprivation": Column(Of.NUMBER, "How deprived it is, 0 to 1"),
}

# The tables by name, with what each holds.
TABLES: Final = {
    "months": "What each run counted, month by month",
    "hours": "Officer hours by task, month by month",
    "years": "What each run counted, by financial year",
    "year-hours": "Officer hours by task, by financial year",
    "groups": "What each run counted since the regimes part, by group",
    "places": "What each run counted since the regimes part, by neighbourhood",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table: what its rows stand for (one tuple of cells for each) and what its columns count.

    Its name is one of `TABLES`. It is the table that runs keep as `table`; where `sums` are given, each row is the sum
    of these rows of that.
    """

    name: str
    leading: Mapping[str, Column]
    rows: Sequence[tuple[Any, ...]]
    table: str
    unit: str = ""
    sums: Sequence[Sequence[int]] = ()

    @property
    def meaning(self) -> str:
        """What it holds, as a sentence."""
        return TABLES[self.name]

    @property
    def counted(self) -> Sequence[str]:
        """What its columns count."""
        return COLUMNS[self.table]


def table_sheets(source: Source) -> list[Sheet]:
    """The tables of every run that kept them.

    Raises:
        InputError: the experiment kept none, or they were kept by a version that counted other things.
    """
    number = source.kept.line.id
    if not source.kept.tables:
        again = ", or run the design again with `tables: true` in its file" if source.kept.line.kind == "sweep" else ""
        fix = f"leave out --tables{again}"
        raise InputError(f"Experiment {number} kept no counts by month, group and neighbourhood: {fix}.")
    runs = sum(len(some) for some in _with_tables(source))
    return [_sheet(source, kind, runs) for kind in _kinds(source)]


def _sheet(source: Source, kind: Kind, runs: int) -> Sheet:
    counted = {name: Column(Of.NUMBER, _meaning(name, kind), kind.unit) for name in kind.counted}
    columns = {**RUN, **kind.leading, **counted}
    return Sheet(kind.name, kind.meaning, columns, runs * len(kind.rows), _frames(source, kind, list(columns)))


def _meaning(name: str, kind: Kind) -> str:
    known = OUTCOMES.get(LIKE.get(name, name))
    if kind.table != "hours" and known and known.unit in COUNTED:
        return known.label
    return upper_first(name.replace("_", " "))


def _kinds(source: Source) -> Iterator[Kind]:
    plan = source.plan
    years = financial_years(plan.months)
    months = [
        (number, plan.months[number].calendar, plan.months[number].days, plan.months[number].of, year.name)
        for year in years
        for number in year.months
    ]
    whole, sums = [(year.name, year.days, year.of) for year in years], [year.months for year in years]
    groups = list(product(*DIMENSIONS.values()))
    deprivation = neighbourhoods(plan.locality).deprivation.tolist()
    places = [(f"neighbourhood {number}", value) for number, value in enumerate(deprivation, 1)]
    yield Kind("months", MONTH, months, "months")
    yield Kind("hours", MONTH, months, "hours", "hours")
    yield Kind("years", YEAR, whole, "months", sums=sums)
    yield Kind("year-hours", YEAR, whole, "hours", "hours", sums)
    yield Kind("groups", GROUP, groups, "groups")
    yield Kind("places", PLACE, places, "places")


def _with_tables(source: Source) -> Iterator[list[KeptRun]]:
    """The runs that kept their tables, some at a time."""
    for some in chunks((run for run in source.runs() if run.status == SUCCEEDED), AT_ONCE):
        found = source.store.found((run.identity for run in some), tables=True)
        if mine := [run for run in some if run.identity in found]:
            yield mine


def _frames(source: Source, kind: Kind, columns: list[str]) -> Iterator[DataFrame]:
    for some in _with_tables(source):
        kept = source.store.read((run.identity for run in some), tables=True)
        empty = np.full((len(kind.rows), len(kind.counted)), np.nan)  # where the table is damaged
        tables = [_amounts(kept.get(run.identity), kind, source, empty) for run in some]
        yield _frame(some, kind, np.concatenate(tables), columns)


def _amounts(run: RunResult | None, kind: Kind, source: Source, empty: np.ndarray) -> np.ndarray:
    if run is None or kind.table not in run.tables:
        return empty
    return amounts(_checked(Counts(run.tables), kind, source))


def _checked(kept: Counts, kind: Kind, source: Source) -> np.ndarray:
    """The rows of one run, as they are kept; refused where another version counted something else by that name."""
    table = kept.tables[kind.table]
    rows = len(source.plan.months) if kind.sums else len(kind.rows)
    if table.shape != (rows, len(kind.counted)):
        raise InputError(
            f"The table {kind.name} was kept by a version of Diversion that counted other things; export with that version."
        )
    if kind.table in ("months", "hours") and (CALENDAR not in kept.tables or kept.months != [*source.plan.months]):
        raise InputError(
            f"The table {kind.name} was kept by a version of Diversion that counted by twelfths of a year; export with that "
            "version, or compute the experiment again."
        )
    return np.stack([table[list(some)].sum(axis=0) for some in kind.sums]) if kind.sums else table


def _frame(some: Sequence[KeptRun], kind: Kind, values: np.ndarray, columns: list[str]) -> DataFrame:
    from pandas import DataFrame, concat

    rows = [(run.scenario, run.regime, run.replicate, *row) for run in some for row in kind.rows]
    leading = DataFrame(rows, columns=columns[: len(RUN) + len(kind.leading)])
    return concat([leading, DataFrame(values, columns=list(kind.counted))], axis=1)
