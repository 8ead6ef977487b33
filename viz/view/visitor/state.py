"""What one visitor has on the screen: the scenario, the steps back from it, and the answer as it gets better.

Everything here belongs to one open tab: the server gives each a copy of its own, and nobody sees another's.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import cache
from typing import Final

import solara
from solara.server import kernel_context

from ....scenarios.parameters import InputError
from ..serve.environment import DB, GUARDED, SANDBOX
from .answers import Answer, Job
from .chosen import Chosen
from .here import use_effect_while_here, visitor
from .link import chosen_of, query_of
from .named import Named
from .running import Desk

PACE: Final = 0.3  # seconds between two pictures: faster, and the browser would never finish drawing one
MOST_STEPS_BACK: Final = 100

scenario: solara.Reactive[Chosen] = solara.reactive(Chosen())
past: solara.Reactive[tuple[Chosen, ...]] = solara.reactive(())
answer: solara.Reactive[Answer] = solara.reactive(Answer())
problem: solara.Reactive[str] = solara.reactive("")
refusals: solara.Reactive[int] = solara.reactive(0)  # how often something was refused, so that fields show what holds
tour: solara.Reactive[int] = solara.reactive(0)  # the step that is shown; 0 where nobody takes it


@cache
def desk() -> Desk:
    """The one desk of this server."""
    return Desk(os.environ.get(DB) or None)


@cache
def named() -> Named:
    """The named scenarios of this server."""
    return Named(os.environ.get(DB) or None)


def sandbox() -> bool:
    """Whether the server was started for a meeting: few levers and a locked baseline."""
    return bool(os.environ.get(SANDBOX))


def guarded() -> bool:
    """Whether a visitor must have opened the printed link, with its token, before any other."""
    return bool(os.environ.get(GUARDED))


def change(wanted: Chosen) -> None:
    """Look at another scenario; one that cannot be meant leaves everything as it is, with a sentence that says why."""
    who = visitor()
    try:
        chosen_of(query_of(wanted))  # a choice is what a browser says it is, and may name what was never offered
        with kernel_context.without_context():
            desk().ahead(wanted, who)  # drawing the page anew takes a moment too
    except InputError as error:
        problem.value = str(error)
        refusals.value += 1
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
    _use_desk(scenario.value, answer.set)


def use_job(wanted: Chosen) -> Answer:
    """The answer to a scenario that is not the one on the screen, for as long as whoever asks is on the page."""
    state: tuple[Answer, Callable[[Answer], None]] = solara.use_state(Answer())
    found, tell = state
    _use_desk(wanted, tell)
    return found


def _use_desk(wanted: Chosen, tell: Callable[[Answer], None]) -> None:
    """Tell of every answer to a scenario until it changes, or whoever asked is gone: then nobody here wants it."""

    def begin() -> Callable[[], None] | None:
        who = visitor()
        try:
            with kernel_context.without_context():  # its work belongs to all visitors, and outlives this one
                job = desk().ask(wanted, who)
        except InputError as error:
            tell(Answer(wanted, error=str(error)))
            return None
        gone = threading.Event()
        threading.Thread(target=_follow, args=(job, tell, gone), daemon=True).start()

        def end() -> None:
            gone.set()
            desk().leave(job, who)

        return end

    use_effect_while_here(begin, [wanted])


def _follow(job: Job, tell: Callable[[Answer], None], gone: threading.Event) -> None:
    """Pass on each new answer, at a pace that a browser can draw."""
    seen: Answer | None = None
    while not gone.is_set():
        newest = job.wait(seen, PACE)
        if newest is seen or gone.is_set():
            continue
        seen = newest
        if not (newest.done or newest.error):  # nothing yet
            continue
        tell(newest)
        if newest.finished:
            return
        gone.wait(PACE)
