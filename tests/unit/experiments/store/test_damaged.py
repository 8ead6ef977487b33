"""Row 34: a store damaged or edited by hand is named row by row, and everything else in it is read; never a traceback."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine

from diversion.experiments.cli.app import main
from diversion.experiments.sensitivity.kept import kept_in, look_at
from diversion.experiments.store import DamagedRow, Links, StoreFailed
from diversion.experiments.store.records import Base
from diversion.scenarios.parameters import InputError
from diversion.viz.view.visitor.named import Named

Captured = pytest.CaptureFixture[str]
PLACE = (
    "like: england-mix\nname: hamlet\ntitle: A hamlet\nresidents: {value: 900, source: made up, rating: judgement}\n"
)
# What a row may hold after an accident or an edit: other kinds, other shapes, and what is far too large.
WRONG: tuple[Any, ...] = (
    "forty", "", "{}", "[]", "null", '{"a": 1}', '["none", 3]', "[[[", b"\x00\xff\xfe", -1, 0, 10**17, 2.5, 1e300, None,
    "2026-99-99", "none", '{"start": 0, "stop": 1000000000000}', "\u202e\x1b[31m",
)  # fmt: skip
KEYS = {"id", "scenario_id", "run_id", "measure_id", "experiment_id", "provenance_id"}
COLUMNS = [(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison, a sensitivity analysis, another comparison, and a named link."""
    folder = tmp_path_factory.mktemp("made")
    place, db = folder / "hamlet.yaml", folder / "runs.sqlite"
    place.write_text(PLACE)
    small = ["--regime", "pre-arrest", "--years", "1", "--run-in", "0", "--quiet", "--db", str(db)]
    assert main(["compare", str(place), "--replicates", "2", *small]) == 0
    study = ["--factor", "offer_street", "--outcome", "arrests", "--size", "4"]
    assert main(["sensitivity", str(place), *study, *small]) == 0
    assert main(["compare", str(place), "--replicates", "2", "--seed", "9", *small]) == 0
    Named(db)._links.save("mine", "place=blackpool", 9)
    return db


@pytest.fixture
def db(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "runs.sqlite"))


def edit(db: Path, order: str, *values: Any) -> bool:
    """Carry out an order as somebody with a database browser would; whether the database let them."""
    connection = sqlite3.connect(db)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    try:
        connection.execute(order, values)
        connection.commit()
        return True
    except sqlite3.IntegrityError:
        return False
    finally:
        connection.close()


def use(db: Path) -> None:
    """Everything that reads a store; only sentences may come of it."""
    out, place = db.with_name("out.csv"), db.with_name("hamlet.yaml")
    place.write_text(PLACE)
    for name in ("out.csv", "answer.csv"):
        db.with_name(name).unlink(missing_ok=True)
    small = ["--regime", "pre-arrest", "--years", "1", "--run-in", "0", "--replicates", "2", "--quiet"]
    for words in (
        ["runs"], ["runs", "--json"], ["runs", "show", "1"], ["runs", "show", "1", "--json"], ["runs", "show", "2"],
        ["export", "1", "--tables", "--out", str(out)], ["compare", str(place), *small, "--dry-run"],
        ["compare", str(place), *small],
    ):  # fmt: skip
        assert main([*words, "--db", str(db)]) in (0, 1, 2), words
    readers: Sequence[Callable[[], object]] = (
        lambda: kept_in(db), lambda: look_at(db, 2, ["arrests"]), lambda: Named(db).all(),
    )  # fmt: skip
    for read in readers:
        try:
            read()
        except (InputError, StoreFailed) as error:
            assert str(error)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::diversion.experiments.store.DamagedRow")
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_whatever_stands_in_any_column_there_is_no_traceback(db: Path, table: str, column: str) -> None:
    """Row 34: one seeded edit of one row, and one of all rows, of every column."""
    chance = random.Random(f"{table}.{column}")
    value = chance.choice(WRONG)
    connection = sqlite3.connect(db)
    rows = connection.execute(f'SELECT "{column}" FROM {table}').fetchall()
    connection.close()
    assert rows
    one = chance.choice(rows)[0]
    edit(db, f'UPDATE {table} SET "{column}" = ? WHERE "{column}" = ?', value, one)
    use(db)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::diversion.experiments.store.DamagedRow")
@pytest.mark.parametrize("table", sorted({table for table, _ in COLUMNS}))
def test_whatever_row_is_missing_there_is_no_traceback(db: Path, table: str) -> None:
    """Row 34: rows that others refer to, taken away."""
    edit(db, f"DELETE FROM {table}")
    use(db)


def told(capsys: Captured, *words: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert main(list(words)) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("years", "three"),
        ("created", "once"),
        ("regimes", "[1]"),
        ("plan", "{nothing"),
        ("design", b"\x01"),
        ("seed", 0.5),
    ],
)
def test_a_damaged_experiment_is_named_and_the_others_are_listed(
    db: Path, capsys: Captured, column: str, value: Any
) -> None:
    """Row 34."""
    assert edit(db, f"UPDATE experiment SET {column} = ? WHERE id = 1", value)
    out, err = told(capsys, "runs", "--db", str(db))
    assert err == f"Experiment 1 in {db} is damaged ({column}) and left out.\n" or column == "plan"
    assert "Experiment 1" in err or column == "plan"
    assert [line.split()[0] for line in out.splitlines() if line[:4].strip().isdigit()][-2:] == ["2", "3"]
    _, err = told(capsys, "runs", "show", "1", "--db", str(db), code=1)
    assert f"Experiment 1 in {db} is damaged" in err and column in err
    assert f"`diversion runs delete 1 --db {db}` takes it away" in err  # from this store, not from the user's own
    assert told(capsys, "runs", "show", "3", "--db", str(db))[1] == ""


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("run_table", "data", b"\x00"),
        ("run_table", "data", "text"),
        ("outcome", "value", "many"),
        ("run", "seed", "x"),
        ("run", "regime", "elsewhere"),
    ],
)
def test_a_damaged_run_is_named_left_out_of_an_export_and_computed_anew(
    db: Path, capsys: Captured, table: str, column: str, value: Any
) -> None:
    """Row 34."""
    place = db.with_name("hamlet.yaml")
    place.write_text(PLACE)
    small = ["--regime", "pre-arrest", "--years", "1", "--run-in", "0", "--replicates", "2", "--quiet", "--db", str(db)]
    sound = told(capsys, "compare", str(place), *small)[0]
    key = "id" if table == "run" else "run_id"
    assert edit(db, f"UPDATE {table} SET {column} = ? WHERE {key} = 2", value)
    _, err = told(capsys, "export", "1", "--tables", "--out", str(db.with_name("out.csv")), "--db", str(db))
    assert "un 2" in err and "damaged" in err
    out, err = told(capsys, "compare", str(place), *small)
    assert ("Run 2 in" in err or column == "regime") and "1 computed in" in out
    again, err = told(capsys, "compare", str(place), *small)
    assert err == "" and "Traceback" not in again
    table_of = [text.split("What this says")[0].split("Change from")[1] for text in (sound, out, again)]
    assert table_of[0] == table_of[1] == table_of[2]


@pytest.mark.parametrize("stamp", ["three", b"\x03", "", "-1", "0", "99999999999", "٣", "nothing at all"])
def test_a_damaged_stamp_is_named(db: Path, capsys: Captured, stamp: str | bytes) -> None:
    """Row 34."""
    if stamp == "nothing at all":
        edit(db, "DELETE FROM diversion_meta")
    else:
        edit(db, "UPDATE diversion_meta SET value = ?", stamp)
    before = db.read_bytes()
    _, err = told(capsys, "runs", "--db", str(db), code=2)
    assert f"{db} is damaged: its table diversion_meta" in err
    assert db.read_bytes() == before


def test_text_that_is_no_text_is_shown_with_a_mark(db: Path, capsys: Captured) -> None:
    """Row 34."""
    edit(db, "UPDATE experiment SET title = CAST(x'48ff69' AS TEXT) WHERE id = 1")
    assert "H\ufffdi, 1 year" in told(capsys, "runs", "--db", str(db))[0]


def test_many_damaged_rows_are_counted_and_not_all_named(db: Path, capsys: Captured) -> None:
    """Row 34."""
    edit(db, "UPDATE run SET started = 'once'")
    _, err = told(capsys, "runs", "show", "2", "--db", str(db))
    assert err.count("\n") == 11 and err.endswith("more rows are damaged and left out.\n")


def test_damage_is_a_warning_in_python(db: Path) -> None:
    """Row 34."""
    edit(db, "UPDATE experiment SET years = 'three' WHERE id = 2")
    with pytest.warns(DamagedRow, match=r"Experiment 2 in .* is damaged \(years\) and left out"):
        assert kept_in(db) == []


@pytest.mark.filterwarnings("ignore::diversion.experiments.store.DamagedRow")
@pytest.mark.parametrize("value", ["'5'", "'[]'", "'null'", "'{\"changes\": 3}'"])
@pytest.mark.parametrize("column", ["plan", "design", "regimes"])
def test_other_json_on_a_server_is_left_out_too(
    postgresql: Callable[[], URL], tmp_path: Path, capsys: Captured, column: str, value: str
) -> None:
    """Row 34: PostgreSQL keeps kinds apart, but not what is inside a document."""
    url = postgresql()
    address = url.render_as_string(hide_password=False)
    place = tmp_path / "hamlet.yaml"
    place.write_text(PLACE)
    small = ["--regime", "pre-arrest", "--years", "1", "--run-in", "0", "--replicates", "1", "--quiet", "--db", address]
    assert main(["compare", str(place), *small]) == 0
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE experiment SET {column} = {value}")
    engine.dispose()
    for words in (["runs"], ["runs", "show", "1"], ["compare", str(place), *small[:-2]]):
        assert main([*words, "--db", address]) in (0, 1, 2)
    assert "Traceback" not in capsys.readouterr().err
    assert Links(address).all() == {}
