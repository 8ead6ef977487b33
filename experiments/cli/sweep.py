"""The command `sweep`: every scenario of a design file, under every regime, in every replicate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..streams import put, put_json
from . import options

if TYPE_CHECKING:
    from ..runs import Batch
    from ..sweeps.answer import Sweep


def sweep_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A design file: levers, uncertainties, replicates.")],
    years: options.YearsInstead = None,
    replicates: options.ReplicatesInstead = None,
    seed: options.SeedInstead = None,
    posterior: options.PosteriorFile = None,
    law: options.Law = None,
    no_law: options.NoLaw = None,
    no_posterior: options.NoPosterior = False,
    db: options.Db = None,
    workers: options.Workers = None,
    processes: options.Processes = False,
    scheduler: options.Scheduler = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
    out: options.Out = None,
    picture: options.Picture = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
) -> int:
    """Run a whole design, as many runs as it takes, and say what was found; stop and go on whenever you like."""
    from ..designs import read_design
    from ..runs import forecast, progress_shown
    from ..store import check_to_use
    from ..sweeps.carry_out import carry_out

    how = options.how(workers, processes, scheduler)
    instead = {"years": years, "replicates": replicates, "seed": seed}
    experiment = read_design(file, options.posterior(posterior, no_posterior), instead, options.laws(law, no_law))
    table, image = options.files(out, picture, force or dry_run)
    check_to_use(db)
    if dry_run:
        forecast(experiment, db, how, fresh, as_json, quiet)
        return 0
    if not quiet:
        options.say_what_is_large(experiment.plan, experiment.runs)
    with progress_shown(quiet) as (progress, say):
        found = carry_out(experiment, db, how, fresh, progress, say)
    if isinstance(found, tuple):
        return _too_large(*found, as_json)
    return _told(found, table, image, as_json)


def _told(found: Sweep, table: Path | None, image: Path | None, as_json: bool) -> int:
    from ..files import write_table
    from ..reports.sweep import answer

    if table is not None:
        write_table(found.rows(), table)
    if image is not None:
        from ...viz.figures import draw  # with matplotlib, too slow to load for who wants no picture

        draw(found.sheet, image)
    if as_json:
        put_json(found.to_dict())
    else:
        answer(found)
    return 1 if found.batch.failed else 0


def _too_large(batch: Batch, where: str, as_json: bool) -> int:
    """What became of a sweep whose runs are too many to be put together here."""
    from ..runs import sentences

    if as_json:
        put_json(batch.to_dict() | {"database": where})
    else:
        put("\n".join(["These are too many runs for a table here; export them.", *sentences(batch, where)]))
    return 1 if batch.failed else 0
