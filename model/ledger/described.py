"""What an outcome is called, counted in and aimed at, whether it stands in the main table or is a finer one."""

from __future__ import annotations

from .details import describe
from .outcomes import OUTCOMES, Outcome


def outcome_of(name: str) -> Outcome:
    """The description of an outcome; one that this version does not know, because a store is older, goes by its name."""
    if name in OUTCOMES:
        return OUTCOMES[name]
    try:
        return describe(name)
    except KeyError:
        return Outcome(name, name, "", "exploratory", "neither")
