"""A batch that is killed again and again, on either database: nothing is lost, nothing is done twice, the tables are the same."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diversion.experiments.store import Store

KILLS = 50


@pytest.fixture
def two_urls(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Two empty databases of the same kind."""
    if url.startswith("sqlite"):
        return url, f"sqlite:///{tmp_path / 'calm.sqlite'}"
    new: Callable[[], object] = request.getfixturevalue("postgresql")
    return url, str(new().render_as_string(hide_password=False))  # type: ignore[attr-defined]


def tables(url: str) -> Iterator[str]:
    """All that the store says about scenarios, runs and outcomes, but for when and how fast they were computed."""
    with Store.open(url) as store:
        (line,) = store.experiments()
        yield from (repr(each) for each in store.scenarios(line.id))
        for run in store.runs(line.id):
            yield repr((run.scenario, run.replicate, run.regime, run.identity, run.seed, run.status, run.error))
        for some in store.outcomes(line.id):
            yield from (repr((each.scenario, each.replicate, each.regime, each.outcomes)) for each in some)


@pytest.mark.slow
def test_a_batch_that_is_killed_fifty_times_ends_like_one_that_is_not(two_urls: tuple[str, str]) -> None:
    url, calm = two_urls
    command = [sys.executable, str(Path(__file__).with_name("killing.py")), calm, url, str(KILLS), "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["lost"] == []
    assert "failed" not in said["happened"]
    assert said["happened"].count("killed") >= 0.9 * KILLS
    assert any(0 < kept < 2000 for kept in said["progress"])
    assert "\n".join(tables(url)).encode() == "\n".join(tables(calm)).encode()
