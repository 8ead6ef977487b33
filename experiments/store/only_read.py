"""A store that nobody may write to, for whoever computes: what is kept there answers, and what is not is not kept there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Engine, select, text

from ...scenarios.parameters import InputError
from .address import database_url, shown
from .database import check, connect, connect_to_read, is_there, only_readable
from .faults import told
from .kept import Finished, Started
from .records import ExperimentRow
from .store import Store

if TYPE_CHECKING:  # it brings the engine along, which looking things up has no need of
    from ..plans import Experiment

NOT_ALL: Final = "Not all that this needs is kept in {where}, which cannot be written; name another file with --db."
# Whether this user may write there, and no default of the server forbids it.
MAY_WRITE: Final = text(
    "SELECT current_setting('transaction_read_only') = 'off' AND has_table_privilege('experiment', 'INSERT')"
)


class NotAllKept(InputError):
    """A store that can only be read lacks what is needed, and whatever is computed could not be kept there."""


class OnlyRead(Store):
    """A store in which writing is nothing done."""

    def __init__(self, engine: Engine, url: URL, compute: bool = False) -> None:
        """Read from this engine; with `compute`, what is not kept may be computed all the same, and is not kept."""
        super().__init__(engine, url)
        self._compute = compute

    def begin(self, experiment: Experiment) -> int:
        """The number that the very same question has here; 0 for a comparison that was never asked here.

        Raises:
            NotAllKept: it is no comparison: what it says is read back by its number.
        """
        asked = select(ExperimentRow.id).where(ExperimentRow.fingerprint == experiment.fingerprint)
        with self._reading() as connection:
            number = connection.scalar(asked)
        if number is None and experiment.kind not in ("comparison", "crossing"):
            raise NotAllKept(NOT_ALL.format(where=self.location))
        return number or 0

    def must_keep(self) -> None:
        """Raise `NotAllKept` unless it was said that nothing of what is computed need be kept."""
        if not self._compute:
            raise NotAllKept(NOT_ALL.format(where=self.location))

    def start(self, number: int, runs: Sequence[Started]) -> None:
        """Do nothing."""

    def save(self, number: int, finished: Sequence[Finished], replace: bool = False) -> None:
        """Do nothing."""

    def link(self, number: int, pairs: Iterable[tuple[int, str]]) -> set[str]:  # noqa: ARG002
        """Write nothing; all that was found answers."""
        return {identity for _, identity in pairs}

    def set_aside(self, identities: Iterable[str]) -> None:
        """Do nothing."""

    def release(self, number: int) -> None:
        """Do nothing."""

    def alone(self, number: int) -> AbstractContextManager[None]:  # noqa: ARG002
        """Keep nobody from anything."""
        return nullcontext()


def check_to_use(db: str | Path | None) -> None:
    """Raise `NotAllKept` unless runs can be kept there or, where nobody may write, be read; look only, write nothing."""
    check(database_url(db), to_read=True)


def open_to_use(db: str | Path | None = None, compute: bool = False) -> Store:
    """Open the store for whoever computes: to be written as `Store.open` does or, where it can only be read, to be read.

    Args:
        db: As for `Store.open`.
        compute: Whether, where nothing can be kept, the rest may be computed all the same.

    Raises:
        InputError: it can be neither written nor read, or it belongs to something else.
    """
    url = database_url(db)
    if only_readable(url):
        engine = connect_to_read(url) if is_there(url) else None
        return OnlyRead(engine, url, compute) if engine is not None else Store.open(db)
    engine = connect(url)
    with told(shown(url)):
        writable = _may_write(engine)
    return Store(engine, url) if writable else OnlyRead(engine, url, compute)


def _may_write(engine: Engine) -> bool:
    if engine.dialect.name != "postgresql":
        return True
    with engine.connect() as connection:
        return bool(connection.scalar(MAY_WRITE))
