"""The commands around scenario files: `new` writes one, `check` reads it, `run` runs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..streams import put, put_json
from . import options

if TYPE_CHECKING:
    from ...scenarios.scenario import Scenario

File = Annotated[str, typer.Argument(metavar="FILE", help="A scenario file (.yaml).")]


def new_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write (.yaml); it must not be there yet.")],
    like: Annotated[str, typer.Option("--from", metavar="LOCALITY", help="The place to start from.")],
    regime: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A regime to compare with the reference; repeat it.")
    ] = None,
    preset: options.Preset = None,
) -> None:
    """Write a scenario file with everything in it explained, to be changed in an editor."""
    from ..told import told
    from .new_scenario import write_scenario

    made = write_scenario(file, like, regime or [], preset)
    put(f"Wrote {made}. Change what you like, then: {told('check', made)}")


def check_command(
    file: File,
    years: options.YearsInstead = None,
    replicates: options.ReplicatesInstead = None,
    seed: options.SeedInstead = None,
    as_json: options.Json = False,
) -> None:
    """Say whether a scenario or design file is understood, and what it would do."""
    from ...scenarios.scenario import scenario
    from ..answers import posterior_lines
    from ..designs import is_design
    from ..plans import caution_lines, changed_lines, large_lines, overridden_lines, plan_of
    from ..told import told
    from ..wording import years as in_years

    instead = {"years": years, "replicates": replicates, "seed": seed}
    if is_design(file):
        _check_design(file, instead, as_json)
        return
    read = scenario(file)
    plan = plan_of(read, instead=instead)
    if as_json:
        put_json({"file": file, "plan": plan.content})
        return
    names = ", ".join(regime.name for regime in plan.regimes)
    put(f"{file} is in order.")
    put(f"{plan.locality.title}: {names}; {in_years(plan.years)} after {in_years(plan.run_in)} of current practice.")
    put(f"{plan.replicates:,} replicates, {plan.replicates * len(plan.regimes):,} runs.")
    if plan.years == 1:
        put("Repeat contact within 12 months cannot be counted in 1 year: give it 2 or more.")
    own = own_lines(read.scenario)
    for line in [
        plan.law,
        *own,
        *changed_lines(plan, bool(own)),
        *overridden_lines(plan),
        *posterior_lines(plan),
        *caution_lines(plan),
        *large_lines(plan),
    ]:
        put(line)
    put(f"Next: {told('run', file, *_typed(instead))}")


def _check_design(file: str, instead: Mapping[str, int | None], as_json: bool) -> None:
    """The same about a file that varies something."""
    from ..answers import posterior_lines
    from ..designs import block_lines, read_design
    from ..plans import caution_lines, changed_lines, large_lines, overridden_lines
    from ..told import told
    from ..wording import years

    experiment = read_design(file, instead=instead)
    plan, scenarios = experiment.plan, len(experiment.points)
    if as_json:
        facts = {"design": experiment.design, "scenarios": scenarios, "plan": plan.content}
        put_json({"file": file, **facts})
        return
    names = ", ".join(regime.name for regime in plan.regimes)
    put(f"{file} is in order.")
    put(f"{plan.locality.title}: {names}; {years(plan.years)} after {years(plan.run_in)} of current practice.")
    for line in block_lines(experiment.design):
        put(line)
    runs = scenarios * plan.replicates * len(plan.regimes)
    put(f"{scenarios:,} scenarios × {plan.replicates:,} replicates × {len(plan.regimes)} regimes: {runs:,} runs.")
    for line in [
        plan.law,
        *changed_lines(plan, own=True),
        *overridden_lines(plan),
        *posterior_lines(plan),
        *caution_lines(plan),
        *large_lines(plan),
    ]:
        put(line)
    put(f"Next: {told('sweep', file, *_typed(instead))}")


def _typed(instead: Mapping[str, int | None]) -> list[str]:
    """What was typed in place of what the file says, to be told again."""
    return [word for name, value in instead.items() if value is not None for word in (f"--{name}", str(value))]


def own_lines(given: Scenario) -> list[str]:
    """The places and regimes that the file makes itself, a line each."""
    made = [item for item in (given.locality, *given.regimes) if isinstance(item, dict)]
    return [f"Its own: {item.get('name')}, {_like(item)}" for item in made]


def _like(item: dict[str, Any]) -> str:
    fields = ", ".join(field for field in item if field not in ("like", "name", "title"))
    return f"like {item['like']} but for {fields or 'its name'}" if "like" in item else f"with {fields}"


def run_command(
    file: File,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="One more change beside the file's; repeat it."),
    ] = None,
    law: options.Law = None,
    no_law: options.NoLaw = None,
    years: options.YearsInstead = None,
    replicates: options.ReplicatesInstead = None,
    seed: options.SeedInstead = None,
    posterior: options.PosteriorFile = None,
    no_posterior: options.NoPosterior = False,
    histories: options.Histories = 1,
    precision: options.Precision = None,
    most_replicates: options.MostReplicates = None,
    db: options.Db = None,
    workers: options.Workers = None,
    processes: options.Processes = False,
    scheduler: options.Scheduler = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
    out: options.Book = None,
    picture: options.Picture = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
    tables: options.Tables = False,
    no_crossing: options.NoCrossing = False,
) -> int:
    """Run a scenario file and print the answer."""
    from ...scenarios.scenario import scenario
    from ..files import BESIDE
    from ..plans import plan_of, read_changes, with_histories
    from ..runs import goal_of
    from .compare import Asked, answer

    how = options.how(workers, processes, scheduler)
    instead = {"years": years, "replicates": replicates, "seed": seed}
    drawn_from, laws = options.posterior(posterior, no_posterior), options.laws(law, no_law)
    plan = with_histories(plan_of(scenario(file), read_changes(changes or []), drawn_from, instead, laws), histories)
    goal = goal_of(precision, most_replicates, plan.replicates, fresh)
    target, image = options.files(out, picture, force or dry_run, options.BOOKS, BESIDE)
    return answer(
        Asked(
            plan=plan,
            db=db,
            how=how,
            fresh=fresh,
            as_json=as_json,
            out=target,
            quiet=quiet,
            dry_run=dry_run,
            tables=tables,
            goal=goal,
            picture=image,
            crossing=not no_crossing,
        )
    )
