"""The commands that look things up: `list`, `show` and `runs`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ..scenarios.parameters import InputError, Parameter, did_you_mean, register
from .options import Db, Json

if TYPE_CHECKING:
    from .kept import Kept, KeptRun
    from .store import Store

KINDS: Final = ("localities", "regimes", "programmes", "routes", "services", "presets", "parameters")

runs_app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)


def list_command(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help=f"One of: {', '.join(KINDS)}.")] = None,
    as_json: Json = False,
) -> None:
    """List what the library has: localities, regimes, programmes, routes, services, presets, parameters."""
    if kind is not None and kind not in KINDS:
        raise InputError(f"list knows {', '.join(KINDS)}, not {kind}.{did_you_mean(kind, KINDS)}")
    found = {name: _items(name) for name in ((kind,) if kind else KINDS)}
    if as_json:
        _print_json(found[kind] if kind else found)
        return
    for name, items in found.items():
        _print_items(name, items, short=kind is None and name == "parameters")


def _items(kind: str) -> list[dict[str, str]]:
    if kind == "parameters":
        return [{"name": item.name, "title": f"{item.default:g} {item.unit}: {item.text}"} for item in _parameters()]
    from ..scenarios import loader

    return [{"name": name, "title": loader.load(name).title} for name in loader.names(kind)]


def _parameters() -> list[Parameter]:
    return list(register().values())


def _print_items(kind: str, items: list[dict[str, str]], short: bool) -> None:
    typer.echo(kind)
    if short:
        typer.echo(f"  {len(items)} of them: diversion list parameters")
        return
    width = max((len(item["name"]) for item in items), default=0)
    for item in items:
        typer.echo(f"  {item['name']:<{width}}  {item['title']}")


def show_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name that `diversion list` prints.")],
    as_json: Json = False,
) -> None:
    """Show one of them in full, with the sources of its figures."""
    if name in register():
        _show_parameter(register()[name], as_json)
        return
    from ..scenarios import loader

    items = [known for kind in loader.KINDS for known in loader.names(kind)]
    if name not in items:
        raise InputError(f"There is nothing called {name}.{did_you_mean(name, [*items, *register()])}")
    if as_json:
        _print_json(loader.load(name).model_dump(mode="json"))
        return
    typer.echo(loader.shipped_text(name), nl=False)
    figures = [register()[each] for each in loader.quantities(loader.load(name))]
    if figures:
        typer.echo("\n# The figures it refers to\n")
    for figure in figures:
        span = f" ({figure.span})" if figure.span else ""
        typer.echo(f"{figure.name}: {figure.default:g}{span} {figure.unit}\n  {figure.text}")
        typer.echo(f"  Source: {figure.source.rstrip('.')}. Rating: {figure.rating}.")


def _show_parameter(parameter: Parameter, as_json: bool) -> None:
    from dataclasses import asdict
    from math import isfinite

    facts = asdict(parameter)
    facts = {key: value for key, value in facts.items() if not isinstance(value, float) or isfinite(value)}
    if as_json:
        _print_json(facts)
        return
    for key, value in facts.items():
        typer.echo(f"{key}: {value:g}" if isinstance(value, float) else f"{key}: {value}")


# --- runs ------------------------------------------------------------------------------------------------------------


@runs_app.callback()
def runs_command(context: typer.Context, db: Db = None, as_json: Json = False) -> None:
    """List kept experiments; `runs show 7` lists the runs of one."""
    if context.invoked_subcommand is not None:
        context.obj = (db, as_json)
        return
    store = _open(db)
    kept = store.experiments() if store else []
    if as_json:
        _print_json([_experiment_facts(item) for item in kept])
    elif not kept:
        typer.echo(f"No runs are kept in {_where(db)} yet.")
    else:
        typer.echo(f"{'No.':>4}  {'when (UTC)':<16}  {'runs kept':>9}  {'failed':>6}  what")
        for item in kept:
            typer.echo(_experiment_line(item))
        typer.echo(f"Kept in {_where(db)}")


@runs_app.command("show")
def runs_show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The number of an experiment.")],
    db: Db = None,
    as_json: Json = False,
) -> None:
    """List every run of one experiment."""
    outer_db, outer_json = context.obj or (None, False)
    place = db or outer_db
    store = _open(place)
    if store is None or store.experiment(number) is None:
        raise InputError(f"There is no experiment {number} in {_where(place)}.")
    runs = list(store.runs(number))
    if as_json or outer_json:
        _print_json([_run_facts(run) for run in runs])
        return
    typer.echo(f"{'replicate':>9}  {'regime':<20}  {'status':<9}  {'seconds':>8}  {'seed':>20}  error")
    for run in runs:
        what = f"{run.replicate:>9}  {run.regime:<20}  {run.status:<9}"
        typer.echo(f"{what}  {run.seconds:>8.3f}  {run.seed:>20}  {run.error}".rstrip())


def _open(db: str | None) -> Store | None:
    """The store, or nothing where none has been made yet (looking must not make one)."""
    from .database import check, database_url, is_there
    from .store import Store

    url = database_url(db)
    check(url)
    return Store.open(db) if is_there(url) else None


def _where(db: str | None) -> str:
    from .database import database_url, shown

    return shown(database_url(db))


def _experiment_line(item: Kept) -> str:
    others = ", ".join(name for name in item.regimes if name != item.reference)
    fixed = ", fixed parameters" if item.fixed_parameters else ""
    years = "1 year" if item.years == 1 else f"{item.years} years"
    what = f"{item.title}, {others} beside {item.reference}, {years}, {item.replicates:,} replicates, seed {item.seed}"
    kept = f"{item.succeeded}/{item.runs}"
    return f"{item.id:>4}  {item.created:%Y-%m-%d %H:%M}  {kept:>9}  {item.failed:>6}  {what}{fixed}"


def _experiment_facts(item: Kept) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(item) | {"created": item.created.isoformat(), "pending": item.pending, "missing": item.missing}


def _run_facts(run: KeptRun) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(run) | {"started": run.started.isoformat()}


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
