"""Carries out `diversion compare` once its input has been checked: progress, answer, files, exit code."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

from .compare import Comparison, carry_out
from .compare import as_json as comparison_json
from .database import check, database_url, is_there, shown
from .plan import Plan, content
from .precision import Goal
from .runner import Progress, identities
from .store import Store
from .table import PIPED_WIDTH, print_comparison

PLAIN_SECONDS: Final = 5.0  # between two lines of progress where there is no terminal
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison as the command line asked for it."""

    plan: Plan
    db: str | None
    workers: int | None
    fresh: bool
    as_json: bool
    out: Path | None
    quiet: bool
    dry_run: bool
    tables: bool = False
    goal: Goal | None = None


def answer(asked: Asked) -> int:
    """Do it and print it; 1 when a run failed, otherwise 0."""
    check(database_url(asked.db))
    if asked.dry_run:
        _dry_run(asked)
        return 0
    with _progress(asked.quiet) as (progress, say):
        comparison = carry_out(asked.plan, asked.db, asked.workers, asked.fresh, progress, say, asked.goal)
    if asked.out is not None:
        comparison.save(asked.out)
    if asked.as_json:
        print(comparison_json(comparison))
    else:
        _print_answer(comparison, asked.tables)
    return 1 if comparison.failures() else 0


def _print_answer(comparison: Comparison, tables: bool) -> None:
    """As wide as the terminal or, into a file or a pipe, as wide as COLUMNS says or 100, without trailing blanks."""
    if sys.stdout.isatty():
        print_comparison(comparison, Console(highlight=False), tables)
        return
    columns = os.environ.get("COLUMNS", "")
    console = Console(highlight=False, width=int(columns) if columns.isdigit() else PIPED_WIDTH)
    with console.capture() as captured:
        print_comparison(comparison, console, tables)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _dry_run(asked: Asked) -> None:
    keys = identities(asked.plan)
    kept = 0 if asked.fresh else _count_kept(asked, list(keys.values()))
    where = shown(database_url(asked.db))
    if asked.as_json:
        data = {"runs": len(keys), "kept": kept, "to_compute": len(keys) - kept, "database": where}
        if asked.goal:
            data |= {"precision": asked.goal.wanted, "most_replicates": asked.goal.most}
        print(json.dumps(data | {"plan": content(asked.plan)}, indent=2, ensure_ascii=False))
        return
    names = ", ".join(regime.name for regime in asked.plan.regimes)
    print(f"{asked.plan.locality.title}: {names}; {asked.plan.replicates:,} replicates, {len(keys):,} runs.")
    print(f"{kept:,} are kept in {where}; {len(keys) - kept:,} would be computed. Nothing was computed or written.")
    if asked.goal:
        most, runs = asked.goal.most, asked.goal.most * len(asked.plan.regimes)
        print(f"More are added for the precision asked for, up to {most:,} replicates, {runs:,} runs.")


def _count_kept(asked: Asked, wanted: list[str]) -> int:
    if not is_there(database_url(asked.db)):
        return 0
    with Store.open(asked.db) as store:
        return len(store.read(wanted))


# --- progress --------------------------------------------------------------------------------------------------------


@contextmanager
def _progress(quiet: bool) -> Iterator[tuple[Progress | None, Say | None]]:
    """A bar where standard error is a terminal, now and then a line where it is not, nothing when quiet."""
    if quiet:
        yield None, None
    elif sys.stderr.isatty():
        with _bar() as both:
            yield both
    else:
        yield _plain_progress(), lambda sentence: print(sentence, file=sys.stderr, flush=True)


@contextmanager
def _bar() -> Iterator[tuple[Progress, Say]]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("Runs"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show, lambda sentence: bar.console.print(sentence, highlight=False)


def _plain_progress() -> Progress:
    last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= PLAIN_SECONDS:
            last = time.monotonic()
            print(f"{done:,} of {total:,} runs", file=sys.stderr, flush=True)

    return show
