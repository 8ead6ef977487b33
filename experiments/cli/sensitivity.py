"""The command `sensitivity`: which assumptions the answer about a place hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer
from typer.core import TyperCommand

from ...scenarios.parameters import InputError, did_you_mean
from . import options

if TYPE_CHECKING:
    from ..plans import LawsAsked, Plan

LISTED: Final = " These there are: diversion list outcomes"
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
    from ..reports.sensitivity import Wanted, answer
    from ..runs import forecast
    from ..sensitivity import make_study, read_groups, read_ranges
    from ..sensitivity.methods import method_of
    from ..store import check_to_use

    chosen = method_of(method)
    how = options.how(workers, processes, scheduler)
    table, image = options.files(out, picture, force or dry_run)
    names = tuple(_outcomes(outcome))
    given = [f"--{name.replace('_', '-')}" for name in OF_THE_FILE if _typed(context, name)]
    instead = {name: value for name, value in (("years", years), ("seed", seed)) if _typed(context, name)}
    typed, laws = (regime, reference, years, run_in, seed, preset), options.laws(law, no_law)
    plan = _plan(target, typed, changes or [], given, options.posterior(posterior, no_posterior), instead, laws)
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


def _outcomes(names: list[str] | None) -> list[str]:
    from ...model.ledger.outcomes import OUTCOMES
    from ..sensitivity import USUAL

    for name in names or ():
        if name not in OUTCOMES:
            raise InputError(f"There is no outcome called {name}.{did_you_mean(name, OUTCOMES) or LISTED}")
    return names or list(USUAL)


def _is_scenario(target: str) -> bool:
    """Whether this is a scenario file rather than a place by its name or a file of its own."""
    from ...scenarios.loader import is_path
    from ...scenarios.paths import read_typed
    from ...scenarios.reading import read_yaml

    return is_path(target) and "format" in read_yaml(read_typed(target), target)[1]


def _plan(
    target: str,
    typed: tuple[list[str] | None, str, int, int, int, str | None],
    changes: list[str],
    given: list[str],
    posterior: str | Literal[False] | None,
    instead: Mapping[str, int | None],
    laws: LawsAsked,
) -> Plan:
    """The plan of a place or of a scenario file; what is not a factor keeps its default or the value it is set to.

    With a posterior it is its middle there.
    """
    from ...model.arguments import usual_laws
    from ...scenarios.scenario import scenario
    from ..plans import make_plan, plan_of, read_changes, with_posterior
    from ..sensitivity import steady

    values = read_changes(changes)
    if _is_scenario(target):
        if given:
            raise InputError(f"{target} says this itself: change it there and leave out {given[0]}.")
        return steady(plan_of(scenario(target), values, posterior, instead, laws))
    regime, reference, years, run_in, seed, preset = typed
    how = (reference, years, run_in, 1, seed, values)
    plan = make_plan(target, regime, *how, preset=preset, laws=laws.beside(usual_laws()))
    return steady(with_posterior(plan, posterior))
