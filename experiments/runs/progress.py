"""Shows how far a batch has come: a bar where standard error is a terminal, now and then a line where it is not."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ..consoles import console
from ..streams import put
from ..wording import duration
from .runner import Progress, Say

PLAIN_SECONDS: Final = 5.0  # between two lines where there is no terminal


@contextmanager
def progress_shown(quiet: bool) -> Iterator[tuple[Progress | None, Say | None]]:
    """What to tell about progress, and what to say sentences with; nothing of either when quiet."""
    if quiet:
        yield None, None
    elif sys.stderr is not None and sys.stderr.isatty():
        with _bar() as both:
            yield both
    else:
        yield _plain(), lambda sentence: put(sentence, aside=True)


@contextmanager
def _bar() -> Iterator[tuple[Progress, Say]]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("Runs"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with RichProgress(*columns, console=console(aside=True), transient=True) as bar:
        task = bar.add_task("runs", total=None, pace="")
        pace = Pace()

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, pace=pace.words(done, total))

        yield show, lambda sentence: bar.console.print(sentence)


def _plain() -> Progress:
    pace = Pace()
    last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        words = pace.words(done, total)
        if time.monotonic() - last >= PLAIN_SECONDS:
            last = time.monotonic()
            put(f"{done:,} of {total:,} runs{words and f', {words}'}", aside=True)

    return show


class Pace:
    """Runs a second and the time left, counted from the first look on: what was read before that took no time."""

    def __init__(self) -> None:
        """Begin when the first number comes."""
        self._first: tuple[float, int] | None = None

    def words(self, done: int, total: int) -> str:
        """`17 a second, 42 minutes left`; empty until there is something to go by."""
        now = time.monotonic()
        began, before = self._first = self._first or (now, done)
        if done <= before or now - began < 1.0:
            return ""
        rate = (done - before) / (now - began)
        speed = f"{rate:.0f} a second" if rate >= 2 else f"{60 * rate:.0f} a minute"
        return f"{speed}, {duration((total - done) / rate)} left"
