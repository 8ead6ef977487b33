"""A colleague's store that can only be read is listed, shown, exported and computed again, and nothing in it is touched."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from diversion.experiments.cli.app import main
from diversion.experiments.store.store import Store

SHORT = ("--years", "1", "--run-in", "0", "--replicates", "1", "--regime", "current", "--quiet")
Captured = pytest.CaptureFixture[str]


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
