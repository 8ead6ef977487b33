"""Row V5: work for a tab is broken off when that is lost, begun anew when it is back, and ended once."""

import time
from collections.abc import Callable, Iterator

import pytest

solara = pytest.importorskip("solara")
from solara.server import kernel_context  # noqa: E402

from diversion.viz.view.serve.tabs import Tabs  # noqa: E402
from diversion.viz.view.visitor import here  # noqa: E402


@pytest.fixture
def tabs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tabs]:
    found = Tabs(lambda _: None, 0.2, 0.05)
    monkeypatch.setattr(here, "tabs", lambda: found)
    context = kernel_context.VirtualKernelContext(id="tab", session_id="one", kernel=kernel_context.kernel.Kernel())
    found.come("tab", "one")
    found.kernel_began("tab")
    with context:
        yield found


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_work_ends_when_its_tab_is_lost_and_begins_anew_when_it_is_back(tabs: Tabs) -> None:
    happened: list[str] = []

    @solara.component
    def Page() -> None:
        def begin() -> Callable[[], None]:
            happened.append("begun")
            return lambda: happened.append("ended")

        here.use_effect_while_here(begin, [])
        solara.Text("")

    _, page = solara.render(Page(), handle_error=False)
    assert happened == ["begun"]
    tabs.go("tab")
    until(lambda: happened == ["begun", "ended"])
    tabs.come("tab", "one")
    until(lambda: happened == ["begun", "ended", "begun"])
    page.close()
    assert happened == ["begun", "ended"] * 2


def test_a_visitor_is_known_by_the_cookie_and_those_without_are_one(tabs: Tabs) -> None:
    assert tabs.count == 1 and here.visitor() == "one"
    kernel_context.get_current_context().session_id = f"{here.NO_COOKIE}:1234"
    assert here.visitor() == ""
    with kernel_context.without_context():
        assert here.visitor() == ""
