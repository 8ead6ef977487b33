"""Named scenarios, kept beside the runs so that they are there the next day and for the others in the room.

What is kept is the link of each: only what somebody saved by name is ever shown to anybody else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from filelock import FileLock
from platformdirs import user_data_path

from ...experiments.files import written_whole
from ...experiments.keeping.database import database_url, file_of
from ...scenarios.parameters import InputError
from .chosen import Chosen
from .link import chosen_of, query_of

MOST: Final = 200
LONGEST: Final = 60  # characters of a name
PATIENCE: Final = 5.0  # seconds to wait for another visitor who is saving


class Named:
    """The named scenarios of one store."""

    def __init__(self, db: str | Path | None) -> None:
        """Keep them beside this database: next to its file, or in the user's own folder for a database on a server."""
        file = file_of(database_url(db)) or user_data_path("diversion", appauthor=False) / "runs.sqlite"
        self._file = file.with_name(f"{file.name}.scenarios.json")
        self._lock = FileLock(f"{self._file}.lock", timeout=PATIENCE)

    def all(self) -> Mapping[str, Chosen]:
        """Every scenario by its name, in order of name; one that this version cannot read any more is left out."""
        found = {}
        for name, query in sorted(self._read().items()):
            try:
                found[name] = chosen_of(query)
            except InputError:
                continue
        return found

    def save(self, name: str, chosen: Chosen) -> str:
        """Keep a scenario under a name and return the name as it was kept; the same name again replaces it.

        Raises:
            InputError: the name cannot be used, or there are too many.
        """
        called = " ".join(name.split())
        if not called:
            raise InputError("Give the scenario a name first.")
        if len(called) > LONGEST or not called.isprintable():
            raise InputError(f"A scenario's name has at most {LONGEST} letters, digits and spaces.")
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            kept = self._read()
            if called not in kept and len(kept) >= MOST:
                raise InputError(f"There are {MOST} named scenarios already; forget one first.")
            self._write(kept | {called: query_of(chosen)})
        return called

    def forget(self, name: str) -> None:
        """Forget a scenario; its runs are kept."""
        if self._file.exists():
            with self._lock:
                self._write({each: query for each, query in self._read().items() if each != name})

    def _read(self) -> dict[str, str]:
        if not self._file.exists():
            return {}
        try:
            found = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            raise InputError(f"The named scenarios in {self._file.name} cannot be read; move that file away.") from None
        return {str(name): str(query) for name, query in found.items()} if isinstance(found, dict) else {}

    def _write(self, kept: Mapping[str, str]) -> None:
        with written_whole(self._file) as (part,):
            part.write_text(json.dumps(dict(kept), ensure_ascii=False, indent=1), "utf-8")
