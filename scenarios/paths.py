"""Opens what somebody typed as a path: a home folder, a name too long, a folder, a device or a pipe are all told plainly.

Core objects: `typed_path`, where it is; `read_typed`, the text in it.
"""

from __future__ import annotations

import errno
import os
import re
import select
import stat
import time
from pathlib import Path, PureWindowsPath
from typing import Final

from .errors import InputError

MOST_BYTES: Final = 4_000_000  # of a file that a person writes
NOT_THERE: Final = (errno.ENOENT, errno.ENOTDIR)  # which is for the reader or the writer to judge
FIRST_OF_A_NAME: Final = 60
WINDOWS: Final = os.name == "nt"
# What Windows gives to a device, whatever stands after the dot, or cannot write; dots and blanks at the end it leaves out.
NO_FILE: Final = re.compile(
    r'(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]|conin\$|conout\$) *(\..*)?|.*([<>:"|?*\x00-\x1f]|[. ]$).*', re.IGNORECASE
)
PATIENCE: Final = 30.0  # seconds in which a pipe must send something or end
CHUNK: Final = 1 << 16

_piped: dict[tuple[int, int], bytes] = {}  # a pipe can be read once only, and `check` looks twice


def typed_path(typed: str | Path) -> Path:
    """The path that was meant, with `~` put in full.

    Raises:
        InputError: it stands for no home folder, or can be no file's name.

    Example:
        >>> typed_path("town.yaml")
        PosixPath('town.yaml')
    """
    if WINDOWS:
        _refuse_devices(typed)
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


def _refuse_devices(typed: str | Path) -> None:
    """Refuse a name that no file on Windows can have, which would be read from or written to something else."""
    path = PureWindowsPath(typed)
    for part in path.parts[bool(path.anchor) :]:
        if part != ".." and NO_FILE.fullmatch(part):
            raise InputError(f"{typed}: {part!r} is a name that no file on Windows can have; give another.")


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
    """What is in it; what is judged by its size before it is read may still grow, so reading has a limit too."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise InputError(f"{path} is a folder, not a file.")
    piped = stat.S_ISFIFO(found.st_mode)
    if not piped and not stat.S_ISREG(found.st_mode):
        raise InputError(f"{path} is a device, not a file.")
    data = b"" if found.st_size > most else _heard(path, found, most) if piped else _read(path, most)
    if found.st_size > most or len(data) > most:
        raise InputError(f"{path} is larger than {most // 1_000_000} MB, so it is not one of ours.")
    return data


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


def _heard(path: Path, found: os.stat_result, most: int) -> bytes:
    """What a pipe sent, as it was when it was read first."""
    key = found.st_dev, found.st_ino
    if key not in _piped:
        data = _listen(path, most)
        if len(data) > most:
            return data
        _piped[key] = data
    return _piped[key]


def _listen(path: Path, most: int) -> bytes:
    """What a pipe sends until it ends, has sent too much, or has been silent for too long."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        os.set_blocking(handle, False)
        data, heard = b"", time.monotonic()
        while len(data) <= most:
            ready = select.poll()
            ready.register(handle, select.POLLIN)
            if not ready.poll(max(0.0, heard + PATIENCE - time.monotonic()) * 1000):
                raise InputError(f"{path} is a pipe that sent nothing for {PATIENCE:g} seconds.")
            part = os.read(handle, CHUNK)
            if not part:
                break
            data, heard = data + part, time.monotonic()
        return data
    finally:
        os.close(handle)
