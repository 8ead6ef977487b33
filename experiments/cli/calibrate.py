"""The command `calibrate`: which values of the parameters make the model show what is known of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..streams import put, put_json
from . import options

if TYPE_CHECKING:
    from ..calibration import Asked


def calibrate_command(
    locality: Annotated[
        str, typer.Argument(metavar="LOCALITY", help="A place that `diversion list` names, or a file.")
    ],
    targets: Annotated[str, typer.Option(metavar="FILE", help="What the model should show, and what to look for.")],
    out: Annotated[
        str | None, typer.Option(metavar="FILE.csv", help="Where to write the draws. [posterior-LOCALITY.csv]")
    ] = None,
    picture: Annotated[
        str | None, typer.Option(metavar="FILE.svg", help="Draw what was found, as .svg or .png.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="The number all chance is derived from. [as the file says]")
    ] = None,
    db: options.Db = None,
    workers: options.Workers = None,
    processes: options.Processes = False,
    scheduler: options.Scheduler = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
    force: options.Force = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
) -> int:
    """Find the parameters under which the model shows what is known of a place, and how sure that makes them."""
    from ...scenarios import loader
    from ..calibration import read_targets
    from ..store import check_to_use

    how = options.how(workers, processes, scheduler)
    asked = read_targets(loader.locality(locality), targets, seed)
    name = f"posterior-{asked.plan.locality.name}.csv" if out is None else out
    file, image = options.files(name, picture, force or dry_run)
    check_to_use(db)
    if dry_run:
        _forecast(asked, as_json, workers, quiet)
        return 0
    assert file is not None
    from ..calibration import expected_runs
    from ..reports.calibration import Wanted, answer

    if not quiet:
        options.say_what_is_large(asked.plan, expected_runs(asked))
    return answer(
        asked,
        Wanted(locality=locality, db=db, how=how, fresh=fresh, as_json=as_json, out=file, picture=image, quiet=quiet),
    )


def _forecast(asked: Asked, as_json: bool, workers: int | None, quiet: bool) -> None:
    """Say what a calibration usually takes; nothing is written."""
    from ..calibration import expected_runs, first_wave
    from ..runs import How, progress_shown
    from ..runs.estimate import estimate
    from ..wording import duration, listed

    with progress_shown(quiet) as (_, say):
        one = estimate(first_wave(asked), 0, How(workers=workers), say or (lambda _: None))
    runs = expected_runs(asked)
    seconds = one.seconds / one.runs * runs
    if as_json:
        put_json({"parameters": asked.names, "runs": runs, "seconds": seconds, "written": False})
        return
    put(f"{asked.plan.locality.title}: to find are {listed(asked.names)}.")
    put(f"About {runs:,} runs, {duration(seconds)} with {one.workers} at a time; fewer where targets are soon met.")
    put("Nothing was computed for keeping or written.")
