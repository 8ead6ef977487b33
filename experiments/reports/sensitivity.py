"""Carries out a sensitivity analysis for the command line and prints what the answer depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...viz.charts.sensitivity import sheet
from ..answers import posterior_lines
from ..answers.support import support
from ..faces.sensitivity import LAST, carry_out, cell_of
from ..files import write_table
from ..plans import differing
from ..runs import How, progress_shown, sentences
from ..sensitivity import Answer, Study, parameter_indices
from ..sensitivity.deciding import Deciding
from ..sensitivity.method import Analysis
from ..sensitivity.terms import Measure
from ..sensitivity.words import deciding_lines
from ..streams import put_json
from ..wording import listed, number, phrase, plain, upper_first
from .output import READABLE, answer_console

IN_TABLES: Final = 5  # questions with tables; more would bury the sentences
TOO_MANY: Final = f"Tables are printed for {IN_TABLES} questions or fewer: name one --regime, or say --out FILE.csv."
SHOWN: Final = 8  # factors in a printed table; the file has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asked for."""

    outcomes: tuple[str, ...]
    asked: bool  # whether the outcomes are those that were asked for by name
    db: str | None = field(repr=False)  # may hold a password
    how: How
    fresh: bool
    as_json: bool
    table: Path | None
    picture: Path | None
    quiet: bool


def answer(study: Study, wanted: Wanted) -> int:
    """Run a study, analyse it and print what it says; 1 when a run failed or an outcome asked for has no indices, else 0."""
    with progress_shown(wanted.quiet) as (progress, say):
        found = carry_out(study, wanted.outcomes, wanted.db, wanted.how, wanted.fresh, progress, say)
    if wanted.table is not None:
        write_table(found.rows(), wanted.table)
    if wanted.picture is not None:
        _draw(found, wanted.picture)
    if wanted.as_json:
        put_json(found.to_dict())
    else:
        with answer_console() as console:
            _print(found, console)
    return 1 if found.batch.failed or (wanted.asked and found.incomplete) else 0


def _print(found: Answer, console: Console) -> None:
    study = found.study
    console.print(Text(f"{study.plan.locality.title}: what the answer hangs on", style="bold"))
    for line in (" ".join(how(found)), study.plan.law, *differing(study.plan).header):
        console.print(Text(line), width=min(console.width, READABLE))
    console.print(Text(upper_first(support(study.plan).line)), width=min(console.width, READABLE))
    for target in found.differences:
        console.print()
        console.print(Text(target.title, style="bold"))
        console.print(Text(found.headline(target)), width=min(console.width, READABLE))
        if target in found.analyses and len(found.differences) <= IN_TABLES:
            console.print(_table(found.analyses[target], found.labels))
    if len(found.differences) > IN_TABLES:
        console.print()
        console.print(Text(TOO_MANY), width=min(console.width, READABLE))
    if found.deciding:
        _decision(found, found.deciding, console)
    console.print()
    for sentence in sentences(found.batch, found.location):
        console.print(sentence, soft_wrap=True)


def how(found: Answer) -> Iterator[str]:
    """How the factors were varied and how often, in sentences."""
    study = found.study
    yield f"{len(study.units)} factor{'' if len(study.units) == 1 else 's'}, {study.sample.method.how},"
    yield f"{len(study.sample.replicate):,} scenarios with {len(study.plan.regimes)} regimes each."
    for name, members in study.groups.items():
        yield f"{upper_first(name)} is {listed(members)}, moved together."
    if study.ranges:
        between = listed([f"{name} from {plain(low)} to {plain(high)}" for name, (low, high) in study.ranges.items()])
        yield f"Over a range of your own, evenly: {between}."
    if len(study.ranges) == len(study.factors):
        yield "What is not a factor keeps its usual value."
        return
    if study.plan.posterior is None:
        yield "Every factor varies over its declared range; what is not a factor keeps its usual value."
        return
    yield "Factors of the posterior vary over its range, each on its own, the others over the declared range;"
    yield "what is not a factor is held at the posterior's middle or keeps its usual value."
    yield from posterior_lines(study.plan)


def _table(analysis: Analysis, labels: Mapping[str, str]) -> Table:
    """The largest factors, then chance or nothing; every number with its 95% interval."""
    measures = [measure for measure in analysis.method.measures if measure.heading]
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("")
    for measure in measures:
        table.add_column(measure.heading, justify="right")
    by_factor = analysis.by_factor
    ranked = list(parameter_indices(analysis.method, analysis.indices))
    for name in [*ranked[:SHOWN], *(each for each in LAST if each in by_factor)]:
        cells = (by_factor[name].get(measure) for measure in measures)
        table.add_row(labels.get(name, f"({name})"), *(cell_of(index) for index in cells))
    if len(ranked) > SHOWN:
        table.caption = f"and {len(ranked) - SHOWN} more, each with less; --out FILE.csv has all"
        table.caption_justify = "left"
    return table


def _decision(found: Answer, deciding: Deciding, console: Console) -> None:
    """What turns the choice, beside what moves what each regime saves."""
    console.print()
    console.print(Text("What turns the choice: public cost a year", style="bold"))
    for line in deciding_lines(deciding, found.labels):
        console.print(Text(line), width=min(console.width, READABLE))
    measure = found.study.sample.method.main
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for heading in ("", "worth of knowing it, £ a year", "by luck alone", *_of_savings(deciding, measure)):
        table.add_column(heading, justify="right" if heading else "left")
    for name, worth in list(deciding.worth.items())[:SHOWN]:
        moves = (each.by_factor[name].get(measure) for each in deciding.moves.values())
        cells = (f"{number(worth.value)} (± {number(2 * worth.error)})", number(worth.bias))
        table.add_row(found.labels.get(name, name), *cells, *(cell_of(index) for index in moves))
    console.print(table)


def _of_savings(deciding: Deciding, measure: Measure) -> list[str]:
    """The headings of what moves each regime's saving; its name only where there are several."""
    names = [f", {phrase(name)}" for name in deciding.moves] if len(deciding.moves) > 1 else [""]
    return [f"{measure.heading or measure.name} in what is saved{name}" for name in names]


def _draw(found: Answer, path: Path) -> None:
    from ...viz.figures import draw  # with matplotlib, too slow to load for who wants no picture

    draw(sheet(found, found.differences[0]), path)
