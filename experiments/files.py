"""Writes files whole or not at all: under another name first, renamed only once everything is in them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from ..scenarios.parameters import InputError
from ..scenarios.paths import typed_path

ALIKE: Final = "alike"  # the end of the name of the file with the second table
BESIDE: Final = ("notes", ALIKE)  # what is written beside a table


@contextmanager
def written_whole(*files: Path) -> Iterator[list[Path]]:
    """Gives the names under which to write `files`; they get their own names in order when all went well.

    When anything goes wrong nothing is left behind, and files of these names stay as they were.

    Args:
        files: Their places, in folders that exist.

    Raises:
        InputError: the place cannot be written, or is full.

    Example:
        >>> from pathlib import Path
        >>> with written_whole(Path("numbers.csv")) as (part,):
        ...     size = part.write_text("1,2,3")
        >>> Path("numbers.csv").read_text()
        '1,2,3'
    """
    parts = [file.with_name(f".{file.name}.part") for file in files]
    try:
        with _ended_as_by_ctrl_c():
            yield parts
        for part, file in zip(parts, files, strict=True):
            os.replace(part, file)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"{files[-1]} cannot be written ({why}); make room, or name another file.") from error
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Let SIGTERM, which would end the process at once, end what is under way first, so that it clears up after itself."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before if before is not None else signal.SIG_DFL)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def write_with_notes(
    rows: Sequence[Mapping[str, Any]],
    notes: Iterable[Mapping[str, str]],
    path: str | Path,
    alike: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write rows to a CSV file, and beside it what to know of them (`-notes`) and, where there are any, the rows like with like.

    Raises:
        InputError: the name ends otherwise, or the place cannot be written, or is full.
    """
    file = typed_path(path)
    if file.suffix.lower() != ".csv":
        raise InputError(f"{file.name!r} must end in .csv; write_workbook of experiments.exports writes .xlsx.")
    write_table(list(notes), file.with_name(f"{file.stem}-notes{file.suffix}"))
    if alike:
        write_table(alike, file.with_name(f"{file.stem}-{ALIKE}{file.suffix}"))
    write_table(rows, file)


def write_table(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows as a CSV file, whole or not at all, with the same line ends on every system."""
    from pandas import DataFrame

    with written_whole(path) as (part,):
        DataFrame(rows).to_csv(part, index=False, lineterminator="\n")
