"""A colleague's store that can only be read is listed, shown, exported and computed again, and nothing in it is touched."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine

from diversion.experiments.cli.app import main
from diversion.experiments.compare import compare
from diversion.experiments.plans import comparison, make_plan
from diversion.experiments.runs import run
from diversion.experiments.sensitivity.kept import kept_in, look_at
from diversion.experiments.store import Links, open_to_use
from diversion.experiments.store.store import Store
from diversion.scenarios.parameters import InputError

SHORT = ("--years", "1", "--run-in", "0", "--replicates", "1", "--regime", "current", "--quiet")
Captured = pytest.CaptureFixture[str]
DESIGN = """
format: 1
locality: blackpool
regimes: [pre-arrest]
years: 1
run_in: 0
replicates: 1
levers:
  design: grid
  of:
    workers_pre_arrest: [5, 6]
"""


@contextmanager
def only_readable(place: Path) -> Iterator[None]:
    """Nobody may write to the file or its folder; root may write to anything, so rights are made believe."""
    real, closed = os.access, {place, place.parent}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            os, "access", lambda path, mode: not (mode & os.W_OK and Path(path) in closed) and real(path, mode)
        )
        yield


@pytest.fixture(params=["file", "folder", "both"])
def share(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of one comparison that nobody may write to; root may write to anything, so rights are made believe."""
    place = tmp_path / "share" / "runs.sqlite"
    place.parent.mkdir()
    assert main(["compare", "blackpool", *SHORT, "--db", str(place)]) == 0
    closed = {"file": {place}, "folder": {place.parent}, "both": {place, place.parent}}[request.param]
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: not (mode & os.W_OK and Path(path) in closed) and real(path, mode)
    )
    return place


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.iterdir())}


def test_it_is_listed_shown_exported_and_computed_again_and_left_as_it_was(share: Path, capsys: Captured) -> None:
    before = snapshot(share.parent)
    db = ("--db", str(share))
    out = share.parent.parent / "results.csv"
    for words in (
        ["runs"],
        ["runs", "show", "1"],
        ["runs", "show", "1", "--json"],
        ["export", "1", "--out", str(out)],
        ["runs", "rerun", "1"],
    ):
        assert main([*words, *db]) == 0, capsys.readouterr().err
    assert out.exists()
    assert snapshot(share.parent) == before


def test_what_would_write_is_refused_with_its_reason(share: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert main(["compare", "blackpool", *SHORT, "--seed", "2", "--db", str(share)]) == 2
    assert "cannot be written; name another file with --db." in capsys.readouterr().err


def test_an_older_version_says_that_a_copy_is_needed(share: Path, capsys: Captured) -> None:
    connection = sqlite3.connect(share)
    connection.execute("UPDATE diversion_meta SET value = '2'")
    connection.commit()
    connection.close()
    assert main(["runs", "--db", str(share)]) == 2
    assert "copy it into a folder of your own" in capsys.readouterr().err


def test_one_that_somebody_is_writing_to_is_read_with_what_was_last_written(share: Path) -> None:
    writer = sqlite3.connect(share)
    writer.execute("UPDATE experiment SET title = 'Somewhere else'")
    writer.commit()
    store = Store.open_to_read(share)
    assert store is not None
    with store:
        assert store.experiments()[0].title == "Somewhere else"
    writer.close()


# --- Row 11: computing with it -----------------------------------------------------------------------------------------


def test_a_comparison_that_is_kept_there_is_answered_from_it(share: Path, capsys: Captured) -> None:
    """Row 11."""
    before = snapshot(share.parent)
    capsys.readouterr()
    out, image = share.parent.parent / "answer.csv", share.parent.parent / "answer.svg"
    words = ["compare", "blackpool", *SHORT, "--db", str(share)]
    assert main([*words, "--out", str(out), "--picture", str(image)]) == 0, capsys.readouterr().err
    assert f"Saved as comparison 1 in {share}" in capsys.readouterr().out
    assert out.exists() and image.exists()
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"]["computed"] == 0
    assert compare("blackpool", ["current"], years=1, run_in=0, replicates=1, db=share).number == 1
    assert snapshot(share.parent) == before


def test_a_part_of_what_is_kept_there_is_answered_and_said_not_to_be_saved(tmp_path: Path, capsys: Captured) -> None:
    """Row 11: the runs are there, the question is not."""
    place = tmp_path / "share" / "runs.sqlite"
    place.parent.mkdir()
    compare("blackpool", ["current"], years=1, run_in=0, replicates=2, db=place)
    with only_readable(place):
        before = snapshot(place.parent)
        assert main(["compare", "blackpool", *SHORT, "--db", str(place)]) == 0, capsys.readouterr().err
        told = capsys.readouterr().out
        assert f"Not saved, since {place} can only be read." in told and "comparison 0" not in told
        assert snapshot(place.parent) == before


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_dry_run_says_what_is_kept_there(share: Path, capsys: Captured, seed: str) -> None:
    """Row 11."""
    before = snapshot(share.parent)
    capsys.readouterr()
    words = ["compare", "blackpool", *SHORT, "--seed", seed, "--db", str(share), "--dry-run"]
    assert main(words) == 0, capsys.readouterr().err
    assert f"{2 if seed == '1' else 0} are kept in {share}" in capsys.readouterr().out
    assert snapshot(share.parent) == before


def test_computing_anew_is_refused_before_anything_is_computed(share: Path, capsys: Captured) -> None:
    """Row 11."""
    capsys.readouterr()
    assert main(["compare", "blackpool", *SHORT, "--fresh", "--db", str(share)]) == 2
    assert "cannot be written; name another file with --db." in capsys.readouterr().err


def test_a_sweep_and_an_analysis_that_are_kept_there_are_answered_from_it(tmp_path: Path, capsys: Captured) -> None:
    """Row 11: the same of the other commands that compute."""
    place, design = tmp_path / "share" / "runs.sqlite", tmp_path / "design.yaml"
    place.parent.mkdir()
    design.write_text(DESIGN, encoding="utf-8")
    sweep = ["sweep", str(design), "--db", str(place), "--quiet"]
    analysis = ["sensitivity", "blackpool", "--regime", "pre-arrest", "--years", "1", "--run-in", "0", "--size", "4"]
    analysis += ["--factor", "offer_street", "--outcome", "arrests", "--db", str(place), "--quiet"]
    for words in (sweep, analysis):
        assert main(words) == 0, capsys.readouterr().err
    with only_readable(place):
        before = snapshot(place.parent)
        for words in (sweep, [*sweep, "--dry-run"], analysis, [*analysis, "--dry-run"], [*analysis, "--json"]):
            assert main(words) == 0, capsys.readouterr().err
        assert [line.id for line in kept_in(place)] == [2]
        assert look_at(place, 2, ["arrests"]).answer is not None
        assert main([*analysis[:-1], "--seed", "7"]) == 2
        assert "cannot be written; name another file with --db." in capsys.readouterr().err
        assert snapshot(place.parent) == before


def test_a_server_that_may_only_be_read_answers_what_it_has(postgresql: Callable[[], URL], capsys: Captured) -> None:
    """Row 11: the same of a colleague's PostgreSQL database."""
    url = postgresql()
    address = url.render_as_string(hide_password=False)
    words = ["compare", "blackpool", *SHORT, "--db", address]
    assert main(words) == 0
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {url.database} SET default_transaction_read_only = on")
    engine.dispose()
    for more in ([], ["--dry-run"], ["--json"]):
        assert main([*words, *more]) == 0, capsys.readouterr().err
    assert main([*words, "--seed", "2"]) == 2
    assert "cannot be written; name another file with --db." in capsys.readouterr().err


# --- Row 11: the view --------------------------------------------------------------------------------------------------


def test_the_view_opens_on_it(share: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """Row 11."""
    from diversion.viz.view.serve import server

    served = []
    monkeypatch.setattr(server, "serve", lambda wanted, _say: served.append(wanted.db))
    assert main(["view", "--no-open", "--db", str(share)]) == 0, capsys.readouterr().err
    assert served == [str(share)]


def test_named_scenarios_are_read_there_and_a_new_one_is_refused(tmp_path: Path) -> None:
    """Row 11."""
    place = tmp_path / "share" / "runs.sqlite"
    place.parent.mkdir()
    links = Links(place)
    links.save("mine", "place=blackpool", 9)
    with only_readable(place):
        before = snapshot(place.parent)
        assert links.all() == {"mine": "place=blackpool"}
        for change in (lambda: links.save("other", "x", 9), lambda: links.forget("mine")):
            with pytest.raises(InputError, match="cannot be written"):
                change()
        assert snapshot(place.parent) == before


def test_the_desk_of_the_view_reads_what_is_kept_there_and_computes_the_rest(tmp_path: Path) -> None:
    """Row 11: a lever that is moved has an answer all the same."""
    place = tmp_path / "share" / "runs.sqlite"
    place.parent.mkdir()
    compare("blackpool", ["current"], years=1, run_in=0, replicates=1, db=place)
    plan = make_plan("blackpool", ["current"], years=1, run_in=0, replicates=2)
    with only_readable(place), open_to_use(place, compute=True) as store:
        before = snapshot(place.parent)
        found: list[int] = []
        batch = run(comparison(plan), store, sink=lambda _, result: found.append(result.replicate))
        assert (batch.read, batch.computed, batch.failed, sorted(found)) == (2, 2, 0, [0, 0, 1, 1])
        assert snapshot(place.parent) == before
