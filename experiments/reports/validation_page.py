"""The words of `docs/validation.md`: what its template asks for beside what was found."""

from __future__ import annotations

from typing import Any

from ..trials import words as trials_printing
from ..validation import Recorded, met_of, recorded
from ..validation.shipped import shipped
from ..validation.words import GROUPS, headline, in_words


def about() -> dict[str, Any]:
    """What the page is written from."""
    return {
        "found": found(),
        "groups": GROUPS,
        "scenes": shipped().scenes,
        "headline": headline,
        "in_words": in_words,
        "met_of": met_of,
        "trials": trials_printing,
    }


def found() -> Recorded:
    """What was recorded for the default parameters.

    Raises:
        RuntimeError: nothing was ever recorded.
    """
    kept = recorded()
    if kept is None:
        raise RuntimeError("nothing is recorded yet: run `diversion validate --record` first")
    return kept
