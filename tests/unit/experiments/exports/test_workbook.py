"""One spreadsheet of a comparison: every sheet has the question and the units, and text is never a formula."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from diversion.experiments.answers import Comparison
from diversion.experiments.cli.app import main
from diversion.experiments.compare import carry_out
from diversion.experiments.exports import write_workbook
from diversion.experiments.plans import plan_of
from diversion.scenarios.parameters import InputError
from diversion.scenarios.scenario import scenario

SHEETS = [
    "Summary", "Like with like", "Outcomes", "Money", "Money for whom", "Acceptability", "For whom", "What differs",
    "Assumptions", "Notes",
]  # fmt: skip
EVIL = '=HYPERLINK("http://example.org")'
SCENARIO = """format: 1
title: Of a stranger
locality: {like: england-mix, name: hamlet, title: TITLE, residents: {value: 900, source: made up, rating: judgement}}
regimes: [pre-arrest]
years: 1
run_in: 0
replicates: 2
changes: {workers_pre_arrest: 12, lead.length_days: 365}
"""


def answered(folder: Path, title: str = EVIL) -> Comparison:
    file = folder / "scenario.yaml"
    file.write_text(SCENARIO.replace("TITLE", f"'{title}'"))
    return carry_out(plan_of(scenario(file), instead={"seed": 3}), ":memory:")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return answered(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def file(found: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "answer.xlsx"
    write_workbook(found, path)
    return path


def table(file: Path, sheet: str) -> tuple[list[str], list[dict[str, Any]]]:
    """What stands above a table, and its rows by their headings."""
    rows = list(openpyxl.load_workbook(file)[sheet].iter_rows(values_only=True))
    empty = next(place for place, row in enumerate(rows) if not any(row))
    above = [str(row[0]) for row in rows[:empty]]
    return above, [dict(zip(map(str, rows[empty + 1]), row, strict=True)) for row in rows[empty + 2 :]]


def test_it_has_its_sheets_in_order_and_the_question_on_each(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == SHEETS
    for name in SHEETS:
        asked = str(book[name]["A1"].value)
        assert asked.startswith("What changes in =HYPERLINK") and asked.endswith(
            "under pre-arrest, compared with none?"
        )


def test_the_numbers_are_those_of_the_answer_with_their_units(found: Comparison, file: Path) -> None:
    above, rows = table(file, "Outcomes")
    assert "Every outcome under every regime" in above[1]
    assert len(rows) == len(found.rows())
    for mine, row in zip(rows, found.rows(), strict=True):
        assert (mine["outcome"], mine["unit"], mine["regime"]) == (row["outcome"], row["unit"], row["regime"])
        assert mine["unit"]
        if row["mean_difference"] == row["mean_difference"]:
            assert mine["mean_difference"] == row["mean_difference"]
    summary, first = table(file, "Summary")
    assert set(found.findings()) < set(summary) and found.support.line in summary
    assert 0 < len(first) < len(rows) and all(row["unit"] for row in first)


def test_what_differs_and_what_is_assumed_are_there(found: Comparison, file: Path) -> None:
    _, differs = table(file, "What differs")
    told = {row["what"]: (row["value"], row["unit"], row["usual"]) for row in differs}
    assert told["workers_pre_arrest"][0] == "12.0" and "usually" in told["workers_pre_arrest"][2]
    assert told["lead.length_days"][0] == "365"
    assert told["locality hamlet"][0] == "not as the library has it"
    assert told["seed"] == ("3", None, "1 in the file")
    _, assumed = table(file, "Assumptions")
    assert {row["name"] for row in assumed} == {each.name for each in found.plan.not_known}
    assert all(row["source"] and row["rating"] and row["unit"] and row["here"] for row in assumed)


def test_every_column_is_explained_in_the_notes(file: Path) -> None:
    notes = {row[0] for row in openpyxl.load_workbook(file)["Notes"].iter_rows(values_only=True)}
    assert {"Title", "How far to trust it", "Outcomes: share_lower", "Assumptions: rating", "Ranges"} <= notes


@pytest.mark.parametrize("title", [EVIL, "+1+1", "-2+3", "@SUM(A1)", "\tcmd", "<r>x</r>", "{=1+1}"])
def test_text_is_never_a_formula(tmp_path: Path, title: str) -> None:
    path = tmp_path / "answer.xlsx"
    write_workbook(answered(tmp_path, title), path)
    book = openpyxl.load_workbook(path)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    with ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if name.endswith(".xml"))


def test_the_same_answer_gives_the_same_bytes_but_for_its_seconds(
    found: Comparison, file: Path, tmp_path: Path
) -> None:
    write_workbook(found, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()


def test_the_commands_write_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scenario.yaml").write_text(SCENARIO.replace("TITLE", "Hamlet"))
    out = tmp_path / "answer.xlsx"
    words = ["run", str(tmp_path / "scenario.yaml"), "--out", str(out), "--db", str(tmp_path / "r.sqlite"), "--quiet"]
    assert main(words) == 0, capsys.readouterr().err
    assert openpyxl.load_workbook(out).sheetnames == SHEETS
    assert list(tmp_path.glob("*notes*")) == []
    assert main(words) == 2, "it is there already"


def test_in_python_another_ending_is_refused(found: Comparison, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must end in \.csv"):
        found.save(tmp_path / "answer.xlsx")
