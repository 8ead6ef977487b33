"""Names as Python takes them: one alone or several, and outcomes only such as there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...model.ledger.outcomes import OUTCOMES
from ...scenarios.parameters import InputError, did_you_mean

LISTED: Final = " These there are: diversion list outcomes"


def several(names: str | Sequence[str]) -> tuple[str, ...]:
    """The names; one alone would otherwise be taken letter by letter."""
    return (names,) if isinstance(names, str) else tuple(names)


def outcomes_of(names: str | Sequence[str]) -> tuple[str, ...]:
    """The names of outcomes, one at least.

    Raises:
        InputError: a name is no outcome's, or there is none.
    """
    found = several(names)
    if not found:
        raise InputError(f"Name at least one outcome.{LISTED}")
    for name in found:
        if name not in OUTCOMES:
            raise InputError(f"There is no outcome called {name}.{did_you_mean(name, OUTCOMES) or LISTED}")
    return found
