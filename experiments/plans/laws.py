"""Which laws a plan takes to be in force, and since when, in words: the one home of it for every answer.

Core objects: LawsAsked, what was typed beside a plan; `law_line` and `law_facts`, what is in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from ...model.arguments import laws_of
from ...scenarios import loader
from ...scenarios.law import Law
from ...scenarios.parameters import InputError, did_you_mean
from ..wording import day_of, listed

NO_LAW: Final = "Law: no change is assumed."


class LawsAsked(NamedTuple):
    """Laws, by name or file, that are to be in force beside those of a plan, and names of those that are not."""

    more: Sequence[str | Path] = ()
    without: Sequence[str] = ()

    def beside(self, laws: Sequence[Law]) -> tuple[Law, ...]:
        """The laws in force where these were otherwise.

        Raises:
            InputError: there is no such law, or one is asked for and left out at once.
        """
        more = [loader.law(each) for each in self.more]
        known = {*loader.names("law"), *(law.name for law in (*laws, *more))}
        for name in self.without:
            if name not in known:
                raise InputError(f"There is no law called {name}.{did_you_mean(name, known)}")
            if name in (law.name for law in more):
                raise InputError(f"--law and --no-law both name {name}; leave out one of them.")
        return laws_of((*(law for law in laws if law.name not in self.without), *more))


AS_USUAL: Final = LawsAsked()


def law_line(laws: Sequence[Law], start: date) -> str:
    """What is in force, since when and how sure that is, in one line; `start` is when the regimes part."""
    return f"Law: {listed([_told(law, start) for law in laws])}." if laws else NO_LAW


def law_facts(laws: Sequence[Law], start: date) -> list[dict[str, Any]]:
    """The same as plain data: name, title, first and last day, standing, and what is changed."""
    return [
        {
            "name": law.name,
            "title": law.title,
            "starts": (law.starts or start).isoformat(),
            "ends": law.ends and law.ends.isoformat(),
            "standing": law.standing,
            "changes": [change.words(name) for name, change in law.changes.items()],
        }
        for law in laws
    ]


def _told(law: Law, start: date) -> str:
    return f"{law.name} {' '.join(_when(law, start))} ({law.standing})"


def _when(law: Law, start: date) -> Iterator[str]:
    yield f"from {day_of(law.starts or start)}"
    if law.ends is not None:
        yield f"to the day before {day_of(law.ends)}"
