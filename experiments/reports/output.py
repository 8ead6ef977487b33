"""Where answers are printed: as wide as the terminal or, into a file or a pipe, as wide as COLUMNS says or 100."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console

PIPED_WIDTH: Final = 100  # what a file or a pipe gets
READABLE: Final = 100  # sentences run no further


@contextmanager
def answer_console() -> Iterator[Console]:
    """What to print an answer on; into a file or a pipe it goes without trailing blanks."""
    if sys.stdout.isatty():
        yield Console(highlight=False)
        return
    columns = os.environ.get("COLUMNS", "")
    console = Console(highlight=False, width=int(columns) if columns.isdigit() else PIPED_WIDTH)
    with console.capture() as captured:
        yield console
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))
