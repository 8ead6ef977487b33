"""The command `mix`: which mix of doors, programmes and posts is best under a yearly budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..streams import put, put_json
from . import options

if TYPE_CHECKING:
    from ..mix.answer import Mix
    from ..mix.study import Asked


def mix_command(
    locality: Annotated[
        str, typer.Argument(metavar="LOCALITY", help="A place that `diversion list` names, or a file.")
    ],
    budget: Annotated[float, typer.Option(metavar="POUNDS", help="Pounds a year that no mix may exceed.")],
    objective: Annotated[
        str, typer.Option("--for", metavar="WHAT", help="What is best: net-benefit, offences, contacts or harm.")
    ] = "net-benefit",
    regime: Annotated[
        list[str] | None,
        typer.Option(
            "--regime",
            metavar="NAME",
            help="A regime whose doors and team may be bought; repeat it. [pre-arrest, custody-stage, drug-diversion]",
        ),
    ] = None,
    years: options.Years = 3,
    run_in: options.RunIn = 1,
    replicates: Annotated[int, typer.Option(metavar="N", help="Draws on which those that are left are compared.")] = 40,
    screening: Annotated[int, typer.Option(metavar="N", help="Draws on which every mix is tried first.")] = 10,
    seed: options.Seed = 1,
    changes: options.Changes = None,
    db: options.Db = None,
    workers: options.Workers = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
    out: options.Out = None,
    picture: Annotated[
        str | None, typer.Option(metavar="FILE.svg", help="Draw what each sum gains at best, as .svg or .png.")
    ] = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
) -> int:
    """Find the best mix of doors, programmes and posts for a yearly budget, or that none can be named."""
    from ..files import write_table
    from ..mix.carry_out import carry_out
    from ..mix.study import ask
    from ..plans import read_changes
    from ..runs import progress_shown
    from ..store import check_to_use

    how = options.how(workers, False, None)
    values = read_changes(changes or [])
    asked = ask(locality, budget, objective, regime, years, run_in, replicates, screening, seed, values)
    file, image = options.files(out, picture, force or dry_run)
    check_to_use(db)
    if dry_run:
        _forecast(asked, as_json)
        return 0
    with progress_shown(quiet) as (progress, _say):
        found = carry_out(asked, db, how, fresh, progress)
    if file is not None:
        write_table(found.rows(), file)
    if image is not None:
        from ...viz.figures import draw  # with matplotlib, too slow to load for who wants no picture

        draw(found.chart, image)
    if as_json:
        put_json(found.to_dict())
    else:
        _print(found)
    return 1 if found.comparison.batch.failed else 0


def _forecast(asked: Asked, as_json: bool) -> None:
    """Say what would be computed; nothing is written."""
    tried = asked.candidates()
    runs = (len(tried) + 1) * asked.screening
    if as_json:
        put_json({"mixes": [each.words() for each in tried], "screening_runs": runs, "plan": asked.plan.content})
        return
    put(f"{asked.locality.title}: {len(tried):,} mixes on {asked.screening:,} draws, {runs:,} runs;")
    put(f"then those that are left on {asked.plan.replicates:,} draws. Nothing was computed or written.")


def _print(found: Mix) -> None:
    from rich.table import Table
    from rich.text import Text

    from ..mix.study import OBJECTIVES
    from ..reports.output import READABLE, answer_console
    from ..wording import number

    unit = OBJECTIVES[found.asked.objective][1]
    with answer_console() as console:
        head = f"{found.asked.locality.title}: £{number(found.asked.budget)} a year, for {unit}"
        console.print(Text(head, style="bold"))
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
        table.add_column("Mix, £ a year", overflow="fold")
        for heading in ("gain, mean", "95% of draws", "verdict"):
            table.add_column(heading, justify="right" if heading != "verdict" else "left")
        for row in found.rows():
            if row["draws"] > found.asked.screening or found.asked.screening == found.asked.plan.replicates:
                span = f"{number(row['low'])} to {number(row['high'])}"
                table.add_row(row["words"], number(row["mean"]), span, row["verdict"])
        console.print(table)
        console.print()
        for line in found.lines():
            console.print(Text(line), width=min(console.width, READABLE))
