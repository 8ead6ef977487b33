"""Runs the validation that was asked for and prints what it found: a table for people, JSON or CSV for machines."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from ...agents.engine.hashing import engine_hash
from ...viz.charts.validation import validation_chart
from ..files import write_table
from ..runs import progress_shown
from ..streams import put_json
from ..trials.findings import replayed
from ..trials.findings import values as trial_values
from ..trials.words import GROUPS as TRIAL_GROUPS
from ..trials.words import READING, READINGS, most_cursed, of_use, too_wide
from ..trials.words import headline as trials_headline
from ..trials.words import table_of as trials_table
from ..validation import (
    Finding,
    Recorded,
    TrialFinding,
    TrialUse,
    as_row,
    failing,
    keep,
    met_of,
    recorded,
    standings,
    unexplained,
    values,
)
from ..validation.answer import finding
from ..validation.carry_out import validate
from ..validation.held_back import note_down
from ..validation.shipped import shipped
from ..validation.study import Use
from ..validation.words import GROUPS, LISTED, SHOWN_ONLY, WIDE, by_lists, headline, put_down_to, table_of
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, how long it took, and what used to be met and is not."""

    wanted: Wanted
    found: Recorded
    before: Recorded | None
    seconds: float

    @property
    def failing(self) -> list[Finding]:
        """The patterns and trials that were met when they were last recorded and now are missed by more than luck."""
        if self.before is None:
            return []
        found, before = self.found, self.before
        wider = math.sqrt(before.seeds / found.seeds)
        return failing(found.patterns, before.patterns, wider) + failing(found.trials, before.trials)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        both = {"patterns": self.found.patterns, "trials": self.found.trials}
        return {
            "engine": self.found.engine,
            "seeds": self.found.seeds,
            "short": self.wanted.short,
            "changes": dict(self.wanted.changes),
            "seconds": round(self.seconds, 1),
            "met": {use: _met(self.found.patterns, use) for use in GROUPS},
            "met_until_november_2026": {use: _met(self.found.patterns, use, before=True) for use in LISTED},
            "studies": {use: _studies(self.found.trials, use) for use in TRIAL_GROUPS},
            "trials_headline": trials_headline(self.found.trials) if self.found.trials else None,
            **{name: [as_row(each) for each in rows] for name, rows in both.items()},
            "failing": [each.name for each in self.failing],
        }


def _met(patterns: Sequence[Finding], use: Use, before: bool = False) -> dict[str, int]:
    return dict(zip(("met", "of"), met_of(patterns, use, before), strict=True))


def _studies(trials: Sequence[TrialFinding], use: TrialUse) -> dict[str, int]:
    """How many studies of one use come out as published in every outcome, and how many there are."""
    met = [each.met for each in standings(trials).values() if each.use == use]
    return {"met": sum(met), "of": len(met)}


def answer(wanted: Wanted) -> int:
    """Validate, print what was found, and give 3 when something that used to be met is missed, else 0."""
    found = _found(wanted)
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
            _print(found, console)
    return VALIDATION_FAILED if found.failing else 0


def draw(findings: Sequence[Finding], path: Path) -> None:
    """Draw model against published."""
    from ...viz.figures import draw as drawn  # with matplotlib, too slow to load for who wants no picture

    drawn(validation_chart(findings), path)


def _found(wanted: Wanted) -> Answer:
    published = shipped().short() if wanted.short else shipped()
    began = time.monotonic()
    with progress_shown(wanted.quiet) as (progress, _):
        results = validate(published, wanted.seeds, wanted.changes, wanted.workers, progress)
    patterns = tuple(finding(each) for each in results)
    trials = _trials(wanted) if wanted.trials else ()
    found = Recorded(
        engine=engine_hash(),
        made=date.today().isoformat(),
        seeds=len(wanted.seeds),
        patterns=patterns,
        trials=trials,
        values=values(),
        trial_values=trial_values(),
    )
    return Answer(wanted, found, recorded(), time.monotonic() - began)


def _trials(wanted: Wanted) -> tuple[TrialFinding, ...]:
    with progress_shown(wanted.quiet) as (progress, _):
        return replayed(wanted.changes, wanted.workers, wanted.short, wanted.seeds[0], progress=progress)


# --- for people ------------------------------------------------------------------------------------------------------


def _print(answer: Answer, console: Console) -> None:
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
    for sentence in _closing(answer):
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


def _how(answer: Answer) -> Iterator[str]:
    count = answer.found.seeds
    yield f"Each scene was run {'once' if count == 1 else f'{count} times'}, in {answer.seconds:.0f} s in all."
    if answer.wanted.short:
        yield "This is the short form: Blackpool only."
    if answer.wanted.changes:
        yield f"You changed {listed([f'{name} = {plain(value)}' for name, value in answer.wanted.changes.items()])}."


def _grouped(found: Recorded) -> Iterator[tuple[str, list[Finding]]]:
    for use, title in GROUPS.items():
        rows = [each for each in found.patterns if each.use == use]
        if rows:
            met = met_of(rows, use)[0]
            yield title if use in SHOWN_ONLY else f"{title} ({met} of {len(rows)} met)", rows


def _closing(answer: Answer) -> Iterator[str]:
    before = answer.before
    if told := put_down_to(answer.found.patterns):
        yield told
    if before is None:
        yield "Nothing was recorded before, so nothing can have got worse; `diversion validate --record` keeps this."
    elif answer.failing:
        yield f"Met when last recorded ({before.made}) and missed now: {listed([each.title for each in answer.failing])}."
    else:
        yield f"Nothing that was met when last recorded ({before.made}) is missed by more than luck."
    if answer.wanted.record:
        if untold := unexplained((*answer.found.patterns, *answer.found.trials)):
            yield f"Missed, and nobody has said why (cause and note, where the pattern or study stands): {listed(untold)}."
        yield "Recorded. Next: python -m diversion.experiments.reports.documents"
