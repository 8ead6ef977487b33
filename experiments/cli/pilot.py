"""The command `pilot`: what a pilot would find, how often it would mislead, what it costs and is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..streams import put, put_json
from . import options

if TYPE_CHECKING:
    from ..pilot.answer import Pilot
    from ..pilot.study import Asked


def pilot_command(
    locality: Annotated[
        str, typer.Argument(metavar="LOCALITY", help="A place that `diversion list` names, or a file.")
    ],
    regime: Annotated[str, typer.Option(metavar="NAME", help="The regime to be piloted.")] = "pre-arrest",
    design: Annotated[
        str, typer.Option(metavar="NAME", help="Who is treated: lot, shifts, areas, wedge or matched.")
    ] = "lot",
    people: Annotated[int, typer.Option(metavar="N", help="How many to take in, both arms together.")] = 300,
    months: Annotated[int, typer.Option(metavar="N", help="Months in which people are taken in.")] = 18,
    follow: Annotated[int, typer.Option(metavar="N", help="Months for which each is followed.")] = 12,
    reference: options.Reference = "none",
    outcome: Annotated[
        str, typer.Option(metavar="NAME", help="What is counted: arrests, contacts, proven or charges.")
    ] = "arrests",
    measure: Annotated[str, typer.Option(metavar="NAME", help="Whether people have `any`, or the `count`.")] = "any",
    analysis: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="regression (of clusters: GEE) or mixed. [wedge: mixed, else regression]"),
    ] = None,
    teams: Annotated[int, typer.Option(metavar="N", help="Teams, or custody suites, of a stepped wedge.")] = 6,
    lost: Annotated[float, typer.Option(metavar="SHARE", help="Share lost to follow-up, in either arm.")] = 0.05,
    trials: Annotated[int, typer.Option(metavar="N", help="How many pilots to simulate.")] = 3000,
    draws: Annotated[int, typer.Option(metavar="N", help="Worlds they come from, each with its own draw.")] = 120,
    horizon: Annotated[int, typer.Option(metavar="YEARS", help="Years over which the decision counts.")] = 5,
    perspective: Annotated[
        str, typer.Option(metavar="NAME", help="Whose money decides: police, public or society.")
    ] = "public",
    evaluation: Annotated[
        float | None, typer.Option(metavar="POUNDS", help="What the evaluation costs. [as declared, by judgement]")
    ] = None,
    no_value: Annotated[
        bool, typer.Option("--no-value", help="Leave out what the answer is worth, and the comparison that takes.")
    ] = False,
    seed: options.Seed = 1,
    changes: options.Changes = None,
    posterior: options.PosteriorFile = None,
    no_posterior: options.NoPosterior = False,
    db: options.Db = None,
    workers: options.Workers = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
    out: options.Out = None,
    picture: Annotated[
        str | None, typer.Option(metavar="FILE.svg", help="Draw power by number of people, as .svg or .png.")
    ] = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
) -> int:
    """Plan a pilot: power, wrong signs, exaggeration, people needed, cost, and what its answer is worth."""
    from ...scenarios.parameters import InputError
    from ..files import BESIDE
    from ..pilot.carry_out import carry_out
    from ..pilot.study import ask
    from ..plans import read_changes
    from ..runs import progress_shown
    from ..store import check_to_use

    how = options.how(workers, False, None)
    if evaluation is not None and not 0 <= evaluation < 1e12:
        raise InputError(f"--evaluation must be pounds from 0, not {evaluation:g}.")
    drawn_from = options.posterior(posterior, no_posterior)
    asked = ask(
        locality, regime, design, people, months, follow, reference, outcome, measure, analysis, teams, lost, trials,
        draws, horizon, seed, read_changes(changes or []), drawn_from, None, perspective,
    )  # fmt: skip
    file, image = options.files(out, picture, force or dry_run, beside=BESIDE[:1])
    if not no_value:
        check_to_use(db)
    if dry_run:
        _forecast(asked, not no_value, as_json)
        return 0
    with progress_shown(quiet) as (progress, say):
        found = carry_out(asked, evaluation, not no_value, db, how, fresh, progress, say)
    if file is not None:
        found.save(file)
    if image is not None:
        from ...viz.figures import draw  # with matplotlib, too slow to load for who wants no picture

        draw(found.chart, image)
    if as_json:
        put_json(found.to_dict())
    else:
        _print(found)
    return 0


def _forecast(asked: Asked, value: bool, as_json: bool) -> None:
    """Say what would be computed; nothing is written."""
    worlds, runs = asked.pool.replicates, 2 * asked.decision.replicates if value else 0
    if as_json:
        data = {"worlds": worlds, "runs": runs, "trials": asked.trials, "design": asked.design, "written": False}
        put_json(data | {"pool": asked.pool.content})
        return
    put(
        f"{asked.title}: {worlds:,} worlds of {asked.pool.years} years, each lived with and without {asked.regime}; "
        f"{asked.trials:,} pilots drawn from them."
    )
    if value:
        put(f"{runs:,} runs of {asked.horizon} years say what the decision is worth.")
    put("Nothing was computed or written.")


def _print(found: Pilot) -> None:
    from rich.text import Text

    from ..pilot.words import design_text
    from ..reports.output import READABLE, answer_console

    asked = found.asked
    with answer_console() as console:
        width = min(console.width, READABLE)
        head = f"{asked.title}: a pilot of {asked.regime}, {asked.people:,} people in {asked.months} months"
        console.print(Text(head, style="bold"))
        console.print(Text(f"Design: {design_text(asked)}."), width=width)
        for title, said in (
            ("", found.lines()),
            ("For the protocol", [found.paragraph]),
            ("What this rests on", found.assumptions),
        ):
            console.print()
            if title:
                console.print(Text(title, style="bold"))
            for each in said:
                console.print(Text(each), width=width)
