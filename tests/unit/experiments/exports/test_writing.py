"""Exports: what is written reads back to the bit, streams, is whole or not there, and explains itself."""

from __future__ import annotations

import json
import math
import struct
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.experiments.exports.sheets import Column, Of, Sheet, band_notes, shaped
from diversion.experiments.exports.writing import Format, format_of, write
from diversion.scenarios.parameters import InputError

COLUMNS = {
    "regime": Column(Of.TEXT, "The rule-book in force"),
    "count": Column(Of.INTEGER, "How many runs"),
    "value": Column(Of.NUMBER, "What the run reported", "hours a year"),
}
NOTES = [("Title", "Blackpool"), ("Caveat", "Ranges are assumptions.")]
AWKWARD = [0.1 + 0.2, -0.0, 5e-324, 1.7976931348623157e308, 1 / 3, -1e-7, 1e22, 123456789.123456789, math.nan, 1.0]


def frame(
    values: Sequence[float], texts: Sequence[str | None] | None = None, counts: Sequence[int | None] | None = None
) -> pd.DataFrame:
    names = list(texts if texts is not None else ["none"] * len(values))
    numbers = pd.array(list(counts if counts is not None else range(len(values))), dtype="Int64")
    return pd.DataFrame({"regime": pd.Series(names, dtype=object), "count": numbers, "value": list(values)})


def sheet(*frames: pd.DataFrame, name: str = "outcomes") -> Sheet:
    return Sheet(name, "One row for each outcome", COLUMNS, sum(map(len, frames)), frames)


def bits(values: Sequence[float]) -> list[bytes]:
    return [b"nothing" if math.isnan(value) else struct.pack("d", value) for value in values]


def read_csv(path: Path) -> pd.DataFrame:
    """Numbers go through Python's own `float`, which is exact in every version; not all of pandas' readers were."""
    types: dict[str, Any] = {"regime": object, "count": "Int64", "value": object}
    table = pd.read_csv(path, dtype=types, keep_default_na=False, na_values={"count": ""})
    return table.assign(value=[float(text or "nan") for text in table.value])


def cells(path: Path, name: str = "outcomes") -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[name].iter_rows(min_row=2, values_only=True))


# --- to the bit ------------------------------------------------------------------------------------------------------


def test_numbers_in_csv_read_back_to_the_bit(tmp_path: Path) -> None:
    write([sheet(frame(AWKWARD[:4]), frame(AWKWARD[4:]))], NOTES, tmp_path / "a.csv")
    assert bits(read_csv(tmp_path / "a.csv").value.tolist()) == bits(AWKWARD)


def test_numbers_in_parquet_read_back_to_the_bit_and_missing_ones_are_null(tmp_path: Path) -> None:
    write([sheet(frame(AWKWARD[:4]), frame(AWKWARD[4:]))], NOTES, tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    assert bits(table["value"].to_pandas().tolist()) == bits(AWKWARD)
    assert table["value"].null_count == 1


def test_numbers_in_a_spreadsheet_are_numbers_to_the_bit_and_missing_ones_empty(tmp_path: Path) -> None:
    write([sheet(frame(AWKWARD))], NOTES, tmp_path / "a.xlsx")
    values = [row[2] for row in cells(tmp_path / "a.xlsx")]
    assert values[AWKWARD.index(1.0)] == 1.0
    assert bits([math.nan if value is None else float(value) for value in values]) == bits(AWKWARD)  # type: ignore[arg-type]
    assert all(value is None or isinstance(value, int | float) for value in values)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20),
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.floats(allow_infinity=False),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_row_reads_back_from_every_format(tmp_path: Path, rows: list[tuple[str, int | None, float]]) -> None:
    texts, counts, values = (list(column) for column in zip(*rows, strict=True))
    for kind in Format:
        write([sheet(frame(values, texts, counts))], NOTES, tmp_path / f"a{kind}")
    csv, parquet = read_csv(tmp_path / "a.csv"), pq.read_table(tmp_path / "a.parquet").to_pydict()
    book = cells(tmp_path / "a.xlsx")
    assert csv.regime.tolist() == parquet["regime"] == [row[0] or "" for row in book] == texts
    whole = [None if count is pd.NA else count for count in csv["count"].tolist()]
    assert whole == parquet["count"] == [None if row[1] is None else int(str(row[1])) for row in book] == counts
    for read in (csv.value.tolist(), [math.nan if v is None else v for v in parquet["value"]]):
        assert bits(read) == bits(values)
    assert bits([math.nan if row[2] is None else float(str(row[2])) for row in book]) == bits(values)


def test_infinite_numbers_survive(tmp_path: Path) -> None:
    for kind in Format:
        write([sheet(frame([math.inf, -math.inf]))], NOTES, tmp_path / f"a{kind}")
    assert read_csv(tmp_path / "a.csv").value.tolist() == [math.inf, -math.inf]
    assert pq.read_table(tmp_path / "a.parquet")["value"].to_pylist() == [math.inf, -math.inf]
    assert [row[2] for row in cells(tmp_path / "a.xlsx")] == ["inf", "-inf"]


def test_a_whole_number_a_spreadsheet_would_round_is_text(tmp_path: Path) -> None:
    write([sheet(frame([0.0, 0.0], counts=[2**53 + 1, 7]))], NOTES, tmp_path / "a.xlsx")
    assert [row[1] for row in cells(tmp_path / "a.xlsx")] == ["9007199254740993", 7]


def test_missing_values_are_empty_cells(tmp_path: Path) -> None:
    write([sheet(frame([math.nan], [None], [None]))], NOTES, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"regime,count,value\n,,\n"


def test_text_that_no_file_can_hold_is_made_plain() -> None:
    text = shaped(frame([0, 0, 0], ["a\r\nb\rc", "\x00d\ud800", "Ealing � £"]), COLUMNS).regime
    assert text.tolist() == ["a\nb\nc", "\ufffdd\ufffd", "Ealing � £"]


def test_a_chunk_with_other_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="are not"):
        write([sheet(frame([1.0]).rename(columns={"value": "values"}))], NOTES, tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


# --- formulas --------------------------------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a")', "<r>=1</r>", "http://example.org"]


def test_text_is_never_a_formula_or_a_link_in_a_spreadsheet(tmp_path: Path) -> None:
    write([sheet(frame([0.0] * len(FORMULAS), FORMULAS))], [("=1", "=2")], tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    first = [row[0] for row in book["outcomes"].iter_rows(min_row=2)]
    assert [str(cell.value).rstrip(" ") for cell in first] == FORMULAS
    assert {cell.data_type for cell in (*first, *book["Notes"][1])} <= {"s", "inlineStr"}
    assert all(cell.hyperlink is None for cell in first)


def test_csv_gives_text_back_as_it_was(tmp_path: Path) -> None:
    write([sheet(frame([0.0] * len(FORMULAS), FORMULAS))], NOTES, tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv").regime.tolist() == FORMULAS


# --- several tables, notes -------------------------------------------------------------------------------------------


def test_the_named_file_is_the_first_table_and_the_others_lie_beside_it(tmp_path: Path) -> None:
    files = write([sheet(frame([1.0])), sheet(frame([2.0]), name="runs")], NOTES, tmp_path / "r.csv")
    assert [file.name for file in files] == ["r.csv", "r-runs.csv", "r-notes.csv"]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(file.name for file in files)
    assert [read_csv(file).value.tolist() for file in files[:2]] == [[1.0], [2.0]]


def test_every_format_explains_its_columns(tmp_path: Path) -> None:
    for kind in Format:
        write([sheet(frame([1.0]))], [*NOTES, *band_notes()], tmp_path / f"a{kind}")
    csv = [tuple(row) for row in pd.read_csv(tmp_path / "a-notes.csv").to_numpy().tolist()]
    book = [row[:2] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["Notes"].iter_rows(values_only=True)]
    schema = pq.read_schema(tmp_path / "a.parquet")
    assert csv == book == [tuple(row) for row in json.loads(schema.metadata[b"diversion"])]
    assert csv[:2] == NOTES
    assert ("outcomes: value", "What the run reported; in hours a year") in csv
    assert ("Table outcomes", "One row for each outcome (1 row)") in csv
    assert sum(about == "Ranges" for about, _ in csv) == 1
    assert schema.field("value").metadata[b"unit"] == b"hours a year"


def test_a_spreadsheet_starts_with_notes_and_its_headings_stay_and_filter(tmp_path: Path) -> None:
    write([sheet(frame([1.0, 2.0], ["a" * 40, "b"]))], NOTES, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    page = book["outcomes"]
    assert book.sheetnames == ["Notes", "outcomes"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:C3")
    assert page.column_dimensions["A"].width > 40
    assert [cell.font.b for cell in page[1]] == [True] * 3


def test_a_text_longer_than_a_cell_says_that_it_is_cut(tmp_path: Path) -> None:
    write([sheet(frame([1.0], ["x" * 40_000]))], NOTES, tmp_path / "a.xlsx")
    text = str(cells(tmp_path / "a.xlsx")[0][0])
    assert len(text) == 32_767 and text.endswith("have it all)")


@pytest.mark.parametrize("kind", list(Format))
def test_an_empty_table_keeps_its_columns(tmp_path: Path, kind: Format) -> None:
    write([sheet()], NOTES, tmp_path / f"a{kind}")
    readers: dict[Format, Callable[[Path], list[Any]]] = {
        Format.CSV: lambda path: list(pd.read_csv(path)),
        Format.PARQUET: lambda path: pq.read_table(path).column_names,
        Format.XLSX: lambda path: [cell.value for cell in openpyxl.load_workbook(path)["outcomes"][1]],
    }
    assert readers[kind](tmp_path / f"a{kind}") == list(COLUMNS)


# --- whole or not at all, the same bytes -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Format))
def test_the_same_rows_are_the_same_bytes(tmp_path: Path, kind: Format) -> None:
    for name in ("a", "b"):
        write([sheet(frame(AWKWARD)), sheet(frame([2.0]), name="runs")], NOTES, tmp_path / f"{name}{kind}")
    assert (tmp_path / f"a{kind}").read_bytes() == (tmp_path / f"b{kind}").read_bytes()
    if kind is Format.XLSX:
        with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
            assert {part.date_time[0] for part in book.infolist()} == {1980}
            assert b">2026-01-01T00:00:00Z<" in book.read("docProps/core.xml")


@pytest.mark.parametrize("kind", list(Format))
def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path, kind: Format) -> None:
    path = tmp_path / f"a{kind}"
    path.write_text("old")

    def chunks() -> Iterator[pd.DataFrame]:
        yield frame([1.0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write([Sheet("outcomes", "One row each", COLUMNS, 2, chunks())], NOTES, path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "old"


@pytest.mark.parametrize("kind", list(Format))
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path, kind: Format) -> None:
    with pytest.raises(InputError, match=r"cannot be written \(No such file or directory\)"):
        write([sheet(frame([1.0]))], NOTES, tmp_path / "missing" / f"a{kind}")


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's own full disk")
def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".a.csv.part").symlink_to("/dev/full")
    with pytest.raises(InputError, match=r"a\.csv cannot be written \(No space left on device\)"):
        write([sheet(frame([1.0] * 10_000))], NOTES, tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


# --- size ------------------------------------------------------------------------------------------------------------


def test_too_many_rows_for_a_spreadsheet_are_refused_before_any_is_read(tmp_path: Path) -> None:
    chunks = iter([frame([1.0])])
    long = Sheet("months", "One row a month", COLUMNS, 1_048_576, chunks)
    with pytest.raises(InputError, match=r"months has 1,048,576 rows; a sheet holds 1,048,576, its heading.*\.parquet"):
        write([long], NOTES, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
    assert len(list(chunks)) == 1


def test_too_many_columns_for_a_spreadsheet_are_refused(tmp_path: Path) -> None:
    wide = Sheet("runs", "Wide", {f"c{n}": Column(Of.NUMBER, "n") for n in range(16_385)}, 0, ())
    with pytest.raises(InputError, match="16,385 columns"):
        write([wide], NOTES, tmp_path / "a.xlsx")


@pytest.mark.slow
def test_two_million_rows_stream_through_little_memory(tmp_path: Path) -> None:
    columns = {"value": COLUMNS["value"]}
    values = np.random.default_rng(1).normal(size=20_000)
    chunks = (pd.DataFrame({"value": values + n}) for n in range(100))
    tracemalloc.start()
    try:
        write([Sheet("months", "One row a month", columns, 2_000_000, chunks)], NOTES, tmp_path / "a.csv")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    with (tmp_path / "a.csv").open("rb") as written:
        assert sum(1 for _ in written) == 2_000_001
    assert peak < 12_000_000  # the numbers alone, all at once, are 16,000,000 bytes


@pytest.mark.parametrize("name", ["a.xls", "a", "a.csv.gz"])
def test_an_unknown_ending_names_the_known_ones(name: str) -> None:
    with pytest.raises(InputError, match=r"must end in \.csv, \.parquet or \.xlsx"):
        format_of(Path(name))


def test_endings_are_known_in_capitals_too() -> None:
    assert format_of(Path("A.CSV")) is Format.CSV
