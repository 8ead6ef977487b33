"""Several places in one table: counts per 1,000 residents, shares as they are, each place's numbers its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from diversion import compare
from diversion.experiments.answers.side_by_side import SideBySide, per, unit_per
from diversion.model.ledger.outcomes import OUTCOMES

ASKED: dict[str, Any] = {"years": 1, "run_in": 0, "replicates": 2, "db": ":memory:"}


@pytest.fixture(scope="module")
def found() -> SideBySide:
    return SideBySide(comparisons=tuple(compare(place, ["pre-arrest"], **ASKED) for place in ("blackpool", "durham")))


def test_counts_are_divided_by_residents_and_shares_are_not(found: SideBySide) -> None:
    for place in found.comparisons:
        thousands = place.plan.locality.residents.value / 1000
        assert per(place, "arrests") == per(place, "net_cost") == thousands
        assert per(place, "widened_share") == per(place, "full_time_equivalents") == 1
    for name, outcome in OUTCOMES.items():
        assert ("per 1,000 residents" in unit_per(name)) == outcome.unit.endswith("a year"), name


def test_each_places_rows_are_those_of_its_own_comparison(found: SideBySide, tmp_path: Path) -> None:
    assert [(row["locality"], row["outcome"]) for row in found.rows()] == [
        (place.plan.locality.name, row["outcome"]) for place in found.comparisons for row in place.rows()
    ]
    found.save(tmp_path / "both.csv")
    read = pd.read_csv(tmp_path / "both.csv")
    alone = compare("durham", ["pre-arrest"], **ASKED)
    mine = read[(read.locality == "durham") & (read.outcome == "arrests")].iloc[0]
    assert mine["median"] == pytest.approx(alone.differences["pre-arrest", "arrests"].median, rel=1e-12)
    assert set(pd.read_csv(tmp_path / "both-notes.csv").locality) == {"blackpool", "durham"}
