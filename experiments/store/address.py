"""What people write after --db, read as a database address, and told again without its secrets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ...scenarios.parameters import InputError
from ...scenarios.paths import typed_path
from ..told import MEMORY, usual_place

DRIVER: Final = "postgresql+psycopg"  # the one that the extra `postgres` installs, whatever a URL names
SERVER: Final = {"postgres", "postgresql"}
DRIVERS: Final = {"", "psycopg", "psycopg2", "psycopg2cffi", "psycopg_async", "asyncpg", "pg8000"}
HIDDEN: Final = "***"
WRITE: Final = "write it as postgresql://USER:PASSWORD@HOST/NAME"
# No message below repeats what was typed, because any part of it may be part of a password.
NO_URL: Final = f"--db is not a database URL; {WRITE}, as sqlite:///runs.sqlite or as a plain file name."
NO_SCHEME: Final = f"--db looks like the address of a database server without its beginning; {WRITE}."
NO_HOST: Final = (
    f"The host in --db is not the name of a computer; {WRITE}, with %2F for / and %40 for @ in the password."
)
NO_PORT: Final = f"The port in --db must be a whole number from 1 to 65535; {WRITE.replace('HOST', 'HOST:5432')}."
NO_WORD: Final = f"--db holds a character that no database address has (a control character or a broken one); {WRITE}."
NO_OPTIONS: Final = "What stands after the ? in --db must be options such as sslmode=require, joined by &."
STARS: Final = f"Put the password in --db where {HIDDEN} stands: it is never shown."

SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+._-]{0,40})://(.*)", re.DOTALL)
# A server's address without `://`, or in the words of libpq; a drive letter is not a user.
ALMOST: Final = re.compile(
    r"(jdbc:)?postgres(ql)?(\+\w+)?(:|//)|//|[^/\\:@\s]{2,}:[^/\\]*@|(.*\s)?(host|hostaddr|dbname|user|password|service)\s*=",
    re.IGNORECASE | re.DOTALL,
)
OPTIONS: Final = re.compile(r"\w+=[^&]*(&\w+=[^&]*)*")
HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[^\s:/?#@\[\]]*)(?::(.*))?", re.DOTALL)
SECRET: Final = re.compile(r"pass(?!file)|pwd|secret|token", re.IGNORECASE)
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffd]")


def database_url(db: str | Path | None = None) -> URL:
    """Turn nothing (the user's own data folder), a plain path or a URL into a database URL.

    Raises:
        InputError: it is none of these; the sentence never repeats what was typed.
    """
    if db is None:
        place = usual_place()
        if place is None:
            raise InputError("There is no home folder here to keep runs in; name a file or a database with --db.")
        return _sqlite(place)
    if isinstance(db, Path):
        return _sqlite(typed_path(db))
    text = db.strip()
    if "://" in text:
        return _address(text)
    if not text:
        raise InputError("--db needs a file name or a database URL.")
    if ALMOST.match(text):
        raise InputError(NO_SCHEME)
    return _sqlite(typed_path(db if _is_there(db) else text))


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _sqlite(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _address(text: str) -> URL:
    found = SCHEME.fullmatch(text)
    if found is None:
        raise InputError(NO_SCHEME if ALMOST.match(text) else NO_URL)
    backend, _, driver = found[1].lower().partition("+")
    if backend not in SERVER | {"sqlite"}:
        raise InputError(f"Diversion keeps runs in SQLite or PostgreSQL, not in {backend}.")
    if driver not in (DRIVERS if backend in SERVER else {"", "pysqlite"}):
        raise InputError(f"There is no database driver called {backend}+{driver} here: leave out +{driver}.")
    return _server(found[2]) if backend in SERVER else _file(found[2])


def _file(rest: str) -> URL:
    if rest and not rest.startswith("/"):
        raise InputError(
            "A URL of an SQLite file has three slashes before the file's name, as in sqlite:///runs.sqlite."
        )
    try:
        url = make_url(f"sqlite://{rest}")
    except (ArgumentError, ValueError):
        raise InputError(NO_URL) from None
    return url.set(database=str(typed_path(url.database))) if url.database else url


def _server(rest: str) -> URL:
    who, where, options = _parts(rest)
    user, _, password = who.partition(":")
    place, _, name = where.partition("/")
    host = HOST.fullmatch(place)
    if host is None:
        raise InputError(NO_HOST)
    words = [unquote(each) for each in (user, password, host[1], name)]
    given = {key: value for key, value in parse_qsl(options, keep_blank_values=True, strict_parsing=bool(options))}
    if any(UNPRINTABLE.search(word) for word in [*words, *given, *given.values()]):
        raise InputError(NO_WORD)
    secret = words[1] or given.pop("password", "")
    if HIDDEN in (secret, *given.values()):
        raise InputError(STARS)
    return URL.create(
        DRIVER,
        username=words[0] or None,
        password=secret or None,
        host=words[2].strip("[]") or None,
        port=_port(host[2]),
        database=words[3] or None,
        query=given,
    )


def _parts(rest: str) -> tuple[str, str, str]:
    """User with password, host with database, and options; the last @ before options ends the password, whatever is in it."""
    marks = [place for place, letter in enumerate(rest) if letter == "?"]
    end = next((place for place in marks if OPTIONS.fullmatch(rest[place + 1 :])), None)
    head, options = (rest, "") if end is None else (rest[:end], rest[end + 1 :])
    if "@" not in head and "@" in rest and not _is_host(head):  # what looked like options was part of a password
        head, options = rest, ""
    who, _, where = head.rpartition("@")
    where, mark, more = where.partition("?")
    if more or (mark and options):
        raise InputError(NO_OPTIONS)
    return who, where, options


def _is_host(head: str) -> bool:
    found = HOST.fullmatch(head.partition("/")[0])
    return found is not None and (found[2] or "0").isdecimal()


def _port(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 0 < int(text) < 65536):
        raise InputError(NO_PORT)
    return int(text)


# --- told again ------------------------------------------------------------------------------------------------------


def shown(url: URL) -> str:
    """The database as people know it: a path for SQLite, otherwise its URL with *** for every secret."""
    if url.get_backend_name() == "sqlite":
        return str(file_of(url) or MEMORY)
    hidden = {name: HIDDEN for name in url.query if SECRET.search(name)}
    plain = url.set(drivername="postgresql").update_query_dict(hidden)
    return plain.render_as_string(hide_password=True).replace("%2A%2A%2A", HIDDEN)


def has_secret(url: URL) -> bool:
    """Whether what is shown of it lacks something that it needs."""
    return HIDDEN in shown(url)


def without_secrets(text: str, url: URL) -> str:
    """Somebody else's words about this database, such as a driver's, with *** for every secret of it."""
    secrets = [str(url.password or ""), *(str(url.query[name]) for name in url.query if SECRET.search(name))]
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", HIDDEN, text)
    return text


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; nothing for one in memory or on a server."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))
