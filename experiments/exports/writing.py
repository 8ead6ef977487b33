"""Writes tables to CSV, Parquet or XLSX files: piece by piece, whole or not at all, the same bytes for the same rows.

Numbers are written so that they read back to the last bit, and a number that has no value is an empty cell.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...scenarios.parameters import InputError
from ..files import written_whole
from ..wording import listed
from .sheets import Column, Note, Of, Sheet, explained
from .spreadsheet import check_sheets, write_spreadsheet

if TYPE_CHECKING:
    from pandas import DataFrame

NOTES: Final = "notes"
NOTES_COLUMNS: Final = {"about": Column(Of.TEXT, "What is explained"), "note": Column(Of.TEXT, "The explanation")}
METADATA: Final = b"diversion"  # the key of the notes in a Parquet file


class Format(StrEnum):
    """The kinds of file, each by the ending of its name."""

    CSV = ".csv"
    PARQUET = ".parquet"
    XLSX = ".xlsx"


def format_of(path: Path) -> Format:
    """The format that a file's name asks for.

    Raises:
        InputError: no format has that ending.
    """
    try:
        return Format(path.suffix.lower())
    except ValueError:
        endings = listed(list(Format), "or")
        raise InputError(f"{path.name!r} must end in {endings}, which says how it is to be written.") from None


def write(sheets: Sequence[Sheet], notes: Sequence[Note], path: Path, kind: Format | None = None) -> list[Path]:
    """Write tables and return the files, the named one first.

    An XLSX file holds everything, a sheet called Notes first. CSV and Parquet hold one table a file: with
    `results.csv` the first table is `results.csv`, so that the name that was asked for is the table most people want
    and opens as it is; the others lie beside it as `results-runs.csv` and so on. Notes and what the columns mean are a
    CSV file of their own, `results-notes.csv` (a comment above the heading would break most readers), and with
    Parquet stand in every file's metadata, under `diversion`, as JSON.

    Text that begins with `=`, `+`, `-` or `@` is never a formula in XLSX. In CSV it is written as it is, because CSV is
    read by programs and must give back what was put in: open a CSV file of strangers' names as text, or take XLSX.

    Args:
        sheets: The tables, the main one first.
        notes: Title, where the numbers come from, caveats; the tables explain themselves.
        path: The file; existing files are replaced once everything is written.
        kind: The format; what the name ends in when nothing is given.

    Raises:
        InputError: the format cannot hold the tables, is not installed, or the place cannot be written.
    """
    kind = kind or format_of(path)
    lines = explained(sheets, notes)
    if kind is Format.XLSX:
        check_sheets(sheets)
        return _write_one(sheets, lines, path)
    writer = _parquet_writer(lines) if kind is Format.PARQUET else _write_csv
    tables = list(sheets) if kind is Format.PARQUET else [*sheets, _notes_sheet(lines)]
    files = [path, *(path.with_name(f"{path.stem}-{sheet.name}{path.suffix}") for sheet in tables[1:])]
    # The named file gets its name last: once it is there, so are the others.
    with written_whole(*reversed(files)) as parts:
        for sheet, part in zip(tables, reversed(parts), strict=True):
            writer(sheet, part)
    return files


def _write_one(sheets: Sequence[Sheet], lines: Sequence[Note], path: Path) -> list[Path]:
    with written_whole(path) as parts:
        write_spreadsheet(sheets, lines, parts[0])
    return [path]


def _notes_sheet(lines: Sequence[Note]) -> Sheet:
    from pandas import DataFrame

    frame = DataFrame(list(lines), columns=list(NOTES_COLUMNS), dtype=object)
    return Sheet(NOTES, "What the tables mean", NOTES_COLUMNS, len(lines), [frame])


def _write_csv(sheet: Sheet, file: Path) -> None:
    """UTF-8 with the same line ends on every system; pandas writes the shortest number that reads back to the bit."""
    with file.open("w", encoding="utf-8", newline="") as out:
        _empty(sheet).to_csv(out, index=False, lineterminator="\n")
        for frame in sheet.frames():
            frame.to_csv(out, index=False, header=False, lineterminator="\n")


def _empty(sheet: Sheet) -> DataFrame:
    from pandas import DataFrame

    return DataFrame(columns=list(sheet.columns))


def _parquet_writer(lines: Sequence[Note]) -> Any:
    """What writes a sheet as a Parquet file, one row group for each chunk."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise InputError("Parquet files need pyarrow: pip install 'diversion[data]', or write .csv or .xlsx.") from None
    types = {Of.TEXT: pa.string(), Of.INTEGER: pa.int64(), Of.NUMBER: pa.float64()}
    metadata = {METADATA: json.dumps(lines, ensure_ascii=False)}

    def write_parquet(sheet: Sheet, file: Path) -> None:
        fields = [
            pa.field(name, types[column.of], metadata={"meaning": column.meaning, "unit": column.unit})
            for name, column in sheet.columns.items()
        ]
        schema = pa.schema(fields, metadata=metadata)
        with file.open("wb") as out, pq.ParquetWriter(out, schema) as writer:
            for frame in sheet.frames():
                columns = [pa.array(frame[field.name], field.type, from_pandas=True) for field in fields]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))

    return write_parquet
