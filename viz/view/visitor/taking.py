"""What a visitor can take away of an answer as files: the very tables that the command line writes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ....experiments.answers import Comparison
from ....experiments.exports import export
from ....experiments.files import write_table
from ....experiments.sensitivity import Answer


def csv_of(comparison: Comparison) -> bytes:
    """The paired differences, as `diversion compare --out FILE.csv` writes them."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "differences.csv"
        comparison.save(file)
        return file.read_bytes()


def analysis_csv(answer: Answer) -> bytes:
    """Every index of an analysis, as `diversion sensitivity --out FILE.csv` writes it for the same outcomes."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "indices.csv"
        write_table(answer.rows(), file)
        return file.read_bytes()


def spreadsheet_of(number: int, db: str | Path | None) -> bytes:
    """Everything of a comparison that is kept, as `diversion export NUMBER --out FILE.xlsx` writes it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "comparison.xlsx"
        export(number, file, db)
        return file.read_bytes()
