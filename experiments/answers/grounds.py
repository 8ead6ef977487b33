"""What is believed of each programme, and how that belief came about: the one place that warnings read it from.

Core objects: Belief; `belief_of`, that of a programme; `tests`, the replayed trials on which no belief rests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ...scenarios.schema import Programme
from ..validation import Standing


@dataclass(frozen=True, slots=True)
class Belief:
    """A belief about what a programme does: how it came about, in words that follow "rests on", and the trials behind it."""

    how: str
    trials: frozenset[str] = frozenset()


# By the name of the belief.
BELIEFS: Final[Mapping[str, Belief]] = {
    "lead": Belief(
        "American studies of arrests under LEAD, none randomised", frozenset({"lead-seattle", "lead-pooled"})
    ),
    "contract": Belief(
        "two randomised trials, Checkpoint in Durham and Gateway in Hampshire", frozenset({"checkpoint", "gateway"})
    ),
    "workshops": Belief(
        "one randomised trial, CARA in Hampshire, whose harm is taken for a rate by judgement", frozenset({"cara"})
    ),
    "coaching": Belief(
        "judgement about one matched study, DIVERT in London, whose sizes were not read", frozenset({"divert-london"})
    ),
    "treatment": Belief("judgement, and Project ADDER's comparison of areas", frozenset({"adder"})),
    "ordinary": Belief("one matched study, of liaison and diversion", frozenset({"liaison"})),
    "voluntary": Belief("judgement alone"),
    "education": Belief("judgement alone"),
}
SET_BY_HAND: Final = Belief("a value that was set by hand")
UNKNOWN: Final = Belief("a belief of unknown grounds")
BEHIND: Final = frozenset(trial for belief in BELIEFS.values() for trial in belief.trials)
TESTING: Final = "test"  # what the record calls a study that nothing was fitted to, or taken from

# The replayed trials of each programme, by their names there; a programme that is not named has none.
LEAD: Final = ("lead-seattle", "lead-pooled", "chicago-nadp")
TRIALS: Final[Mapping[str, tuple[str, ...]]] = {
    "lead": LEAD,
    "lead-social-contact": LEAD,
    "checkpoint": ("checkpoint",),
    "cara": ("cara",),
    "gateway": ("gateway",),
    "divert-london": ("divert-london",),
    "project-adder": ("adder",),
    "ordinary-treatment": ("liaison",),
}


def belief_of(programme: Programme) -> Belief:
    """What a belief about a programme rests on, whichever programme it is.

    Args:
        programme: One of the library, or somebody's own.

    Example:
        >>> from diversion.scenarios import loader
        >>> belief_of(loader.programme("checkpoint")).how
        'two randomised trials, Checkpoint in Durham and Gateway in Hampshire'
    """
    if programme.strength is not None or not isinstance(programme.effect, str):
        return SET_BY_HAND
    return BELIEFS.get(programme.belief or "", UNKNOWN)


def tests(trials: Mapping[str, Standing]) -> dict[str, Standing]:
    """The replayed trials that can test anything: no belief rests on them, and nothing was fitted to them."""
    return {name: trial for name, trial in trials.items() if name not in BEHIND and trial.use == TESTING}
