"""Shares processors and memory fairly between visitors: whoever has had least goes first, asked anew while a run is lived.

Core objects: Shares, what there is to share; Turn, the part of one piece of work in it, which a run takes for its flag to stop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Final, Self

from ....experiments.plans import Plan
from ....experiments.runs import MOST_OF_MEMORY, free_memory, processors
from ....scenarios.parameters import InputError

# Measured on London, and on England and Wales: while a world is built it takes twice of what it takes afterwards.
BYTES_AT_MOST: Final = 1000  # a person, of all who are ever in it
LARGE: Final = 100_000  # people of which a step takes long: these never keep places from others
SLICE: Final = 0.05  # seconds that a piece of work keeps its place at least: handing it on takes a moment too
AHEAD: Final = 5.0  # seconds that a first answer may have had more than others and still goes first
LOOK: Final = 0.1  # seconds between two looks at whether what waits is still wanted
MOST_FOR_LARGE: Final = 0.8  # of the memory: the rest is for small places
MOST_FOR_ONE: Final = 0.5  # of the memory, for one visitor, unless a single piece of work takes more
MOST_KNOWN: Final = 1000  # visitors whose use is remembered


@dataclass(frozen=True, slots=True)
class Work:
    """What sharing must know of a piece of work: how many people it has, all who ever come, and whether it is a first answer."""

    people: float
    first: bool = False
    everybody: float = 0.0

    @classmethod
    def of(cls, plan: Plan, first: bool = False) -> Self:
        """What is to be known of a single run of a plan."""
        return cls(plan.people, first, plan.everybody)

    @property
    def large(self) -> bool:
        """Whether single steps of it take long."""
        return self.people > LARGE

    @property
    def bytes(self) -> float:
        """How much memory it takes."""
        return max(self.people, self.everybody) * BYTES_AT_MOST


class Turn(threading.Event):
    """The part of one piece of work: entered, it has a place; looked at, it gives that up where others have had less."""

    def __init__(self, shares: Shares, work: Work, whose: Callable[[], Collection[str]], stop: threading.Event) -> None:
        """Get ready; `whose` are the visitors who want it at this moment, `stop` says that nobody does."""
        super().__init__()
        self.work, self.whose, self.stop = work, whose, stop
        self.began = 0.0
        self.had = 0.0  # seconds
        self.placed = threading.Event()
        self._shares = shares

    def __enter__(self) -> Turn:
        """Wait for a place; with none where `stop` is set meanwhile, which `is_set` then says."""
        self._shares.take(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        self._shares.give(self)

    def is_set(self) -> bool:
        """Whether to stop; first lets those go ahead who have had less."""
        if not self.stop.is_set() and time.monotonic() - self.began > SLICE:
            self._shares.step(self)
        return self.stop.is_set()


class Shares:
    """So many places for large work and as many for small, and so much memory."""

    def __init__(self, places: int, memory: float, free: Callable[[], float] = lambda: float("inf")) -> None:
        """Nobody has anything yet; `memory` is for all together, `free` says how much of it others have left."""
        self._places, self._memory, self._free = places, memory, free
        self._lock = threading.Lock()
        self._looked = 0.0  # when it was last looked who may go on
        self._running: set[Turn] = set()
        self._waiting: set[Turn] = set()
        self._holding: dict[Turn, str] = {}  # who has memory, running or pausing, and for whom
        self._used: dict[str, float] = {}  # seconds of each visitor

    def must_fit(self, plan: Plan) -> None:
        """Make sure that a single run of a plan finds memory here at all.

        Raises:
            InputError: it never will.
        """
        work = Work.of(plan)
        needed = work.bytes
        most = self._memory * (MOST_FOR_LARGE if work.large else 1.0)
        if needed > most:
            raise InputError(
                f"{plan.locality.title} takes about {needed / 1e9:.1f} GB of memory, and {most / 1e9:.1f} GB can be lent "
                "here; choose a smaller place, or use the command line."
            )

    def take(self, turn: Turn) -> None:
        """Wait until this is next, or is not wanted any more."""
        with self._lock:
            self._join(turn)
            turn.placed.clear()
            self._waiting.add(turn)
            self._hand_on()
        while not (turn.placed.wait(LOOK) or turn.stop.is_set()):
            with self._lock:
                if time.monotonic() - self._looked > LOOK:
                    self._hand_on()  # others on this machine may have left some memory
        with self._lock:
            self._waiting.discard(turn)

    def give(self, turn: Turn) -> None:
        """Leave the place, and the memory with it."""
        with self._lock:
            self._charge(turn)
            self._running.discard(turn)
            self._holding.pop(turn, None)
            self._hand_on()

    def step(self, turn: Turn) -> None:
        """Go on, unless somebody who waits has had less: then they go first."""
        with self._lock:
            self._charge(turn)
            waits = self._first_of(turn.work.large)
            if waits is None or turn not in self._running or self._had(waits) >= self._had(turn):
                return
            self._running.discard(turn)
        self.take(turn)

    def _hand_on(self) -> None:
        """Give every place that is free to whoever has had least."""
        self._looked = time.monotonic()
        for large in (False, True):
            taken = sum(each.work.large == large for each in self._running)
            for _ in range(self._places - taken):
                turn = self._first_of(large)
                if turn is None:
                    break
                self._waiting.discard(turn)
                self._place(turn)

    def _join(self, turn: Turn) -> None:
        """Whoever comes anew begins with what those have had who had least: neither in debt nor with savings."""
        owner = self._owner(turn)
        active = {self._owner(each) for each in (*self._running, *self._waiting)}
        if owner not in active:
            least = min((self._used.get(each, 0.0) for each in active), default=0.0)
            if len(self._used) > MOST_KNOWN:
                self._used = {each: self._used[each] for each in active if each in self._used}
            self._used[owner] = max(least, self._used.get(owner, 0.0))

    def _place(self, turn: Turn) -> None:
        turn.began = time.monotonic()
        self._running.add(turn)
        self._holding.setdefault(turn, self._owner(turn))
        turn.placed.set()

    def _charge(self, turn: Turn) -> None:
        if turn in self._running:
            now = time.monotonic()
            owner = self._owner(turn)
            self._used[owner] = self._used.get(owner, 0.0) + now - turn.began
            turn.had += now - turn.began
            turn.began = now

    def _owner(self, turn: Turn) -> str:
        """Whoever has had least of those who want it; work that two want is nobody's burden alone."""
        return min(turn.whose(), key=lambda each: (self._used.get(each, 0.0), each), default="")

    def _had(self, turn: Turn) -> tuple[float, float]:
        """What its visitor has had, and of that this piece of work, so that those of one visitor take turns as well."""
        return self._used.get(self._owner(turn), 0.0) - AHEAD * turn.work.first, turn.had

    def _first_of(self, large: bool) -> Turn | None:
        """Who of those that wait, and for whom there is memory, has had least."""
        those = [each for each in self._waiting if each.work.large == large]
        if not those:
            return None
        fits = self._room(large)
        return min(filter(fits, those), key=self._had, default=None)

    def _room(self, large: bool) -> Callable[[Turn], bool]:
        """Tells for whom there is memory now; what already has some goes on, and when nothing has any, one is tried."""
        of = dict[str, float]()
        for each, owner in self._holding.items():
            of[owner] = of.get(owner, 0.0) + each.work.bytes
        of_large = sum(each.work.bytes for each in self._holding if each.work.large)
        left = min(self._memory - sum(of.values()), self._free())
        if large:
            left = min(left, MOST_FOR_LARGE * self._memory - of_large)

        def fits(turn: Turn) -> bool:
            if turn in self._holding or not self._holding:
                return True
            mine, needed = of.get(self._owner(turn), 0.0), turn.work.bytes
            return needed <= left and not (mine and mine + needed > MOST_FOR_ONE * self._memory)

        return fits


@cache
def shares() -> Shares:
    """The one thing to share of this server: its processors, and the memory that is free when it is first asked for."""
    return Shares(processors(), MOST_OF_MEMORY * free_memory(), lambda: MOST_OF_MEMORY * free_memory())
