"""Scenarios that people saved by name, kept as links in the same database as the runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, select

from .address import database_url, shown
from .database import ALONE, connect, connect_to_read
from .faults import told
from .records import LinkRow


class Saved(Enum):
    """What became of a link that somebody wanted to keep."""

    KEPT = "kept"
    TAKEN = "taken"
    FULL = "full"


class Links:
    """The named links of one database; opened anew each time, so that it may be used from any thread."""

    def __init__(self, db: str | Path | None) -> None:
        """Look into this database, the user's own when nothing is given."""
        self._url = database_url(db)

    def all(self) -> dict[str, str]:
        """Every link by its name, in order of name.

        Raises:
            InputError: the database cannot be opened.
            StoreFailed: it cannot be read.
        """
        engine = connect_to_read(self._url)
        if engine is None:
            return {}
        with self._open(engine) as connection:
            rows = connection.execute(select(LinkRow.name, LinkRow.link)).all()
        return dict(sorted((str(name), str(link)) for name, link in rows))

    def save(self, name: str, link: str, most: int) -> Saved:
        """Keep a link under a name, unless another link has it already, or there are `most` others."""
        with self._open(connect(self._url), alone=True) as connection:
            before = connection.scalar(select(LinkRow.link).where(LinkRow.name == name))
            if before is not None:
                return Saved.KEPT if before == link else Saved.TAKEN
            if (connection.scalar(select(func.count()).select_from(LinkRow)) or 0) >= most:
                return Saved.FULL
            connection.execute(insert(LinkRow).values(name=name, link=link))
        return Saved.KEPT

    def forget(self, name: str) -> None:
        """Forget a name; nothing happens where there is none."""
        with self._open(connect(self._url), alone=True) as connection:
            connection.execute(delete(LinkRow).where(LinkRow.name == name))

    @contextmanager
    def _open(self, engine: Engine, alone: bool = False) -> Iterator[Connection]:
        try:
            with told(shown(self._url)), engine.connect() as connection:
                if alone:  # whoever counts first must be the next to write
                    connection.exec_driver_sql(ALONE[connection.dialect.name])
                yield connection
                connection.commit()
        finally:
            engine.dispose()
