"""The tables of an export that hold what runs counted by month, group of people and neighbourhood, where they kept it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...model.build.network import neighbourhoods
from ...model.ledger.counts import COLUMNS, DIMENSIONS, amounts
from ...model.ledger.outcomes import OUTCOMES
from ...scenarios.parameters import InputError
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
    "month": Column(Of.INTEGER, "The month since the regimes part, from 0; each a twelfth of 365 days"),
    "calendar": Column(Of.TEXT, "The calendar month it stands for, year and month"),
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


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table: what its rows stand for (one tuple of cells for each) and what its columns count."""

    name: str
    meaning: str
    leading: Mapping[str, Column]
    rows: Sequence[tuple[Any, ...]]
    counted: Sequence[str]
    unit: str = ""


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
    if kind.name != "hours" and known and known.unit in COUNTED:
        return known.label
    return upper_first(name.replace("_", " "))


def _kinds(source: Source) -> Iterator[Kind]:
    plan = source.plan
    months = [(number, calendar(plan.locality.start, number)) for number in range(12 * plan.years)]
    groups = list(product(*DIMENSIONS.values()))
    deprivation = neighbourhoods(plan.locality).deprivation.tolist()
    places = [(f"neighbourhood {number}", value) for number, value in enumerate(deprivation, 1)]
    yield _kind("months", "What each run counted, month by month", MONTH, months)
    yield _kind("hours", "Officer hours by task, month by month", MONTH, months, "hours")
    yield _kind("groups", "What each run counted since the regimes part, by group", GROUP, groups)
    yield _kind("places", "What each run counted since the regimes part, by neighbourhood", PLACE, places)


def _kind(
    name: str, meaning: str, leading: Mapping[str, Column], rows: Sequence[tuple[Any, ...]], unit: str = ""
) -> Kind:
    return Kind(name, meaning, leading, rows, COLUMNS[name], unit)


def calendar(start: date, month: int) -> str:
    """The calendar month that is so many months after a date, as in `2026-04`."""
    years, rest = divmod(start.month - 1 + month, 12)
    return f"{start.year + years:04d}-{rest + 1:02d}"


def _with_tables(source: Source) -> Iterator[list[KeptRun]]:
    """The runs that kept their tables, some at a time."""
    for some in chunks((run for run in source.runs() if run.status == SUCCEEDED), AT_ONCE):
        found = source.store.found((run.identity for run in some), tables=True)
        if mine := [run for run in some if run.identity in found]:
            yield mine


def _frames(source: Source, kind: Kind, columns: list[str]) -> Iterator[DataFrame]:
    for some in _with_tables(source):
        kept = source.store.read((run.identity for run in some), tables=True)
        tables = [_checked(kept[run.identity].tables[kind.name], kind) for run in some]
        yield _frame(some, kind, amounts(np.concatenate(tables)), columns)


def _checked(table: np.ndarray, kind: Kind) -> np.ndarray:
    if table.shape != (len(kind.rows), len(kind.counted)):
        raise InputError(
            f"The table {kind.name} was kept by a version of Diversion that counted other things; export with that version."
        )
    return table


def _frame(some: Sequence[KeptRun], kind: Kind, values: np.ndarray, columns: list[str]) -> DataFrame:
    from pandas import DataFrame, concat

    rows = [(run.scenario, run.regime, run.replicate, *row) for run in some for row in kind.rows]
    leading = DataFrame(rows, columns=columns[: len(RUN) + len(kind.leading)])
    return concat([leading, DataFrame(values, columns=list(kind.counted))], axis=1)
