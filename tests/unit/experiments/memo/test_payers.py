"""Who pays and when, from runs that were really made: every year, every group of people, and no number in another's place."""

from __future__ import annotations

from datetime import date

import pytest

from diversion import compare
from diversion.experiments.answers import Comparison
from diversion.experiments.economics.groups import TOLD
from diversion.experiments.memo.build import memo_of
from diversion.experiments.memo.content import Figure, Memo, Number, Span, Table
from diversion.experiments.memo.kept import Basis
from diversion.experiments.store import engine_version
from diversion.model.ledger.counts import DIMENSIONS

YEARS = 2


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    db = tmp_path_factory.mktemp("payers") / "runs.sqlite"
    return compare("blackpool", ["pre-arrest"], years=YEARS, run_in=0, replicates=6, db=db, crossing=False)


@pytest.fixture(scope="module")
def memo(answer: Comparison) -> Memo:
    return memo_of(Basis(answer=answer, day=date(2026, 12, 1), engine=engine_version()))


def table(memo: Memo, name: str) -> Table:
    return next(each for each in memo.tables if each.name == name)


def test_the_middle_of_every_row_lies_between_its_ends(memo: Memo) -> None:
    seen = 0
    for each in memo.tables:
        heads = [head.lower() for head in each.columns]
        if "middle" not in heads:
            continue
        middle = heads.index("middle")
        for row in each.rows:
            three = row[middle : middle + 3]
            if all(isinstance(cell, Number) for cell in three) and "low" in heads[middle + 1]:
                seen += 1
                value, low, high = (cell.value for cell in three if isinstance(cell, Number))
                assert low <= value <= high
    for each in memo.tables:
        for cell in (cell for row in each.rows for cell in row):
            if isinstance(cell, Span):
                assert not cell.low > cell.middle and not cell.middle > cell.high
    assert seen >= 2 * YEARS


def test_the_years_of_the_cash_flow_are_those_of_the_economics(answer: Comparison, memo: Memo) -> None:
    rows = table(memo, "Cash flow").rows
    each = answer.economics().by_year("pre-arrest", "public")
    assert [(str(row[0]), row[1]) for row in rows] == [
        ("1", "That year"),
        ("2", "That year"),
        ("1", "By then"),
        ("2", "By then"),
    ]
    last = rows[-1][3]
    assert isinstance(last, Number)
    assert last.value == pytest.approx(float(sum(sorted(each.sum(axis=1))[2:4]) / 2))


def test_a_slide_has_room_for_one_table_or_picture(memo: Memo) -> None:
    """That of who pays has two in the memo."""
    assert len(memo.section("payers").of(Table)) == 2
    for slide in memo.slides:
        assert sum(isinstance(part, Table | Figure) for part in slide.parts) <= 1
    (shown,) = [part for part in memo.slides[3].parts if isinstance(part, Table)]
    assert shown.name == "Who pays"


def test_money_stands_there_for_every_group_of_people(answer: Comparison, memo: Memo) -> None:
    rows = table(memo, "Money for whom").rows
    assert len(rows) == sum(map(len, DIMENSIONS.values()))
    found = [row for row in answer.economics().groups() if row["group"] == "female" or row["group"] == "Women"]
    women = next(row for row in rows if row[0] == "Women")
    for what, cell in zip(TOLD, women[2:], strict=True):
        assert isinstance(cell, Span)
        assert cell.middle == pytest.approx(next(row["median"] for row in found if row["what"] == what))
