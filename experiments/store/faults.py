"""Turns what a database says when it fails in the middle of a batch into one sentence that says what is safe."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

KEPT: Final = "Finished runs are kept; the same command goes on from there."
# By the databases' own codes: SQLite's primary result codes, PostgreSQL's states.
SQLITE: Final = {
    sqlite3.SQLITE_FULL: "The disk that holds {where} is full: make room for it. {kept}",
    sqlite3.SQLITE_BUSY: "Another program has kept {where} locked for too long: close it. {kept}",
    sqlite3.SQLITE_LOCKED: "Another program has kept {where} locked for too long: close it. {kept}",
    sqlite3.SQLITE_READONLY: "{where} can only be read: make it writable, or name another file with --db. {kept}",
    sqlite3.SQLITE_CORRUPT: "{where} is damaged ({reason}): restore it from a copy, or name another file with --db.",
    sqlite3.SQLITE_NOTADB: "{where} is no longer a database: restore it from a copy, or name another file with --db.",
}
POSTGRESQL: Final = {
    "53100": "The disk of the server that holds {where} is full: make room on it. {kept}",
    "25006": "{where} can only be read: ask for the right to write, or name another database with --db. {kept}",
    "42501": "{where} may not be written by this user ({reason}): ask for the right to. {kept}",
    "55P03": "Another program has kept {where} locked for too long: close it. {kept}",
}
LOST: Final = "The connection to {where} was lost ({reason}): see that the server is running. {kept}"
GONE: Final = "{where} was deleted or replaced while runs were being kept in it{rest}"
RESCUED: Final = "; what it held is saved in {copy}: name that with --db, and the same command goes on from there."
OTHERWISE: Final = "The database {where} failed: {reason}. {kept}"


class StoreFailed(Exception):
    """The database failed in the middle of the work; the message is one sentence for people, or two."""


@contextmanager
def told(where: str) -> Iterator[None]:
    """Raise `StoreFailed` in place of what the database raises; our own mistakes come through as they are."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, IntegrityError | ProgrammingError) and _state(error) not in POSTGRESQL:
            raise
        raise StoreFailed(_sentence(error, where)) from error


def sentence_of(error: Exception) -> str | None:
    """What is said of an error that nothing nearer has told; None where it is none of a database's."""
    if not isinstance(error, SQLAlchemyError):
        return None
    return f"The database failed: {reason(error)}. Finished runs are kept."


def _sentence(error: DBAPIError, where: str) -> str:
    code = getattr(error.orig, "sqlite_errorcode", None)
    known = SQLITE.get(code & 0xFF) if code is not None else POSTGRESQL.get(_state(error))
    if known is None:
        lost = error.connection_invalidated or _state(error).startswith(("08", "57P"))
        known = LOST if lost else OTHERWISE
    return known.format(where=where, reason=reason(error), kept=KEPT)


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def reason(error: BaseException) -> str:
    """The first line of a database's complaint, without its full stop."""
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    return lines[0].rstrip(". ") if lines else type(cause).__name__


def rescue(connection: Connection, file: Path) -> str:
    """Save what an SQLite file held after somebody took its name away, and say so in a sentence.

    Its content lives on for as long as it is open, so it can still be copied, but only by this connection.
    """
    connection.rollback()
    copy = _free(file)
    held = connection.connection.dbapi_connection
    try:
        with closing(sqlite3.connect(copy)) as target:
            held.backup(target)  # type: ignore[union-attr]
    except sqlite3.Error as error:
        return GONE.format(where=file, rest=f", and what it held could not be saved ({reason(error)}).")
    return GONE.format(where=file, rest=RESCUED.format(copy=copy))


def _free(file: Path) -> Path:
    """A name beside the file that nothing has yet."""
    names = (file.with_name(f"{file.stem}-rescued{number or ''}{file.suffix}") for number in count())
    return next(name for name in names if not name.exists())
