"""Runs the validation that was asked for and prints what it found: a table for people, JSON or CSV for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from ...viz.charts.validation import validation_chart
from ..faces.validate import Validation, carry_out
from ..files import write_table
from ..runs import progress_shown
from ..streams import put_json
from ..trials.words import GROUPS as TRIAL_GROUPS
from ..trials.words import READING, READINGS, most_cursed, of_use, too_wide
from ..trials.words import headline as trials_headline
from ..trials.words import table_of as trials_table
from ..validation import (
    Finding,
    Recorded,
    TrialFinding,
    as_row,
    keep,
    met_of,
    unexplained,
)
from ..validation.held_back import note_down
from ..validation.words import GROUPS, SHOWN_ONLY, WIDE, by_lists, headline, put_down_to, table_of
from ..wording import listed, plain
from .output import READABLE, answer_console

VALIDATION_FAILED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asked for."""

    seeds: range
    changes: Mapping[str, float]
    short: bool
    trials: bool
    workers: int | None
    as_json: bool
    table: Path | None
    picture: Path | None
    record: bool
    quiet: bool


def answer(wanted: Wanted) -> int:
    """Validate, print what was found, and give 3 when something that used to be met is missed, else 0."""
    with progress_shown(wanted.quiet) as (progress, _):
        found = carry_out(wanted.seeds, wanted.short, wanted.trials, wanted.changes, wanted.workers, progress)
    if wanted.table is not None:
        write_table([as_row(each) for each in (*found.found.patterns, *found.found.trials)], wanted.table)
    if wanted.picture is not None:
        draw(found.found.patterns, wanted.picture)
    if wanted.record:
        note_down(found.found)  # first of all: what is held back was run, whatever becomes of the record
        keep(found.found, found.before)
    if wanted.as_json:
        put_json(found.to_dict())
    else:
        with answer_console() as console:
            _print(found, console, wanted.record)
    return VALIDATION_FAILED if found.failing else 0


def draw(findings: Sequence[Finding], path: Path) -> None:
    """Draw model against published."""
    from ...viz.figures import draw as drawn  # with matplotlib, too slow to load for who wants no picture

    drawn(validation_chart(findings), path)


# --- for people ------------------------------------------------------------------------------------------------------


def _print(answer: Validation, console: Console, kept: bool) -> None:
    width = min(console.width, READABLE)
    console.print(Text(headline(answer.found.patterns), style="bold"), width=width)
    console.print(Text(by_lists(answer.found.patterns)), width=width)
    console.print(Text(" ".join(_how(answer))), width=width)
    for title, rows in _grouped(answer.found):
        console.print()
        console.print(Text(title, style="bold"))
        console.print(table_of(rows, console.width >= WIDE))
    if answer.found.trials:
        _print_trials(answer.found.trials, console, width)
    console.print()
    for sentence in _closing(answer, kept):
        console.print(Text(sentence), width=width)


def _print_trials(rows: Sequence[TrialFinding], console: Console, width: int) -> None:
    console.print()
    console.print(Text(f"{trials_headline(rows)}.", style="bold"), width=width)
    console.print(Text(READING), width=width)
    for use, title in TRIAL_GROUPS.items():
        mine = of_use(rows, use)
        if mine:
            console.print()
            console.print(Text(title, style="bold"))
            if use in READINGS:
                console.print(Text(" ".join(filter(None, (READINGS[use], too_wide(mine))))), width=width)
            console.print(trials_table(mine, use))
            if cursed := most_cursed(mine):
                console.print(Text(f"The winner's curse at its worst: {cursed}"), width=width)


def _how(answer: Validation) -> Iterator[str]:
    count = answer.found.seeds
    yield f"Each scene was run {'once' if count == 1 else f'{count} times'}, in {answer.seconds:.0f} s in all."
    if answer.short:
        yield "This is the short form: Blackpool only."
    if answer.changes:
        yield f"You changed {listed([f'{name} = {plain(value)}' for name, value in answer.changes.items()])}."


def _grouped(found: Recorded) -> Iterator[tuple[str, list[Finding]]]:
    for use, title in GROUPS.items():
        rows = [each for each in found.patterns if each.use == use]
        if rows:
            met = met_of(rows, use)[0]
            yield title if use in SHOWN_ONLY else f"{title} ({met} of {len(rows)} met)", rows


def _closing(answer: Validation, kept: bool) -> Iterator[str]:
    before = answer.before
    if told := put_down_to(answer.found.patterns):
        yield told
    if before is None:
        yield "Nothing was recorded before, so nothing can have got worse; `diversion validate --record` keeps this."
    elif answer.failing:
        yield f"Met when last recorded ({before.made}) and missed now: {listed([each.title for each in answer.failing])}."
    else:
        yield f"Nothing that was met when last recorded ({before.made}) is missed by more than luck."
    if kept:
        if untold := unexplained((*answer.found.patterns, *answer.found.trials)):
            yield f"Missed, and nobody has said why (cause and note, where the pattern or study stands): {listed(untold)}."
        yield "Recorded. Next: python -m diversion.experiments.reports.documents"
