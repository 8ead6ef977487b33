"""Opening the store: where it lies, what it refuses, and that refusing writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, inspect

from diversion.experiments.store.address import database_url, shown
from diversion.experiments.store.database import check, is_there
from diversion.experiments.store.records import SCHEMA_VERSION
from diversion.experiments.store.store import Store
from diversion.scenarios.parameters import InputError


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "runs.sqlite"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


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


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    with Store.open(url) as store, store._engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE diversion_meta SET value = '{SCHEMA_VERSION + 1}'")
    with pytest.raises(InputError, match="newer version of Diversion"):
        Store.open(url)


def test_a_server_with_somebody_elses_tables_is_refused(postgresql: Callable[[], URL]) -> None:
    theirs = postgresql()
    engine = create_engine(theirs)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE payroll (id INTEGER)")
    with pytest.raises(InputError, match="something other than Diversion runs"):
        Store.open(theirs.render_as_string(hide_password=False))
    assert inspect(engine).get_table_names() == ["payroll"]
    engine.dispose()


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
