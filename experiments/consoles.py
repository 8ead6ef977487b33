"""What tables and paragraphs are laid out on: as wide as COLUMNS or the terminal says, within what can be laid out in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any, Final

from rich.console import Console, ConsoleOptions, RenderableType, RenderHook
from rich.segment import Segment

from .streams import LEFT_OUT

PIPED_WIDTH: Final = 100  # what a file or a pipe gets
NARROWEST: Final = 60  # the tables need so much; a narrower terminal wraps their lines itself
WIDEST: Final = 500
HEIGHT: Final = 25


def console(aside: bool = False) -> Console:
    """A console on standard output, or aside, to which no text is mark-up and none a command to the terminal."""
    made = Console(stderr=aside, highlight=False, markup=False, emoji=False, width=width(aside), height=HEIGHT)
    made.push_render_hook(_Cleaning())
    return made


class _Cleaning(RenderHook):
    """Lets no control character through but those of the styles."""

    def process_renderables(self, renderables: list[Any]) -> list[Any]:
        """The same things to print, cleaned."""
        return [_Clean(each) for each in renderables]


class _Clean:
    """Something to print, without control characters in its text."""

    def __init__(self, inner: RenderableType) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for each in console.render(self._inner, options):
            yield each if each.control else Segment(each.text.translate(LEFT_OUT), each.style)


def width(aside: bool = False) -> int:
    """How wide to print: as COLUMNS says, else as the terminal is, else 100; within limits."""
    typed = os.environ.get("COLUMNS", "")
    wanted = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    return min(max(wanted or _terminal(aside) or PIPED_WIDTH, NARROWEST), WIDEST)


def _terminal(aside: bool) -> int:
    """The columns of the terminal that is written to; 0 where there is none."""
    try:
        return os.get_terminal_size((sys.stderr if aside else sys.stdout).fileno()).columns
    except (AttributeError, OSError, ValueError):
        return 0
