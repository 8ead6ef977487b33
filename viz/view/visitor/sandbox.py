"""What a meeting may move: three levers over a locked baseline, whatever a link or a saved scenario says."""

from __future__ import annotations

from typing import Final

from ..parts import SANDBOX, levers_for
from . import state
from .chosen import Chosen

LOCKED: Final = "Sandbox, for meetings: place, regimes, years and all but three levers are locked."
LEFT_OUT: Final = "What else the link says is left out here, because the sandbox is locked."


def locked(chosen: Chosen) -> Chosen:
    """The locked baseline with what was changed of the levers that the sandbox leaves free."""
    baseline = Chosen()
    free = {lever.name for lever in levers_for(baseline.plan(), SANDBOX)}
    for name, value in chosen.changes:
        if name in free:
            baseline = baseline.with_change(name, value)
    return baseline


def allowed(chosen: Chosen) -> Chosen:
    """What may be shown of a scenario: all of it, or in the sandbox what is not locked."""
    return locked(chosen) if state.sandbox() else chosen


def restore(query: str | None) -> None:
    """Look at what a link says, as far as it may; what is left out is said."""
    state.restore(query)
    wanted = state.scenario.value
    found = allowed(wanted)
    if found != wanted:
        state.scenario.value = found
        state.problem.value = f"{state.problem.value} {LEFT_OUT}".strip()
