"""Where answers are printed: as wide as the terminal or, into a file or a pipe, as wide as COLUMNS says or 100."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console

from ..consoles import console
from ..streams import OutputLost, write

READABLE: Final = 100  # sentences run no further


@contextmanager
def answer_console() -> Iterator[Console]:
    """What to print an answer on; into a file or a pipe it goes without trailing blanks.

    Raises:
        OutputLost: standard output takes no more.
    """
    made = console()
    try:
        if sys.stdout is not None and sys.stdout.isatty():
            yield made
            return
        with made.capture() as captured:
            yield made
    except OSError as error:
        raise OutputLost(error) from None
    write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")
