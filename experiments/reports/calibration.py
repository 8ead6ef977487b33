"""Carries out `diversion calibrate` once its input has been checked: progress, what was found, files, exit code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...viz.charts.calibration import calibration_chart
from ..calibration import Asked, Found, Predicted
from ..faces.calibrate import HEADS, Calibration, carry_out, cells_of
from ..faces.calibration_words import how, warnings
from ..runs import How, progress_shown
from ..streams import put_json
from ..told import told
from ..wording import decimals_for, duration, listed, number, signed
from .output import READABLE, answer_console


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asked for; `locality` is the place as it was typed, a name or a file."""

    locality: str
    db: str | None = field(repr=False)  # may hold a password
    how: How
    fresh: bool
    as_json: bool
    out: Path
    picture: Path | None
    quiet: bool


def answer(asked: Asked, wanted: Wanted) -> int:
    """Calibrate, write the posterior and print what was found; 1 when a run failed, otherwise 0."""
    with progress_shown(wanted.quiet) as (progress, say):
        found = carry_out(asked, wanted.db, wanted.how, wanted.fresh, progress, say)
    found.save(wanted.out)
    if wanted.picture is not None:
        _draw(found, wanted.picture)
    if wanted.as_json:
        put_json(found.to_dict() | {"file": str(wanted.out)})
    else:
        with answer_console() as console:
            _print(found, console, wanted)
    return 1 if found.effort.failed else 0


def _draw(found: Calibration, path: Path) -> None:
    from ...viz.figures import draw  # with matplotlib, too slow to load for who wants no picture

    draw(calibration_chart(found), path)


def _print(found: Calibration, console: Console, wanted: Wanted) -> None:
    console.print(Text(f"{found.asked.plan.locality.title}, calibrated to {found.asked.name}", style="bold"))
    width = min(console.width, READABLE)
    for sentence in how(found):
        console.print(Text(sentence), width=width)
    console.print()
    console.print(_parameters(found.found))
    console.print()
    console.print(_predictions(found.predicted))
    console.print()
    for sentence in warnings(found):
        console.print(Text(sentence), width=width)
    for sentence in _last(found, wanted):
        console.print(sentence, soft_wrap=True)


def _parameters(found: tuple[Found, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for heading in HEADS:
        table.add_column(heading, justify="right" if heading != HEADS[0] else "left")
    for each in found:
        table.add_row(*cells_of(each))
    return table


def _predictions(predicted: tuple[Predicted, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("Figure")
    for heading in ("target", "model, fresh luck", "95% range", "off by", ""):
        table.add_column(heading, justify="right")
    for each in predicted:
        decimals = decimals_for((each.target.value, each.low, each.high), 1)
        target = f"{number(each.target.value, decimals)} ± {number(each.target.tolerance, decimals)}"
        span = f"{number(each.low, decimals)} to {number(each.high, decimals)}"
        verdict = ("inside" if each.inside else "outside") + ("" if each.fitted else ", held back")
        title = f"{each.target.read.title} ({each.target.read.unit})"
        table.add_row(title, target, number(each.middle, decimals), span, signed(each.miss, 1), verdict)
    table.caption = (
        "off by: how far the middle is above the target, in standard deviations of tolerance and luck together; "
        "inside: in the range with the tolerance added to it"
    )
    table.caption_justify = "left"
    return table


def _last(found: Calibration, wanted: Wanted) -> Iterator[str]:
    effort = found.effort
    pace = f"{effort.computed:,} computed, in {duration(found.seconds)}"
    yield f"{effort.runs:,} runs: {effort.read:,} read from the store, {pace}."
    if effort.failed:
        show = told("runs", "show", "ID", kept_in=found.location)
        yield f"{effort.failed:,} of them failed: {show} says why."
    kept = listed([str(each) for each in dict.fromkeys(effort.experiments)])
    yield f"Runs are kept as experiments {kept} in {found.location}."
    compare = told("compare", wanted.locality, "--posterior", wanted.out, kept_in=found.location)
    yield f"Draws are in {wanted.out}. Next: {compare}"
