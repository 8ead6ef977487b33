"""The commands around kept runs: `runs` lists experiments, `runs show` shows one; `rerun` and `delete` stand beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ...scenarios.parameters import InputError
from ..streams import json_text, put, put_json
from .delete import runs_delete
from .options import Db, ExperimentId, Json
from .rerun import runs_rerun

if TYPE_CHECKING:
    from ..store import Kept, KeptExperiment, KeptRun, Store

MOST_LINES: Final = 50  # runs that `runs show` lists unless told otherwise

runs_app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
runs_app.command("rerun")(runs_rerun)
runs_app.command("delete")(runs_delete)


@runs_app.callback()
def runs_command(context: typer.Context, db: Db = None, as_json: Json = False) -> None:
    """List kept experiments; `runs show 7` shows one of them, `runs rerun 7` computes it again, `runs delete 7` deletes it."""
    if context.invoked_subcommand is not None:
        context.obj = (db, as_json)
        return
    from ..store import open_there, where

    store = open_there(db)
    kept = store.experiments() if store else []
    if as_json:
        put_json([experiment_facts(item) for item in kept])
    elif not kept:
        put(f"No runs are kept in {where(db)} yet.")
    else:
        _print_experiments(kept, where(db))


@runs_app.command("show")
def runs_show(
    context: typer.Context,
    number: ExperimentId,
    every: Annotated[bool, typer.Option("--all", help=f"List every run, not {MOST_LINES} at most.")] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show one experiment: what was asked, what it was computed with, and its runs, failed ones first."""
    from ..store import find_experiment

    outer_db, outer_json = context.obj or (None, False)
    store, kept = find_experiment(number, db or outer_db)
    if as_json or outer_json:
        _stream_json(store, kept)
    else:
        _print_experiment(store, kept, every)


# --- runs ------------------------------------------------------------------------------------------------------------


def _print_experiments(kept: Iterable[Kept], where: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from ..reports.output import answer_console
    from ..told import told_next

    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), header_style="")
    table.add_column("No.", justify="right", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("when (UTC)", no_wrap=True)
    table.add_column("kept", justify="right", no_wrap=True)
    shown = list(kept)
    some_failed = any(item.failed for item in shown)  # noughts alone would take the words' room on a narrow screen
    if some_failed:
        table.add_column("failed", justify="right", no_wrap=True)
    table.add_column("what")
    for item in shown:
        when, count = f"{item.created:%Y-%m-%d %H:%M}", f"{item.succeeded}/{item.runs}"
        failed = [str(item.failed)] if some_failed else []
        table.add_row(str(item.id), item.kind, when, count, *failed, Text(_what(item)))
    with answer_console() as console:
        console.print(table)
    put(f"Kept in {where}.{told_next('runs', 'show', 'ID', kept_in=where)}")


def _what(item: Kept) -> str:
    from ..answers import design_in_short, names_of
    from ..plans import changed, in_few_words
    from ..wording import years

    parts = [item.title, years(item.years), names_of(item)]
    if item.kind != "comparison":
        parts.append(f"{item.scenarios:,} scenarios ({design_in_short(item)})")
    if item.replicates > 1:
        parts.append(f"{item.replicates:,} replicates")
    if item.posterior is not None:
        parts.append(f"posterior {item.posterior}".strip())
    if item.changes or item.edits:
        parts.append(f"changed: {in_few_words(changed(item.changes, item.edits))}")
    return ", ".join(parts)


def experiment_facts(item: Kept) -> dict[str, Any]:
    """A line of the list as plain data."""
    from dataclasses import asdict

    return asdict(item) | {"created": item.created.isoformat(), "pending": item.pending, "missing": item.missing}


# --- runs show -------------------------------------------------------------------------------------------------------


def _stream_json(store: Store, kept: KeptExperiment) -> None:
    """One object, its runs written as they are read, a line each."""
    facts = experiment_facts(kept.line) | {
        "tables": kept.tables,
        "provenance": kept.provenance,
        "plan": kept.plan,
        "database": store.location,
        "trust": _trust_facts(kept),
    }
    put(json_text(facts, 2).removesuffix("\n}") + ',\n  "runs": [', end="")
    between = "\n"
    for run in store.runs(kept.line.id):
        put(f"{between}    {json_text(_run_facts(run))}", end="")
        between = ",\n"
    put("\n  ]\n}")


def _trust_facts(kept: KeptExperiment) -> dict[str, Any] | None:
    """How far to trust it; nothing where the plan cannot be read any more."""
    from ..answers.support import support
    from ..plans import plan_from

    try:
        return support(plan_from(kept.plan), kept.line.engine_version).to_dict()
    except InputError:
        return None


def _run_facts(run: KeptRun) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(run) | {"started": run.started.isoformat()}


def _print_experiment(store: Store, kept: KeptExperiment, every: bool) -> None:
    from ..answers import computed_with, question, state
    from ..answers.support import support
    from ..plans import plan_from
    from ..told import told_next
    from ..wording import day_of, upper_first

    line = kept.line
    created = f"{day_of(line.created)} at {line.created:%H:%M} UTC"
    plan = plan_from(kept.plan)
    trusted = support(plan, line.engine_version)
    trust = [("How far to trust it", upper_first(trusted.line))]
    told = [("Begun", created), ("Runs", state(line)), ("Computed with", computed_with(kept.provenance))]
    first, last = (trust, []) if trusted.weakly else ([], trust)
    _print_told(f"Experiment {line.id}", [*first, *question(kept, plan), *told, *last])
    there = line.succeeded + line.failed + line.running
    if there:
        _print_runs(islice(_failed_first(store, line), None if every else MOST_LINES), line)
    if there > MOST_LINES and not every:
        put(f"{there - MOST_LINES:,} more: --all lists them.")
    put(told_next("export", line.id, "--out", "results.csv", kept_in=store.location).strip())


def _print_runs(runs: Iterable[KeptRun], line: Kept) -> None:
    widths = max(7, *(len(name) for name in line.regimes))
    put(f"\n{'scenario':>8}  {'replicate':>9}  {'regime':<{widths}}  {'status':<9}  {'seconds':>8}  {'seed':>20}")
    for run in runs:
        what = f"{run.scenario:>8}  {run.replicate:>9}  {run.regime:<{widths}}  {run.status:<9}"
        put(f"{what}  {run.seconds:>8.3f}  {run.seed:>20}")
        for text in run.error.splitlines():
            put(f"          {text}")


def _print_told(title: str, told: Iterable[tuple[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from ..reports.output import READABLE, answer_console

    grid = Table.grid(padding=(0, 2, 0, 0))
    for about, text in told:
        grid.add_row(Text(about), Text(text))
    with answer_console() as console:
        console.print(Text(title, style="bold"))
        console.print(grid, width=min(console.width, READABLE))


def _failed_first(store: Store, line: Kept) -> Iterator[KeptRun]:
    from ..store import FAILED

    failed = (run for run in store.runs(line.id) if run.status == FAILED)
    others = (run for run in store.runs(line.id) if run.status != FAILED)
    return chain(islice(failed, line.failed), others)
