"""The bench carries an analysis out once for all who want it, and one that is begun again waits for the one before."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("solara")

from diversion.viz.view.visitor import analysing
from diversion.viz.view.visitor.chosen import Chosen
from diversion.viz.view.visitor.running import Desk

PATIENCE = 30.0


def study_of(fingerprint: str) -> Any:
    return SimpleNamespace(experiment=SimpleNamespace(fingerprint=fingerprint, runs=4), plan=Chosen().plan())


class Runs:
    """In place of `run`: stays in the database until it is let out, whoever wants it to stop."""

    def __init__(self) -> None:
        self.began, self.out = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, *_: object, **__: object) -> SimpleNamespace:
        self.began.release()
        assert self.out.acquire(timeout=PATIENCE)
        return SimpleNamespace(done=4, total=4, number=1, failed=0)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    found = Runs()
    monkeypatch.setattr(analysing, "run", found)
    monkeypatch.setattr(analysing, "must_end_too", lambda _: None)
    return found


def test_an_analysis_begun_again_waits_until_the_one_before_is_out_of_the_database(runs: Runs, tmp_path: Path) -> None:
    """Stop and Begin, or a tab that was lost and is back: "another program is computing it" was all there was to read."""
    bench = analysing.Bench(Desk(tmp_path / "runs.sqlite"))
    bench.leave(bench.ask(study_of("same"), "one"), "one")
    assert runs.began.acquire(timeout=PATIENCE)
    again = bench.ask(study_of("same"), "one")
    assert not runs.began.acquire(timeout=0.5)
    other = bench.ask(study_of("another"), "one")
    assert runs.began.acquire(timeout=PATIENCE)  # which waits for nothing
    for _ in range(3):
        runs.out.release()
    for analysis in (again, other):
        seen = analysis.wait(None, 0.0)
        while not seen.ended:
            seen = analysis.wait(seen, PATIENCE)
        assert (seen.number, seen.error) == (1, "")
        bench.leave(analysis, "one")
