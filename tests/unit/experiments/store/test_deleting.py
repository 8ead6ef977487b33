"""Deleting experiments: what others share stays, space is given back, and nobody loses anything unasked."""

from __future__ import annotations

import io
import sqlite3
import sys
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from diversion.experiments.cli.app import main
from diversion.experiments.plans import Experiment, Kind, Plan, Point, RunResult, comparison, make_plan
from diversion.experiments.store import Finished, Store
from diversion.scenarios.parameters import InputError

Captured = pytest.CaptureFixture[str]
MANY = {f"outcome {place}": place / 7 for place in range(100)}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=2)


def result(tables: bool = False) -> RunResult:
    table = {"months": np.random.default_rng(1).random(2000)} if tables else {}
    return RunResult(regime="none", replicate=0, seed=1, seconds=0.1, outcomes=MANY, tables=table)


def fill(url: str, plan: Plan) -> tuple[int, int]:
    """Two experiments: the first with 40 runs, of which the second has 3, beside one of its own."""
    with Store.open(url) as store:
        first = store.begin(comparison(plan))
        store.save(first, [Finished(0, f"{run:03}", result(True)) for run in range(40)])
        second = store.begin(Experiment(Kind.SWEEP, plan, [Point({}, [0])]))
        store.link(second, [(0, f"{run:03}") for run in range(3)])
        store.save(second, [Finished(0, "own", result())])
    return first, second


def test_what_another_experiment_has_too_stays(url: str, plan: Plan) -> None:
    first, second = fill(url, plan)
    with Store.open(url) as store:
        found = store.deletable([first])
        assert (found.runs, found.shared) == (37, 3)
        assert store.delete([first]) == found
        with pytest.raises(InputError, match=f"There is no experiment {first} in"):
            store.deletable([first])
        assert [line.id for line in store.experiments()] == [second]
        assert store.found([f"{run:03}" for run in range(40)] + ["own"]) == {"000", "001", "002", "own"}
        assert store.read(["001"], tables=True)["001"].outcomes == MANY
        again = store.begin(comparison(plan))
        assert list(store.runs(again)) == [] and again != second


def test_everything_deleted_leaves_no_row_of_a_run_behind(tmp_path: Path, plan: Plan) -> None:
    place = tmp_path / "runs.sqlite"
    with Store.open(place) as store:
        for number in fill(str(place), plan):
            store.delete([number])
    connection = sqlite3.connect(place)
    for table in ("experiment", "scenario", "scenario_run", "run", "outcome", "run_table"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_runs_that_only_the_deleted_share_go_with_them(url: str, plan: Plan) -> None:
    both = list(fill(url, plan))
    with Store.open(url) as store:
        found = store.deletable(both)
        assert (found.runs, found.shared) == (41, 0)
        assert store.delete(both) == found
        assert store.found([f"{run:03}" for run in range(40)] + ["own"]) == set()


def test_either_all_are_deleted_or_none(url: str, plan: Plan) -> None:
    first, second = fill(url, plan)
    with Store.open(url) as other, Store.open(url) as store, other.alone(second):
        with pytest.raises(InputError, match=f"Experiment {second} is being computed by another program"):
            store.delete([first, second])
        assert [line.id for line in store.experiments()] == [first, second]


def test_a_number_is_never_given_out_again(url: str, plan: Plan) -> None:
    both = fill(url, plan)
    with Store.open(url) as store:
        store.delete(both)
        third = store.begin(comparison(plan))
        assert third > max(both) and store.begin(comparison(plan)) == third
        store.delete([third])
    with Store.open(url) as store:
        fourth = store.begin(comparison(plan))
        fifth = store.begin(Experiment(Kind.SWEEP, plan, [Point({}, [0])]))
        assert fifth > fourth > third
        assert [line.id for line in store.experiments()] == [fourth, fifth]


def test_giving_back_never_grows_and_leaves_a_shared_server_alone(
    url: str, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders: list[str] = []
    sizes = iter([100, 200])
    monkeypatch.setattr("diversion.experiments.store.deleting.size", lambda _: next(sizes))
    with Store.open(url) as store:
        event.listen(store._engine, "before_cursor_execute", lambda *each: orders.append(each[2]))
        assert store.give_back() == 0
    assert ("VACUUM" in orders) != url.startswith("postgresql")


def test_space_is_given_back(url: str, plan: Plan) -> None:
    first, _ = fill(url, plan)
    with Store.open(url) as store:
        store.delete([first])
        freed = store.give_back()
    assert freed > 100_000 or url.startswith("postgresql")


def test_one_that_is_being_computed_is_not_deleted(url: str, plan: Plan) -> None:
    first, _ = fill(url, plan)
    with Store.open(url) as other, Store.open(url) as store, other.alone(first):
        with pytest.raises(InputError, match=f"Experiment {first} is being computed by another program"):
            store.delete([first])
        assert len(store.found([f"{run:03}" for run in range(40)])) == 40


# --- the command -----------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def place(tmp_path: Path, plan: Plan) -> Path:
    fill(str(tmp_path / "runs.sqlite"), plan)
    return tmp_path / "runs.sqlite"


def test_without_a_terminal_it_is_refused_and_the_sentence_says_how(place: Path, capsys: Captured) -> None:
    assert main(["runs", "delete", "1", "--db", str(place)]) == 2
    assert capsys.readouterr().err == (
        f"Deleting asks first, and nobody can answer here: diversion runs delete 1 --yes --db {place}\n"
    )
    with Store.open(place) as store:
        assert len(store.experiments()) == 2


def test_with_yes_it_deletes_and_says_what_stays(place: Path, capsys: Captured) -> None:
    assert main(["runs", "delete", "1", "--yes", "--db", str(place)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Deleted 1 and 37 runs; 3 that others have too stay. ") and "MB were given back." in out


def test_several_are_deleted_at_once_and_json_counts_them(place: Path, capsys: Captured) -> None:
    assert main(["runs", "delete", "1", "2", "--yes", "--json", "--db", str(place)]) == 0
    out = capsys.readouterr().out
    assert '"runs": 41' in out and '"shared": 0' in out


def test_of_several_the_question_counts_what_goes_with_all_of_them(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    monkeypatch.setattr(sys, "stderr", said)
    assert main(["runs", "delete", "1", "2", "--db", str(place)]) == 2
    assert "Together: 41 runs.\nDelete for good?" in said.getvalue() and "stay" not in said.getvalue()


@pytest.mark.parametrize(("answer", "left"), [("y\n", 1), ("n\n", 2), ("\n", 2), ("", 2)])
def test_at_a_terminal_it_asks_first(place: Path, monkeypatch: pytest.MonkeyPatch, answer: str, left: int) -> None:
    said = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", said)
    assert main(["runs", "delete", "1", "--db", str(place)]) == (0 if left == 1 else 2)
    assert "Experiment 1 (comparison, Blackpool, pre-arrest against none): 37 runs; 3 more stay" in said.getvalue()
    with Store.open(place) as store:
        assert len(store.experiments()) == left


def test_one_that_is_not_there_deletes_none_of_the_others(place: Path, capsys: Captured) -> None:
    assert main(["runs", "delete", "1", "9", "--yes", "--db", str(place)]) == 2
    assert "There is no experiment 9" in capsys.readouterr().err
    with Store.open(place) as store:
        assert len(store.experiments()) == 2


def test_a_damaged_one_can_be_deleted(place: Path, capsys: Captured) -> None:
    """Row 34."""
    connection = sqlite3.connect(place)
    connection.execute("UPDATE experiment SET plan = '{' , years = 'x' WHERE id = 1")
    connection.commit()
    connection.close()
    assert main(["runs", "delete", "1", "--yes", "--db", str(place)]) == 0
    assert main(["runs", "--db", str(place)]) == 0
    assert capsys.readouterr().err == ""


def test_where_there_is_no_store_none_is_made(tmp_path: Path, capsys: Captured) -> None:
    assert main(["runs", "delete", "1", "--yes", "--db", str(tmp_path / "none.sqlite")]) == 2
    assert "No runs are kept in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
