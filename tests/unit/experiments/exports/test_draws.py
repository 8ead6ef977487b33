"""What replicates drew goes out as they drew it, and is left out where it cannot be known any more."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from diversion import compare
from diversion.experiments.exports.exporting import export


@pytest.mark.parametrize("histories", [1, 2])
def test_draws_of_an_export_are_those_of_the_comparison(histories: int, tmp_path: Path) -> None:
    db = tmp_path / "runs.sqlite"
    answer = compare(
        "blackpool", ["pre-arrest"], years=1, run_in=0, replicates=4, histories=histories, db=db, crossing=False
    )
    export(answer.number, tmp_path / "r.csv", db, tables=True)
    table = pd.read_csv(tmp_path / "r-draws.csv").pivot(index="replicate", columns="parameter", values="value")
    drawn = answer.draws()
    assert set(table.columns) == set(drawn) and list(table.index) == list(range(0, 4, histories))
    for name, values in drawn.items():
        assert table[name].to_numpy() == pytest.approx(values)


def test_nothing_is_drawn_with_fixed_parameters_and_nothing_told_of_values_of_then(tmp_path: Path) -> None:
    db = tmp_path / "runs.sqlite"
    few = {"years": 1, "run_in": 0, "replicates": 2, "db": db, "crossing": False}
    fixed = compare("blackpool", ["pre-arrest"], fixed_parameters=True, **few)  # type: ignore[arg-type]
    assert fixed.draws() == {}
    assert "draws" not in [each.table for each in export(fixed.number, tmp_path / "f.csv", db, tables=True).tables]
    drawn = compare("blackpool", ["pre-arrest"], **few)  # type: ignore[arg-type]
    with sqlite3.connect(db) as store:
        store.execute("UPDATE provenance SET content = json_set(content, '$.values', 'of another day')")
    done = export(drawn.number, tmp_path / "d.csv", db, tables=True)
    assert "draws" not in [each.table for each in done.tables]
    assert "What replicates drew is left out" in (tmp_path / "d-notes.csv").read_text(encoding="utf-8")
