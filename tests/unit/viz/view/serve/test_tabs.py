"""Rows V4 and V5: how many tabs there may be, which of them makes way, and who is told that one was lost."""

import threading
import time
from collections.abc import Callable

import pytest

from diversion.viz.view.serve.tabs import FULL, MOST, MOST_CLOSING, MOST_OF_ONE, TOO_MANY, Tabs
from diversion.viz.view.serve.tabs import tabs as the_tabs

GRACE = 0.3


def open_tabs(tabs: Tabs, visitor: str, count: int) -> list[str]:
    """So many tabs of one visitor, by their kernels."""
    names = [f"{visitor} {number}" for number in range(count)]
    for name in names:
        assert tabs.come(name, visitor) == ""
        tabs.kernel_began(name)
    return names


def full(tabs: Tabs) -> None:
    for number in range(MOST // MOST_OF_ONE):
        open_tabs(tabs, f"visitor{number}", MOST_OF_ONE)


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_one_visitor_has_only_so_many_and_others_have_theirs() -> None:
    tabs = Tabs(lambda _: None)
    mine = open_tabs(tabs, "greedy", MOST_OF_ONE)
    assert tabs.refusal("greedy") == tabs.come("more", "greedy") == TOO_MANY.format(many=MOST_OF_ONE)
    assert tabs.refusal("modest") == tabs.come("one", "modest") == ""
    assert tabs.come(mine[0], "greedy") == ""  # another connection of one that is there


def test_a_server_that_is_full_says_so_until_a_tab_is_lost_and_makes_way() -> None:
    ended: list[str] = []
    tabs = Tabs(ended.append)
    full(tabs)
    assert tabs.refusal("new") == tabs.come("new", "new") == FULL.format(many=MOST)
    tabs.go("visitor1 3")
    tabs.go("visitor0 5")
    assert tabs.refusal("new") == tabs.come("new", "new") == ""
    until(lambda: ended == ["visitor1 3"])  # the one that was lost first
    assert tabs.come("visitor1 3", "visitor1") != ""  # while its kernel is being ended
    tabs.kernel_ended("visitor1 3")
    assert tabs.count == MOST


def test_visitors_who_never_take_a_cookie_keep_out_nobody_who_comes_for_the_first_time() -> None:
    tabs = Tabs(lambda _: None)
    for name in open_tabs(tabs, "", MOST_OF_ONE):
        tabs.go(name)
    for number in range(2 * MOST_CLOSING):
        tabs.come(f"more {number}", "")
    assert tabs.come("one more", "") == TOO_MANY.format(many=MOST_OF_ONE)
    assert tabs.refusal("") == ""  # whoever asks for a page has none yet
    assert tabs.come("new", "new") == ""


def test_tabs_lost_by_hundreds_leave_no_more_than_there_may_be() -> None:
    tabs: Tabs
    tabs = Tabs(lambda kernel: tabs.kernel_ended(kernel))
    for number in range(10 * MOST):
        until(lambda: not tabs.refusal("one"))
        assert tabs.come(str(number), "one") == ""
        tabs.kernel_began(str(number))
        tabs.go(str(number))
        assert tabs.count <= MOST_OF_ONE + MOST_CLOSING


def test_kernels_that_cannot_be_ended_do_not_pile_up() -> None:
    tabs = Tabs(lambda _: None)
    for name in open_tabs(tabs, "one", MOST_OF_ONE):
        tabs.go(name)
    refused = 0
    for number in range(100):
        if tabs.come(str(number), "one"):
            refused += 1
            continue
        tabs.kernel_began(str(number))
        tabs.go(str(number))
    assert refused == 100 - MOST_CLOSING
    assert tabs.count == MOST_OF_ONE + MOST_CLOSING


def test_a_tab_without_a_kernel_is_forgotten_as_soon_as_it_goes() -> None:
    tabs = Tabs(lambda _: None)
    assert tabs.come("one", "") == ""
    tabs.go("one")
    assert tabs.count == 0
    for each in (tabs.go, tabs.kernel_began, tabs.kernel_ended):
        each("nobody")
    assert tabs.count == 0


def test_nobody_comes_back_to_the_tab_of_another() -> None:
    tabs = Tabs(lambda _: None)
    open_tabs(tabs, "one", 1)
    assert tabs.come("one 0", "other") != ""


def test_whoever_works_for_a_tab_is_told_that_it_is_lost_and_that_it_is_back() -> None:
    tabs = Tabs(lambda _: None, GRACE, GRACE / 3)
    (name,) = open_tabs(tabs, "one", 1)
    told: list[str] = []
    end = tabs.watch(name, lambda: told.append("lost"), lambda: told.append("back"))
    tabs.go(name)
    until(lambda: told == ["lost"])
    tabs.come(name, "one")
    until(lambda: told == ["lost", "back"])
    end()
    tabs.go(name)
    time.sleep(3 * GRACE)
    assert told == ["lost", "back"]
    late = threading.Event()
    tabs.watch(name, late.set, lambda: None)  # begun after it was lost
    assert late.wait(30)


def test_a_tab_that_is_back_in_time_was_never_lost() -> None:
    tabs = Tabs(lambda _: None, 30.0, 0.01)
    (name,) = open_tabs(tabs, "one", 1)
    told: list[str] = []
    tabs.watch(name, lambda: told.append("lost"), lambda: told.append("back"))
    for _ in range(5):
        tabs.go(name)
        time.sleep(0.02)
        tabs.come(name, "one")
    tabs.come(name, "one")
    tabs.go(name)  # one of two connections
    assert told == []


def test_one_that_keeps_its_watcher_waiting_keeps_nobody_else() -> None:
    tabs = Tabs(lambda _: None, GRACE, GRACE / 3)
    stuck, free = open_tabs(tabs, "one", 2)
    go_on, told = threading.Event(), threading.Event()

    def stay() -> None:
        go_on.wait(30)

    tabs.watch(stuck, stay, lambda: None)
    tabs.watch(free, told.set, lambda: None)
    tabs.go(stuck)
    tabs.go(free)
    assert told.wait(20)
    go_on.set()


def test_when_the_server_ends_all_work_is_broken_off() -> None:
    tabs = Tabs(lambda _: None)
    told: list[str] = []
    for name in open_tabs(tabs, "one", 3):
        tabs.watch(name, lambda: told.append("lost"), lambda: None)
    tabs.lose_all()
    until(lambda: len(told) == 3)


def test_a_tab_whose_end_fails_keeps_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its place was taken for good, until no lost tab could make way any more."""
    kernel_context = pytest.importorskip("solara.server.kernel_context")

    class Stuck:
        def close(self) -> None:
            raise RuntimeError("a page's own end fails")

    those = the_tabs.__wrapped__()
    monkeypatch.setattr(kernel_context, "contexts", {"one 0": Stuck()})
    monkeypatch.setattr(threading, "excepthook", lambda _: None)  # told in the server's log
    for name in open_tabs(those, "one", MOST_OF_ONE):
        those.go(name)
    assert those.come("more", "one") == ""
    until(lambda: those.count == MOST_OF_ONE)
