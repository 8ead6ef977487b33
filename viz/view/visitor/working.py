"""Work that one page asks for and that takes a moment: done in a thread, broken off when the page goes or wants other work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import solara

from ....model.simulation import Stopped
from ....scenarios.parameters import InputError
from .here import use_effect_while_here, visitor
from .shares import Turn, shares
from .shares import Work as Share

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What came of some work: its result, or a sentence about why there is none; neither while it is under way."""

    about: Any = None
    result: T | None = None
    error: str = ""


def use_work(make: Callable[[threading.Event], T], about: Any, people: float = 0.0) -> Work[T]:
    """What `make` gives, once it is there; done anew when it is `about` something else. `make` gets a flag to stop at.

    Where it lives through so many `people`, it does so with its visitor's share of this machine: the flag makes it wait.
    """
    empty: Work[T] = Work()
    work, set_work = solara.use_state(empty)
    who = visitor()

    def begin() -> Callable[[], None] | None:
        if work.about == about and (work.result is not None or work.error):  # back after the connection was lost
            return None
        stop = threading.Event()
        do = _take_turn if people else _do
        given = (make, about, Turn(shares(), Share(people, first=True), lambda: (who,), stop), set_work)
        threading.Thread(target=do, args=given, name="diversion-work", daemon=True).start()
        return stop.set

    use_effect_while_here(begin, [about])
    return work if work.about == about else empty


def _take_turn(make: Callable[[threading.Event], T], about: Any, turn: Turn, done: Callable[[Work[T]], None]) -> None:
    with turn:
        if not turn.is_set():
            _do(make, about, turn, done)


def _do(
    make: Callable[[threading.Event], T], about: Any, stop: threading.Event, done: Callable[[Work[T]], None]
) -> None:
    try:
        found = Work(about, make(stop))
    except Stopped:
        return
    except InputError as error:
        found = Work(about, error=str(error))
    except Exception as error:  # our own fault: the visitor gets a sentence, and the server's log the rest
        done(Work(about, error=f"Something went wrong on our side ({type(error).__name__})."))
        raise
    if not stop.is_set():
        done(found)
