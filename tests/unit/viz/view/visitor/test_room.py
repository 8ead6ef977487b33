"""What would take all memory or hours is refused before it begins; large work waits its turn, and not for nobody."""

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

solara = pytest.importorskip("solara")

from diversion.scenarios.parameters import InputError  # noqa: E402
from diversion.viz.view.visitor import room  # noqa: E402
from diversion.viz.view.visitor.chosen import Chosen  # noqa: E402
from diversion.viz.view.visitor.playing import Played, Stage  # noqa: E402
from diversion.viz.view.visitor.shares import LARGE, Shares  # noqa: E402
from diversion.viz.view.visitor.working import use_work  # noqa: E402

GIB = 2**30


def with_free(monkeypatch: pytest.MonkeyPatch, gib: float) -> None:
    """As on a machine with so much memory free."""
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=gib * GIB))


def test_a_country_is_never_shown_one_person_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with_free(monkeypatch, 4096)
    for logged in (False, True):
        with pytest.raises(InputError, match="too large to show one person at a time here"):
            room.must_fit(Chosen("england-and-wales", years=1).plan(), 2, logged)


@pytest.mark.parametrize(
    ("place", "years", "gib"), [("greater-manchester", 3, 6), ("london", 3, 16), ("blackpool", 10, 1)]
)
def test_memory_decides_about_other_places(monkeypatch: pytest.MonkeyPatch, place: str, years: int, gib: float) -> None:
    plan = Chosen(place, years=years).plan()
    with_free(monkeypatch, gib)
    room.must_fit(plan, 4, logged=True)
    with_free(monkeypatch, gib / 8)
    with pytest.raises(InputError, match="smaller place"):
        room.must_fit(plan, 4, logged=True)


def test_what_the_pages_offer_can_be_looked_at() -> None:
    room.must_end(Chosen("england-and-wales", years=5).plan())


def test_a_stage_for_too_many_says_so() -> None:
    scenes: list[Played] = []
    Stage(Chosen("england-and-wales").plan(), ("none", "pre-arrest"), scenes.append).begin()
    until(lambda: bool(scenes))
    assert "too large" in scenes[0].error


def test_large_work_waits_its_turn_unless_it_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    share = Shares(2, 1e15)
    monkeypatch.setattr("diversion.viz.view.visitor.working.shares", lambda: share)
    begun: list[int] = []
    go_on = threading.Event()

    @solara.component
    def Working(number: int) -> None:
        def make(_: Any) -> int:
            begun.append(number)
            go_on.wait(30)
            return number

        use_work(make, number, LARGE + 1)
        solara.Text("")

    def work(number: int) -> Any:
        return solara.render(Working(number), handle_error=False)[1]

    busy = [work(number) for number in range(2)]
    until(lambda: len(begun) == 2)
    given_up, patient = work(8), work(9)
    time.sleep(0.3)
    assert sorted(begun) == list(range(2))
    given_up.close()
    time.sleep(0.3)
    go_on.set()
    until(lambda: 9 in begun)
    assert 8 not in begun
    for each in (*busy, patient):
        each.close()


def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    limit = time.monotonic() + 30
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.02)
