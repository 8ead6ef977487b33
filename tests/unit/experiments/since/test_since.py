"""What changed since: steps sum to the whole, each to the cause that was planted, and nothing is nothing."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from diversion import compare, since
from diversion.experiments.answers import Comparison
from diversion.experiments.cli.app import main
from diversion.experiments.since.answer import NET, Since
from diversion.experiments.since.steps import Cause
from diversion.model.ledger.outcomes import HEADLINES
from diversion.scenarios.parameters import InputError

FEW: dict[str, Any] = {"years": 1, "run_in": 0, "replicates": 3, "crossing": False}
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "runs.sqlite"


def compared(db: Path, **more: Any) -> Comparison:
    return compare("blackpool", ["pre-arrest"], **(FEW | {"db": db} | more))


def check_sums(found: Since) -> None:
    for key, then in found.then.items():
        whole = sum(part.change for part in found.parts if (part.regime, part.outcome) == key)
        assert then + whole == pytest.approx(found.now[key], rel=1e-9, abs=1e-6)


def causes(found: Since) -> set[Cause]:
    return {part.cause for part in found.parts}


def test_the_same_question_twice_differs_in_nothing(db: Path) -> None:
    one, other = compared(db), compared(db)
    found = since(other.number, one.number, db)
    assert found.parts == () and found.then == found.now
    assert "nothing differs" in found.lines()[0]


def test_another_seed_is_luck_alone(db: Path) -> None:
    found = since(compared(db, seed=2).number, compared(db).number, db)
    assert causes(found) == {Cause.LUCK}
    check_sums(found)
    assert any(part.change for part in found.parts) and all(part.error >= 0 for part in found.parts)


def test_what_was_changed_is_told_one_thing_after_another_and_luck_apart(db: Path) -> None:
    one = compared(db)
    other = compared(db, changes={"offer_street": 0.5, "cost_officer_hour": 90.0}, seed=3)
    found = since(other.number, one.number, db)
    check_sums(found)
    words = list(dict.fromkeys((part.cause, part.words) for part in found.parts))
    assert words == [
        (Cause.CHANGED, "cost_officer_hour = 90"),
        (Cause.CHANGED, "offer_street = 0.5"),
        (Cause.LUCK, "another seed, or another number of draws"),
    ]
    by = {(part.words, part.outcome): part.change for part in found.parts}
    assert by["cost_officer_hour = 90", "latent_offences"] == 0.0  # a price moves no offence
    assert by["cost_officer_hour = 90", NET] != 0.0
    assert by["offer_street = 0.5", "latent_offences"] != 0.0
    assert "in another order the parts would be others" in found.lines()[-1]
    assert {row["outcome"] for row in found.rows()} == {*HEADLINES, NET} and len(found.table()) == len(found.rows())
    assert json.dumps(found.to_dict()) and "<caption>" in found._repr_html_()


def test_taking_a_change_back_and_more_years_are_steps_too(db: Path) -> None:
    one = compared(db, changes={"offer_street": 0.5})
    found = since(compared(db, years=2).number, one.number, db)
    assert {part.words for part in found.parts} == {"years", "offer_street at its usual value"}
    check_sums(found)


def test_an_engine_of_then_is_told_apart_by_computing_again(db: Path) -> None:
    """The store is made to say that the older one was computed by another engine, which counted other offences."""
    one, other = compared(db), compared(db, seed=2)
    with sqlite3.connect(db) as store:
        (kept,) = store.execute("SELECT content FROM provenance").fetchone()
        told = json.loads(kept) | {"engine_version": "0.0.1+0000000000000000"}
        store.execute("INSERT INTO provenance (id, digest, content) VALUES (99, 'other', ?)", (json.dumps(told),))
        store.execute("UPDATE experiment SET provenance_id = 99 WHERE id = ?", (one.number,))
    found = since(other.number, one.number, db)
    assert causes(found) == {Cause.ENGINE, Cause.LUCK}
    assert all(part.change == 0.0 for part in found.parts if part.cause is Cause.ENGINE)  # it was this one, in truth
    with pytest.raises(InputError, match="compare again, and name the new number"):
        since(one.number, other.number, db)


def test_two_that_have_nothing_in_common_are_refused(db: Path) -> None:
    one, other = compared(db), compare("blackpool", ["custody-stage"], **FEW, db=db)
    with pytest.raises(InputError, match="no regime in common"):
        since(other.number, one.number, db)


def test_the_command_says_what_python_says(db: Path, capsys: Captured) -> None:
    one, other = compared(db), compared(db, seed=2)
    assert main(["report", str(other.number), "--since", str(one.number), "--db", str(db), "--quiet"]) == 0
    assert capsys.readouterr().out.splitlines() == since(other.number, one.number, db).lines()
    assert main(["report", "blackpool", "--since", "1", "--db", str(db)]) == 2
    assert "name the number of the newer one" in capsys.readouterr().err
