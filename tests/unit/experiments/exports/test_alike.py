"""The second table in an export: it is that of the comparison to the bit, and says what is left out of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from diversion import compare
from diversion.experiments.answers import Comparison
from diversion.experiments.answers.alike import OFFENCES
from diversion.experiments.exports.alike import COLUMNS, LEFT_OUT
from diversion.experiments.exports.exporting import export

# The default of old versions of pandas does not read numbers back to the bit; that of new ones does and is alone.
PRECISION: Any = "round_trip" if int(pd.__version__.split(".")[0]) < 3 else None
REGIMES = ["custody-stage", "pre-arrest"]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "runs.sqlite"


@pytest.fixture(scope="module")
def answer(db: Path) -> Comparison:
    return compare("england-mix", REGIMES, years=1, run_in=0, replicates=3, db=db)


def rows(file: Path) -> list[dict[str, Any]]:
    table = pd.read_csv(file, float_precision=PRECISION)
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if row[name] != row[name] else row[name] for name in COLUMNS}


def notes(file: Path) -> dict[str, str]:
    with file.open(encoding="utf-8") as opened:
        return {row["about"]: row["note"] for row in csv.DictReader(opened)}


def test_it_is_that_of_the_comparison_to_the_bit(answer: Comparison, db: Path, tmp_path: Path) -> None:
    """The export of a comparison lacked what `compare` prints second."""
    done = export(answer.number, tmp_path / "e.csv", db)
    assert ("alike", len(answer.alike_rows())) in [(each.table, each.rows) for each in done.tables]
    assert rows(tmp_path / "e-alike.csv") == [plain(row) for row in answer.alike_rows()]
    assert notes(tmp_path / "e-notes.csv")["Like with like"] == " ".join(answer.alike_notes)


def test_only_the_outcomes_that_were_asked_for_are_in_it(answer: Comparison, db: Path, tmp_path: Path) -> None:
    export(answer.number, tmp_path / "one.csv", db, outcomes=[OFFENCES])
    assert {row["outcome"] for row in rows(tmp_path / "one-alike.csv")} == {OFFENCES}
    other = export(answer.number, tmp_path / "none.csv", db, outcomes=["arrests"])
    assert "alike" not in [each.table for each in other.tables]


def test_what_was_not_run_is_said_to_be_left_out(tmp_path: Path) -> None:
    db = tmp_path / "runs.sqlite"
    bare = compare("england-mix", REGIMES, years=1, run_in=0, replicates=2, db=db, crossing=False)
    export(bare.number, tmp_path / "e.csv", db)
    assert rows(tmp_path / "e-alike.csv") == [plain(row) for row in bare.alike_rows()]
    assert notes(tmp_path / "e-notes.csv")["Like with like"].endswith(LEFT_OUT)


def test_other_experiments_have_none(answer: Comparison, db: Path, tmp_path: Path) -> None:
    crossing = export(answer.number + 1, tmp_path / "e.csv", db)
    assert "alike" not in [each.table for each in crossing.tables]
