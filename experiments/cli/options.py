"""The options that several commands share, each said once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, cast

import typer

from ...scenarios.parameters import InputError
from ..streams import put

if TYPE_CHECKING:
    from ..economics import Perspective, Terms
    from ..plans import LawsAsked, Plan
    from ..runs import How

Regimes = Annotated[
    list[str] | None,
    typer.Option(
        "--regime", metavar="NAME", help="A regime or file; repeat it. [none, current, custody-stage, pre-arrest]"
    ),
]
Reference = Annotated[str, typer.Option(metavar="NAME", help="The regime the others are compared with.")]
Years = Annotated[int, typer.Option(metavar="N", help="Years to simulate after the run-in.")]
RunIn = Annotated[int, typer.Option(metavar="N", help="Years of current practice before that.")]
YearsInstead = Annotated[int | None, typer.Option("--years", metavar="N", help="Years, in place of the file's.")]
ReplicatesInstead = Annotated[
    int | None, typer.Option("--replicates", metavar="N", help="How many worlds, in place of the file's.")
]
SeedInstead = Annotated[int | None, typer.Option("--seed", metavar="N", help="A seed in place of the file's.")]
Seed = Annotated[int, typer.Option(metavar="N", help="The number all chance is derived from.")]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Fix a parameter, or a field as in lead.length_days; repeat it."),
]
Law = Annotated[
    list[str] | None,
    typer.Option("--law", metavar="NAME", help="A law (`diversion list laws`) or file to hold in force; repeat it."),
]
NoLaw = Annotated[
    list[str] | None, typer.Option("--no-law", metavar="NAME", help="A law that is not to be in force; repeat it.")
]
ExperimentId = Annotated[
    int, typer.Argument(metavar="ID", help="The number of an experiment, as `diversion runs` lists it.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output and nothing else.")]
Db = Annotated[str | None, typer.Option(metavar="FILE|URL", help="Where runs are kept. [the user's data folder]")]
Preset = Annotated[str | None, typer.Option(metavar="NAME", help="Changes to start from: `diversion list presets`.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="How many runs at once. [one for each processor]")]
Processes = Annotated[bool, typer.Option("--processes", help="Compute in processes instead of threads.")]
Scheduler = Annotated[
    str | None, typer.Option(metavar="tcp://HOST:PORT", help="Compute on the workers of this Dask scheduler.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Compute again what the store already has.")]
Out = Annotated[str | None, typer.Option(metavar="FILE.csv", help="Write the table to a CSV file as well.")]
Book = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Write everything to a spreadsheet (.xlsx), or the table to a file (.csv), as well.",
    ),
]
BOOKS: Final = (".csv", ".xlsx")
Picture = Annotated[str | None, typer.Option(metavar="FILE.svg", help="Draw the headline outcomes, as .svg or .png.")]
Tables = Annotated[
    bool,
    typer.Option(
        "--tables",
        help="Print the other outcomes, the way in by route, for whom, hours and cost in parts, what knowing more is worth.",
    ),
]
Money = Annotated[
    bool,
    typer.Option("--economics", help="Print who pays and who gains, year by year, and whether benefits exceed costs."),
]
Whose = Annotated[
    str, typer.Option("--perspective", metavar="WHOSE", help="Whose money: police, public or society; for --economics.")
]
Optimism = Annotated[
    float, typer.Option(metavar="SHARE", help="What is added to programmes' cost, since plans are too hopeful: 0.2.")
]
HoursApart = Annotated[
    bool,
    typer.Option("--hours-apart", help="Count no officer's hour as money: hours stand beside it, for --economics."),
]
NoCrossing = Annotated[
    bool,
    typer.Option(
        "--no-crossing", help="Leave out the runs that exchange programmes and beliefs: no regime is said to do more."
    ),
]
PosteriorFile = Annotated[
    str | None, typer.Option("--posterior", metavar="FILE", help="Draw from what `diversion calibrate` left (.csv).")
]
NoPosterior = Annotated[
    bool,
    typer.Option("--no-posterior", help="Leave out the place's own posterior: draw everything as it was declared."),
]
Histories = Annotated[
    int, typer.Option(metavar="N", help="How many replicates share each draw of parameters, to tell luck from them.")
]
Precision = Annotated[
    float | None,
    typer.Option(metavar="N", help="Add replicates until the change in offences is known to within N a year."),
]
MostReplicates = Annotated[int | None, typer.Option(metavar="N", help="Where --precision stops at the latest. [1000]")]
Force = Annotated[
    bool, typer.Option("--force", help="Replace files of --out and --picture that are there already, without asking.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be computed, then stop.")]


def how(workers: int | None, processes: bool, scheduler: str | None) -> How:
    """Where to compute, as asked for by these options."""
    from ..plans import check_workers
    from ..runs import How

    check_workers(workers)
    if scheduler is not None and (processes or workers is not None):
        raise InputError("--scheduler computes on the cluster's own workers: leave out --workers and --processes.")
    return How(workers=workers, processes=processes, scheduler=scheduler)


def terms(perspective: str, optimism: float, hours_apart: bool) -> Terms:
    """On what terms money is weighed, as asked for by these options.

    Raises:
        InputError: one of them is not what it may be.
    """
    from ..economics import Terms

    hours: Literal["apart", "cashable"] = "apart" if hours_apart else "cashable"
    return Terms(perspective=cast("Perspective", perspective), optimism=optimism, hours=hours)


def laws(more: list[str] | None, without: list[str] | None) -> LawsAsked:
    """The laws that are asked for and those that are left out by these options."""
    from ..plans import LawsAsked

    return LawsAsked(more or (), without or ())


def say_what_is_large(plan: Plan, runs: int | None = None) -> None:
    """Say beforehand, beside the answer, what will take much memory or long."""
    from ..plans import large_lines

    for line in large_lines(plan, runs):
        put(line, aside=True)


def files(
    out: str | None,
    picture: str | None,
    force: bool,
    kinds: Sequence[str] = (".csv",),
    beside: Sequence[str] = (),
) -> tuple[Path | None, Path | None]:
    """The table and the picture that are asked for, where they are; refused before anything is computed.

    Args:
        out: The table as typed.
        picture: The picture as typed.
        force: Whether files that are there already are replaced without a question.
        kinds: How the table's name may end.
        beside: What is added to the name of a .csv or .parquet table for the others that are written beside it.

    Raises:
        InputError: one cannot be written, or is there already and shall stay.
    """
    from ..plans import check_out
    from .asking import ask_to_replace

    table = None if out is None else check_out(out, kinds)
    image = None if picture is None else check_out(picture, (".svg", ".png"), "--picture")
    others = () if table is None or table.suffix.lower() == ".xlsx" else beside
    more = [table.with_name(f"{table.stem}-{name}{table.suffix}") for name in others if table]
    ask_to_replace([file for file in (table, *more, image) if file], force)
    return table, image


def posterior(file: str | None, none: bool) -> str | Literal[False] | None:
    """What to draw from: a file, nothing but what was declared (False), or the place's own (None).

    Raises:
        InputError: both were asked for.
    """
    if file is not None and none:
        raise InputError("--posterior and --no-posterior exclude each other; leave out one of the two.")
    return False if none else file
