"""The commands around scenario files: `new` writes one, `check` reads it, `run` runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import options

if TYPE_CHECKING:
    from ..scenarios.parameters import Parameter
    from ..scenarios.scenario import Scenario
    from .plan import Plan

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
    from .new_scenario import write_scenario

    made = write_scenario(file, like, regime or [], preset)
    typer.echo(f"Wrote {made}. Change what you like, then: diversion check {made}")


def check_command(file: File, as_json: options.Json = False) -> None:
    """Say whether a scenario or design file is understood, and what it would do."""
    from ..scenarios.scenario import scenario
    from .design import is_design
    from .plan import content
    from .planning import plan_of

    if is_design(file):
        _check_design(file, as_json)
        return
    read = scenario(file)
    plan = plan_of(read)
    if as_json:
        typer.echo(json.dumps({"file": file, "plan": content(plan)}, indent=2, ensure_ascii=False))
        return
    names = ", ".join(regime.name for regime in plan.regimes)
    typer.echo(f"{file} is in order.")
    typer.echo(f"{plan.locality.title}: {names}; {_years(plan.years)} after {_years(plan.run_in)} of current practice.")
    typer.echo(f"{plan.replicates:,} replicates, {plan.replicates * len(plan.regimes):,} runs.")
    if plan.years == 1:
        typer.echo("Repeat contact within 12 months cannot be counted in 1 year: give it 2 or more.")
    own = own_lines(read.scenario)
    for line in [*own, *changed_lines(plan, bool(own))]:
        typer.echo(line)
    typer.echo(f"Next: diversion run {file}")


def _check_design(file: str, as_json: bool) -> None:
    """The same about a file that varies something."""
    from .design import block_lines, read_design
    from .plan import content

    experiment = read_design(file)
    plan, scenarios = experiment.plan, len(experiment.points)
    if as_json:
        told = {"design": experiment.design, "scenarios": scenarios, "plan": content(plan)}
        typer.echo(json.dumps({"file": file, **told}, indent=2, ensure_ascii=False))
        return
    names = ", ".join(regime.name for regime in plan.regimes)
    typer.echo(f"{file} is in order.")
    typer.echo(f"{plan.locality.title}: {names}; {_years(plan.years)} after {_years(plan.run_in)} of current practice.")
    for line in block_lines(experiment):
        typer.echo(line)
    runs = scenarios * plan.replicates * len(plan.regimes)
    typer.echo(
        f"{scenarios:,} scenarios × {plan.replicates:,} replicates × {len(plan.regimes)} regimes: {runs:,} runs."
    )
    for line in changed_lines(plan, own=True):
        typer.echo(line)
    typer.echo(f"Next: diversion sweep {file}")


def _years(count: int) -> str:
    return "1 year" if count == 1 else f"{count} years"


def own_lines(given: Scenario) -> list[str]:
    """The places and regimes that the file makes itself, a line each."""
    made = [item for item in (given.locality, *given.regimes) if isinstance(item, dict)]
    return [f"Its own: {item.get('name')}, {_like(item)}" for item in made]


def _like(item: dict[str, Any]) -> str:
    fields = ", ".join(field for field in item if field not in ("like", "name", "title"))
    return f"like {item['like']} but for {fields or 'its name'}" if "like" in item else f"with {fields}"


def changed_lines(plan: Plan, own: bool = False) -> list[str]:
    """What was changed, a line each: the new value beside the usual one in this place."""
    from ..scenarios.editing import EVERY
    from ..scenarios.parameters import in_place

    usual = in_place(plan.locality.parameters)
    lines = [f"  {name}: {value:g} {usual[name].unit}, {_usually(usual[name])}" for name, value in plan.changes.items()]
    for item, fields in plan.edits.items():
        before = None if item in EVERY else _item(plan, item)
        for path, value in fields.items():
            was = "each had its own" if before is None else f"usually {_word(_at(before, path))}"
            lines.append(f"  {item}.{path}: {_word(value)}, {was}")
    if lines:
        return ["Changed:", *lines]
    return [] if own else ["Nothing is changed from the usual figures."]


def _usually(figure: Parameter) -> str:
    drawn = figure.role == "uncertainty" and figure.span
    return f"usually drawn from {figure.span}" if drawn else f"usually {figure.default:g}"


def _item(plan: Plan, name: str) -> dict[str, Any]:
    """The library's item; `current` is the practice of the place."""
    from ..scenarios import loader

    return loader.load(plan.locality.current if name == "current" else name).model_dump(mode="json")


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _word(value: Any) -> str:
    """A value as the file would write it."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_word(each)}" for key, each in sorted(value.items())) + "}"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def run_command(
    file: File,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="One more change beside the file's; repeat it."),
    ] = None,
    histories: options.Histories = 1,
    precision: options.Precision = None,
    most_replicates: options.MostReplicates = None,
    db: options.Db = None,
    workers: options.Workers = None,
    processes: options.Processes = False,
    scheduler: options.Scheduler = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
    out: options.Out = None,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
    tables: options.Tables = False,
) -> int:
    """Run a scenario file and print the answer."""
    from ..scenarios.scenario import scenario
    from .cli_compare import Asked, answer
    from .planning import check_out, plan_of, read_changes, with_histories
    from .precision import goal_of

    how = options.how(workers, processes, scheduler)
    plan = with_histories(plan_of(scenario(file), read_changes(changes or [])), histories)
    goal = goal_of(precision, most_replicates, plan, fresh)
    target = check_out(out) if out is not None else None
    return answer(Asked(plan, db, how, fresh, as_json, target, quiet, dry_run, tables, goal))
