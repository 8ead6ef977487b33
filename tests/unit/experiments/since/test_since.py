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
from diversion.experiments.compare import carry_out
from diversion.experiments.plans import as_declared
from diversion.experiments.runs import THREADS
from diversion.experiments.since.answer import Since
from diversion.experiments.since.picture import NET
from diversion.experiments.since.steps import Cause
from diversion.model.ledger.outcomes import HEADLINES
from diversion.scenarios.facts import declared
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


# --- what was declared then ------------------------------------------------------------------------------------------


def declared_then(**moved: list[Any]) -> dict[str, list[Any]]:
    """What is declared now, with some of it as it may have been."""
    return {name: moved.get(name, each) for name, each in declared().items()}


def as_of_then(db: Path, then: dict[str, list[Any]], engine: str = "", keep: bool = True) -> int:
    """A comparison that was computed with what was declared then, as the store of then would have kept it."""
    plan = compared(db).plan
    number = carry_out(as_declared(plan, then).plan, db, THREADS, False, None, crossing=False).number
    with sqlite3.connect(db) as store:
        (kept,) = store.execute("SELECT content FROM provenance").fetchone()
        told = json.loads(kept) | {"values": "then"} | ({"engine_version": engine} if engine else {})
        store.execute("INSERT INTO provenance (id, digest, content) VALUES (99, 'other', ?)", (json.dumps(told),))
        store.execute(
            "UPDATE experiment SET provenance_id = 99, plan = (SELECT plan FROM experiment WHERE id = 1) WHERE id = ?",
            (number,),
        )
        if keep:
            store.execute("INSERT INTO declared (digest, content) VALUES ('then', ?)", (json.dumps(then),))
    return number


OFFER = [0.4, 0.3, 0.5, *declared()["offer_street"][3:]]
OLD = "0.0.1+0000000000000000"


def by_cause(found: Since, outcome: str) -> dict[Cause, float]:
    return found.by_cause("pre-arrest", outcome)


def test_values_of_then_are_evidence_and_are_named(db: Path) -> None:
    older = as_of_then(db, declared_then(offer_street=OFFER))
    found = since(1, older, db)
    check_sums(found)
    assert {(part.cause, part.words) for part in found.parts} == {
        (Cause.EVIDENCE, "the declared values of parameters are others than then: offer_street")
    }
    assert by_cause(found, "latent_offences")[Cause.EVIDENCE] != 0.0


def test_engine_and_values_of_then_are_told_apart_by_the_values_that_were_kept(db: Path) -> None:
    """It was this engine in truth, so that with the values of then it counts what was counted then, to the bit."""
    older = as_of_then(db, declared_then(offer_street=OFFER), engine=OLD)
    found = since(1, older, db)
    check_sums(found)
    assert causes(found) == {Cause.ENGINE, Cause.EVIDENCE}
    assert all(part.change == 0.0 for part in found.parts if part.cause is Cause.ENGINE)
    assert by_cause(found, "latent_offences")[Cause.EVIDENCE] != 0.0


def test_where_values_of_then_were_not_kept_the_two_stay_together(db: Path) -> None:
    older = as_of_then(db, declared_then(offer_street=OFFER), engine=OLD, keep=False)
    found = since(1, older, db)
    check_sums(found)
    assert causes(found) == {Cause.BOTH}
    assert "what they were then is not kept" in " ".join(found.lines())


@pytest.mark.parametrize("content", ["no JSON", "[]", '{"offer_street": [0.4]}'])
def test_damaged_values_of_then_are_as_if_they_had_not_been_kept(db: Path, content: str) -> None:
    older = as_of_then(db, declared_then(offer_street=OFFER), engine=OLD)
    with sqlite3.connect(db) as store:
        store.execute("UPDATE declared SET content = ? WHERE digest = 'then'", (content,))
    assert causes(since(1, older, db)) == {Cause.BOTH}


def test_what_cannot_be_set_to_what_it_was_is_named(db: Path) -> None:
    gone = declared_then() | {"was_there_once": [1.0, 1.0, 1.0, 0.0, 2.0, "constant", "linear"]}
    older = as_of_then(db, gone, engine=OLD)
    found = since(compared(db, seed=2).number, older, db)
    check_sums(found)
    assert causes(found) == {Cause.BOTH, Cause.LUCK}
    assert "was_there_once cannot be set to what it was then" in " ".join(found.lines())


def test_what_can_be_set_is_evidence_though_something_else_cannot(db: Path) -> None:
    then = declared_then(offer_street=OFFER) | {"was_there_once": [1.0, 1.0, 1.0, 0.0, 2.0, "constant", "linear"]}
    found = since(1, as_of_then(db, then, engine=OLD), db)
    check_sums(found)
    words = {part.cause: part.words for part in found.parts}
    assert "was_there_once" in words[Cause.BOTH] and words[Cause.EVIDENCE].endswith(": offer_street")


def test_values_of_then_that_decided_nothing_leave_the_engine_alone(db: Path) -> None:
    """The question itself sets what was declared otherwise, so that nothing of the difference is the evidence's."""
    older = compared(db, changes={"offer_street": 0.3})
    with sqlite3.connect(db) as store:
        (kept,) = store.execute("SELECT content FROM provenance").fetchone()
        told = json.loads(kept) | {"values": "then", "engine_version": OLD}
        store.execute("INSERT INTO provenance (id, digest, content) VALUES (99, 'other', ?)", (json.dumps(told),))
        store.execute("UPDATE experiment SET provenance_id = 99 WHERE id = ?", (older.number,))
        content = json.dumps(declared_then(offer_street=OFFER))
        store.execute("INSERT INTO declared (digest, content) VALUES ('then', ?)", (content,))
    found = since(compared(db, changes={"offer_street": 0.3}, seed=2).number, older.number, db)
    check_sums(found)
    assert causes(found) == {Cause.ENGINE, Cause.EVIDENCE, Cause.LUCK}
    assert by_cause(found, "latent_offences")[Cause.EVIDENCE] == 0.0


def test_a_measure_of_the_engine_is_never_put_down_to_the_engine_alone(db: Path) -> None:
    wait = declared()["need_wait_days.drugs"]
    moved = {"need_wait_days.drugs": [wait[0] / 2, wait[1] / 2, wait[2] / 2, *wait[3:]]}
    older = as_of_then(db, declared_then(offer_street=OFFER, **moved), engine=OLD)
    found = since(1, older, db)
    check_sums(found)
    assert causes(found) == {Cause.BOTH, Cause.EVIDENCE}
    assert "the model was mended, and what is declared of need_wait_days.drugs" in " ".join(found.lines())


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
