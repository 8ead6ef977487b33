"""Work that one page asks for and that takes a moment: done in a thread, broken off when the page goes or wants other work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import solara

from ....model.simulation import Stopped
from ....scenarios.parameters import InputError

T = TypeVar("T")
MOST_LARGE: Final = 2  # pieces of work at a time that fill much memory, of all visitors together
LOOK: Final = 0.1  # seconds between two looks at whether one that waits for its turn is still wanted
_turns: Final = threading.BoundedSemaphore(MOST_LARGE)


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What came of some work: its result, or a sentence about why there is none; neither while it is under way."""

    about: Any = None
    result: T | None = None
    error: str = ""


def use_work(make: Callable[[threading.Event], T], about: Any, large: bool = False) -> Work[T]:
    """What `make` gives, once it is there; done anew when it is `about` something else. `make` gets a flag to stop at.

    Of `large` work only so much is done at a time; what has to wait its turn stops waiting when nobody wants it any more.
    """
    empty: Work[T] = Work()
    work, set_work = solara.use_state(empty)

    def begin() -> Callable[[], None]:
        stop = threading.Event()
        do = _take_turn if large else _do
        threading.Thread(target=lambda: do(make, about, stop, set_work), name="diversion-work", daemon=True).start()
        return stop.set

    solara.use_effect(begin, [about])
    return work if work.about == about else empty


def _take_turn(
    make: Callable[[threading.Event], T], about: Any, stop: threading.Event, done: Callable[[Work[T]], None]
) -> None:
    while not _turns.acquire(timeout=LOOK):
        if stop.is_set():
            return
    try:
        if not stop.is_set():
            _do(make, about, stop, done)
    finally:
        _turns.release()


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
