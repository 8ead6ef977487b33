"""What is behind what is believed of each programme, and which trials could test it: the one place that warnings read it from.

Core objects: `grounds_of`, how a belief came about; `tests`, the trials on which none rests; `borne_out`, whether one agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...scenarios.evidence import Belief, belief, beliefs
from ...scenarios.schema import Programme
from ..validation import Standing

# Both follow "rests on", as the grounds of the library's beliefs do.
SET_BY_HAND: Final = "a value that was set by hand"
UNKNOWN: Final = "a belief of unknown grounds"
TESTING: Final = "test"  # what the record calls a study that nothing was set by, and on which no belief rests


def grounds_of(programme: Programme) -> str:
    """What the belief about a programme rests on, whichever programme it is.

    Args:
        programme: One of the library, or somebody's own.

    Example:
        >>> from diversion.scenarios import loader
        >>> grounds_of(loader.programme("checkpoint"))
        'two randomised trials, Checkpoint in Durham and Gateway in Hampshire'
    """
    if _by_hand(programme):
        return SET_BY_HAND
    about = _belief_of(programme)
    return about.grounds if about else UNKNOWN


def tests(trials: Mapping[str, Standing]) -> dict[str, Standing]:
    """The replayed trials that can test anything: no belief rests on them, and nothing was set by them."""
    return {name: trial for name, trial in trials.items() if trial.use == TESTING}


def borne_out(programme: Programme, trials: Mapping[str, Standing]) -> bool:
    """Whether a trial that could prove the belief about a programme wrong agrees with it, and is narrow enough to say so."""
    about = _belief_of(programme)
    if about is None or _by_hand(programme):
        return False
    found = (trials[name] for name in about.tested_by if name in tests(trials))
    return any(trial.met and not trial.says_little for trial in found)


def _by_hand(programme: Programme) -> bool:
    return programme.strength is not None or not isinstance(programme.effect, str)


def _belief_of(programme: Programme) -> Belief | None:
    return belief(programme.belief) if programme.belief in beliefs() else None
