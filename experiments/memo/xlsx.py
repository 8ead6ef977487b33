"""Writes a memo as a spreadsheet in the layout of the Government Analysis Function: cover, notes, one table a sheet."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from ..wording import day_of
from .content import Cell, Memo, Number, Points, Section, Span, Table, Text

MOST: Final = 31  # letters of a sheet's name
ENDS: Final = ("middle", "low end", "high end")
NONE: Final = "[x]"  # what the guidance on symbols in tables has for what is not there
IN_WORDS: Final = {"£": "pounds", "%": "percent"}
LEGEND: Final = f"{NONE} not available: there is no such number, or it rests on too few to say"


def write_xlsx(memo: Memo, file: Path) -> None:
    """Write the memo into a file; the same memo gives the same bytes."""
    from gptables import Cover, GPTable, produce_workbook

    sheets = {_sheet_name(table): GPTable(**_table(table)) for table in memo.tables}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gptables says what it makes of its own defaults
        book = produce_workbook(
            str(file),
            sheets=sheets,
            cover=Cover(title=memo.title, intro=_intro(memo), about=_about(memo), width=100),
            notes_table=_notes(memo),
            notesheet_options={"title": "Notes: what each part of the memo says, and how to read it"},
        )
        day = datetime.combine(memo.day, time())
        book.set_properties({"title": memo.title, "subject": memo.question, "author": "Diversion", "created": day})
        book.close()


def _sheet_name(table: Table) -> str:
    return table.name[:MOST]


def _table(table: Table) -> dict[str, Any]:
    """What gptables asks for: numbers as numbers, a span in three columns, and words about it above."""
    from pandas import DataFrame

    columns = _columns(table)
    rows = [[each for n, cell in enumerate(row) for each in _cells(table, n, cell)] for row in table.rows]
    found = {
        "table": DataFrame(rows, columns=columns),
        "table_name": "t_" + "".join(letter if letter.isalnum() else "_" for letter in table.name.lower()),
        "title": table.title,
        "instructions": "This worksheet contains one table.",
        "index_columns": {2: 0},
        "additional_formatting": list(_formats(table, columns)),
    }
    if table.note:
        found["subtitles"] = [table.note]
    if any(cell == NONE for row in rows for cell in row):
        found["legend"] = [LEGEND]
    return found


def _columns(table: Table) -> list[str]:
    """A column for each end of a span; no two are headed alike."""
    heads = [
        f"{head}: {end}" if end else head
        for n, head in enumerate(table.columns)
        for end in (ENDS if _is_span(table, n) else ("",))
    ]
    seen: Counter[str] = Counter()
    named = []
    for head in heads:
        seen[head] += 1
        named.append(head if seen[head] == 1 else f"{head} ({seen[head]})")
    return named


def _is_span(table: Table, column: int) -> bool:
    return any(isinstance(row[column], Span) for row in table.rows)


def _cells(table: Table, column: int, cell: Cell) -> Iterator[Any]:
    """A cell as the spreadsheet holds it; one that is no span where others are stands in the first of the three."""
    if isinstance(cell, Span):
        yield from (_known(value) for value in (cell.middle, cell.low, cell.high))
        return
    if isinstance(cell, Number):
        yield _known(cell.value)
    else:
        yield _worded(cell)
    if _is_span(table, column):
        yield from (NONE, NONE)


def _worded(text: str) -> str:
    """A text with a letter or figure in it, as the guidance on symbols in tables wants every cell."""
    return text if any(map(str.isalnum, text)) else IN_WORDS.get(text, NONE)


def _known(value: float) -> float | str:
    return value if value == value else NONE


def _formats(table: Table, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """How columns of numbers are shown: with as many decimals as they need, and separators."""
    rows = [[each for n, cell in enumerate(row) for each in _cells(table, n, cell)] for row in table.rows]
    for n, name in enumerate(columns):
        numbers = [abs(row[n]) for row in rows if isinstance(row[n], float) and row[n]]
        if numbers and n:
            decimals = 0 if min(numbers) >= 1 and max(numbers) >= 100 else 2
            shown = "#,##0" + (f".{'0' * decimals}" if decimals else "")
            yield {"column": {"columns": [name], "format": {"num_format": shown, "align": "right"}}}


# --- cover and notes -------------------------------------------------------------------------------------------------


def _intro(memo: Memo) -> list[str]:
    return [memo.question, *_lines(memo.section("answer")), *_lines(memo.section("money"))]


def _about(memo: Memo) -> list[str]:
    return [
        f"Begun on {day_of(memo.day)}, computed with Diversion {memo.version}.",
        *_lines(memo.section("trust")),
        *_lines(memo.section("limits")),
    ]


def _lines(section: Section) -> list[str]:
    found: list[str] = []
    for part in section.parts:
        if isinstance(part, Text):
            found.append(part.text)
        elif isinstance(part, Points):
            found += part.lines
    return found


def _notes(memo: Memo) -> Any:
    """Every sentence of the memo by the part it stands in."""
    from pandas import DataFrame

    rows = [(f"note {n}", section.title, line) for n, (section, line) in enumerate(_said(memo), start=1)]
    return DataFrame(rows, columns=["Note number", "Part", "Note text"])


def _said(memo: Memo) -> Iterator[tuple[Section, str]]:
    for section in memo.sections:
        for line in _lines(section):
            yield section, line
