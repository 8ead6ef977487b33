"""Opens what somebody typed as a path: a home folder, a name too long, a folder, a device or a pipe are all told plainly.

Core objects: `typed_path`, where it is; `read_typed`, the text in it; `place` and `regime`, a name of the library or a file.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from . import loader
from .errors import InputError
from .schema import Locality, Regime

MOST_BYTES: Final = 4_000_000  # of a file that a person writes
NOT_THERE: Final = (errno.ENOENT, errno.ENOTDIR)  # which is for the reader or the writer to judge
FIRST_OF_A_NAME: Final = 60

_piped: dict[tuple[int, int], bytes] = {}  # a pipe can be read once only, and `check` looks twice


def typed_path(typed: str | Path) -> Path:
    """The path that was meant, with `~` put in full.

    Raises:
        InputError: it stands for no home folder, or can be no file's name.

    Example:
        >>> typed_path("town.yaml")
        PosixPath('town.yaml')
    """
    try:
        path = Path(typed).expanduser()
        if str(path).startswith("~"):  # a file of that name, typed as ./~name
            path = path.absolute()
        os.lstat(path)
    except RuntimeError:
        if str(typed).startswith("~"):
            raise InputError(
                f"{typed}: there is no home folder that ~ could stand for; write the path in full."
            ) from None
        return Path(typed).absolute()
    except ValueError:
        raise InputError(f"{str(typed)!r} holds a character that no file's name can have.") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise InputError(
                f"{str(typed)[:FIRST_OF_A_NAME]}… is too long for a file's name; give a shorter one."
            ) from None
        if error.errno not in NOT_THERE:
            raise InputError(f"{typed} cannot be reached: {error.strerror}.") from None
    return path


def read_typed(typed: str | Path, most: int = MOST_BYTES) -> str:
    """The text of a file or a pipe; a pipe is read once, and is the same text whenever it is asked for again.

    Args:
        typed: As somebody typed it.
        most: How many bytes it may have.

    Raises:
        InputError: it is not there, cannot be read, is larger, or is not text in UTF-8.
    """
    path = typed_path(typed)
    try:
        data = _bytes(path, most)
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise InputError(f"There is no file called {path}.") from None
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        raise InputError(f"{path}, line {line}: the file is not text in UTF-8.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None


def _bytes(path: Path, most: int) -> bytes:
    """What is in it, of a pipe as it was when it was read first."""
    found = path.stat()
    key = found.st_dev, found.st_ino
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISFIFO(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise InputError(f"{path} is a device, not a file.")
    if stat.S_ISFIFO(found.st_mode) and key in _piped:
        return _piped[key]
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise InputError(f"{path} is larger than {most // 1_000_000} MB, so it is not one of ours.")
    if stat.S_ISFIFO(found.st_mode):
        _piped[key] = data
    return data


def place(name_or_path: str | Path) -> Locality:
    """The locality of the library with this name, or the one in this file."""
    if loader.is_path(name_or_path):
        return loader.parse(Locality, read_typed(name_or_path), str(name_or_path))
    if hint := of_another_kind(str(name_or_path), "locality"):
        raise InputError(f"There is no locality called {name_or_path}.{hint}")
    return loader.locality(name_or_path)


def regime(name_or_path: str | Path) -> Regime:
    """The regime of the library with this name, or the one in this file."""
    if loader.is_path(name_or_path):
        return loader.parse(Regime, read_typed(name_or_path), str(name_or_path))
    return loader.regime(name_or_path)


def of_another_kind(name: str, kind: str = "regime") -> str:
    """A hint for who took an item of the library for one of this kind; empty where there is no such item."""
    found = next((other for other in loader.KINDS if other != kind and name in loader.names(other)), None)
    return f" {name} is a {found}." if found else ""
