"""The command `validate`: how the model does against what was published, before anybody believes a result."""

from __future__ import annotations

from typing import Annotated

import typer

from ...scenarios.parameters import InputError, register
from . import options


def validate_command(
    trials: Annotated[bool, typer.Option("--trials", help="Replicate the published trials as well.")] = False,
    short: Annotated[
        bool, typer.Option("--short", help="Blackpool's patterns only, from a few runs: a look within a minute.")
    ] = False,
    replicates: Annotated[
        int | None, typer.Option("--replicates", "-n", metavar="N", help="Runs of every scene. [6, short 2]")
    ] = None,
    seed: options.Seed = 1,
    changes: options.Changes = None,
    workers: options.Workers = None,
    as_json: options.Json = False,
    out: options.Out = None,
    picture: Annotated[
        str | None, typer.Option(metavar="FILE.svg", help="Draw model against published, as .svg or .png.")
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Keep what was found as the standing of the default parameters.")
    ] = False,
    force: options.Force = False,
    quiet: options.Quiet = False,
) -> int:
    """Hold the model against published patterns; exit code 3 when one that used to be met is missed."""
    from ..faces.validate import seeds_from
    from ..plans import check_workers
    from ..reports.validation import Wanted, answer

    seeds = seeds_from(seed, replicates, short)
    check_workers(workers)
    values = _parameters(changes or [])
    if record:
        _check_record(short, bool(values), seed)
    table, image = options.files(out, picture, force)
    return answer(
        Wanted(
            seeds=seeds,
            changes=values,
            short=short,
            trials=trials,
            workers=workers,
            as_json=as_json,
            table=table,
            picture=image,
            record=record,
            quiet=quiet,
        )
    )


def _parameters(typed: list[str]) -> dict[str, float]:
    """The changes as typed, which here can only be to parameters, since every scene has programmes of its own."""
    from ..plans import read_changes

    values = read_changes(typed)
    for name in values:
        if name not in register():
            raise InputError(f"--set changes parameters here, and {name} is a field: put it into a file of your own.")
    return values


def _check_record(short: bool, changed: bool, seed: int) -> None:
    """Refuse to keep as the standing of the defaults what is only part of it, or of other parameters."""
    for wrong, option in ((short, "--short"), (changed, "--set"), (seed != 1, "--seed")):
        if wrong:
            raise InputError(f"--record keeps the standing of the default parameters in full: leave out {option}.")
