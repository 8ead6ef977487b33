"""What one visitor has on the screen: the scenario, the steps back from it, and the answer as it gets better.

Everything here belongs to one open tab: the server gives each a copy of its own, and nobody sees another's.
"""

from __future__ import annotations

import os
import threading
import time
from functools import cache
from typing import Final

import solara
from solara.server import kernel_context

from ...scenarios.parameters import InputError
from .chosen import Chosen
from .link import chosen_of
from .running import Answer, Desk

DB: Final = "DIVERSION_VIEW_DB"  # where the server that runs this was told to keep runs
SANDBOX: Final = "DIVERSION_VIEW_SANDBOX"
PACE: Final = 0.3  # seconds between two pictures: faster, and the browser would never finish drawing one
MOST_STEPS_BACK: Final = 100

scenario: solara.Reactive[Chosen] = solara.reactive(Chosen())
past: solara.Reactive[tuple[Chosen, ...]] = solara.reactive(())
answer: solara.Reactive[Answer] = solara.reactive(Answer())
problem: solara.Reactive[str] = solara.reactive("")


@cache
def desk() -> Desk:
    """The one desk of this server."""
    return Desk(os.environ.get(DB) or None)


def sandbox() -> bool:
    """Whether the server was started for a meeting: few levers and a locked baseline."""
    return bool(os.environ.get(SANDBOX))


def change(wanted: Chosen) -> None:
    """Look at another scenario; one that cannot be meant leaves everything as it is, with a sentence that says why."""
    try:
        wanted.plan()
    except InputError as error:
        problem.value = str(error)
        return
    problem.value = ""
    if wanted != scenario.value:
        past.value = (*past.value, scenario.value)[-MOST_STEPS_BACK:]
        scenario.value = wanted


def undo() -> None:
    """Go one step back."""
    problem.value = ""
    if past.value:
        *before, last = past.value
        past.value, scenario.value = tuple(before), last


def restore(query: str | None) -> None:
    """Look at what a link says; what is wrong with it is said, and the usual scenario shown instead."""
    if query is None:
        return
    try:
        scenario.value = chosen_of(query)
    except InputError as error:
        problem.value = f"{error} The usual scenario is shown instead."


def use_answer() -> None:
    """Keep `answer` in step with `scenario` for as long as the tab is open; used once, by the page around all pages."""

    def begin() -> object:
        wanted = scenario.value
        try:
            with kernel_context.without_context():  # its work belongs to all visitors, and outlives this one
                job = desk().ask(wanted)
        except InputError as error:
            answer.value = Answer(wanted, error=str(error))
            return None
        gone = threading.Event()

        def follow() -> None:
            seen = answer.peek()
            while not gone.is_set():
                newest = job.wait(seen, PACE)
                if newest is not seen and (newest.done or newest.error) and not gone.is_set():
                    answer.value = seen = newest
                    if newest.finished:
                        return
                    time.sleep(PACE)

        threading.Thread(target=follow, daemon=True).start()

        def end() -> None:
            gone.set()
            desk().leave(job)

        return end

    solara.use_effect(begin, [scenario.value])
