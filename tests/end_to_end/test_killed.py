"""A batch that is killed again and again, on either database: nothing is lost, nothing is done twice, the tables are the same."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from diversion.experiments.exports.exporting import export
from diversion.experiments.store.store import Store

KILLS = 50


@pytest.fixture
def two_urls(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Two empty databases of the same kind."""
    if url.startswith("sqlite"):
        return url, f"sqlite:///{tmp_path / 'calm.sqlite'}"
    new: Callable[[], object] = request.getfixturevalue("postgresql")
    return url, str(new().render_as_string(hide_password=False))  # type: ignore[attr-defined]


def tables(url: str, folder: Path) -> dict[str, bytes]:
    """What is exported about outcomes, differences and scenarios, and which runs there are, but for when and how fast."""
    with Store.open(url) as store:
        (line,) = store.experiments()
        runs = [(run.scenario, run.replicate, run.regime, run.identity, run.status) for run in store.runs(line.id)]
    folder.mkdir()
    export(line.id, folder / "found.csv", url)
    names = ("found.csv", "found-differences.csv", "found-scenarios.csv")
    return {"runs": repr(runs).encode(), **{name: (folder / name).read_bytes() for name in names}}


def opens_clean(url: str) -> bool:
    """Whether SQLite finds nothing wrong with the file."""
    if not url.startswith("sqlite"):
        return True
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))


@pytest.mark.slow
def test_a_batch_that_is_killed_fifty_times_ends_like_one_that_is_not(
    two_urls: tuple[str, str], tmp_path: Path
) -> None:
    url, calm = two_urls
    command = [sys.executable, str(Path(__file__).with_name("killing.py")), calm, url, str(KILLS), "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["lost"] == []
    assert "failed" not in said["happened"]
    assert said["happened"].count("killed") >= 0.5 * KILLS  # on a busy machine some come when all is done
    assert any(0 < kept < 2000 for kept in said["progress"])
    assert opens_clean(url)
    found = tables(url, tmp_path / "killed")
    assert found["runs"].count(b"succeeded") == 2000
    assert found == tables(calm, tmp_path / "calm")
