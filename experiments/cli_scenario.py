"""The commands around scenario files: `new` writes one, `check` reads it, `run` runs it."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output and nothing else.")]
File = Annotated[str, typer.Argument(metavar="FILE", help="A scenario file (.yaml).")]


def new_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write (.yaml); it must not be there yet.")],
    like: Annotated[str, typer.Option("--from", metavar="LOCALITY", help="The place to start from.")],
    regime: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A regime to compare with the reference; repeat it.")
    ] = None,
    preset: Annotated[
        str | None, typer.Option(metavar="NAME", help="Changes to start from: `diversion list presets`.")
    ] = None,
) -> None:
    """Write a scenario file with everything in it explained, to be changed in an editor."""
    from .new_scenario import write_scenario

    made = write_scenario(file, like, regime or [], preset)
    typer.echo(f"Wrote {made}. Change what you like, then: diversion check {made}")


def check_command(file: File, as_json: Json = False) -> None:
    """Say whether a scenario file is understood, and what it would do."""
    from ..scenarios.scenario import scenario
    from .plan import content
    from .planning import plan_of

    plan = plan_of(scenario(file))
    if as_json:
        typer.echo(json.dumps({"file": file, "plan": content(plan)}, indent=2, ensure_ascii=False))
        return
    names = ", ".join(regime.name for regime in plan.regimes)
    typer.echo(f"{file} is in order.")
    typer.echo(f"{plan.locality.title}: {names}; {_years(plan.years)} after {_years(plan.run_in)} of current practice.")
    typer.echo(f"{plan.replicates:,} replicates, {plan.replicates * len(plan.regimes):,} runs.")
    for line in changed_lines(plan.changes, plan.edits):
        typer.echo(line)
    typer.echo(f"Next: diversion run {file}")


def _years(count: int) -> str:
    return "1 year" if count == 1 else f"{count} years"


def changed_lines(changes: dict[str, float] | Any, edits: dict[str, Any] | Any) -> list[str]:
    """What was changed, a line each: the new value beside the usual one."""
    from ..scenarios import loader
    from ..scenarios.parameters import find

    lines = [
        f"  {name}: {value:g} {find(name).unit}, usually {find(name).default:g}" for name, value in changes.items()
    ]
    for item, fields in edits.items():
        usual = loader.load(item).model_dump(mode="json")
        for path, value in fields.items():
            lines.append(f"  {item}.{path}: {_word(value)}, usually {_word(_at(usual, path))}")
    return ["Changed:", *lines] if lines else ["Nothing is changed from the usual figures."]


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _word(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def run_command(
    file: File,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="One more change beside the file's; repeat it."),
    ] = None,
    db: Annotated[
        str | None, typer.Option(metavar="FILE|URL", help="Where runs are kept. [the user's data folder]")
    ] = None,
    workers: Annotated[int | None, typer.Option(metavar="N", help="How many threads. [one for each processor]")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute again what the store already has.")] = False,
    as_json: Json = False,
    out: Annotated[str | None, typer.Option(metavar="FILE.csv", help="Write the table to a CSV file as well.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be computed, then stop.")] = False,
) -> int:
    """Run a scenario file and print the answer."""
    from ..scenarios.scenario import scenario
    from .cli_compare import Asked, answer
    from .planning import check_out, check_workers, plan_of, read_changes

    check_workers(workers)
    plan = plan_of(scenario(file), read_changes(changes or []))
    target = check_out(out) if out is not None else None
    return answer(Asked(plan, db, workers, fresh, as_json, target, quiet, dry_run))
