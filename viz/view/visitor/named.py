"""Named scenarios, kept beside the runs so that they are there the next day and for the others in the room.

What is kept is the link of each: only what somebody saved by name is ever shown to anybody else. While the server runs it
knows which browser saved which, and forgets a name for no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ....experiments.store import Links, Saved
from ....scenarios.parameters import InputError
from .chosen import Chosen
from .link import chosen_of, query_of

MOST: Final = 200
LONGEST: Final = 60  # characters of a name


class Named:
    """The named scenarios of one store."""

    def __init__(self, db: str | Path | None) -> None:
        """Keep them in this database, the user's own when nothing is given."""
        self._links = Links(db)
        self._whose: dict[
            str, str
        ] = {}  # by name, the visitor who saved it; in memory only, as visitors are nobody afterwards

    def all(self) -> Mapping[str, Chosen]:
        """Every scenario by its name, in order of name; one that this version cannot read any more is left out."""
        found = {}
        for name, query in self._links.all().items():
            try:
                found[name] = chosen_of(query)
            except InputError:
                continue
        return found

    def save(self, name: str, chosen: Chosen, who: str = "") -> str:
        """Keep a scenario under a name and return the name as it was kept; to save the same again does nothing.

        Raises:
            InputError: the name cannot be used, another scenario has it, or there are too many.
        """
        called = " ".join(name.split())
        if not called:
            raise InputError("Give the scenario a name first.")
        if len(called) > LONGEST or not called.isprintable():
            raise InputError(f"A scenario's name has at most {LONGEST} letters, digits and spaces.")
        there = called in self._links.all()
        saved = self._links.save(called, query_of(chosen), MOST)
        if saved is Saved.TAKEN:
            raise InputError(f"The name {called} is taken; forget it first or choose another.")
        if saved is Saved.FULL:
            raise InputError(f"There are {MOST} named scenarios already; forget one first.")
        if not there:
            self._whose[called] = who
        return called

    def forget(self, name: str, who: str = "") -> None:
        """Forget a scenario; its runs are kept.

        Raises:
            InputError: another visitor saved it.
        """
        if self._whose.get(name, who) != who:
            raise InputError(f"{name} was saved in another browser; it can be forgotten there, or after a new start.")
        self._links.forget(name)
        self._whose.pop(name, None)
