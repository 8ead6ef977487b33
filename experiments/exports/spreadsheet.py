"""Writes tables as a spreadsheet that people read: notes first, headings frozen and filterable, text never a formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from numbers import Integral
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ...scenarios.parameters import InputError
from .sheets import Note, Of, Sheet

MOST_ROWS: Final = 1_048_576  # what one sheet holds, its heading among them
MOST_COLUMNS: Final = 16_384
LONGEST_TEXT: Final = 32_767  # what one cell holds
CUT: Final = " … (cut: a cell holds no more; .csv and .parquet have it all)"
EXACT: Final = 2**53  # beyond it a spreadsheet's numbers skip whole numbers
WIDEST: Final = 60  # characters; longer text is read in its cell
NARROWEST: Final = 11
NOTES_WIDTHS: Final = (34, 110)
CREATED: Final = datetime(2026, 1, 1)  # always the same, so that the same tables are the same bytes

Put = Callable[[int, int, Any], int]  # writes a cell (row, column, value) and says how many characters wide it is


class _Exact(float):
    """A number that the library writes with all its digits: its own sixteen are one too few to read back to the bit."""

    def __format__(self, spec: str) -> str:
        return float.__repr__(self)


def check_sheets(sheets: Sequence[Sheet]) -> None:
    """Refuse what no spreadsheet can hold, before anything is written."""
    for sheet in sheets:
        if sheet.rows >= MOST_ROWS:
            raise InputError(
                f"The table {sheet.name} has {sheet.rows:,} rows; a sheet holds {MOST_ROWS:,}, its heading among them:"
                " use .csv or .parquet."
            )
        if len(sheet.columns) > MOST_COLUMNS:
            raise InputError(
                f"The table {sheet.name} has {len(sheet.columns):,} columns; a sheet holds {MOST_COLUMNS:,}:"
                " use .csv or .parquet."
            )


def write_spreadsheet(
    sheets: Sequence[Sheet],
    lines: Sequence[Note],
    file: Path,
    heads: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write the notes and then the tables, row by row, so that memory does not grow with them.

    Args:
        sheets: The tables.
        lines: The notes.
        file: The file.
        heads: Sentences that stand above a table, or above the `Notes`, by its name; with them, the notes come last.

    Raises:
        OSError: the file, or the temporary files it is made from, cannot be written.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    with TemporaryDirectory(prefix=f".{file.name}-", dir=file.parent) as scratch:
        book = Workbook(str(file), {"constant_memory": True, "tmpdir": scratch})
        book.set_properties({"created": CREATED})
        above = heads or {}
        if not above:
            _write_notes(book, lines)
        for sheet in sheets:
            _write_sheet(book, sheet, above.get(sheet.name, ()))
        if above:
            _write_notes(book, [(sentence, "") for sentence in above.get("Notes", ())] + list(lines))
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None  # the library wraps the operating system's own error


def _write_notes(book: Any, lines: Sequence[Note]) -> None:
    page = book.add_worksheet("Notes")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    for column, width in enumerate(NOTES_WIDTHS):
        page.set_column(column, column, width)
    for row, (about, note) in enumerate(lines):
        page.write_string(row, 0, _fitting(about), bold)
        page.write_string(row, 1, _fitting(note), wrapped)


def _write_sheet(book: Any, sheet: Sheet, above: Sequence[str] = ()) -> None:
    """Write a table, under what stands above it; a column becomes as wide as its widest cell, within reason."""
    page = book.add_worksheet(sheet.name)
    bold = book.add_format({"bold": True})
    for place, sentence in enumerate(above):
        page.write_string(place, 0, _fitting(sentence), *([] if place else [bold]))
    top = len(above) + bool(above)  # the row of the headings
    page.freeze_panes(top + 1, 0)
    for column, name in enumerate(sheet.columns):
        page.write_string(top, column, _fitting(name), bold)
    widths = [max(NARROWEST, len(name) + 3) for name in sheet.columns]  # room for the button of the filter
    puts = [_put(page, column.of) for column in sheet.columns.values()]
    rows = chain.from_iterable(frame.itertuples(index=False, name=None) for frame in sheet.frames())
    last = top
    for last, row in enumerate(rows, start=top + 1):
        if last >= MOST_ROWS:
            raise InputError(f"The table {sheet.name} grew beyond the {MOST_ROWS:,} rows of a sheet: use .csv.")
        for column, (put, value) in enumerate(zip(puts, row, strict=True)):
            widths[column] = max(widths[column], put(last, column, value))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(width, WIDEST))
    if sheet.columns:
        page.autofilter(top, 0, last, len(widths) - 1)


def _put(page: Any, of: Of) -> Put:
    return {Of.TEXT: _put_text, Of.INTEGER: _put_whole, Of.NUMBER: _put_number}[of](page)


def _put_text(page: Any) -> Put:
    def put(row: int, column: int, value: Any) -> int:
        if not value:
            return 0
        page.write_string(row, column, _fitting(value))
        return len(value) + 1

    return put


def _put_whole(page: Any) -> Put:
    """Whole numbers that a spreadsheet would round are written as text."""

    def put(row: int, column: int, value: Any) -> int:
        if not isinstance(value, Integral):  # empty
            return 0
        if abs(int(value)) > EXACT:
            page.write_string(row, column, str(value))
        else:
            page.write_number(row, column, int(value))
        return len(str(value)) + 1

    return put


def _put_number(page: Any) -> Put:
    """A spreadsheet has no infinite numbers; they are written as the text `inf`."""

    def put(row: int, column: int, value: Any) -> int:
        if math.isinf(value):
            page.write_string(row, column, str(value))
        elif not math.isnan(value):
            page.write_number(row, column, _Exact(value))
        return 0

    return put


def _fitting(text: str) -> str:
    """The text as a cell holds it."""
    if text.startswith("<r>") and text.endswith("</r>"):  # the library would take it for markup of its own
        return f"{text} "
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT
