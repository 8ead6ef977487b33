"""Opening the database that runs are kept in, and refusing one that is not ours before anything is written to it."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from ...scenarios.parameters import InputError
from ..told import usual_place
from .address import file_of, shown, without_secrets
from .faults import reason
from .records import SCHEMA_VERSION, Base, Meta, revision

STAMP: Final = re.compile("[1-9][0-9]{0,5}")
PATIENCE: Final = 30  # seconds to wait for another program that is writing
# What holds off other writers while the tables are made (the number is an arbitrary name for the lock).
ALONE: Final = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(7012601)"}
# As Alembic makes it; importing Alembic for it would slow every command down.
ALEMBIC_TABLE: Final = (
    "CREATE TABLE alembic_version "
    "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
# A write-ahead log that was not yet taken into the file can be read only where SQLite may write beside it.
IN_USE: Final = (
    "{where} can only be read here, and a program is writing to it or was broken off: open it once where it can be written, "
    "or copy it with {where}-wal into a folder of your own and name that with --db."
)
OLDER: Final = (
    "{where} was written by an older version of Diversion and can only be read here, so it cannot be brought up to date: "
    "copy it into a folder of your own and name that with --db."
)
NO_STAMP: Final = (
    "{where} is damaged: its table diversion_meta should say of the schema which version it is, and says {stamp}; "
    "restore it from a copy, or name another file or database with --db."
)
OTHER_DATABASE: Final = "{where} holds something other than Diversion runs; name another file or database with --db."
NEWER: Final = (
    "{where} was written by a newer version of Diversion; update Diversion, or name another file or database with --db."
)


def same_file(path: Path | None) -> tuple[int, int] | None:
    """What stays the same for as long as it is the same file: its device and inode; nothing when it is not there."""
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def only_readable(url: URL) -> bool:
    """Whether it is a file that can be read but not written: its folder has to take what SQLite keeps beside it."""
    path = file_of(url)
    if path is None or not is_there(url):
        return False
    return os.access(path, os.R_OK) and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def is_there(url: URL) -> bool:
    """Whether there is something to read yet: a file that is not empty, or any database on a server."""
    path = file_of(url)
    try:
        return path is None or (path.exists() and path.stat().st_size > 0)
    except OSError as error:
        raise InputError(f"The database {path} cannot be read: {error.strerror}.") from None


def check(url: URL, to_read: bool = False) -> None:
    """Raise `InputError` unless runs can be kept there, or `to_read` be read; look only, write nothing."""
    _stamp(url, to_read)


def _stamp(url: URL, to_read: bool = False) -> int | None:
    """The schema version of the tables there; nothing where there are no tables yet."""
    path = file_of(url)
    if path is not None:
        there = is_there(url)
        if not (to_read and there and path.is_file() and os.access(path, os.R_OK)):
            _check_place(path)
        return _stamp_of_file(path) if there else None
    engine = _engine(url)
    try:
        return _stamp_of_server(engine, url)
    finally:
        engine.dispose()


def _check_place(path: Path) -> None:
    """A database file needs a name of its own and a folder that can be written to (ours is made when needed)."""
    if path.is_dir():
        raise InputError(f"{path} is a folder; --db needs a file name.")
    folder = path.parent
    own = usual_place()
    while own is not None and folder == own.parent and not folder.exists():
        folder = _nearest(folder)
    if not folder.is_dir():
        raise InputError(f"The database {path} cannot be opened: there is no folder {folder}.")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK | os.R_OK)):
        raise InputError(f"The database {path} cannot be written; name another file with --db.")


def _nearest(folder: Path) -> Path:
    """The nearest folder above that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder


def _stamp_of_file(path: Path) -> int | None:
    """Look into an SQLite file without touching it, its neighbours included."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{_mode(path)}", uri=True)
        connection.text_factory = _text
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            rows = "SELECT value FROM diversion_meta WHERE key = 'schema'"
            stamp = connection.execute(rows).fetchone() if Meta.__tablename__ in tables else None
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        if (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF not in (
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY,
        ):
            raise InputError(OTHER_DATABASE.format(where=path)) from None
        raise InputError(IN_USE.format(where=path)) from None
    except sqlite3.Error:
        raise InputError(OTHER_DATABASE.format(where=path)) from None
    return _judged(tables, stamp[0] if stamp else None, str(path))


def _judged(tables: set[str], stamp: object, where: str) -> int | None:
    """The stamp as a number, once it is certain that the tables are ours and not newer than we are."""
    if not tables:
        return None
    if Meta.__tablename__ not in tables:
        raise InputError(OTHER_DATABASE.format(where=where))
    if not isinstance(stamp, str) or not STAMP.fullmatch(stamp):
        raise InputError(NO_STAMP.format(where=where, stamp="nothing" if stamp is None else f"{stamp!r:.40}"))
    if int(stamp) > SCHEMA_VERSION:
        raise InputError(NEWER.format(where=where))
    return int(stamp)


def _stamp_of_server(engine: Engine, url: URL) -> int | None:
    try:
        tables = set(inspect(engine).get_table_names())
        with Session(engine) as session:
            row = session.get(Meta, "schema") if Meta.__tablename__ in tables else None
            stamp = row.value if row else None
    except (SQLAlchemyError, UnicodeError, TypeError, ValueError) as error:  # the last two: options no driver knows
        raise _not_opened(url, error) from None
    return _judged(tables, stamp, shown(url))


def _not_opened(url: URL, error: Exception) -> InputError:
    return InputError(f"The database {shown(url)} cannot be opened: {without_secrets(reason(error), url)}.")


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url, pool_pre_ping=True)
        engine = create_engine(url, connect_args={"timeout": PATIENCE})
    except NoSuchModuleError:
        raise InputError(f"There is no database driver called {url.drivername}.") from None
    except ModuleNotFoundError as error:
        raise InputError(
            f"{shown(url)} needs the Python package {error.name}, which is not installed; "
            "install diversion with its extra postgres."
        ) from None
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """Readers beside one writer, waiting instead of failing, and references that are checked."""
    connection.text_factory = _text
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _write_ahead(connection: Any) -> None:
    """Switch to a write-ahead log; SQLite does not wait for this when another program is at the file, so we do."""
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.05)


def connect(url: URL) -> Engine:
    """Check the database, make the tables it lacks or bring old ones up to date, and return the engine."""
    stamp = _stamp(url)
    path = file_of(url)
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        engine = _engine(url)
        if stamp != SCHEMA_VERSION:
            _prepare(engine)
    except (SQLAlchemyError, OSError) as error:
        raise _not_opened(url, error) from None
    return engine


def connect_to_read(url: URL) -> Engine | None:
    """The engine for whoever only reads, which touches nothing where nothing may be written; nothing without tables.

    Raises:
        InputError: it cannot be read, or it is of another version and cannot be brought up to date there.
    """
    if not only_readable(url):
        return connect(url)
    path = Path(str(file_of(url)))
    stamp = _stamp(url, to_read=True)
    if stamp is None:
        return None
    if stamp != SCHEMA_VERSION:
        raise InputError(OLDER.format(where=path))
    found = f"{path.absolute().as_uri()}?{_mode(path)}"

    def connection() -> sqlite3.Connection:
        made = sqlite3.connect(found, uri=True, check_same_thread=False)
        made.text_factory = _text
        return made

    return create_engine("sqlite://", creator=connection)


def _text(raw: bytes) -> str:
    """Text as it stands in an SQLite file; what is no text there must not keep the rest from being read."""
    return raw.decode("utf-8", "replace")


def _mode(path: Path) -> str:
    """How to open an SQLite file without touching it, its neighbours included."""
    # Opening a file in write-ahead mode leaves two files beside it even when read-only, unless it is called immutable;
    # where a write-ahead file is already there it may hold tables, so it must be read too.
    beside = path.with_name(path.name + "-wal")
    return "mode=ro" if beside.exists() and beside.stat().st_size else "mode=ro&immutable=1"


def _prepare(engine: Engine) -> None:
    """Make or change the tables in one transaction, while any other program that wants to do the same waits."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:  # a table that others refer to can be replaced only so; the upgrade checks the references itself
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql(ALONE[engine.dialect.name])
        there = inspect(connection).has_table(Meta.__tablename__)
        stamp = connection.scalar(select(Meta.value).where(Meta.key == "schema")) if there else None
        if stamp is None:
            _create(connection)
        elif int(stamp) < SCHEMA_VERSION:
            from .upgrade import upgrade

            upgrade(connection, int(stamp), shown(engine.url))
        connection.commit()
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _create(connection: Connection) -> None:
    """All tables as they are today, stamped as ours, and as what the migrations lead to."""
    Base.metadata.create_all(connection)
    connection.execute(insert(Meta).values(key="schema", value=str(SCHEMA_VERSION)))
    connection.exec_driver_sql(ALEMBIC_TABLE)
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revision(SCHEMA_VERSION)}')")
