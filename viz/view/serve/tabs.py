"""Knows the open tabs: how many there may be, whose they are, and which of them lost their connection and did not come back.

Core object: Tabs. Where room is short a lost tab makes way; what works for a tab is told when that is lost, and when it is back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

GRACE: Final = 20.0  # seconds that a lost tab's work goes on, because connections are lost for a moment all the time
LOOK: Final = 1.0  # seconds between two looks at lost tabs
MOST: Final = 60  # tabs, of which each has threads and some megabytes
MOST_OF_ONE: Final = 12  # tabs of one visitor; those without a cookie count as one
MOST_CLOSING: Final = 20  # lost tabs that have made way and are not gone yet
FULL: Final = "As many people look at this server as it can serve at a time ({many}); try again in a minute."
TOO_MANY: Final = (
    "You have {many} pages open here, the most for one visitor; close one of them and load this one again."
)
GONE: Final = "This page is not there any more; load it again."
Call = Callable[[], None]


@dataclass(frozen=True, slots=True, eq=False)
class Watcher:
    """Whoever works for a tab: told that it is lost, and that it is back."""

    lost: Call
    back: Call


@dataclass(slots=True, eq=False)
class Tab:
    """One tab, by its kernel; `since` is when the last of its connections was lost."""

    visitor: str
    connections: int = 0
    since: float = 0.0
    lost: bool = False
    has_kernel: bool = False
    watchers: list[Watcher] = field(default_factory=list)


class Tabs:
    """The open tabs of one server; asked from any thread, and never keeps one waiting."""

    def __init__(self, close: Callable[[str], None], grace: float = GRACE, look: float = LOOK) -> None:
        """None is open yet; `close` ends the kernel of a lost tab that must make way, and may take its time."""
        self._close, self._grace, self._look_every = close, grace, look
        self._tabs: dict[str, Tab] = {}
        self._closing: set[str] = set()
        self._lock = threading.Lock()
        self._looks = False

    def refusal(self, visitor: str) -> str:
        """Why this visitor may not open another tab, in one sentence; nothing where they may.

        Whoever has no cookie yet comes for the first time, and is not one of those who never take one.
        """
        with self._lock:
            return self._refusal(visitor) if visitor else self._full([*self._tabs.values()], MOST, FULL)

    def come(self, kernel: str, visitor: str) -> str:
        """A tab connects, for the first time or again; the sentence that refuses it, or nothing."""
        with self._lock:
            tab = self._tabs.get(kernel)
            if kernel in self._closing or (tab is not None and tab.visitor != visitor):
                return GONE
            if tab is None:
                if refusal := self._refusal(visitor):
                    return refusal
                self._make_room(visitor)
                tab = self._tabs[kernel] = Tab(visitor)
            tab.connections += 1
            told = tuple(tab.watchers) if tab.lost else ()
            tab.lost = False
        _tell(each.back for each in told)
        return ""

    def go(self, kernel: str) -> None:
        """One of a tab's connections is gone."""
        with self._lock:
            tab = self._tabs.get(kernel)
            if tab is None:
                return
            tab.connections -= 1
            tab.since = time.monotonic()
            if not (tab.connections or tab.has_kernel):
                del self._tabs[kernel]
            if not self._looks:
                self._looks = True
                threading.Thread(target=self._look, name="diversion-tabs", daemon=True).start()

    def kernel_began(self, kernel: str) -> None:
        """There is something behind this tab that stays when its connection is lost."""
        with self._lock:
            if kernel in self._tabs:
                self._tabs[kernel].has_kernel = True

    def kernel_ended(self, kernel: str) -> None:
        """There is nothing behind it any more."""
        with self._lock:
            self._closing.discard(kernel)
            tab = self._tabs.get(kernel)
            if tab is not None:
                tab.has_kernel = False
                if not tab.connections:
                    del self._tabs[kernel]

    def watch(self, kernel: str, lost: Call, back: Call) -> Call:
        """Call one when this tab is lost for good and the other when it is back nevertheless; gives what ends that."""
        watcher = Watcher(lost, back)
        with self._lock:
            tab = self._tabs.get(kernel)
            if tab is not None:
                tab.watchers.append(watcher)
        if tab is None:
            return lambda: None
        if tab.lost:
            _tell((lost,))

        def end() -> None:
            with self._lock:
                if watcher in tab.watchers:
                    tab.watchers.remove(watcher)

        return end

    def lose_all(self) -> None:
        """The server ends: nobody's work goes on."""
        with self._lock:
            told = [each for tab in self._tabs.values() for each in tab.watchers]
        _tell(each.lost for each in told)

    @property
    def count(self) -> int:
        """How many there are, those that make way included."""
        return len(self._tabs) + len(self._closing)

    def _refusal(self, visitor: str) -> str:
        mine = [tab for tab in self._tabs.values() if tab.visitor == visitor]
        return self._full(mine, MOST_OF_ONE, TOO_MANY) or self._full([*self._tabs.values()], MOST, FULL)

    def _full(self, those: Sequence[Tab], most: int, sentence: str) -> str:
        """The sentence, where there are as many of those as there may be and none of them can make way."""
        if len(those) < most or (len(self._closing) < MOST_CLOSING and not all(tab.connections for tab in those)):
            return ""
        return sentence.format(many=most)

    def _make_room(self, visitor: str) -> None:
        """Let the tab make way that was lost longest, one of the same visitor first."""
        mine = [name for name, tab in self._tabs.items() if tab.visitor == visitor]
        among = mine if len(mine) >= MOST_OF_ONE else list(self._tabs) if len(self._tabs) >= MOST else []
        lost = [name for name in among if not self._tabs[name].connections]
        if lost:
            name = min(lost, key=lambda each: self._tabs[each].since)
            del self._tabs[name]
            self._closing.add(name)
            threading.Thread(target=self._close, args=(name,), name="diversion-close", daemon=True).start()

    def _look(self) -> None:
        while True:
            time.sleep(self._look_every)
            limit = time.monotonic() - self._grace
            with self._lock:
                lost = [tab for tab in self._tabs.values() if not (tab.connections or tab.lost) and tab.since < limit]
                for tab in lost:
                    tab.lost = True
                told = [each for tab in lost for each in tab.watchers]
            _tell(each.lost for each in told)


def _tell(calls: Iterable[Call]) -> None:
    """Each in a thread of its own: one that has to wait for its tab shall not keep the others waiting."""
    for call in calls:
        threading.Thread(target=call, name="diversion-told", daemon=True).start()


@cache
def tabs() -> Tabs:
    """The tabs of this server."""
    from solara.server import kernel_context  # with Solara, which must find its settings when it is imported

    def close(kernel: str) -> None:
        try:
            context = kernel_context.contexts.get(kernel)
            if context is not None:
                context.close()
        finally:  # what goes wrong at its end is for the log, and takes nobody's place
            found.kernel_ended(kernel)

    found = Tabs(close)
    return found
