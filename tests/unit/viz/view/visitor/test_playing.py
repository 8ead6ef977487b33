"""What is played for one visitor is not stepped where nobody watches any more."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("solara")

from diversion.viz.view.visitor.chosen import Chosen
from diversion.viz.view.visitor.playing import Stage
from diversion.viz.view.visitor.shares import Shares, Turn, Work


def test_a_stage_that_is_left_while_it_waits_for_its_place_steps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was stepped without a place, beside whoever had that."""
    released: list[int] = []

    def run(_days: int) -> None:
        raise AssertionError("stepped without a place")

    stage, stop = Stage(Chosen().plan(), ("none", "pre-arrest"), lambda _: None), threading.Event()
    monkeypatch.setattr(stage, "_look", lambda _: None)
    stage._worker = threading.current_thread()
    model = SimpleNamespace(run=run, release=lambda: released.append(1))
    trunk: Any = SimpleNamespace(fork=lambda _: model)
    stage.step(5)
    timer = threading.Timer(0.2, stop.set)
    timer.start()
    stage._play_once(trunk, Turn(Shares(0, 1e15), Work(1.0), lambda: ("one",), stop))
    assert released == [1, 1]
