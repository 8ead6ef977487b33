"""The store: what it keeps, what it refuses, and that refusing writes nothing."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from diversion.experiments.database import check, database_url, is_there, shown
from diversion.experiments.plan import Plan, RunResult
from diversion.experiments.planning import make_plan
from diversion.experiments.records import SCHEMA_VERSION
from diversion.experiments.store import Store
from diversion.scenarios.parameters import InputError

VERSION = "0.1.0+abc"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "runs.sqlite"


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    with Store.open(place) as opened:
        yield opened


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=2)


def result(replicate: int = 0, regime: str = "none", error: str = "", **outcomes: float) -> RunResult:
    return RunResult(regime, replicate, 2**64 - 1 - replicate, 0.25, outcomes, error)


def keep(store: Store, comparison: int, identity: str, run: RunResult, replace: bool = False) -> None:
    store.save(comparison, identity, "s" * 64, run, VERSION, replace)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# --- keeping ---------------------------------------------------------------------------------------------------------


def test_what_is_saved_is_read_back_to_the_bit(store: Store, plan: Plan) -> None:
    number = store.begin(plan, ["a", "b"], VERSION)
    run = result(arrests=0.1 + 0.2, latent_offences=1e300, deaths_expected=-0.0)
    keep(store, number, "a", run)
    assert store.read(["a", "b", "never"]) == {"a": run}


def test_an_outcome_without_a_value_stays_without_a_value(store: Store, plan: Plan) -> None:
    keep(store, store.begin(plan, ["a"], VERSION), "a", result(arrests=0.0, wait_days=math.nan))
    outcomes = store.read(["a"])["a"].outcomes
    assert math.isnan(outcomes["wait_days"])
    assert outcomes["arrests"] == 0.0


def test_runs_survive_closing(place: Path, plan: Plan) -> None:
    with Store.open(place) as first:
        keep(first, first.begin(plan, ["a"], VERSION), "a", result(arrests=3.0))
    with Store.open(place) as second:
        assert second.read(["a"])["a"].outcomes == {"arrests": 3.0}


def test_saving_twice_changes_nothing(store: Store, plan: Plan) -> None:
    number = store.begin(plan, ["a"], VERSION)
    for arrests in (1.0, 2.0):
        keep(store, number, "a", result(arrests=arrests))
    assert store.read(["a"])["a"].outcomes == {"arrests": 1.0}
    assert len(store.runs(number)) == 1


def test_fresh_replaces(store: Store, plan: Plan) -> None:
    number = store.begin(plan, ["a"], VERSION)
    keep(store, number, "a", result(arrests=1.0, contacts=5.0))
    keep(store, number, "a", result(arrests=2.0), replace=True)
    assert store.read(["a"])["a"].outcomes == {"arrests": 2.0}


def test_a_failure_is_a_row_that_a_success_replaces(store: Store, plan: Plan) -> None:
    number = store.begin(plan, ["a"], VERSION)
    keep(store, number, "a", result(error="ValueError: bound exceeded"))
    assert store.read(["a"]) == {}
    assert [(run.status, run.error) for run in store.runs(number)] == [("failed", "ValueError: bound exceeded")]
    assert (store.comparisons()[0].failed, store.comparisons()[0].missing) == (1, 3)
    keep(store, number, "a", result(arrests=1.0))
    assert [(run.status, run.error) for run in store.runs(number)] == [("succeeded", "")]
    assert store.read(["a"])["a"].outcomes == {"arrests": 1.0}


def test_a_failure_never_replaces_a_success(store: Store, plan: Plan) -> None:
    number = store.begin(plan, ["a"], VERSION)
    keep(store, number, "a", result(arrests=1.0))
    keep(store, number, "a", result(error="it broke"))
    assert store.read(["a"])["a"].outcomes == {"arrests": 1.0}


def test_the_same_question_keeps_its_number_and_another_gets_its_own(store: Store, plan: Plan) -> None:
    first = store.begin(plan, ["a", "b"], VERSION)
    assert store.begin(plan, ["b", "a"], VERSION) == first
    assert store.begin(plan, ["a", "c"], VERSION) == first + 1
    assert [kept.id for kept in store.comparisons()] == [first, first + 1]


def test_a_run_answers_every_comparison_that_holds_it(store: Store, plan: Plan) -> None:
    first = store.begin(plan, ["a"], VERSION)
    keep(store, first, "a", result(arrests=1.0))
    second = store.begin(plan, ["a", "b"], VERSION)
    assert [run.identity for run in store.runs(second)] == ["a"]
    assert store.comparisons()[1].succeeded == 1


def test_a_comparison_is_listed_with_what_was_asked(store: Store, plan: Plan) -> None:
    number = store.begin(plan, ["a"], VERSION)
    kept = store.comparisons()[0]
    assert (kept.id, kept.locality, kept.regimes, kept.reference) == (
        number,
        "blackpool",
        ("none", "pre-arrest"),
        "none",
    )
    assert (kept.years, kept.replicates, kept.seed, kept.engine_version) == (1, 2, 1, VERSION)
    assert datetime.now(UTC) - kept.created < timedelta(minutes=1)
    kept_plan = store.plan(number)
    assert kept_plan is not None
    assert kept_plan["locality"]["name"] == "blackpool"
    assert kept_plan["catalogue"]["programmes"]
    assert store.plan(number + 1) is None


def test_large_seeds_and_many_identities_fit(store: Store, plan: Plan) -> None:
    identities = [f"{n:064x}" for n in range(1200)]
    number = store.begin(plan, identities, VERSION)
    keep(store, number, identities[-1], result(arrests=1.0))
    assert store.read(identities)[identities[-1]].seed == 2**64 - 1
    since = store.since(identities)
    assert since is not None and datetime.now(UTC) - since < timedelta(minutes=1)
    assert store.since(["never"]) is None


def test_references_between_tables_are_checked(store: Store) -> None:
    with pytest.raises(IntegrityError):
        keep(store, 999, "a", result(arrests=1.0))
    assert store.read(["a"]) == {}, "half a run was kept"


def test_two_programs_may_open_a_new_file_at_once(place: Path, plan: Plan) -> None:
    def use(number: int) -> int:
        with Store.open(place) as opened:
            comparison = opened.begin(plan, [f"x{number}"], VERSION)
            for step in range(20):
                keep(opened, comparison, f"{number}-{step}", result(step, arrests=float(number)))
            return len(opened.runs(comparison))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(use, range(4))) == [20] * 4


# --- where -----------------------------------------------------------------------------------------------------------


def test_a_plain_path_a_path_object_and_a_url_mean_the_same(place: Path) -> None:
    assert database_url(place) == database_url(str(place)) == database_url(f"sqlite:///{place}")
    assert shown(database_url(place)) == str(place)


def test_without_a_name_it_lies_in_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with Store.open() as opened:
        assert opened.location.endswith("runs.sqlite")
        assert Path(opened.location).exists()


def test_a_password_is_never_shown() -> None:
    assert "secret" not in shown(database_url("postgresql://me:secret@host/runs"))


# --- refusing --------------------------------------------------------------------------------------------------------


def _foreign(path: Path, journal: str = "DELETE") -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute("CREATE TABLE payroll (id INTEGER)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_somebody_elses_database_is_refused_and_left_as_it_was(place: Path, journal: str) -> None:
    _foreign(place, journal)
    before = snapshot(place.parent)
    for attempt in (check, Store.open):
        with pytest.raises(InputError, match="something other than Diversion runs"):
            attempt(database_url(place) if attempt is check else place)  # type: ignore[arg-type]
    assert snapshot(place.parent) == before


def test_a_database_in_use_whose_tables_are_not_yet_in_the_file_is_seen(place: Path) -> None:
    owner = sqlite3.connect(place)
    owner.execute("PRAGMA journal_mode=WAL")
    owner.execute("CREATE TABLE payroll (id INTEGER)")
    owner.commit()
    with pytest.raises(InputError, match="something other"):
        Store.open(place)
    owner.close()


def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(place: Path) -> None:
    place.write_text("Dear diary, " * 100)
    before = snapshot(place.parent)
    with pytest.raises(InputError, match="something other than Diversion runs"):
        Store.open(place)
    assert snapshot(place.parent) == before


def test_a_database_of_another_version_is_refused(place: Path) -> None:
    Store.open(place).close()
    connection = sqlite3.connect(place)
    connection.execute("UPDATE diversion_meta SET value = ?", (str(SCHEMA_VERSION + 1),))
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match="another version of Diversion"):
        Store.open(place)


def test_an_empty_file_is_taken_as_new(place: Path) -> None:
    place.touch()
    assert not is_there(database_url(place))
    Store.open(place).close()
    assert is_there(database_url(place))


def test_looking_makes_nothing(place: Path) -> None:
    check(database_url(place))
    assert not place.exists()


@pytest.mark.parametrize(
    ("db", "words"),
    [
        ("", "needs a file name"),
        ("mysql://localhost/runs", "SQLite or PostgreSQL"),
        ("postgresql+nonsense://localhost/runs", "no database driver"),
        ("sqlite:///no/such/folder/runs.sqlite", "no folder no/such/folder"),
        ("://", "not a database URL"),
    ],
)
def test_a_database_that_cannot_be_is_one_plain_sentence(db: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        Store.open(db)
    assert "\n" not in str(error.value)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        Store.open(tmp_path)
