"""The command `sensitivity`: which assumptions the answer about a place hangs on."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

import typer
from typer.core import TyperCommand

from ...scenarios.parameters import InputError
from . import options

Value = TypeVar("Value")
# What a scenario file says itself, and nothing typed beside it.
OF_THE_FILE: Final = ("regime", "reference", "run_in", "preset")


class WithMethods(TyperCommand):
    """The command with its methods at the foot of its help, which are loaded for nobody else."""

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the help."""
        from ..sensitivity import USUAL
        from ..sensitivity.methods import METHODS

        width = max(map(len, METHODS))
        lines = [f"  {name:<{width}}  {each.usual:>5,} {each.counts}: {each.how}" for name, each in METHODS.items()]
        self.epilog = "\n".join(["\b", "Methods:", *lines, "", f"Usual outcomes: {', '.join(USUAL)}."])
        super().format_help(ctx, formatter)


def sensitivity_command(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="LOCALITY|FILE", help="A place, or a scenario file.")],
    method: Annotated[str, typer.Option(metavar="NAME", help="How they are varied; the names stand below.")] = "morris",
    factor: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A parameter to vary; repeat it. [all uncertain ones]")
    ] = None,
    ranges: Annotated[
        list[str] | None,
        typer.Option(
            "--range",
            metavar="NAME=LOW:HIGH",
            help="A range of your own for a parameter, evenly; repeat it. [as declared]",
        ),
    ] = None,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            "--group", metavar="NAME=a,b,c", help="Parameters to move together, as one factor; repeat it. [each alone]"
        ),
    ] = None,
    size: Annotated[
        int | None,
        typer.Option(metavar="N", help="How often the method repeats itself; what and how often stands below."),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="An outcome to analyse; repeat it. Which are usual stands below."),
    ] = None,
    regime: options.Regimes = None,
    reference: options.Reference = "none",
    years: options.Years = 3,
    run_in: options.RunIn = 1,
    seed: options.Seed = 1,
    changes: options.Changes = None,
    law: options.Law = None,
    no_law: options.NoLaw = None,
    preset: options.Preset = None,
    posterior: options.PosteriorFile = None,
    no_posterior: options.NoPosterior = False,
    db: options.Db = None,
    workers: options.Workers = None,
    processes: options.Processes = False,
    scheduler: options.Scheduler = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
    out: options.Out = None,
    picture: Annotated[
        str | None, typer.Option(metavar="FILE.svg", help="Draw the first headline, as .svg or .png.")
    ] = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
) -> int:
    """Find which assumptions the difference between regimes hangs on."""
    from ..faces.named import outcomes_of
    from ..faces.sensitivity import is_scenario, plan_for
    from ..plans import read_changes
    from ..reports.sensitivity import Wanted, answer
    from ..runs import forecast
    from ..sensitivity import USUAL, make_study, read_groups, read_ranges
    from ..sensitivity.methods import method_of
    from ..store import check_to_use

    chosen = method_of(method)
    how = options.how(workers, processes, scheduler)
    table, image = options.files(out, picture, force or dry_run)
    names = outcomes_of(outcome or USUAL)
    if is_scenario(target):
        _leave_out(target, context)
    place = regime, _given(context, "reference", reference)
    times = _given(context, "years", years), _given(context, "run_in", run_in), _given(context, "seed", seed)
    drawn, ruled = options.posterior(posterior, no_posterior), options.laws(law, no_law)
    plan = plan_for(target, *place, *times, read_changes(changes or []), preset, drawn, ruled)
    own = read_ranges(ranges or []), read_groups(groups or [])
    study = make_study(plan, chosen, factor, chosen.usual if size is None else size, *own)
    check_to_use(db)
    if dry_run:
        forecast(study.experiment, db, how, fresh, as_json, quiet)
        return 0
    if not quiet:
        options.say_what_is_large(study.plan, study.experiment.runs)
    return answer(
        study,
        Wanted(
            outcomes=names,
            asked=outcome is not None,
            db=db,
            how=how,
            fresh=fresh,
            as_json=as_json,
            table=table,
            picture=image,
            quiet=quiet,
        ),
    )


def _typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _leave_out(target: str, context: typer.Context) -> None:
    """Refuse what is typed beside a scenario file that says it itself."""
    for name in OF_THE_FILE:
        if _typed(context, name):
            raise InputError(f"{target} says this itself: change it there and leave out --{name.replace('_', '-')}.")


def _given(context: typer.Context, name: str, value: Value) -> Value | None:
    """What was typed, and nothing where it was not: what is usual then is nobody's wish."""
    return value if _typed(context, name) else None
